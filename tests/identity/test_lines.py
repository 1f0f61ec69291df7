"""The register of lines: read as it is written, and every fault named with its place."""

import csv
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingling.city import make_city, plain
from jingling.identity import Line, RegisterError, read_lines
from jingling.numbers import read_number

HEADER = "line,kind,holder,numbers"
MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)


def written(folder: Path, text: str) -> Path:
    """Write a register."""
    path = folder / "lines.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_numbers_and_ranges_become_keys(tmp_path: Path) -> None:
    """Numbers and ranges, long and short, are told as first and last key; blanks and a BOM do not matter."""
    path = written(
        tmp_path,
        f"\ufeff{HEADER}\n t1 ,enterprise, Firm ,+861051000000-+861051000099  95588\n\nt2,subscriber,,\n",
    )
    short = read_number("95588").key
    assert read_lines(path) == (
        Line("t1", "enterprise", "Firm", ((861051000000, 861051000099), (short, short))),
        Line("t2", "subscriber", "", ()),
    )


@MANY
@given(st.lists(st.tuples(st.integers(61_000_000, 68_000_000), st.integers(0, 9_999)), max_size=20))
def test_what_is_written_is_read(tmp_path: Path, spans: list[tuple[int, int]]) -> None:
    """Any ranges of Beijing landlines come back as they were written, from CSV and from Parquet alike."""
    ranges = tuple((861_000_000_000 + low, 861_000_000_000 + low + more) for low, more in spans)
    rows = [
        {"line": f"t{at}", "kind": "enterprise", "holder": 'a, "b"', "numbers": f"+{low}-+{high}"}
        for at, (low, high) in enumerate(ranges)
    ]
    with (tmp_path / "lines.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, HEADER.split(","))
        writer.writeheader()
        writer.writerows(rows)
    schema = pa.schema([(name, pa.string()) for name in HEADER.split(",")])
    pq.write_table(pa.Table.from_pylist(rows, schema), tmp_path / "lines.parquet")
    expected = tuple(Line(f"t{at}", "enterprise", 'a, "b"', (span,)) for at, span in enumerate(ranges))
    assert read_lines(tmp_path / "lines.csv") == expected
    assert read_lines(tmp_path / "lines.parquet") == expected


@MANY
@given(st.text(max_size=200))
def test_no_text_ends_in_a_traceback(tmp_path: Path, text: str) -> None:
    """Whatever stands in a register, it is read or refused with file and advice."""
    path = tmp_path / "lines.csv"
    path.write_bytes(f"{HEADER}\n{text}".encode("utf-8", "surrogatepass"))
    try:
        read_lines(path)
    except RegisterError as caught:
        fault: RegisterError | None = caught
    else:
        fault = None
    assert fault is None or (str(path) in fault.message and fault.hint)


@pytest.mark.parametrize(
    ("rows", "row", "column"),
    [
        ("t1,enterprise,,\nt2,trunk,,", 2, "kind"),
        (" ,enterprise,,", 1, "line"),
        ("t1,enterprise,,\nt1,enterprise,,", 2, "line"),
        ("t1,enterprise", 1, "holder"),
        ("t1,enterprise,,,spare", 1, "numbers"),
        ("t1,enterprise,,nonsense", 1, "numbers"),
        ("t1,enterprise,,anonymous", 1, "numbers"),
        ("t1,enterprise,,+861051000000-", 1, "numbers"),
        ("t1,enterprise,,+861051000099-+861051000000", 1, "numbers"),
        ("t1,enterprise,,+861051000000-95588", 1, "numbers"),
        ("t1,enterprise,,+861051000000-+8613900000000", 1, "numbers"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(tmp_path: Path, rows: str, row: int, column: str) -> None:
    """An error says in which file, row and column it is, and what to write there."""
    path = written(tmp_path, f"{HEADER}\n{rows}\n")
    with pytest.raises(RegisterError) as caught:
        read_lines(path)
    # the first field that is missing, or the last of a row that has too many
    assert caught.value.message.startswith(f"{path}, row {row}, column ")
    assert column in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize("column", ["line", "kind", "numbers"])
def test_a_missing_column_is_named(tmp_path: Path, column: str) -> None:
    """A register without a needed column says which."""
    header = ",".join(name for name in HEADER.split(",") if name != column)
    with pytest.raises(RegisterError, match=f"column {column} is missing"):
        read_lines(written(tmp_path, f"{header}\na,b,c\n"))


def test_a_file_that_is_no_register_is_named(tmp_path: Path) -> None:
    """An absent file, a damaged Parquet, another encoding and a quote that never closes are errors."""
    damaged = tmp_path / "lines.parquet"
    damaged.write_bytes(b"PAR1")
    coded = tmp_path / "coded.csv"
    coded.write_bytes(f"{HEADER}\nt1,enterprise,银行,\n".encode("gb18030"))
    for path in (tmp_path / "absent.csv", damaged, coded, written(tmp_path, f'{HEADER}\nt1,"enterprise,,\n')):
        with pytest.raises(RegisterError) as caught:
            read_lines(path)
        assert str(path) in caught.value.message


def test_the_register_of_a_city_is_read(tmp_path: Path) -> None:
    """What a simulated city writes is a register, row for row."""
    make_city(plain(5, people=2000), tmp_path / "city", workers=1)
    with (tmp_path / "city" / "lines.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = read_lines(tmp_path / "city" / "lines.csv")
    assert [(line.line, line.kind, len(line.ranges)) for line in lines] == [
        (row["line"], row["kind"], len(row["numbers"].split())) for row in rows
    ]
    assert {line.kind for line in lines} >= {"enterprise"}
