"""The preview of a list before launch 外呼前预检: the gate's own verdict on each person, nothing dialled.

The console asks a gate of its own over the gate's directory; it counts and records elsewhere, so that
looking changes nothing.
"""

import csv
import io
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from jingling.console.errors import ConsoleError
from jingling.console.outbound.models import Project
from jingling.console.publishing.outbox import directory
from jingling.console.registers.evidence import kind_of
from jingling.console.registers.imports import table_lines
from jingling.gate import Gate
from jingling.gate.previews import MOST_CALLEES, Preview, preview
from jingling.words import Words

MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Skipped:
    """How many people are skipped for one reason, and what would change that."""

    code: str
    people: int
    why: list[Words]
    remedies: list[Words]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What would become of a list.

    `verdicts` has for each person `callee`, `verdict`, `reasons`.
    """

    total: int
    allowed: int
    skipped: int
    reasons: list[Skipped]
    verdicts: list[dict[str, Any]]


def people_in(text: str, file: Any) -> list[str]:
    """Return the numbers of a list, typed or in a file's first column.

    Raises:
        ConsoleError: the file is no table, is too large, or the list holds more than 10,000.
    """
    if file is not None:
        if file.size > MOST_BYTES:
            raise ConsoleError("The file is larger than 5 MB.", "Look at 10,000 people at a time.")
        content = file.read()
        kind = kind_of(file.name, content[:4096])
        if kind not in {"csv", "xlsx"}:
            raise ConsoleError("The file is no table.", "Send CSV or Excel.")
        column = [cells[0].strip() for cells in table_lines(kind, content) if cells]
        people = [cell for cell in column if sum(letter.isdigit() for letter in cell) >= 3]
    else:
        people = text.replace(",", " ").replace("，", " ").split()
    if len(people) > MOST_CALLEES:
        raise ConsoleError(f"The list holds more than {MOST_CALLEES:,} people.", "Look at it in parts.")
    return people


def foresee(project: Project, line: str, caller: str, people: list[str]) -> Foreseen:
    """Ask the gate about every person of a list.

    Raises:
        BadQuestion: the line or the number shown is none.
        ListsError: the gate's lists cannot be read.
    """
    asked = Preview(
        principal=project.principal.name,
        project=project.code,
        line=line,
        caller=caller,
        callees=people,
        purpose=project.purpose,
    )
    with (
        TemporaryDirectory(prefix="jingling-preview-") as scratch,
        Gate(directory(), stream="preview", scratch=Path(scratch)) as gate,
    ):
        told = preview(gate, asked, time.time())
        rules = gate.pack.by_id
    reasons = [
        Skipped(
            code,
            count,
            [answer.text for answer in rules[code].answers.values() if answer.effect == "reject"],
            list(dict.fromkeys(a.remedy for a in rules[code].answers.values() if a.effect == "reject")),
        )
        for code, count in told["by_reason"].items()
    ]
    return Foreseen(told["total"], told["allowed"], told["skipped"], reasons, told["verdicts"])


def as_csv(found: Foreseen) -> Iterator[str]:
    """Return the list again, with each person's verdict and reasons beside the number."""
    rows = [[one["callee"], one["verdict"], " ".join(one["reasons"])] for one in found.verdicts]
    for row in (["number", "verdict", "reasons"], *rows):
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue()
