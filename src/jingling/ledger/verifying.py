"""Verifying a whole ledger: what is there, held to what was sealed and published.

It reads everything once and changes nothing. Each root that is given must be one of the ledger's
statements; that one and all before it are then proved, since each names the one before it. Without a root
the files are only held to each other, which whoever altered them all would pass.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from jingling.ledger.errors import DamagedError
from jingling.ledger.faults import Fault
from jingling.ledger.publishing import (
    Head,
    Statement,
    statement_lines,
    statement_of_line,
    statements_path,
)
from jingling.ledger.retiring import Retirement, retirements
from jingling.ledger.stream import stream_path
from jingling.ledger.verifying_stream import StreamReport, verify_stream


@dataclass
class Report:
    """What a verification found.

    Args:
        streams: by name, what was there.
        statements: how many were published.
        proved: how many of them the given roots prove; 0 without one.
        faults: everything that is wrong; empty if the ledger holds.
    """

    streams: dict[str, StreamReport] = field(default_factory=dict)
    statements: int = 0
    proved: int = 0
    faults: list[Fault] = field(default_factory=list)


def verify_directory(directory: Path, roots: Sequence[str] = ()) -> Report:
    """Hold a data directory's ledger to its published roots.

    Args:
        directory: the data directory.
        roots: published roots, as whoever checks has them from elsewhere.
    """
    report = Report()
    statements = _statements(directory, report)
    published = {statement.root(): at for at, statement in enumerate(statements, start=1)}
    for root in roots:
        if root.lower() in published:
            report.proved = max(report.proved, published[root.lower()])
        else:
            report.faults.append(Fault("root_unknown", detail=root))
    try:
        retired = retirements(directory)
    except (DamagedError, ValueError, TypeError, KeyError):
        retired = {}  # the stream's own verification says why
    ledger = directory / "ledger"
    names = {path.parent.name for kind in ("*.records", "roots.jsonl") for path in ledger.glob(f"*/{kind}")}
    for name in sorted(names.union(*(statement.streams for statement in statements))):
        heads = [statement.streams.get(name) for statement in statements]
        _verify_one(directory, name, heads, retired, report)
    return report


def _verify_one(
    directory: Path,
    name: str,
    heads: list[Head | None],
    retired: dict[tuple[str, int], Retirement],
    report: Report,
) -> None:
    stream = stream_path(directory, name)
    if not any(stream.glob("*.records")):
        report.faults.append(Fault("stream_removed", name))
        return
    begun = next((at for at, head in enumerate(heads) if head), len(heads))
    if None in heads[begun:]:
        report.faults.append(Fault("statement_altered", name))
    told, faults = verify_stream(stream, [head for head in heads if head], retired)
    report.streams[name] = told
    report.faults += faults


def _statements(directory: Path, report: Report) -> list[Statement]:
    """Read the statements and check their chain; leave out what is damaged, and say so."""
    path = statements_path(directory)
    statements: list[Statement] = []
    previous: str | None = None
    for at, line in enumerate(statement_lines(directory), start=1):
        where = f"{path.name}:{at}"
        try:
            statement = statement_of_line(line, where)
        except DamagedError:
            report.faults.append(Fault("statement_altered", detail=where))
            continue
        if statement.previous != previous:
            report.faults.append(Fault("statement_altered", detail=f"{path.name}:{max(at - 1, 1)}"))
        statements.append(statement)
        previous = statement.root()
    report.statements = len(statements)
    return statements
