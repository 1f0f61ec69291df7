"""Records that are hard to read: every fault, odd number, layout and repeat that a reader may meet."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

BAD_ROWS: Sequence[dict[str, Any]] = (
    {"caller": None},
    {"caller": "  "},
    {"callee": ""},
    {"started_at": None},
    {"started_at": np.datetime64("2150-01-01T00:00:00.250", "ms")},
    {"started_at": np.datetime64("1969-12-31T23:59:59", "ms")},
    {"talk_s": None},
    {"talk_s": -1.5},
    {"talk_s": float("nan")},
    {"talk_s": 2_147_484.0},
    {"talk_s": 98_765_432.1},
    {"talk_s": 1e300},
    {"talk_s": float("inf")},
)
"""One row for each way in which a row is no call, by what stands in it."""

ODD_NUMBERS = (
    "0086 139-1234-5678",
    "８６１３９１２３４５６７８",
    "(010) 6552 9988",
    "tel:+86-21-6543-2109",
    "1e10",
    " 13912345678",
    "13912345678 ",
    "+013912345678",
    "no number",
    "sip:4008001234@example.com",
    "anonymous",
    "0",
    "95588",
    "o'clock \\d",
)
"""Callers as some switch may write them; of some, the plan makes a number, of others only a text."""


def spoil(calls: Path) -> None:
    """Rewrite the files of a city's calls so that every way of reading them is used.

    The first file gets rows that are no calls, odd numbers, and tolerated and meaningless values; the second
    the types of a data frame, an alias and hardly any optional column; the third repeats.
    """
    first, second, third = sorted(calls.glob("*.parquet"))[:3]

    table = pq.read_table(first)
    columns = {name: table.column(name).to_pylist() for name in ("caller", "callee", "talk_s")}
    starts = table.column("started_at").to_numpy(zero_copy_only=False).astype("datetime64[ms]").tolist()
    columns["started_at"] = starts
    for at, bad in enumerate(BAD_ROWS):
        for name, value in bad.items():
            columns[name][10 + 7 * at] = value.item() if isinstance(value, np.datetime64) else value
    for at, odd in enumerate(ODD_NUMBERS):
        for again in range(12):  # often enough for some of them to be judged
            columns["caller"][200 + 20 * at + again] = odd
        columns["callee"][500 + 20 * at] = odd
    for name, values in columns.items():
        kind = table.schema.field(name).type
        place = table.schema.get_field_index(name)
        table = table.set_column(
            place, name, pa.array(values, pa.timestamp("ms") if name == "started_at" else kind)
        )
    released = [
        text.upper() + " " if text and at % 3 == 0 else ("nobody" if at % 50 == 0 else text)
        for at, text in enumerate(table.column("released_by").to_pylist())
    ]
    ring = [
        None if ring is None else float("nan") if at % 40 == 0 else ring
        for at, ring in enumerate(table.column("ring_s").to_pylist())
    ]
    cause = [
        None if cause is None else str(cause) if at % 60 else "n/a"
        for at, cause in enumerate(table.column("cause").to_pylist())
    ]
    said = [["yes", "NO", "1", "0", "maybe", None][at % 6] for at in range(table.num_rows)]
    for name, values in (
        ("released_by", released),
        ("ring_s", pa.array(ring, pa.float32())),
        ("cause", cause),
        ("answered", said),
    ):
        table = table.set_column(table.schema.get_field_index(name), name, pa.array(values))
    pq.write_table(table, first)

    table = pq.read_table(second)
    digits = pc.replace_substring(table.column("caller"), "+", "")
    whole = pc.utf8_length(digits).to_numpy() < 16
    numbers = pc.if_else(
        pa.array(whole & np.array([text.as_py().isdigit() for text in digits])), digits, None
    )
    pq.write_table(
        pa.table(
            {
                "caller": numbers.cast(pa.float64()),
                "callee": table.column("callee"),
                "started_at": table.column("started_at").cast(pa.timestamp("ns")),
                "talk_s": table.column("talk_s").cast(pa.int32()),
                "trunk": table.column("line"),
                "remark": pa.array([{"at": at % 5, "said": ["a", None]} for at in range(table.num_rows)]),
            }
        ),
        second,
    )

    table = pq.read_table(third)
    again = table.slice(0, 60)
    blank = pa.array(
        [None if at % 2 else text for at, text in enumerate(again.column("call_id").to_pylist())], pa.string()
    )
    again = again.set_column(again.schema.get_field_index("call_id"), "call_id", blank)
    other = again.set_column(again.schema.get_field_index("talk_s"), "talk_s", pa.array([7.5] * 60))
    pq.write_table(pa.concat_tables([again, table.slice(60), again, other]), third)
