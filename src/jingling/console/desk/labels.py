"""Labels for `jingling fit` out of reports: uncertain positives, weighed by trust in who reported."""

import io
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from jingling.complaints.trust import Record
from jingling.console.complaints.access import with_messages
from jingling.console.complaints.models import Report
from jingling.console.complaints.standing import completed_report

DAYS = 30
"""Labels are of the last month, as trust in a reporter is."""


def label_file() -> bytes:
    """Return the labels of the last month's reports as Parquet: number, nuisance, weight, reports."""
    import pyarrow.parquet as pq

    from jingling.complaints.labels import labels

    since = timezone.now() - timedelta(days=DAYS)
    rows = with_messages(Report.objects.filter(received_at__gt=since, key__gt=0).order_by("pk"))
    told = [completed_report(row) for row in rows.iterator(chunk_size=2_000)]
    out = io.BytesIO()
    pq.write_table(labels(told, records()), out)
    return out.getvalue()


def records() -> dict[str, Record]:
    """Return what came of people's reports, by token; of the others nothing came yet."""
    decided = Report.objects.exclude(whose="").filter(case__outcome__in=["confirmed", "refuted"])
    counted = (
        decided.order_by()
        .values("whose")
        .annotate(
            confirmed=Count("case", Q(case__outcome="confirmed"), distinct=True),
            refuted=Count("case", Q(case__outcome="refuted"), distinct=True),
        )
    )
    return {row["whose"]: Record(row["confirmed"], row["refuted"]) for row in counted}
