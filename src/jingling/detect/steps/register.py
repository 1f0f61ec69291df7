"""What a register of lines proves: numbers that a line showed and has no right to show."""

from collections.abc import Sequence

import pyarrow as pa

from jingling.engines.workbench import Workbench
from jingling.identity import Line


def prove_false(bench: Workbench, register: Sequence[Line]) -> None:
    """Make `proven_false` (line, caller): numbers that enterprise lines showed and are not theirs to show."""
    enterprise = [line for line in register if line.kind == "enterprise"]
    spans = [(line.line, low, high) for line in enterprise for low, high in line.ranges]
    bench.engine.take(
        "registered_lines", pa.table({"line": pa.array([line.line for line in enterprise], pa.string())})
    )
    bench.engine.take(
        "registered_numbers",
        pa.table(
            {
                "line": pa.array([span[0] for span in spans], pa.string()),
                "low": pa.array([span[1] for span in spans], pa.int64()),
                "high": pa.array([span[2] for span in spans], pa.int64()),
            }
        ),
    )
    if "line" in bench.engine.columns("calls"):
        bench.make(
            "proven_false",
            """SELECT DISTINCT c.line, c.caller FROM calls c
            WHERE c.line IN (SELECT line FROM registered_lines) AND NOT EXISTS (
              SELECT 1 FROM registered_numbers r
              WHERE r.line = c.line AND c.caller BETWEEN r.low AND r.high)""",
        )
