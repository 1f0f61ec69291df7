"""Questions (待答问题): surges of reports about numbers that no call records flag.

People hear what records cannot tell: a caller below every threshold, a network whose records we do not read,
a number that somebody else shows. So each number that is not flagged, and each block of 10,000 of which
nothing is flagged, is asked about where far more people reported it in the last week than in the four
weeks before. Given the people of both times, those of the last week are binomial with a fifth
(Przyborowski and Wilenski, Biometrika 31, 1940); of those named, the rate of chance is held at 1 % (Benjamini
and Hochberg). A person counts once, people without proof count together as one, and reports held back count
for nothing, as in `trust`. What is found is a question for a person to answer, never a finding.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from jingling.complaints.report import Report
from jingling.complaints.trust import Record, trust_of_all

WEEK = timedelta(days=7)
BEFORE = timedelta(days=28)
RATE = 0.01
FEWEST_PEOPLE = 3
"""A number named by fewer people than that is nobody's surge, however quiet it was before."""

_BLOCK = 10_000
_SHARE = WEEK / (WEEK + BEFORE)


@dataclass(frozen=True, slots=True)
class Question:
    """A surge that no records explain.

    Args:
        what: `number`, or `block` of 10,000.
        key: of the number; of a block, without its last four digits.
        people: how many reported it in the last week, as they count.
        before: how many in the four weeks before.
        numbers: how many different numbers they named: 1 for a number.
        p: probability of so many or more by chance.
        reports: names of the week's reports, first received first.
    """

    what: Literal["number", "block"]
    key: int
    people: int
    before: int
    numbers: int
    p: float
    reports: tuple[str, ...]


def questions(
    reports: Iterable[Report],
    flagged: Collection[int],
    now: datetime,
    *,
    records: Mapping[str, Record] | None = None,
    rate: float = RATE,
) -> tuple[Question, ...]:
    """Return the surges that no records explain, the least likely first.

    Args:
        reports: those received in the last five weeks at least; others are left alone.
        flagged: keys of the numbers that call records flag.
        now: the moment, UTC.
        records: what came of people's earlier reports, by token.
        rate: share of the questions that may be chance.
    """
    told = [one for one in reports if one.received_at and now - WEEK - BEFORE < one.received_at <= now]
    trusts = trust_of_all(told, records)
    known, blocks = set(flagged), {key // _BLOCK for key in flagged}
    heard: defaultdict[tuple[Literal["number", "block"], int], list[Report]] = defaultdict(list)
    for one in told:
        if one.key is None or one.key <= 0 or trusts[one.report].held_back:
            continue
        if one.key not in known:
            heard["number", one.key].append(one)
        if one.key // _BLOCK not in blocks:
            heard["block", one.key // _BLOCK].append(one)
    asked = sorted(
        (_question(what, key, about, now) for (what, key), about in heard.items()),
        key=lambda one: (one.p, -one.people, one.what, one.key),
    )
    named = max((at for at, one in enumerate(asked, start=1) if one.p <= rate * at / len(asked)), default=0)
    return tuple(
        one
        for one in asked[:named]
        if one.people >= FEWEST_PEOPLE and (one.what == "number" or one.numbers > 1)
    )


def _question(what: Literal["number", "block"], key: int, about: list[Report], now: datetime) -> Question:
    from scipy.special import betainc  # slow to load

    about = sorted(about, key=lambda one: (one.received_at or now, one.report))
    late: list[Report] = []
    early: list[Report] = []
    for one in about:
        (late if one.received_at is not None and one.received_at > now - WEEK else early).append(one)
    people, before = _people(late), _people(early)
    chance = float(betainc(people, before + 1, _SHARE)) if people else 1.0
    numbers = len({one.key for one in late})
    return Question(what, key, people, before, numbers, chance, tuple(one.report for one in late))


def _people(reports: Iterable[Report]) -> int:
    """Count people: who proved the number that was rung each once, all others together as one."""
    told = list(reports)
    proven = {one.reporter for one in told if one.called_proven and one.reporter}
    return len(proven) + any(not (one.called_proven and one.reporter) for one in told)
