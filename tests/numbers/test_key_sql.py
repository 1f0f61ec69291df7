"""Keys in SQL are the keys that Python reads, or NULL."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.numbers.texts import texts

from jingling.numbers import key_sql, normal_form, normal_form_sql, read_key, read_number

HOME_AREAS = ["", "010", "0951", "0851"]
USUAL = [
    "+8613912345678",
    "+8613912345600",
    "13912345678",
    "13900000000",
    "8613912345678",
    "01088886666",
    "02788886600",
    "09512345678",
    "075588886666",
    "+861088886666",
    "+8675588886666",
    "+869512345678",
    "4001234567",
    "+864001234567",
    "95588",
    "95202133",
    "9512345678",
    "110",
    "10086",
    "12345",
    "116114",
    "+12125552368",
    "anonymous",
]
# What a cast takes for a whole number, and other forms that come near a usual one.
NEAR = [
    " 13912345678",
    "13912345678\n",
    "1391234567 ",
    "1391234_678",
    "86139_12345678",
    "+86139_2345678",
    "+8613e00000009",
    "+861391234.5e4",
    "+861391234567e",
    "1391234567e1",
    "139123456e02",
    "139123456e03",
    "1.391234e+10",
    "0x2540BE400",
    "0x254_0BE40",
    "0b111111111",
    "0X331604570",
    "0x7D8A1B2C3D4",
    "0xEE6B2800",
    "010e8888888",
    "0102345678.",
    "01023456e02",
    "9.5588",
    "95e03",
    "95_588",
    "1e3",
    "11.0",
    "1_0",
    "400123456e1",
    "4001e000006",
    "2345e004",
    "2e7",
    "+1212555236",
    "+1212555e04",
    "+11125552368",
    "００",
    "１３９１２３４５６７８",
    "-13912345678",
    "+-86139123456",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
]


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    """One in-memory engine with one thread."""
    with duckdb.connect(config={"threads": 1}) as connection:
        yield connection


def sql_keys(engine: duckdb.DuckDBPyConnection, raws: list[str], home_area: str) -> list[int | None]:
    """Let the engine read texts, one row a text."""
    query = f"SELECT {key_sql('raw', home_area=home_area)} FROM (SELECT unnest(?::VARCHAR[]) AS raw)"
    return [row[0] for row in engine.execute(query, [raws]).fetchall()]


@pytest.mark.parametrize("home_area", HOME_AREAS)
def test_forms_that_come_near_a_usual_one(engine: duckdb.DuckDBPyConnection, home_area: str) -> None:
    """Blanks, underscores, points, exponents and hexadecimal do not get through as numbers."""
    for raw, key in zip(NEAR, sql_keys(engine, NEAR, home_area), strict=True):
        assert key is None or key == read_key(raw, home_area=home_area)[0], raw


def test_usual_forms_need_no_python(engine: duckdb.DuckDBPyConnection) -> None:
    """E.164, bare mobiles, landlines behind 0, service numbers and `anonymous` are read by the engine."""
    assert sql_keys(engine, USUAL, "") == [read_key(raw)[0] for raw in USUAL]


@settings(max_examples=150, deadline=None)
@given(st.lists(texts.filter(lambda text: "\x00" not in text), max_size=40), st.sampled_from(HOME_AREAS))
def test_the_engine_agrees_with_python(
    engine: duckdb.DuckDBPyConnection, raws: list[str], home_area: str
) -> None:
    """Wherever the SQL gives a key, it is the key that `read_number` gives."""
    readable = [raw for raw in raws if raw.isascii() or raw.encode("utf-8", "replace").decode() == raw]
    for raw, key in zip(readable, sql_keys(engine, readable, home_area), strict=True):
        assert key is None or key == read_number(raw, home_area=home_area).key, raw


def test_local_numbers_at_home(engine: duckdb.DuckDBPyConnection) -> None:
    """With a home area the engine reads local numbers of its length; 0851 has two lengths."""
    assert sql_keys(engine, ["88886666", "8888666", "12345678"], "010")[:2] == [861088886666, None]
    assert sql_keys(engine, ["88886666", "8888666"], "0851") == [8685188886666, 868518888666]
    assert sql_keys(engine, ["88886666", "8888666"], "") == [None, None]


def test_null_stays_null(engine: duckdb.DuckDBPyConnection) -> None:
    """An empty cell has no key; readers of records refuse it."""
    query = f"SELECT {key_sql('raw')} FROM (SELECT CAST(NULL AS VARCHAR) AS raw)"
    assert engine.execute(query).fetchall() == [(None,)]


@settings(deadline=None)
@given(texts)
def test_normal_forms_in_sql(engine: duckdb.DuckDBPyConnection, raw: str) -> None:
    """The SQL for a key's normal form is what `normal_form` gives."""
    key = read_key(raw)[0]
    query = f"SELECT {normal_form_sql('k')} FROM (SELECT CAST(? AS BIGINT) AS k)"
    assert engine.execute(query, [key]).fetchall() == [(normal_form(key),)]
