"""What holds for any input: counts tie out, order does not matter, text and Parquet agree."""

import csv
import io
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.calls import CallsError, Reading, blocks, read_calls
from jingling.calls.canonical import careful_sql, keyed_sql, odd_sql, plain_sql, targets, told_sql
from jingling.numbers import normal_form, read_key

NAMES = [
    "caller",
    "callee",
    "started_at",
    "talk_s",
    "answered",
    "ring_s",
    "cause",
    "released_by",
    "line",
    "call_id",
]
ODD_NUMBERS = (
    "+8613912345678 13912345678 +8613800000001 95588 110 anonymous abc 010-62345678 +14155550123 "
    "+442071838750 0086-139-1234-5678 "
    "1e5 +86139e5 １３９ +861391234567 12593 008613912345678 +8601062345678 4008886666"
)
NUMBER = st.one_of(
    st.sampled_from(["", " ", "0086 139 1234 5678", *ODD_NUMBERS.split()]),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=12),
)
TIME = st.one_of(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)).map(datetime.isoformat),  # noqa: DTZ001
    st.sampled_from(
        ["2026-05-01T10:00:00Z", "2026-02-30T10:00:00Z", "", "soon", "1777600984", "2026-05-01 10:00+08"]
    ),
)
SECONDS = st.one_of(
    st.floats(0, 5000).map(repr),
    st.sampled_from(["0", "1", "12.5", "-1", "", "x", "nan", "1e400", "99999999", " 7 "]),
)
ROW = st.tuples(
    NUMBER,
    NUMBER,
    TIME,
    SECONDS,
    st.sampled_from(["true", "false", "", "perhaps"]),
    SECONDS,
    st.sampled_from(["16", "", "x", "999", "17.0"]),
    st.sampled_from(["caller", "callee", "", "dog", "Network"]),
    st.sampled_from(["gw", "", "a,b", 'say "hi"', "two\nlines", "中继"]),
    st.sampled_from(["", "", "", "a", "b"]),
)


def read_file(data: bytes, name: str = "calls.csv", **options: Any) -> tuple[Reading, list[Any], list[Any]]:
    """Read one file; return the reading, the calls and the quarantine."""
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={"threads": 1}) as connection:
        (Path(folder) / name).write_bytes(data)
        reading = read_calls(connection, [folder], **options)
        calls = connection.execute("SELECT * FROM calls ORDER BY ALL").fetchall()
        return (
            reading,
            calls,
            connection.execute("SELECT line, reason FROM quarantine ORDER BY ALL").fetchall(),
        )


