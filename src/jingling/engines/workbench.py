"""The workbench: where one run's steps are made, timed and remembered."""

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from jingling.engines import Engine


@dataclass(frozen=True, slots=True)
class StepMade:
    """One step as it ran: its name, SQL, rows made and wall seconds."""

    name: str
    select: str
    rows: int
    seconds: float


class Workbench:
    """Runs named steps on one engine, and says so to whoever watches.

    Args:
        engine: where the tables live.
        watch: called with the name of each step as it begins.
    """

    def __init__(self, engine: Engine, watch: Callable[[str], None] = lambda _name: None) -> None:
        self.engine = engine
        self.watch = watch
        self.steps: list[StepMade] = []

    def make(self, name: str, select: str) -> int:
        """Make the table `name` of a SELECT; return its number of rows."""
        self.watch(name)
        begun = perf_counter()
        rows = self.engine.make(name, select)
        self.note(name, select, rows, perf_counter() - begun)
        return rows

    def note(self, name: str, select: str, rows: int, seconds: float) -> None:
        """Remember a step that was not a SELECT (reading, writing)."""
        self.steps.append(StepMade(name, select, rows, seconds))

    def view(self, name: str, select: str) -> None:
        """Give a SELECT a name without making its rows."""
        self.engine.view(name, select)
        self.note(name, select, 0, 0.0)
