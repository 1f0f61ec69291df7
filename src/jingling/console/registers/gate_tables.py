"""The register of lines as the gate reads it."""

from collections.abc import Iterator

from jingling.console.registers.models import Line, NumberBlock


def names_of_lines() -> dict[int, str]:
    """Return what the gate calls each line, by its row.

    A gate knows a line by its name alone. Where two carriers use one name, the line registered first has it,
    and the others' carry their carrier's row behind an @. Blanks separate names there, so a name has none.
    """
    names: dict[int, str] = {}
    taken: set[str] = set()
    for pk, name, carrier in Line.objects.order_by("pk").values_list("pk", "name", "carrier"):
        told = "_".join(name.split())
        names[pk] = told if told not in taken else f"{told}@{carrier}"
        taken.add(names[pk])
    return names


def lines() -> Iterator[list[str]]:
    """Return a heading and a row for each line."""
    yield ["line", "kind", "holder", "carrier", "numbers", "purposes", "hours", "calls_per_day"]
    names = names_of_lines()
    rows = Line.objects.select_related("holder", "carrier").prefetch_related("blocks").order_by("pk")
    for line in rows.iterator(chunk_size=2000):
        yield [
            names[line.pk],
            line.kind,
            line.holder.name,
            line.carrier.name,
            " ".join(_range(block) for block in line.blocks.all()),
            line.purposes,
            line.hours,
            "" if line.calls_per_day is None else str(line.calls_per_day),
        ]


def _range(block: NumberBlock) -> str:
    return block.first_form if block.first == block.last else f"{block.first_form}-{block.last_form}"


TABLES = {"lines": lines}
EVENTS = ("line.registered", "line.changed", "organisation.changed")
