"""Projects as the gate reads them."""

from collections.abc import Iterator

from jingling.console.outbound.models import Project
from jingling.console.registers.gate_tables import names_of_lines


def projects() -> Iterator[list[str]]:
    """Return a heading and a row for each project that has not ended."""
    yield ["project", "principal", "centre", "purpose", "lines", "numbers", "licence", "window"]
    known = names_of_lines()
    rows = (
        Project.objects.filter(ended_at=None)
        .select_related("principal", "centre", "licence")
        .prefetch_related("lines")
        .order_by("pk")
    )
    for project in rows.iterator(chunk_size=2000):
        yield [
            project.code,
            project.principal.name,
            project.centre.name,
            project.purpose,
            " ".join(known[line.pk] for line in project.lines.all()),
            project.numbers,
            " ".join(_licences(project)),
            project.window,
        ]


def _licences(project: Project) -> Iterator[str]:
    """Name the licence, its kind in front, with its last day; and the undertaking for access numbers."""
    if project.licence is not None:
        number = "".join(project.licence.number.split()).replace("/", "-")
        kind = project.licence.kind
        yield f"{number if number.startswith(kind) else f'{kind}-{number}'}/{project.licence.valid_until}"
    if project.undertaking:
        yield "承诺书"


TABLES = {"projects": projects}
EVENTS = ("project.registered", "project.changed", "project.ended")
