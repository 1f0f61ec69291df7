"""Labels for detection: numbers that people report, as uncertain positives weighed by trust.

`jingling fit` reads them: `number`, `nuisance` (always true) and `weight`, how much people's word about the
number weighs (see `trust`). Whoever is reported is not thereby guilty: numbers are shown falsely, and people
report whom they dislike. A number below `HELD_BACK`, a withheld one and what is no number get no label.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

import pyarrow as pa

from jingling.complaints.report import Report
from jingling.complaints.trust import HELD_BACK, Record, trust_of_all, weight_of_number


def labels(reports: Iterable[Report], records: Mapping[str, Record] | None = None) -> pa.Table:
    """Return labels: number (normal form), nuisance, weight, reports; the heaviest first.

    Args:
        reports: those of the time whose call records shall be learnt from.
        records: what came of people's earlier reports, by token.
    """
    told = list(reports)
    trusts = trust_of_all(told, records)
    about: defaultdict[str, list[Report]] = defaultdict(list)
    for report in told:
        if report.key is not None and report.key > 0:
            about[report.number].append(report)
    weighed = [(weight_of_number(named, trusts), number, len(named)) for number, named in about.items()]
    rows = sorted((row for row in weighed if row[0] >= HELD_BACK), key=lambda row: (-row[0], row[1]))
    return pa.table(
        {
            "number": pa.array([number for _, number, _ in rows], pa.string()),
            "nuisance": pa.array([True] * len(rows), pa.bool_()),
            "weight": pa.array([min(1.0, weight) for weight, _, _ in rows], pa.float64()),
            "reports": pa.array([count for _, _, count in rows], pa.int64()),
        }
    )
