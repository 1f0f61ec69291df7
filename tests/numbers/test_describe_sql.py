"""Descriptions in SQL are what Python says of each number."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.numbers.texts import texts

from jingling.numbers import Portability, describe_sql, plan_rows, read_number, read_portability
from jingling.numbers.describe_sql import BLOCKS_TABLE, PLACES_TABLE, PLAN_TABLE, plan_code_sql
from jingling.numbers.plan import plan_code
from jingling.numbers.portability import PORTED_TABLE


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that holds the plan's tables."""
    with duckdb.connect(config={"threads": 1}) as connection:
        for name, columns in plan_rows().items():
            make_table(connection, name, pa.table(columns))
        yield connection


def make_table(connection: duckdb.DuckDBPyConnection, name: str, table: pa.Table) -> None:
    """Put an Arrow table into the engine under a name."""
    connection.register("arriving", table)
    connection.execute(f"CREATE OR REPLACE TABLE {name} AS SELECT * FROM arriving")
    connection.unregister("arriving")


def described(
    connection: duckdb.DuckDBPyConnection, keys: list[int], ported: Portability | None = None
) -> dict[int, tuple[object, ...]]:
    """Describe keys in the engine: key to the other columns."""
    make_table(connection, "asked_keys", pa.table({"number": pa.array(keys, pa.int64())}))
    rows = connection.execute(describe_sql("asked_keys", "number", ported=ported)).fetchall()
    assert len(rows) == len(keys)
    return {row[0]: row[1:] for row in rows}


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, max_size=40))
def test_the_engine_says_what_python_says(engine: duckdb.DuckDBPyConnection, raws: list[str]) -> None:
    """Kind, country, area, place, carrier by prefix and virtual operator are those of `read_number`."""
    numbers = {number.key: number for raw in raws if (number := read_number(raw))}
    for key, row in described(engine, list(numbers)).items():
        number = numbers[key]
        assert row == (
            number.kind.value,
            number.country,
            number.area,
            *number.place,
            *number.carrier,
            number.virtual_operator,
        )


@settings(deadline=None)
@given(st.lists(st.integers(-(2**62), 2 * 10**15 - 1), min_size=1, max_size=50))
def test_plan_codes_of_any_key(engine: duckdb.DuckDBPyConnection, keys: list[int]) -> None:
    """The plan code in SQL is Python's, for keys no text has as well."""
    query = f"SELECT k, {plan_code_sql('k')} FROM (SELECT unnest(?::BIGINT[]) AS k)"
    for key, code in engine.execute(query, [keys]).fetchall():
        assert code == plan_code(key)


def test_the_plans_tables_have_no_row_twice() -> None:
    """A join with them keeps the number of rows: plan codes, blocks and places stand once each."""
    rows = plan_rows()
    for table, column in ((PLAN_TABLE, "plan_code"), (BLOCKS_TABLE, "block"), (PLACES_TABLE, "located_at")):
        assert len(set(rows[table][column])) == len(rows[table][column]) > 300
        assert {len(values) for values in rows[table].values()} == {len(rows[table][column])}


def test_a_ported_number_in_the_engine(engine: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """With a portability file the engine gives the carrier it names, and by prefix where it names none."""
    path = tmp_path / "ported.csv"
    path.write_text("first,last,carrier\n13912345678,,unicom\n13912340000,13912349999,telecom\n")
    ported = read_portability(path)
    make_table(engine, PORTED_TABLE, pa.table(ported.rows()))
    numbers = [read_number(raw) for raw in ("13912345678", "13912345679", "13812345678", "95588", "abc")]
    rows = described(engine, [number.key for number in numbers], ported)
    for number in numbers:
        assert rows[number.key][-2:] == tuple(ported.carrier_of(number))
        assert rows[number.key][5:7] == tuple(number.carrier)


def test_reading_a_number_loads_no_engine() -> None:
    """The plan thinks without engines: neither duckdb nor phonenumbers is loaded to read +86 numbers."""
    program = (
        "import sys; from jingling.numbers import read_number; read_number('+8613912345678');"
        "sys.exit(any(name in sys.modules for name in ('duckdb', 'pyarrow', 'numpy', 'phonenumbers')))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
