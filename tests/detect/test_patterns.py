"""Each pattern finds the harasser it is named after, and spares the innocent that its file names."""

from collections.abc import Callable, Iterable, Sequence
from itertools import cycle
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.detect.features import BY_NAME
from jingling.detect.findings import columns_of, patterns_of
from jingling.detect.measure import measure_company, measure_own
from jingling.detect.patterns import PATTERNS, Pattern
from jingling.detect.scorecard import Scorecard, Term
from jingling.engines.workbench import Workbench

Call = dict[str, object]
Lay = Callable[[Sequence[Call]], Workbench]

MORNING_MS = 1_780_275_600_000
"""Nine o'clock in Shanghai."""

FIRST_LOOK = Scorecard(0.0, (Term("talk_15s_share", (0.33,), (-6.0, 3.0), -6.0),))
"""Suspects whoever is cut short by a third of those who answer."""

COLUMNS = {"ring_ms": 12_000, "released_by": "caller", "line": "trunk", "device": None, "cell": None}


def person(at: int) -> int:
    """Return the number of a villager; no two share a hundred."""
    return 8_613_900_000_000 + 100 * at


def dials(
    caller: int,
    callees: Iterable[int],
    talks_s: Sequence[int],
    *,
    pauses_s: Sequence[int] = (20, 45, 120, 400),
    **more: object,
) -> list[Call]:
    """Return calls one after another from nine o'clock: talks and pauses in turn, 0 s is no answer."""
    at_ms, calls = MORNING_MS, []
    for callee, talk_s, pause_s in zip(callees, cycle(talks_s), cycle(pauses_s), strict=False):
        call = {
            "caller": caller,
            "callee": callee,
            "start_ms": at_ms,
            "talk_ms": 1000 * talk_s,
            **COLUMNS,
            **more,
        }
        calls.append(call)
        at_ms += 1000 * (talk_s + pause_s) + int(str(call["ring_ms"]))
    return calls


def rung_back(calls: list[Call], some: int) -> list[Call]:
    """Return calls, and a call back an hour later from the first few people rung."""
    people = dict.fromkeys((call["callee"], call["caller"]) for call in calls)
    back: list[Call] = [
        {"caller": a, "callee": b, "start_ms": MORNING_MS + 3_600_000, "talk_ms": 40_000, **COLUMNS}
        for a, b in list(people)[:some]
    ]
    return calls + back


def village() -> list[Call]:
    """Return calls of 600 people who ring a neighbour and are rung back, and of 60 who ring six strangers."""
    calls: list[Call] = []
    for at in range(0, 600, 2):
        calls += rung_back(dials(person(at), [person(at + 1)], [50]), 1)
    for at in range(60):
        strangers = [person(200 + 6 * at + each) for each in range(6)]
        calls += dials(8_613_700_000_000 + 100 * at, strangers, [40, 0, 90])
    return calls


X = 8_618_800_000_000
"""The number that is judged in each scene; others of its gang follow it."""

PEOPLE = [person(at) for at in range(100)]


def gang(size: int, callees: Sequence[int], talks_s: Sequence[int], **more: object) -> list[Call]:
    """Return calls of several numbers to the same people, one after the other."""
    return [call for each in range(size) for call in dials(X + 100 * each, callees, talks_s, **more)]


def elsewhere(calls: list[Call]) -> list[Call]:
    """Return a gang's calls made by numbers of another block."""
    return [call | {"caller": int(str(call["caller"])) + 9_000} for call in calls]


HARASSERS: dict[str, list[Call]] = {
    "high_frequency": dials(X, PEOPLE, [0, 8, 0, 25]),
    "rotation": gang(4, PEOPLE[:12], [0, 5, 9]),
    "robot_pacing": dials(X, PEOPLE[:40], [5, 30], pauses_s=[10, 11]),
    "sim_pool": [
        call
        for each in range(4)
        for call in dials(X + 100 * each, PEOPLE[10 * each :][:10], [4, 0, 9], device="box")
    ],
    "one_ring": dials(X, PEOPLE[:20], [0], ring_ms=2000),
    "bombing": dials(X, [PEOPLE[0]] * 40, [0, 0, 3]),
    "collection": dials(X, PEOPLE[:6] * 5, [9, 0, 14]),
}
SPARED: list[tuple[str, str, list[Call]]] = [
    ("high_frequency", "courier whom people call back", rung_back(dials(X, PEOPLE, [0, 20]), 12)),
    (
        "high_frequency",
        "clinic whom people rang first",
        [
            *dials(X, PEOPLE, [40]),
            *(dials(who, [X], [60])[0] | {"start_ms": MORNING_MS - 60_000} for who in PEOPLE[:20]),
        ],
    ),
    ("high_frequency", "someone who rings few people often", dials(X, PEOPLE[:6] * 25, [30, 0])),
    (
        "rotation",
        "courier two of whose people a gang rings too",
        [
            *dials(X, PEOPLE[:30], [20, 0, 35]),
            *elsewhere(gang(4, PEOPLE[28:40], [0, 5, 9])),
        ],
    ),
    (
        "rotation",
        "couriers of one estate, none of them suspect, while a gang works elsewhere",
        [*gang(4, PEOPLE[:12], [30, 0, 45]), *elsewhere(gang(4, PEOPLE[50:62], [0, 5, 9]))],
    ),
    ("rotation", "colleagues whose customers call back", rung_back(gang(4, PEOPLE[:12], [0, 5, 9]), 12)),
    (
        "robot_pacing",
        "notice robot that is heard to the end",
        dials(X, PEOPLE[:40], [28, 31], pauses_s=[10, 11]),
    ),
    ("robot_pacing", "person in no haste", dials(X, PEOPLE[:40], [5, 30], pauses_s=[5, 40, 300, 1200])),
    (
        "sim_pool",
        "couple with two cards in one telephone",
        [
            *dials(X, PEOPLE[:10], [4, 0], device="hers"),
            *dials(X + 100, PEOPLE[10:20], [4, 0], device="hers"),
        ],
    ),
    (
        "sim_pool",
        "firm's telephones on one gateway, not suspect",
        gang(4, PEOPLE[:10], [30, 0, 50], device="pbx"),
    ),
    (
        "one_ring",
        "person with a slip of the finger or two",
        dials(X, PEOPLE[:2], [0], ring_ms=1500) + dials(X, PEOPLE[2:20], [0]),
    ),
    ("one_ring", "alarm that rings out", dials(X, PEOPLE[:20], [0], ring_ms=45_000)),
    ("bombing", "parent whose child calls back", rung_back(dials(X, [PEOPLE[0]] * 40, [0, 0, 3]), 1)),
    ("bombing", "lovers who talk", dials(X, [PEOPLE[0]] * 40, [0, 0, 600, 90])),
    ("collection", "lawful collector of two calls to each debtor", dials(X, PEOPLE[:20] * 2, [14, 0, 90])),
    ("collection", "bookkeeper whose clients call back", rung_back(dials(X, PEOPLE[:6] * 5, [9, 0, 14]), 2)),
]


