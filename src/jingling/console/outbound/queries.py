"""What pages ask of projects: a function for each question."""

from collections import defaultdict
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


def figures_of(projects: QuerySet, since: date, by: str = "project") -> dict[Any, Figures]:
    """Return figures since a day by `project` (rows' keys), `agent` (names), or all `together` (under "")."""
    found: defaultdict[Any, Figures] = defaultdict(Figures)
    keys = {"project": ["project_id"], "agent": ["agent"], "together": []}[by]
    mine = Q(project__in=projects.order_by().values("pk"), day__gte=since)

    def key(row: dict[str, Any]) -> Any:
        return row[keys[0]] if keys else ""

    for row in Asked.objects.filter(mine).values(*keys).order_by().annotate(a=Sum("asked"), b=Sum("allowed")):
        one = found[key(row)]
        one.asked, one.allowed = row["a"], row["b"]
    for row in Denied.objects.filter(mine).values(*keys, "reason").order_by().annotate(a=Sum("denied")):
        found[key(row)].denied[row["reason"]] = row["a"]
    heard = Heard.objects.filter(mine).values(*keys).order_by()
    for row in heard.annotate(
        taken=Count("pk", filter=Q(live=True)),
        missed=Count("pk", filter=Q(no_answer=True, live=False)),
        said_no=Count("pk", filter=Q(refused=True)),
        left=Count("pk", filter=Q(abandoned=True)),
    ):
        one = found[key(row)]
        one.live, one.no_answer = row["taken"], row["missed"]
        one.refused, one.abandoned = row["said_no"], row["left"]
    for one in found.values():
        one.denied = dict(sorted(one.denied.items(), key=lambda item: -item[1]))
    return dict(found)


def gate_lines_of(project: Any) -> dict[str, str]:
    """Return the lines of a project by what the gate calls them, with what people call them."""
    names = names_of_lines()
    return {names[line.pk]: line.name for line in project.lines.order_by("name", "pk")}
