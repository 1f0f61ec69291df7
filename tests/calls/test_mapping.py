"""Foreign columns through a mapping, on the command line or in TOML."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jingling.calls.errors import CallsError, MappingError
from jingling.calls.mapping import read_mappings

Reader = Callable[..., Any]
FOREIGN = "From,To,When,Secs,Cell.Tower\n13912345678,110,2026-05-01T10:00:00Z,75,9\n"
PAIRS = "caller=From,callee=To,started_at=When,talk_s=Secs,cell=Cell.Tower"


def test_pairs_map_columns(read_text: Reader) -> None:
    """`--map` names where each column stands; names may hold dots."""
    got = read_text(FOREIGN, mapping=PAIRS)
    assert got.calls("caller, talk_ms, cell") == [(8613912345678, 75000, "9")]
    assert got.reading.inputs[0].format == "mapping"


def test_a_dictionary_is_a_mapping(read_text: Reader) -> None:
    """Callers in Python give pairs as they are."""
    pairs = dict(pair.split("=") for pair in PAIRS.split(","))
    assert read_text(FOREIGN, mapping=pairs).calls("cell") == [("9",)]


def test_names_of_the_contract_serve_where_nothing_is_mapped(read_text: Reader) -> None:
    """Only what is called otherwise needs a mapping; aliases work in it too."""
    text = FOREIGN.replace("From", "caller").replace("Secs", "talk_s")
    got = read_text(text, mapping="callee=to,started_at=when,trunk=Cell.Tower")
    assert got.calls("callee, line") == [(10**15 + 110, "9")]


def test_parquet_is_mapped_too(read: Reader, tmp_path: Path) -> None:
    """A mapping reads Parquet as it reads CSV."""
    table = {"From": ["13912345678"], "To": [110], "When": [1777600984], "Secs": [75], "Cell.Tower": [9]}
    pq.write_table(pa.table(table), tmp_path / "foreign.parquet")
    assert read(tmp_path / "foreign.parquet", mapping=PAIRS).calls("caller, callee, talk_ms, cell") == [
        (8613912345678, 10**15 + 110, 75000, "9")
    ]


def test_toml_has_units_and_meanings(read_text: Reader, tmp_path: Path) -> None:
    """A named mapping states units, what values mean, and the zone of its times."""
    toml = tmp_path / "mapping.toml"
    toml.write_text(
        """
        [other-switch]
        caller = "A"
        callee = "B"
        [my-switch]
        caller = "From"
        callee = "To"
        started_at = "When"
        talk_s = { column = "Ms", unit = "ms" }
        answered = { column = "Result", values = { "0" = true, "1" = false } }
        released_by = { column = "End", values = { "O" = "caller", "T" = "callee" } }
        timezone = "Asia/Shanghai"
        """
    )
    at = "2026-05-01 10:03:04"
    text = f"From,To,When,Ms,Result,End\n139,110,{at},1500,0,T\n139,119,{at},0,1,O\n"
    got = read_text(text, mapping=str(toml))
    assert got.calls("callee, start_ms, talk_ms, answered, released_by") == [
        (10**15 + 110, 1777600984000, 1500, True, "callee"),
        (10**15 + 119, 1777600984000, 0, False, "caller"),
    ]
    assert got.reading.inputs[0].format == "mapping my-switch"


def test_a_file_of_the_contract_needs_no_mapping_beside_one_that_does(read: Reader, tmp_path: Path) -> None:
    """One `--map` for a mixed set of files does not get in the way of those that need none."""
    (tmp_path / "a.csv").write_text(FOREIGN)
    (tmp_path / "b.csv").write_text(
        "caller,callee,started_at,talk_s\n13912345678,110,2026-05-01T10:00:00Z,1\n"
    )
    assert read(tmp_path, mapping=PAIRS).reading.rows_kept == 2


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("caller", r"caller: No such file"),
        ("caller=From,callee", r"not of the form"),
        ("caler=From", r"no column 'caler'"),
        ("caller=", r"not of the form"),
    ],
)
def test_a_wrong_mapping_is_an_error(given: str, message: str) -> None:
    """What `--map` cannot mean is said."""
    with pytest.raises(MappingError, match=message):
        read_mappings(given)


@pytest.mark.parametrize(
    "toml",
    [
        "caller = 'x'",
        "[a",
        "[a]\nnobody = 'x'",
        "[a]\ncaller = 1",
        "[a]\ntalk_s = { column = 'x', unit = 'weeks' }",
        "[a]\ntalk_s = { column = 'x', colour = 'red' }",
        "[a]\ntalk_s = { column = 'x', values = 1 }",
        "[a]\ntimezone = 8",
        "",
    ],
)
def test_a_wrong_toml_is_an_error(tmp_path: Path, toml: str) -> None:
    """A TOML mapping that cannot be understood is refused with its path."""
    (tmp_path / "m.toml").write_text(toml)
    with pytest.raises(MappingError, match=r"m\.toml"):
        read_mappings(str(tmp_path / "m.toml"))


def test_a_mapped_column_that_is_not_there_is_named(read_text: Reader) -> None:
    """The error names what the mapping wants and what the file has."""
    with pytest.raises(CallsError, match="names Von, which it does not have") as caught:
        read_text(FOREIGN, mapping=PAIRS.replace("From", "Von"))
    assert "From, To, When" in caught.value.hint
