"""A workbench on which tests lay call records by hand."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pytest

from jingling.detect.engines.duckdb import DuckdbEngine
from jingling.detect.workbench import Workbench

KINDS = {
    "caller": pa.int64(),
    "callee": pa.int64(),
    "start_ms": pa.int64(),
    "talk_ms": pa.int32(),
    "answered": pa.bool_(),
    "ring_ms": pa.int32(),
    "released_by": pa.string(),
    "cause": pa.int16(),
    "line": pa.string(),
    "device": pa.string(),
    "cell": pa.string(),
}

Lay = Callable[[Sequence[dict[str, object]]], Workbench]


@pytest.fixture
def lay(tmp_path: Path) -> Iterator[Lay]:
    """Return a function that makes a workbench with the given calls (dicts of canonical columns)."""
    engines: list[DuckdbEngine] = []

    def laid(calls: Sequence[dict[str, object]]) -> Workbench:
        engine = DuckdbEngine(spill=tmp_path / "spill", threads=2)
        engines.append(engine)
        names = [name for name in KINDS if any(name in call for call in calls)]
        rows = [{"answered": bool(call["talk_ms"]), **call} for call in calls]
        names = list(dict.fromkeys([*names[:4], "answered", *names[4:]]))
        engine.take("calls", pa.table({n: pa.array([row.get(n) for row in rows], KINDS[n]) for n in names}))
        return Workbench(engine)

    yield laid
    for engine in engines:
        engine.close()
