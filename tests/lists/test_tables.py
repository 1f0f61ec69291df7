"""Files of lists as people send them: every row is kept or stands in quarantine, whatever is in it."""

import csv
import io
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.lists.errors import BadList, BadPolicy
from jingling.lists.policies import Policy, judge_policy, policy_schema, read_policy
from jingling.lists.publish import publish
from jingling.lists.tables import COLUMNS, load_table
from jingling.numbers import read_key

GOOD = {
    "projects": ["cards", "Bank", "", "marketing", "trunk", "10086", "B24/2030-01-01", "09:00-20:00"],
    "consents": ["Bank", "+8613800000001", "marketing", "2026-01-01T00:00:00+08:00", "sha256:1", ""],
    "refusals": ["*", "+8613800000001", "2026-01-01T00:00:00Z", "marketing"],
    "lists": ["block", "+861051000000-+861051000009", "", "2026-06-01T00:00:00Z", ""],
    "policies": ["+8613800000001", '{"version": 1, "allow": ["10086"]}'],
}
HOSTILE = [
    "", " ", "*", "'; DROP TABLE given; --", '"', '""', "a,b", "a\nb", "\r\n", "\\", "\t", "é中文", "\x00",
    "NULL", "nan", "-1", "0", "9" * 40, "+861051000000-", "-+861051000000", "+861051000009-+861051000000",
    "0000-00-00", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-01-01",
    "24:00-24:00", "09:00-09:00", "marketing service", "{}", "[]", '{"version": 2}', "=1+1", "x" * 5_000,
]  # fmt: skip


def written(table: str, rows: list[list[str]]) -> bytes:
    """Write rows as CSV with the table's header."""
    text = io.StringIO()
    csv.writer(text).writerows([COLUMNS[table], *rows])
    return text.getvalue().encode()


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[list[str]]]:
    """Draw a table of good rows, some of whose fields are something else."""
    name = draw(st.sampled_from(sorted(COLUMNS)))
    row = st.tuples(*(st.just(good) | st.sampled_from(HOSTILE) for good in GOOD[name])).map(list)
    rows = draw(st.lists(st.just(GOOD[name]) | row, min_size=1, max_size=30))
    return name, [GOOD[name], *rows]


@settings(max_examples=6)
@given(tables())
def test_every_row_is_kept_or_in_quarantine(told: tuple[str, list[list[str]]]) -> None:
    """Rows read are those written, kept and quarantined together; and what is kept publishes."""
    table, rows = told
    with TemporaryDirectory() as name:
        directory = Path(name)
        path = directory / "it's.csv"
        path.write_bytes(written(table, rows))
        loaded = load_table(directory, table, path)
        assert loaded.rows_read == loaded.rows_kept + loaded.rows_quarantined
        assert loaded.rows_read == len(rows)
        assert (loaded.quarantine is None) == (loaded.rows_quarantined == 0)
        if loaded.quarantine is not None:
            told_of = pq.read_table(loaded.quarantine).to_pylist()
            assert len(told_of) == loaded.rows_quarantined
            assert all(row["hint"] and 1 <= row["row"] <= 10 * len(rows) for row in told_of)
        kept = {"projects", "policies"} & {table}  # a name stands once there
        if not kept:
            assert loaded.rows_kept >= sum(row == GOOD[table] for row in rows)
        publish(directory, ())


