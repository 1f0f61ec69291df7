"""What pages ask of projects: a function for each question."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from jingling.console.outbound.models import Asked, Denied, Heard
from jingling.console.registers.gate_tables import names_of_lines


@dataclass(slots=True)
class Figures:
    """How calls went.

    `live` counts calls that a person took, and is what `abandoned` is a share of.
    """

    asked: int = 0
    allowed: int = 0
    live: int = 0
    no_answer: int = 0
    refused: int = 0
    abandoned: int = 0
    denied: dict[str, int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """How many questions the gate denied."""
        return self.asked - self.allowed

    @property
    def abandoned_share(self) -> float | None:
        """Abandoned calls of those that a person took; None where nobody took one."""
        return self.abandoned / self.live if self.live else None


def together(figures: Iterable[Figures]) -> Figures:
    """Return figures added up."""
    whole = Figures()
    denied: Counter[str] = Counter()
    for one in figures:
        for name in ("asked", "allowed", "live", "no_answer", "refused", "abandoned"):
            setattr(whole, name, getattr(whole, name) + getattr(one, name))
        denied.update(one.denied)
    whole.denied = dict(denied.most_common())
    return whole


def figures_of(projects: QuerySet, since: date, by: str = "project_id") -> dict[Any, Figures]:
    """Return figures since a day by `project_id` or by `agent`."""
    found: defaultdict[Any, Figures] = defaultdict(Figures)
    mine = Q(project__in=projects.order_by().values("pk"), day__gte=since)

    for row in Asked.objects.filter(mine).values(by).order_by().annotate(a=Sum("asked"), b=Sum("allowed")):
        one = found[row[by]]
        one.asked, one.allowed = row["a"], row["b"]
    for row in Denied.objects.filter(mine).values(by, "reason").order_by().annotate(a=Sum("denied")):
        found[row[by]].denied[row["reason"]] = row["a"]
    heard = Heard.objects.filter(mine).values(by).order_by()
    for row in heard.annotate(
        taken=Count("pk", filter=Q(live=True)),
        missed=Count("pk", filter=Q(no_answer=True, live=False)),
        said_no=Count("pk", filter=Q(refused=True)),
        left=Count("pk", filter=Q(abandoned=True)),
    ):
        one = found[row[by]]
        one.live, one.no_answer = row["taken"], row["missed"]
        one.refused, one.abandoned = row["said_no"], row["left"]
    for one in found.values():
        one.denied = dict(sorted(one.denied.items(), key=lambda item: -item[1]))
    return dict(found)


def gate_lines_of(project: Any) -> dict[str, str]:
    """Return the lines of a project by what the gate calls them, with what people call them."""
    names = names_of_lines()
    return {names[line.pk]: line.name for line in project.lines.order_by("name", "pk")}
