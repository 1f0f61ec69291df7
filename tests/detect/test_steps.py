"""The steps against a plain recount in Python."""

import math
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingling.detect.measure import measure_own
from jingling.detect.steps.behaviour import local_ms_sql
from jingling.engines.workbench import Workbench

Lay = Callable[[Sequence[dict[str, object]]], Workbench]
BASE_MS = 1_780_000_000_000

CALLS = st.lists(
    st.fixed_dictionaries(
        {
            "caller": st.integers(1, 5),
            "callee": st.integers(1, 8),
            "start_ms": st.integers(0, 3 * 86_400).map(lambda s: BASE_MS + 1000 * s),
            "talk_ms": st.sampled_from([0, 0, 3_000, 15_000, 15_001, 70_000]),
        }
    ),
    min_size=1,
    max_size=60,
)
ONCE = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ONCE
@given(CALLS)
def test_ties_agree_with_a_recount(lay: Lay, calls: list[dict[str, int]]) -> None:
    """Callees, callers, mutual ties, who rang first, who was rung once and again, how long in use."""
    bench = lay(calls)
    measure_own(bench, "Asia/Shanghai")
    made = defaultdict(list)
    for call in calls:
        made[call["caller"], call["callee"]].append(call)
    found = {row[0]: row[1:] for row in bench.engine.rows("SELECT * FROM ties")}
    starts = [call["start_ms"] for call in calls]
    for number in {n for pair in made for n in pair}:
        own = [c["start_ms"] for c in calls if number in (c["caller"], c["callee"])]
        out = {b: made[a, b] for a, b in made if a == number}
        inward = {a: made[a, b] for a, b in made if b == number and a != number}
        first = {b: min(c["start_ms"] for c in some) for b, some in out.items()}
        refused = {
            b: min(c["start_ms"] for c in some if 0 < c["talk_ms"] <= 15_000)
            for b, some in out.items()
            if any(0 < c["talk_ms"] <= 15_000 for c in some)
        }
        assert found[number] == (
            len(out),
            len(inward),
            sum(b in inward for b in out),
            sum(b in inward and min(c["start_ms"] for c in inward[b]) < first[b] for b in out),
            sum(len(some) == 1 for some in out.values()),
            sum(max(c["start_ms"] for c in out[b]) > at for b, at in refused.items()),
            len(refused),
            max((len(some) for some in out.values()), default=0)
            or (0 if number in {b for _, b in made} else None),
            (max(own) - min(own)) / max(1, max(starts) - min(starts)),
        )


@ONCE
@given(CALLS)
def test_behaviour_agrees_with_a_recount(lay: Lay, calls: list[dict[str, int]]) -> None:
    """Attempts, days, hours, pauses within sittings and talk bins, for every caller."""
    bench = lay(calls)
    measure_own(bench, "Asia/Shanghai")
    zone = ZoneInfo("Asia/Shanghai")
    for caller in {call["caller"] for call in calls}:
        mine = sorted(
            (c for c in calls if c["caller"] == caller),
            key=lambda c: (c["start_ms"], c["callee"], c["talk_ms"]),
        )
        local = [datetime.fromtimestamp(c["start_ms"] / 1000, zone) for c in mine]
        pauses = [b["start_ms"] - a["start_ms"] - a["talk_ms"] for a, b in pairwise(mine)]
        sittings = [pause for pause in pauses if 0 <= pause <= 1_800_000]
        row = bench.engine.rows(
            f"""SELECT attempts, active_days, bit_count(hours), busy_hours, night, pauses, short_pauses,
            coalesce(log_pauses, 0), answered, talks_15s, talks_60s FROM behaviour WHERE caller = {caller}"""
        )[0]
        assert row[:7] == (
            len(mine),
            len({at.date() for at in local}),
            len({at.hour for at in local}),
            len({(at.date(), at.hour) for at in local}),
            sum(at.hour < 8 or at.hour >= 21 for at in local),
            len(sittings),
            sum(pause <= 20_000 for pause in sittings),
        )
        assert math.isclose(row[7], sum(math.log1p(p / 1000) for p in sittings), abs_tol=1e-9)
        assert row[8:] == (
            sum(c["talk_ms"] > 0 for c in mine),
            sum(0 < c["talk_ms"] <= 15_000 for c in mine),
            sum(c["talk_ms"] >= 60_000 for c in mine),
        )


@ONCE
@given(CALLS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    lay: Lay, calls: list[dict[str, int]], order: random.Random
) -> None:
    """Features of shuffled records equal those of the records."""
    shuffled = list(calls)
    order.shuffle(shuffled)
    tables = []
    for some in (calls, shuffled):
        bench = lay(some)
        measure_own(bench, "Asia/Shanghai")
        tables.append(
            [bench.engine.rows(f"SELECT * FROM {name} ORDER BY 1") for name in ("ties", "behaviour")]
        )
    assert tables[0] == tables[1]


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "Europe/London", "Asia/Kathmandu"])
def test_local_hours_follow_the_zone_through_its_changes(lay: Lay, zone: str) -> None:
    """Local milliseconds in SQL equal the zone's own clock, before, at and after each change of offset."""
    year = [BASE_MS + hour * 3_600_000 for hour in range(0, 24 * 366, 1)]
    bench = lay([{"caller": 1, "callee": 2, "start_ms": at, "talk_ms": 0} for at in year])
    sql = local_ms_sql("start_ms", zone, year[0], year[-1])
    for at, local in bench.engine.rows(f"SELECT start_ms, {sql} FROM calls"):
        offset = datetime.fromtimestamp(at / 1000, ZoneInfo(zone)).utcoffset()
        assert offset is not None
        assert local - at == offset.total_seconds() * 1000
