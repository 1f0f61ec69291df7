"""From the console's tables to the files that `jingling bulletin` reads."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from django.conf import settings

from jingling.complaints.intake import report_table
from jingling.complaints.report import Report
from jingling.console.complaints.access import with_messages
from jingling.console.complaints.models import CaseEvent, Message
from jingling.console.complaints.models import Report as Row
from jingling.console.complaints.standing import completed_report

ROWS = 2_000

EVENTS = pa.schema(
    [(name, pa.string()) for name in ("report", "event", "name", "by", "about")]
    + [("at", pa.timestamp("us", tz="UTC"))]
)
DECISIONS = pa.schema(
    [(name, pa.string()) for name in ("message", "one", "other", "verdict")]
    + [("at", pa.timestamp("us", tz="UTC"))]
)
PROPOSED = pa.schema([("report", pa.string()), ("label", pa.string()), ("proposed", pa.bool_())])


def told_reports() -> Iterable[tuple[Row, Report]]:
    """Yield every report with what was added to it."""
    for row in with_messages(Row.objects.order_by("pk")).iterator(chunk_size=ROWS):
        yield row, completed_report(row)


def gather(out: Path) -> int:
    """Write reports, what happened to their cases and what the desk decided; return how many reports."""
    out.mkdir(parents=True, exist_ok=True)
    proposed: list[dict[str, Any]] = []
    count = 0
    with pq.ParquetWriter(out / "reports.parquet", report_table([]).schema) as writer:
        batch: list[Report] = []
        for row, told in told_reports():
            if row.case.proposed:
                proposed.append({"report": told.report, "label": row.case.proposed, "proposed": True})
            batch.append(told)
            count += 1
            if len(batch) == ROWS:
                writer.write_table(report_table(batch))
                batch = []
        writer.write_table(report_table(batch))
    pq.write_table(pa.Table.from_pylist(proposed, PROPOSED), out / "classes.parquet")
    pq.write_table(pa.Table.from_pylist(list(_events()), EVENTS), out / "events.parquet")
    pq.write_table(pa.Table.from_pylist(list(_decisions()), DECISIONS), out / "decisions.parquet")
    if settings.PORTED:
        shutil.copyfile(settings.PORTED, out / "ported.csv")
    return count


def _events() -> Iterable[dict[str, Any]]:
    """Yield what happened, each to the report with which its case began."""
    happened = CaseEvent.objects.order_by("pk").values_list(
        "case__begun_by__name", "name", "what", "by", "about", "at"
    )
    for report, event, name, by, about, at in happened.iterator(chunk_size=ROWS):
        yield {"report": report, "event": event, "name": name, "by": by, "about": about, "at": at}


def _decisions() -> Iterable[dict[str, Any]]:
    """Yield what the desk decided about pairs of reports and did not take back."""
    standing = Message.objects.filter(kind__in=["same", "apart"], withdrawal=None).order_by("pk")
    decided = standing.values_list("name", "report__name", "other__name", "kind", "at")
    for message, one, other, verdict, at in decided.iterator(chunk_size=ROWS):
        yield {"message": message, "one": one, "other": other, "verdict": verdict, "at": at}
