"""Made-up months of reports, in the proportions that the press told of July 2018, a hundredth as many.

April 33,000, May 42,000, June and July above 60,000, July 63,000, July 2017 16,000; in July loans and finance
30.9 %, unlawful debt collection 21.0 %, property agents 14.0 %. People, numbers and days are made up.
"""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from jingling.complaints.intake import report_table
from jingling.complaints.report import Report
from jingling.numbers import read_number

BEIJING = ZoneInfo("Asia/Shanghai")
RECEPTIONS = {"2018-04": 330, "2018-05": 420, "2018-06": 600, "2018-07": 630, "2017-07": 160}
JULY = {
    "贷款理财": 195,
    "违规催收": 132,
    "房产中介": 88,
    "保险": 60,
    "教育培训": 50,
    "电信诈骗": 40,
    "其他": 65,
}
KINDS = ("9520213{:01}", "1700000{:04}", "1390000{:04}", "02558880{:03}", "4008{:06}", "+44207946{:04}")


def reports(*, mobile_share: float = 0.4, twice: int = 30) -> list[Report]:
    """Make all months; in each, some calls are reported through a second channel too."""
    chance = random.Random(2018)  # noqa: S311 - figures to count
    told = []
    for month, count in RECEPTIONS.items():
        first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=BEIJING)
        classes = [name for name, many in JULY.items() for _ in range(many)]
        for at in range(count - twice):
            form = KINDS[2] if chance.random() < mobile_share else chance.choice(KINDS)
            number = read_number(form.format(chance.randrange(10 if form == KINDS[0] else 400)))
            moment = (first + timedelta(minutes=chance.randrange(27 * 24 * 60))).astimezone(UTC)
            told.append(
                Report(
                    report=f"{month}-{at}",
                    channel="app",
                    received_at=moment + timedelta(hours=2),
                    number_raw=number.raw,
                    number=number.normal,
                    key=number.key,
                    called_at=moment,
                    precision="minute",
                    about=classes[at * len(classes) // count],
                    reporter=f"{month}-p{at}",
                )
            )
        for at in range(twice):
            one = told[-1 - at]
            told.append(
                Report(
                    report=f"{month}-again-{at}",
                    channel="hotline",
                    received_at=one.received_at and one.received_at + timedelta(hours=1),
                    number_raw=one.number_raw,
                    number=one.number,
                    key=one.key,
                    called_at=one.called_at and one.called_at + timedelta(minutes=4),
                    precision="minute",
                    about=one.about,
                    reporter=one.reporter,
                )
            ) if at % 2 == 0 else told.append(
                Report(
                    f"{month}-other-{at}", "web", one.received_at, "anonymous", "anonymous", 0, about="其他"
                )
            )
    return told


def written(folder: Path, told: list[Report], events: list[dict[str, object]] | None = None) -> Path:
    """Write them as an import would, with what happened to their cases."""
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(report_table(told), folder / "reports.parquet")
    if events:
        pq.write_table(pa.Table.from_pylist(events), folder / "events.parquet")
    return folder
