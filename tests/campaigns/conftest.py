"""A small stage for gangs: who rings whom, when, over what."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from jingling.campaigns.find import find_campaigns
from jingling.campaigns.weights import shipped_weights
from jingling.detect.steps.behaviour import make_behaviour
from jingling.detect.steps.own_calls import make_own_calls
from jingling.detect.steps.ties import make_ties
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.workbench import Workbench

MORNING = 1_773_100_800_000 + 9 * 3_600_000 - 8 * 3_600_000
"""9:00 in Shanghai on 2026-03-10, in ms."""
OFFSET_MS = 8 * 3_600_000
WORK_MS = 8 * 3_600_000
THRESHOLD = 0.6


@dataclass
class Stage:
    """Calls as they are laid down, and how suspect each caller is.

    Args:
        dice: chance.
        calls: caller, callee, start_ms, talk_ms, line, device, cell.
        suspicion: score of each caller.
    """

    dice: np.random.Generator = field(default_factory=lambda: np.random.default_rng(1))
    calls: list[tuple[int, int, int, int, str | None, str | None, str | None]] = field(default_factory=list)
    suspicion: dict[int, float] = field(default_factory=dict)

    evening_ms = MORNING + WORK_MS

    def crowd(self, numbers: int = 60) -> None:
        """Let other suspects ring people of the whole city, each for itself."""
        for number in range(15_000_000_000, 15_000_000_000 + 1_000 * numbers, 1_000):
            self.suspicion[number] = 0.7
            for _ in range(30):
                callee = 18_000_000_000 + int(self.dice.integers(0, 2_000))
                at = MORNING + int(self.dice.integers(0, WORK_MS))
                self.ring(number, callee, at, device=str(number))

    def ring(
        self,
        caller: int,
        callee: int,
        start_ms: int,
        *,
        talk_ms: int = 9_000,
        line: str | None = None,
        device: str | None = None,
        cell: str | None = None,
    ) -> None:
        """Lay down one call."""
        self.calls.append((caller, callee, start_ms, talk_ms, line, device, cell))

    def gang(
        self,
        numbers: range,
        people: range,
        *,
        each: int = 30,
        follow: float = 0.3,
        score: float = 0.95,
        pace_ms: int = 200_000,
        line: str | None = None,
        device: str | None = None,
    ) -> None:
        """Let numbers work through a list: `each` calls a number, a mate's call soon after some of them."""
        for number in numbers:
            self.suspicion[number] = score
            at = MORNING + int(self.dice.integers(0, 3_600_000))
            for _ in range(each):
                callee = int(self.dice.integers(people.start, people.stop))
                talk_ms = int(self.dice.choice([0, 0, 5_000, 12_000, 40_000]))
                self.ring(number, callee, at, talk_ms=talk_ms, line=line, device=device)
                if self.dice.random() < follow:
                    mate = int(self.dice.integers(numbers.start, numbers.stop))
                    soon = at + int(self.dice.integers(20_000, 150_000))
                    self.ring(mate, callee, soon, talk_ms=talk_ms, line=line, device=device)
                at += int(self.dice.integers(pace_ms // 2, 2 * pace_ms))


@pytest.fixture
def scene() -> Stage:
    """Return an empty stage."""
    return Stage()


Found = dict[int, tuple[str, float]]


@pytest.fixture
def find(tmp_path: Path) -> Iterator[Callable[..., tuple[Found, Workbench]]]:
    """Return what finds the campaigns of a stage: number → campaign and probability."""
    benches = []

    def run(
        stage: Stage, cards: str = "required columns", order: list[int] | None = None
    ) -> tuple[Found, Workbench]:
        engine = DuckdbEngine(spill=tmp_path, threads=1)
        benches.append(engine)
        bench = Workbench(engine)
        names = ["caller", "callee", "start_ms", "talk_ms", "line", "device", "cell"]
        rows = [stage.calls[at] for at in order] if order else stage.calls
        kinds = [pa.int64()] * 4 + [pa.string()] * 3
        columns = [
            pa.array(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)
        ]
        wanted = names if cards == "all columns" else names[:4]
        engine.take("given", pa.table(columns, names=names).select(wanted))
        bench.make("calls", "SELECT *, talk_ms > 0 AS answered FROM given")
        make_own_calls(bench)
        make_ties(bench)
        make_behaviour(bench, "Asia/Shanghai")
        numbers = list(stage.suspicion)
        scores = pa.array(stage.suspicion.values(), pa.float64())
        engine.take("suspects", pa.table({"number": pa.array(numbers, pa.int64()), "score": scores}))
        find_campaigns(bench, shipped_weights(cards), THRESHOLD, OFFSET_MS)
        found = engine.rows("SELECT number, campaign, probability FROM members")
        return {number: (campaign, probability) for number, campaign, probability in found}, bench

    yield run
    for engine in benches:
        engine.close()