def as_csv(rows: Sequence[Sequence[str]], **options: Any) -> bytes:
    """Write rows under the header."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, **options)
    writer.writerow(NAMES)
    writer.writerows(rows)
    return stream.getvalue().encode()


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, max_size=12), st.booleans())
def test_every_row_is_kept_or_in_quarantine(rows: list[tuple[str, ...]], repeat: bool) -> None:
    """Whatever the fields hold: rows read = rows kept + rows in quarantine, each with a line of its own."""
    reading, calls, refused = read_file(as_csv(rows + rows if repeat else rows))
    assert reading.rows_read == len(rows) * (1 + repeat)
    assert reading.rows_read == reading.rows_kept + reading.rows_quarantined
    assert (len(calls), len(refused)) == (reading.rows_kept, reading.rows_quarantined)
    assert reading.attempts == reading.rows_kept
    assert len({line for line, _reason in refused}) == len(refused)
    assert Counter(reason for _line, reason in refused) == reading.quarantined_by_reason
    if repeat:
        assert reading.rows_kept <= len(rows)


@settings(max_examples=25, deadline=None)
@given(st.text(st.sampled_from('a1,"\n\r;\t ')), st.integers(1, 9))
def test_any_text_is_read_or_refused_as_a_whole(text: str, block: int) -> None:
    """Quotes, delimiters and line ends in any order give rows or an error for the file, nothing else."""
    body = f"caller,callee,started_at,talk_s\n+8613912345678,110,1777600984,1\n{text}"
    whole = blocks.BLOCK_CHARS
    seen = []
    try:
        for size in (whole, block):
            blocks.BLOCK_CHARS = size
            try:
                reading, calls, refused = read_file(body.encode())
                seen.append((reading.rows_read, calls, refused))
            except CallsError as fault:
                seen.append((0, [fault.hint], []))
    finally:
        blocks.BLOCK_CHARS = whole
    assert seen[0] == seen[1]


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from('ab,"\n\r 中'), max_size=60), st.integers(2, 4))
def test_both_readers_of_text_agree(text: str, width: int) -> None:
    """Where Arrow's parser is used, it gives what Python's csv gives, field for field and line for line."""
    got = []
    for plain in (blocks._is_plain, lambda _data, _delimiter: False):  # noqa: SLF001 (the choice is what is tested)
        original, blocks._is_plain = blocks._is_plain, plain  # noqa: SLF001
        try:
            read = list(blocks.read_blocks("x", io.StringIO(text, newline=""), ",", width, 1))
        except CallsError as fault:
            read = []
            got.append(str(fault))
        finally:
            blocks._is_plain = original  # noqa: SLF001
        rows = [
            (int(line), *(column[at].as_py() for column in block.columns))
            for block in read
            for at, line in enumerate(block.lines)
        ]
        faults = [(fault.line, fault.reason, fault.found) for block in read for fault in block.faults]
        got.append((rows, faults))  # type: ignore[arg-type]
    assert got[: len(got) // 2] == got[len(got) // 2 :]


@settings(max_examples=15, deadline=None)
@given(st.lists(ROW, max_size=10, unique_by=lambda row: row[9] or row), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[tuple[str, ...]], chance: random.Random) -> None:
    """Any permutation of different rows gives the same calls and the same reasons."""
    first = read_file(as_csv(rows))
    chance.shuffle(rows)
    second = read_file(as_csv(rows))
    assert first[1] == second[1]
    assert first[0].quarantined_by_reason == second[0].quarantined_by_reason


@settings(max_examples=15, deadline=None)
@given(
    st.lists(ROW, max_size=10),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_delimiter_and_quoting_do_not_matter(
    rows: list[tuple[str, ...]], delimiter: str, quoting: int
) -> None:
    """One table in any dialect is one table."""
    assert read_file(as_csv(rows))[1:] == read_file(as_csv(rows, delimiter=delimiter, quoting=quoting))[1:]


TYPED = st.fixed_dictionaries(
    {
        "caller": st.one_of(st.none(), NUMBER),
        "callee": st.one_of(st.none(), NUMBER),
        "started_at": st.one_of(st.none(), st.datetimes(datetime(1960, 1, 1), datetime(2120, 1, 1))),  # noqa: DTZ001
        "talk_s": st.one_of(st.none(), st.floats(width=64)),
        "answered": st.one_of(st.none(), st.booleans()),
        "ring_s": st.one_of(st.none(), st.floats(-5, 5000)),
        "cause": st.one_of(st.none(), st.integers(-5, 300)),
        "released_by": st.sampled_from([None, "caller", "Callee", "dog", ""]),
        "line": st.sampled_from([None, "gw", "", " x ", "a,b"]),
        "call_id": st.sampled_from([None, None, "", "a", "b"]),
    }
)
TYPES = dict(
    zip(
        NAMES,
        [
            pa.string(),
            pa.string(),
            pa.timestamp("us", "UTC"),
            pa.float64(),
            pa.bool_(),
            pa.float64(),
            pa.int64(),
        ]
        + [pa.string()] * 3,
        strict=True,
    )
)


def as_text(value: Any) -> str:
    """Write a value as a CSV has it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(timespec="microseconds") + "Z"
    return (
        str(value).lower()
        if isinstance(value, bool)
        else repr(value)
        if isinstance(value, float)
        else str(value)
    )


