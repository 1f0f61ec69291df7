"""Labels for `jingling fit`: what people decided, in the form that fit reads (`number`, `nuisance`)."""

import csv
from collections.abc import Iterator
from typing import Any

from jingling.console.findings.access import findings_of
from jingling.console.findings.models import Finding


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def label_lines(user: Any) -> Iterator[str]:
    """Return the lines of a CSV: one for each number whose last decision says what it is.

    A number decided on in several results has one label, the latest; one dismissed for having too little to
    decide on, or for being shown falsely by others, tells nothing of its holder and has none.
    """
    writer = csv.writer(_Echo())
    yield writer.writerow(["number", "nuisance"])
    decided = (
        findings_of(user, "number")
        .exclude(state=Finding.State.OPEN)
        .prefetch_related("reviews")
        .order_by("name", "-reviewed_at", "-pk")
    )
    last = None
    for finding in decided.iterator(chunk_size=500):
        if finding.name == last:
            continue
        last = finding.name
        review = next(iter(finding.reviews.all()))
        if review.reason not in {"too_little", "shown_falsely"}:
            yield writer.writerow([finding.name, int(finding.state == Finding.State.CONFIRMED)])
