"""Proposing classes: what the text of a case suggests that it was about, for a person to decide."""

from jingling.complaints.errors import ModelError
from jingling.complaints.proposing import classifier
from jingling.console.complaints.models import Case

MOST = 500


def propose_classes() -> int:
    """Write a proposal beside each case that has none yet; return how many cases were looked at.

    A class below the threshold is not proposed; how sure it was is kept all the same. Where the text says
    nothing the certainty is 0.
    """
    cases = list(Case.objects.filter(certainty=None).prefetch_related("reports").order_by("pk")[:MOST])
    if not cases:
        return 0
    texts = [
        "，".join(part for one in case.reports.all() for part in (one.about, one.said) if part)
        for case in cases
    ]
    said = [text for text in texts if text]
    try:
        proposals = iter(classifier().propose(said))
    except ModelError:
        return 0  # without the model people decide alone
    for case, text in zip(cases, texts, strict=True):
        proposal = next(proposals) if text else None
        case.certainty = proposal.certainty if proposal else 0.0
        case.proposed = proposal.label if proposal and proposal.proposed else ""
    Case.objects.bulk_update(cases, ["certainty", "proposed"], batch_size=200)
    return len(cases)