@settings(max_examples=25, deadline=None)
@given(st.lists(TYPED, max_size=10))
def test_csv_and_parquet_of_the_same_records_agree(records: list[dict[str, Any]]) -> None:
    """The same records give the same calls from text and from Parquet, and the same rows are refused."""
    text = read_file(as_csv([[as_text(record[name]) for name in NAMES] for record in records]))
    table = pa.table(
        {name: pa.array([record[name] for record in records], kind) for name, kind in TYPES.items()}
    )
    stream = io.BytesIO()
    pq.write_table(table, stream)
    columnar = read_file(stream.getvalue(), "calls.parquet")
    assert text[1] == columnar[1]
    assert text[0].quarantined_by_reason == columnar[0].quarantined_by_reason


@settings(max_examples=40, deadline=None)
@given(st.lists(NUMBER, min_size=1, max_size=20), st.sampled_from(["", "010", "0951"]))
def test_keys_and_odd_forms_are_those_of_the_plan(texts: list[str], home_area: str) -> None:
    """A row that SQL takes has the key that the plan gives, and is odd exactly when not in normal form."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.register("given", pa.table({"caller": texts, "callee": ["110"] * len(texts)}))
        relation = """(SELECT caller, callee, 1777600984000 AS started_ms, 1.0 AS talk_s,
          0 AS identity FROM given)"""
        present = ("caller", "callee", "started_at", "talk_s")
        taken = connection.execute(
            plain_sql(relation, present, home_area, ["keyed.caller AS raw"])
        ).fetchall()
        odd = set(
            connection.execute(odd_sql("(SELECT DISTINCT caller AS raw FROM given)", home_area)).fetchall()
        )
        told = connection.execute(
            f"""SELECT caller, callee, start_ms, talk_ms, answered, odd, aside
            FROM ({told_sql(relation, present, home_area, targets(present), "keyed.caller")}) ORDER BY ALL"""
        ).fetchall()
    assert [row[:-1] for row in told if row[-1] is None] == sorted(row[:-1] for row in taken)
    plain = [raw for *_values, raw in taken]
    assert sorted([*plain, *(row[-1] for row in told if row[-1] is not None)]) == sorted(texts)
    for key, *_values, is_odd, raw in taken:
        assert key == read_key(raw, home_area=home_area)[0]
        assert is_odd == (normal_form(key) != raw)
        assert ((key, raw) in odd) == is_odd


def test_plain_rows_are_what_careful_reading_makes_of_them() -> None:
    """The two readings of the canonical SQL agree on every row that both can take."""
    present = tuple(name for name in NAMES if name != "call_id")
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(
            """CREATE TABLE given AS SELECT NULL AS fault,
              '+86139' || (10000000 + i) AS caller, '110' AS callee,
              CAST(1777600984000 + i AS BIGINT) AS started_ms, i / 7.0 AS talk_s,
              [NULL, 0, 1][1 + i % 3] AS answered, i / 3.0 AS ring_s, i % 128 AS cause,
              [NULL, '', 'caller', 'callee', 'network'][1 + i % 5] AS released_by,
              ['', NULL, 'gw'][1 + i % 3] AS line FROM range(500) t(i)"""
        )
        plain = connection.execute(
            f"SELECT * EXCLUDE (odd) FROM ({plain_sql('given', present, '')}) ORDER BY ALL"
        ).fetchall()
        keyed = f"({keyed_sql('given', present, '')})"
        careful = connection.execute(
            f"SELECT * EXCLUDE (reason) FROM ({careful_sql(keyed, present)}) ORDER BY ALL"
        ).fetchall()
    assert len(plain) == 500
    assert plain == careful


def test_now_is_within_the_contract() -> None:
    """Times of today are possible dates."""
    at = datetime.now(UTC).isoformat()
    row = ["+8613912345678", "110", at, "1", *[""] * 6]
    assert read_file(as_csv([row]))[0].rows_kept == 1