def seen_in(lay: Lay, scene: Sequence[Call], number: int = X) -> list[str]:
    """Return the patterns that a number shows when a scene is played in the village."""
    bench = lay([*village(), *scene])
    measured = measure_own(bench, "Asia/Shanghai")
    measure_company(bench, measured, FIRST_LOOK)
    rows = bench.engine.table(f"SELECT * FROM features WHERE number = {number}")
    return patterns_of(columns_of(rows, list(BY_NAME)), rows.num_rows)[0]


@pytest.mark.parametrize("name", list(HARASSERS))
def test_a_pattern_finds_its_harasser(lay: Lay, name: str) -> None:
    """Who harasses in the way that a pattern names is seen to."""
    assert name in seen_in(lay, HARASSERS[name])


@pytest.mark.parametrize(("name", "who", "scene"), SPARED, ids=[f"{name}: {who}" for name, who, _ in SPARED])
def test_a_pattern_spares_the_innocent_it_names(lay: Lay, name: str, who: str, scene: list[Call]) -> None:
    """An innocent caller who resembles a harasser does not show the pattern."""
    assert name not in seen_in(lay, scene), who


def test_villagers_show_no_pattern(lay: Lay) -> None:
    """People who ring ten friends, some of whom ring back, or ten strangers, show nothing at all."""
    assert seen_in(lay, rung_back(dials(X, PEOPLE[:10], [90, 0, 40]), 2)) == []
    assert seen_in(lay, dials(X, PEOPLE[:10], [90, 0, 40])) == []


def test_every_pattern_has_its_scenes() -> None:
    """No pattern is without a harasser it finds and an innocent caller it spares."""
    assert [pattern.name for pattern in PATTERNS] == list(HARASSERS)
    assert {name for name, _, _ in SPARED} == set(HARASSERS)


def check_pattern(pattern: Pattern, table: np.ndarray[Any, Any], order: Sequence[int]) -> None:
    """Hold a pattern to its contract, on rows of feature values (NaN = not known) and a shuffled order."""
    values = {name: table[:, at] for at, name in enumerate(BY_NAME)}
    seen = pattern.seen(values)
    assert seen.dtype == np.bool_
    assert seen.shape == (len(table),)
    assert np.array_equal(seen, pattern.seen({name: column.copy() for name, column in values.items()}))
    assert np.array_equal(
        seen[list(order)], pattern.seen({name: column[list(order)] for name, column in values.items()})
    )
    for row in range(len(table)):
        assert pattern.seen({name: column[row : row + 1] for name, column in values.items()})[0] == seen[row]
    assert not pattern.seen({name: np.full(3, np.nan) for name in BY_NAME}).any()
    assert pattern.seen({name: np.empty(0) for name in BY_NAME}).shape == (0,)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
@given(data=st.data())
def test_every_pattern_keeps_the_contract(pattern: Pattern, data: st.DataObject) -> None:
    """A pattern tells each row by itself, the same each time, and sees nothing where nothing is known."""
    value = st.one_of(st.just(np.nan), st.floats(0, 1), st.floats(0, 200))
    rows = data.draw(st.integers(1, 6))
    seed = data.draw(st.lists(value, min_size=1, max_size=40))
    table = np.resize(np.array(seed), (rows, len(BY_NAME)))
    check_pattern(pattern, table, data.draw(st.permutations(range(rows))))


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_every_pattern_is_told_in_both_languages(pattern: Pattern) -> None:
    """Tag and sentence exist in English and Chinese."""
    assert all([*pattern.title, *pattern.sentence])
