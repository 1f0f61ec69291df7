"""Intake (受理): files of reports become `reports.parquet`, and every row not taken has its reason.

Always: rows read = reports taken + rows in quarantine. `summary.json` is written last, so a directory
without it holds nothing whole.
"""

import csv
import gzip
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from jingling.calls.zones import read_zone
from jingling.complaints.errors import IntakeError
from jingling.complaints.layouts import Layout, layout_of
from jingling.complaints.quarantine import REASONS, Refused
from jingling.complaints.report import Report, missing
from jingling.complaints.rows import Source, masked_value, read_row

_SAMPLE = 10_000
_MAGIC = b"\x1f\x8b"

SCHEMA = pa.schema(
    [
        ("report", pa.string()),
        ("channel", pa.string()),
        ("received_at", pa.timestamp("us", "UTC")),
        ("number_raw", pa.string()),
        ("number", pa.string()),
        ("key", pa.int64()),
        ("called_at", pa.timestamp("us", "UTC")),
        ("precision", pa.string()),
        ("called", pa.int64()),
        ("called_proven", pa.bool_()),
        ("about", pa.string()),
        ("said", pa.string()),
        ("refused_before", pa.bool_()),
        ("recorded", pa.bool_()),
        ("region", pa.string()),
        ("reporter", pa.string()),
        ("attachments", pa.list_(pa.string())),
        ("missing", pa.list_(pa.string())),
    ]
)
"""Columns of `reports.parquet`: those of `Report`, and what each report lacks to be complete."""


@dataclass(frozen=True, slots=True)
class Input:
    """One file that was read."""

    path: str
    sha256: str
    rows: int
    layout: Layout


@dataclass(frozen=True, slots=True)
class Intake:
    """What was read. Always `rows == len(reports) + len(refused)`."""

    reports: tuple[Report, ...]
    refused: tuple[Refused, ...]
    inputs: tuple[Input, ...]

    @property
    def rows(self) -> int:
        """Rows of all files."""
        return sum(one.rows for one in self.inputs)


def read_reports(
    paths: Sequence[Path], *, key: bytes, channel: str = "", country: str = "", zone: str = ""
) -> Intake:
    """Read files of reports: CSV in UTF-8 or GB18030, gzip or not; a directory stands for its CSV files.

    Args:
        paths: the files; the same bytes are read once.
        key: the secret of tokens, see `tokens`.
        channel: how the reports came, where rows do not say; the layout's name unless given.
        country: whose numbers are written without a country code, `CN` or `US`; the layout's unless given.
        zone: of times without one; the layout's unless given.

    Raises:
        IntakeError: a file cannot be read as reports.
    """
    taken: dict[str, Report] = {}
    refused: list[Refused] = []
    inputs: dict[str, Input] = {}
    for path in _files(paths):
        content = _bytes(path)
        digest = hashlib.sha256(content).hexdigest()
        if digest in inputs:
            continue
        rows = _rows(path, content)
        header = next(rows, (1, [""]))[1]
        first = list(islice(rows, _SAMPLE))
        layout = layout_of(str(path), header, [row[0] for _, row in first], country=country, zone=zone)
        source = Source(str(path), digest, layout, channel or layout.name, read_zone(layout.zone), key)
        count = 0
        for line, row in chain(first, rows):
            count += 1
            found = _found(source, line, row, len(header))
            if isinstance(found, Report) and found.report in taken:
                found = Refused(source.path, line, masked_value(found.report), "sent-again")
            if isinstance(found, Report):
                taken[found.report] = found
            else:
                refused.append(found)
        inputs[digest] = Input(str(path), digest, count, layout)
    return Intake(tuple(taken.values()), tuple(refused), tuple(inputs.values()))


def write_intake(intake: Intake, out: Path, *, lasting_tokens: bool) -> dict[str, Any]:
    """Write `reports.parquet`, `quarantine.csv` and, last, `summary.json`; return the summary.

    Args:
        intake: what was read.
        out: a directory, made if it is not there.
        lasting_tokens: whether the key of the tokens is kept, so that other imports can be joined.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / "summary.json").unlink(missing_ok=True)
    lacks = [missing(report) for report in intake.reports]
    columns = {name: [getattr(report, name) for report in intake.reports] for name in SCHEMA.names[:-1]} | {
        "missing": lacks
    }
    pq.write_table(pa.table(columns, SCHEMA), out / "reports.parquet", compression="zstd")
    with (out / "quarantine.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["file", "line", "column", "value", "reason", "hint"])
        for row in intake.refused:
            reason = REASONS[row.reason]
            writer.writerow([row.file, row.line, reason.column, row.value, row.reason, reason.hint.en])
    numbers = {report.key for report in intake.reports if report.key is not None}
    summary = {
        "rows_read": intake.rows,
        "reports": len(intake.reports),
        "rows_quarantined": len(intake.refused),
        "quarantined_by_reason": dict(Counter(row.reason for row in intake.refused).most_common()),
        "complete": sum(not lack for lack in lacks),
        "incomplete": sum(bool(lack) for lack in lacks),
        "missing": dict(Counter(name for lack in lacks for name in lack).most_common()),
        "distinct_numbers": len(numbers),
        "lasting_tokens": lasting_tokens,
        "inputs": [
            {
                "path": one.path,
                "sha256": one.sha256,
                "rows": one.rows,
                "layout": one.layout.name,
                "country": one.layout.country,
                "zone": one.layout.zone,
                "sure": one.layout.sure._asdict(),
            }
            for one in intake.inputs
        ],
    }
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), "utf-8")
    return summary


def read_import(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read the reports of an import: its directory, or its `reports.parquet`.

    Raises:
        IntakeError: it holds no reports.
    """
    file = path / "reports.parquet" if path.is_dir() else path
    try:
        return pq.read_table(file, columns=columns)
    except (OSError, KeyError, pa.ArrowInvalid) as fault:
        raise IntakeError(
            f"{file}: {fault}", "Give a directory that `jingling complaints import` wrote."
        ) from fault


def report_table(reports: Sequence[Report]) -> pa.Table:
    """Return reports as columns by `SCHEMA`."""
    names = SCHEMA.names[:-1]
    columns = list(zip(*map(attrgetter(*names), reports), strict=True)) or [()] * len(names)
    return pa.table([*columns, [missing(report) for report in reports]], schema=SCHEMA)


def _found(source: Source, line: int, row: Sequence[str], width: int) -> Report | Refused:
    if len(row) != width:
        return Refused(source.path, line, "", "wrong-number-of-fields")
    return read_row(source, line, row)


def _files(paths: Sequence[Path]) -> list[Path]:
    found = []
    for path in paths:
        inside = sorted([*path.glob("*.csv"), *path.glob("*.csv.gz")]) if path.is_dir() else [path]
        if not inside:
            raise IntakeError(f"{path}: no CSV file is in it.", "Name the files, or their directory.")
        found += inside
    return found


def _bytes(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content.startswith(_MAGIC) else content
    except (OSError, EOFError) as fault:
        raise IntakeError(f"{path}: {fault}", "Give a CSV file, gzip or not.") from fault


def _rows(path: Path, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield each record that is not empty, with the line it begins on."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as fault:
            raise IntakeError(f"{path}: neither UTF-8 nor GB18030.", "Export it as UTF-8.") from fault
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for row in reader:
            if row:
                yield begins, row
            begins = reader.line_num + 1
    except csv.Error as fault:
        raise IntakeError(f"{path}, line {begins}: {fault}.", "A quote that opens must close.") from fault
