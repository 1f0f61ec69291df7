"""What a report is made of: one result as plain values, whoever read it.

Everything here is as the detection wrote it, cut down to what a person can look at: the flagged
numbers and lines up to a cap, those just below the threshold, and distributions over everybody.
"""

from dataclasses import dataclass, field
from typing import Any, Literal
from zoneinfo import ZoneInfo

from jingling.detect.report.campaigns import Campaign, Story
from jingling.detect.report.people import Person
from jingling.words import Words

Hours = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """One named contribution to a score's log-odds."""

    feature: str
    value: float | None
    contribution: float


@dataclass(frozen=True, slots=True)
class Reached:
    """One person whom a number rang, as shown (masked unless asked otherwise)."""

    name: str
    calls: int
    answered: int
    talk_s: float
    first_ms: int | None
    last_ms: int | None


@dataclass(slots=True)
class Finding:
    """One number or line of the result, with all that its page shows."""

    kind: Literal["number", "line"]
    key: str
    person: Person
    score: float
    flagged: bool
    shown_falsely: bool
    patterns: tuple[str, ...]
    campaign: str | None
    calls: int
    callees: int
    numbers: int | None
    """How many numbers a line showed; None for a number."""
    active_days: int
    first_ms: int | None
    last_ms: int | None
    intercept: float | None
    reasons: tuple[Reason, ...]
    days: dict[str, Hours] = field(default_factory=dict)
    reached: list[Reached] = field(default_factory=list)
    beside: list[tuple[str, int]] = field(default_factory=list)
    """The lines a number came by, or the numbers a line showed, with their calls."""

    @property
    def hours(self) -> Hours:
        """Calls by local hour over all days, 24 of them; zeros where none were kept."""
        return tuple(sum(day[hour] for day in self.days.values()) for hour in range(24))


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over all callers of a result."""

    callers: int
    flagged: int
    shown_falsely: int
    calls: int
    flagged_calls: int
    expected_wrong: float
    """Sum of 1 − score over the flagged: how many of them the scores themselves expect to be innocent."""
    wrong_variance: float
    near_above: int
    near_below: int
    """Callers whose log-odds are within one of the threshold's, flagged and not."""
    lines: int
    flagged_lines: int


@dataclass(frozen=True, slots=True)
class Spread:
    """The 5th, 25th, 50th, 75th and 95th hundredth of one feature, of the flagged and of the unflagged."""

    feature: str
    flagged: tuple[float, ...]
    unflagged: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """One result, ready to be told."""

    summary: dict[str, Any]
    totals: Totals
    numbers: list[Finding]
    lines: list[Finding]
    pattern_counts: dict[str, tuple[int, int]]
    """Flagged numbers and flagged lines by pattern."""
    score_counts: dict[int, int]
    """Callers by log-odds, in steps of half a unit from -20 (that is, −10 or less) to 19."""
    hours: Hours
    """Calls by local hour of all flagged numbers."""
    spreads: list[Spread]
    heavy_least: int
    heavy_count: int
    """Unflagged heavy callers: with at least `heavy_least` calls, `heavy_count` of them compared."""
    quarantine: list[dict[str, str]]
    campaigns_sought: bool
    campaigns: list[Campaign]
    """All campaigns, the one with the most numbers first."""
    stories: list[Story]
    """What is told of the first of them."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone of all local hours."""
        return ZoneInfo(self.summary.get("zone", "Asia/Shanghai"))

    @property
    def threshold(self) -> float:
        """The score from which a caller is flagged."""
        return float(self.summary["threshold"])

    @property
    def line_threshold(self) -> float:
        """The score from which a line is flagged."""
        return float(self.summary.get("line_threshold", self.threshold))


def words_of(said: Any) -> Words:
    """Read a text from JSON: an object `{en, zh}`, a pair, or one text for both languages."""
    if isinstance(said, dict):
        return Words(str(said.get("en", "")), str(said.get("zh", said.get("en", ""))))
    if isinstance(said, (list, tuple)) and len(said) == 2:
        return Words(str(said[0]), str(said[1]))
    return Words(str(said), str(said))
