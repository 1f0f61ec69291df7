"""The embedded engine keeps its tables on disk, and no more memory than it was given."""

from contextlib import closing
from pathlib import Path

import pytest

from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.errors import EngineError

MADE = """SELECT CAST(hash(range) % 1000000007 AS BIGINT) AS a, md5(CAST(range AS VARCHAR)) AS s
    FROM range(1000000)"""


def held_bytes(engine: DuckdbEngine) -> int:
    """Return what the engine has in memory."""
    return int(engine.rows("SELECT sum(memory_usage_bytes) FROM duckdb_memory()")[0][0])


def test_tables_may_be_larger_than_memory(tmp_path: Path) -> None:
    """Tables of some 100 MB are made and read with 32 MiB, and say what they say with room for all."""
    told = []
    for memory in ("32MiB", "1GiB"):
        with closing(DuckdbEngine(threads=2, memory=memory, spill=tmp_path)) as engine:
            for name in ("one", "two", "three"):
                assert engine.make(name, MADE) == 1_000_000
            told.append(
                engine.rows("SELECT sum(a), max(s) FROM (FROM one UNION ALL FROM two UNION ALL FROM three)")
            )
            if memory == "32MiB":
                assert held_bytes(engine) <= 32 << 20
    assert told[0] == told[1]


def test_at_rest_it_gives_memory_back_and_forgets_nothing(tmp_path: Path) -> None:
    """Less is held after `rest`; tables are what they were, and the limit is the one that was given."""
    with closing(DuckdbEngine(threads=2, memory="1GiB", spill=tmp_path)) as engine:
        engine.make("one", MADE)
        engine.make("two", MADE)
        of_all = "SELECT sum(a), min(s), max(s) FROM (FROM one UNION ALL FROM two)"
        before, held = engine.rows(of_all), held_bytes(engine)
        limit = engine.rows("SELECT current_setting('memory_limit')")
        engine.rest()
        assert held_bytes(engine) <= 16 << 20 < held
        assert engine.rows("SELECT current_setting('memory_limit')") == limit
        assert engine.rows(of_all) == before


def test_nothing_stays_on_the_disk(tmp_path: Path) -> None:
    """Tables' files are gone when the engine is closed, and when it could not be opened."""
    with closing(DuckdbEngine(spill=tmp_path)) as engine:
        engine.make("one", MADE)
        assert list(tmp_path.iterdir())
    assert not list(tmp_path.iterdir())
    with pytest.raises(EngineError, match="no amount of memory"):
        DuckdbEngine(memory="much", spill=tmp_path)
    assert not list(tmp_path.iterdir())
