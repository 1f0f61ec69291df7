"""A workbench on which tests lay call records by hand, and a small city with a result to look at."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from jingling.city import make_city, plain
from jingling.detect.model import CardPair, Model
from jingling.detect.options import Options
from jingling.detect.run import detect
from jingling.detect.scorecard import PairTerm, Scorecard, Term
from jingling.detect.steps.lines import LINE_FEATURES
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.workbench import Workbench

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


@dataclass(frozen=True)
class Run:
    """A run of `detect` over a small city: the city's folder, the model's file, the result, its summary."""

    city: Path
    model: Path
    out: Path
    summary: dict[str, Any]


@pytest.fixture(scope="session")
def hand_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the file of a model made by hand, so that no test of a run depends on what fitting gave."""
    first_look = Scorecard(-1.0, (Term("mutual_share", (0.05,), (1.0, -2.0), 0.5),))
    final = Scorecard(
        -3.0,
        (
            Term("mutual_share", (0.05,), (2.0, -2.0), 1.5),
            Term("answered_share", (0.4,), (2.0, -2.0), 0.0),
            Term("callees_per_day", (30.0,), (-1.0, 2.0), 0.0),
            Term("together_suspicion", (0.2,), (-0.1, 0.3), 0.0),
        ),
        (
            PairTerm(
                ("mutual_share", "answered_share"),
                ((0.5,), (0.5,)),
                ((0.0, 0.0, 0.0), (0.0, 0.25, -0.25), (0.0, -1.0, 0.0)),
            ),
        ),
        0.9,
    )
    lines = Scorecard(-2.0, tuple(Term(name, (0.5,), (-1.0, 1.0), 0.0) for name in LINE_FEATURES), (), 0.5)
    pairs = (
        CardPair("all columns", ("ring_ms", "released_by", "line"), first_look, final),
        CardPair("required columns", (), first_look, final),
    )
    path = tmp_path_factory.mktemp("model") / "model.json"
    path.write_text(Model(pairs, lines, 0.02, {"made": "by hand"}).to_json(), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory, hand_model: Path) -> Run:
    """Return a run over a plain city of 4,000 people."""
    folder = tmp_path_factory.mktemp("small")
    make_city(plain(3, people=4000), folder / "city", workers=1)
    summary = detect([folder / "city" / "calls"], folder / "out", Options(model=hand_model, threads=1))
    return Run(folder / "city", hand_model, folder / "out", summary)