@settings(max_examples=6)
@given(st.sampled_from(sorted(COLUMNS)), st.binary(max_size=200))
def test_no_bytes_bring_the_loader_down(table: str, tail: bytes) -> None:
    """Whatever follows a good row, the file is read or said to be unreadable."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        path = directory / "sent.csv"
        path.write_bytes(written(table, [GOOD[table]]) + tail)
        try:
            loaded = load_table(directory, table, path)
        except BadList:
            return
        assert loaded.rows_read == loaded.rows_kept + loaded.rows_quarantined


def test_refusals_of_which_none_can_be_used_replace_nothing(tmp_path: Path) -> None:
    """Rows that name nobody must not set a marketer free; quarantine tells of each row."""
    path = tmp_path / "refusals.csv"
    path.write_bytes(written("refusals", [GOOD["refusals"]]))
    load_table(tmp_path, "refusals", path)
    kept = (tmp_path / "tables" / "refusals.parquet").read_bytes()
    path.write_bytes(written("refusals", [["", "+8613800000002", "2026-01-01T10:00:00Z", ""]] * 3))
    with pytest.raises(BadList, match="none of its 3 rows"):
        load_table(tmp_path, "refusals", path)
    assert (tmp_path / "tables" / "refusals.parquet").read_bytes() == kept
    assert len(pq.read_table(tmp_path / "quarantine" / "refusals.parquet")) == 3
    path.write_bytes(written("refusals", []))
    assert load_table(tmp_path, "refusals", path).rows_kept == 0


@pytest.mark.parametrize("at", ["", "2026-01-01 10:00:00", "01/02/2026", "yesterday", "2026-02-30T00:00:00Z"])
def test_a_refusal_without_a_usable_time_holds_from_now_on(tmp_path: Path, at: str) -> None:
    """However a date is written, who refused is not called; the report says how many such rows there are."""
    path = tmp_path / "refusals.csv"
    path.write_bytes(written("refusals", [GOOD["refusals"], ["Bank", "+8613800000002", at, "*"]]))
    before = int(time.time())
    loaded = load_table(tmp_path, "refusals", path)
    assert (loaded.rows_kept, loaded.rows_quarantined, loaded.rows_undated) == (2, 0, 1)
    dated, undated = pq.read_table(tmp_path / "tables" / "refusals.parquet").to_pylist()
    assert dated["at"] == datetime(2026, 1, 1, tzinfo=UTC).timestamp()
    assert before <= undated["at"] <= time.time()
    assert publish(tmp_path, ()).counts["people"] == 2


def test_a_file_without_a_column_replaces_nothing(tmp_path: Path) -> None:
    """What was loaded before stays."""
    path = tmp_path / "refusals.csv"
    path.write_bytes(written("refusals", [GOOD["refusals"]]))
    load_table(tmp_path, "refusals", path)
    for text in (b"", b"principal,callee\nBank,+8613800000001\n", b"\x00\x01\x02", b"PAR1"):
        path.write_bytes(text)
        with pytest.raises(BadList):
            load_table(tmp_path, "refusals", path)
    assert publish(tmp_path, ()).counts["people"] == 1


# --- policies --------------------------------------------------------------------------------------------
FULL = """{"version": 1, "zone": "Asia/Shanghai",
 "allow": ["+8613800000001"], "block": ["+861051000000-+861051000099"],
 "prefixes": [{"prefix": "95", "length": 8, "action": "block"}],
 "classes": [{"class": "marketing", "action": "block", "hours": "21:00-09:00"}],
 "expected": [{"class": "courier", "from": "2026-11-22T08:00:00+08:00",
               "until": "2026-11-22T20:00:00+08:00"}],
 "second_try": {"rings": 2, "within_s": 300}}"""


def test_the_schema_is_the_readers() -> None:
    """Every field of the example stands in the schema, and the schema forbids others, as the reader does."""
    schema = policy_schema()
    parts = schema["$defs"]
    assert isinstance(parts, dict)
    assert set(json.loads(FULL)) == set(parts["Policy"]["properties"])
    for name in ("Policy", "Prefix", "Class", "Expected", "SecondTry"):
        assert parts[name]["additionalProperties"] is False
    assert {"class", "from"} <= set(parts["Class"]["properties"]) | set(parts["Expected"]["properties"])
    assert read_policy(FULL.encode()).second_try is not None
    assert read_policy(b"{}") == Policy()


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", '{"version": 2}', '{"unheard": 1}', '{"allow": ["what?"]}', '{"zone": "America"}',
        '{"zone": "../../etc/passwd"}', '{"zone": "Mars/Olympus"}', '{"zone": ""}',
        '{"classes": [{"class": "x", "action": "shout"}]}',
        '{"classes": [{"class": "x", "action": "block", "hours": "25:00-26:00"}]}',
        '{"prefixes": [{"prefix": "abc", "action": "block"}]}',
        '{"expected": [{"from": "2026-11-22T08:00:00", "until": "2026-11-22T20:00:00+08:00"}]}',
        json.dumps({"prefixes": [{"prefix": "95", "action": "block"}] * 4}),
        json.dumps({"allow": ["10086"] * 1001}),
    ],
)  # fmt: skip
def test_a_policy_that_is_none_is_told(text: str) -> None:
    """A policy is read whole or not at all, with an error that says where."""
    with pytest.raises(BadPolicy):
        read_policy(text.encode())


@pytest.mark.parametrize(
    ("caller", "classes", "minute", "expected"),
    [
        ("+8613800000001", set(), 720, (True, False, "")),
        ("+861051000050", set(), 720, (False, True, "")),
        ("95202133", set(), 720, (False, False, "block")),
        ("95588", set(), 720, (False, False, "")),  # five digits are spared
        ("+8613911112222", {"marketing"}, 720, (False, False, "")),
        ("+8613911112222", {"marketing"}, 1_260, (False, False, "block")),
        ("+8613911112222", {"marketing"}, 539, (False, False, "block")),
        ("+8613911112222", {"marketing"}, 540, (False, False, "")),
    ],
)
def test_a_policy_judges_a_call(
    caller: str, classes: set[str], minute: int, expected: tuple[bool, bool, str]
) -> None:
    """Lists by number and range, prefixes by length, classes by the hour, where the person is."""
    said = judge_policy(
        read_policy(FULL.encode()),
        caller=read_key(caller)[0],
        classes=frozenset(classes),
        at=0,
        minute=minute,
    )
    assert (said.allowed, said.blocked, said.action) == expected


@pytest.mark.parametrize(("hour", "expected"), [(7, False), (8, True), (19, True), (20, False)])
def test_a_courier_is_expected_while_expected(hour: int, expected: bool) -> None:
    """From the first second on, and no longer at the last."""
    at = datetime(2026, 11, 22, hour, tzinfo=UTC).timestamp() - 8 * 3600
    said = judge_policy(
        read_policy(FULL.encode()),
        caller=read_key("+8613911112222")[0],
        classes=frozenset({"courier"}),
        at=int(at),
        minute=0,
    )
    assert said.expected == expected
