"""Counters: windows that roll, caps that never count less, and what is forgotten."""

from bisect import bisect_right
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory

import lmdb
import pytest
from counting import past_of
from gate_registers import CALLEES, NOON
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.gate import Gate, question_from
from jingling.gate.counters import FILE_NAME, Counters
from jingling.gate.errors import GateError

WINDOWS = [(3, 300), (5, 3_600)]
RULES = f"""
[[rule]]
id = "CN-FREQ-B"
on_by_default = true
figures = {{ windows = {[list(one) for one in WINDOWS]}, closed_minutes = [] }}
"""


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(st.integers(0, 1_000), st.booleans(), st.sampled_from(CALLEES[:2]), st.booleans()),
        min_size=8,
        max_size=25,
    )
)
def test_windows_roll_exactly(published: Path, told: list[tuple[int, bool, str, bool]]) -> None:
    """Attempts are counted over windows that end now, whatever number rang, retransmissions once."""
    with TemporaryDirectory() as name:
        scratch = Path(name)
        rules = scratch / "rules.toml"
        rules.write_text(RULES)
        allowed: dict[str, list[int]] = {callee: [] for callee in CALLEES}
        at = NOON
        with Gate(published, trust_times=True, rules=[rules], scratch=scratch) as gate:
            for place, (later, other_number, callee, again) in enumerate(told):
                at += later
                question = {
                    "direction": "outbound", "caller": f"+86105100006{int(other_number)}", "callee": callee,
                    "line": "bank-trunk", "principal": "Example Bank", "project": "statements",
                    "call_id": f"call {place}", "at": datetime.fromtimestamp(at, UTC).isoformat(),
                }  # fmt: skip
                past = allowed[callee]
                expected = all(
                    len(past) - bisect_right(past, at - window) < calls for calls, window in WINDOWS
                )
                verdicts = [gate.ask(question_from(question)) for _ in range(2 if again else 1)]
                assert {verdict.verdict == "allow" for verdict in verdicts} == {expected}
                assert len({verdict.evidence for verdict in verdicts}) == 1
                if expected:
                    past.append(at)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 40_000), st.booleans()), min_size=1, max_size=40))
def test_a_lines_cap_never_counts_less_than_a_day(told: list[tuple[int, bool]]) -> None:
    """The last 24 hours are counted whole, and at most the half hour in which they begin beside them."""
    with TemporaryDirectory() as name:
        counters = Counters(Path(name))
        calls: list[int] = []
        at = NOON
        for later, counted in told:
            at += later
            with counters.counting() as count:
                found = count.calls_on("trunk", "outbound", at)
                exact = len(calls) - bisect_right(calls, at - 86_400)
                assert exact <= found <= len(calls) - bisect_right(calls, at - 86_400 - 1_800)
                if counted:
                    count.went_over("trunk", "outbound", at)
                    calls.append(at)
        counters.close()


@settings(max_examples=25)
@given(st.lists(st.integers(0, 50 * 86_400), min_size=1, max_size=60), st.integers(1, 20))
def test_sweeping_takes_what_no_window_reaches_and_nothing_else(ages: list[int], most: int) -> None:
    """After a whole round, attempts of 31 days are there and older ones gone, in however small steps."""
    with TemporaryDirectory() as name:
        counters = Counters(Path(name))
        with counters.counting() as count:
            for callee, age in enumerate(ages):
                past_of(count, 1, callee)
                count.attempted(NOON - age)
                count.rang_by_stranger(callee=callee, caller=5, at=NOON - age)
                count.remember_answer(f"key {callee}", b"", NOON - age)
                count.remember_decision(callee.to_bytes(16, "big"), b"", NOON - age)
                count.went_over(f"line {callee}", "outbound", NOON - age)
        for _ in range(5 * len(ages) // most + 2):
            counters.sweep(NOON, most)
        with counters.counting() as count:
            for callee, age in enumerate(ages):
                past = past_of(count, 1, callee)
                assert past.on_person == ((age,) if age <= 31 * 86_400 else ())
                assert past.strangers == ((age,) if age <= 86_400 else ())
                assert (count.answer_to(f"key {callee}") is None) == (age > 7 * 86_400)
                assert count.calls_on(f"line {callee}", "outbound", NOON) >= (age < 86_400)
        counters.close()


def test_answers_to_calls_are_known_for_a_minute_and_do_not_heap_up(tmp_path: Path) -> None:
    """Of half an hour of calls each is known again at once and a minute later, and few are kept for long."""
    counters = Counters(tmp_path)
    names = [blake2b(str(at).encode(), digest_size=16).digest() for at in range(6_000)]
    for place, name in enumerate(names):
        at = NOON + place * 1_800 // len(names)
        with counters.counting() as count:
            assert count.decided(name, at) is None
            count.remember_decision(name, b"answer", at)
            assert count.decided(name, at + 60) == b"answer"
    counters.close()
    with lmdb.open(str(tmp_path / FILE_NAME), subdir=False, readonly=True, lock=False) as kept:
        assert kept.stat()["entries"] < len(names) // 4


def test_a_limit_beyond_what_is_counted_is_refused(tmp_path: Path) -> None:
    """A pack whose limit the counters could never reach does not open a gate that would allow everything."""
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[rule]]\nid = "CN-FREQ-A"\non_by_default = true\nfigures = { windows = [[33, 86400]] }\n'
    )
    with pytest.raises(GateError, match="CN-FREQ-A"):
        Gate(tmp_path / "gate", rules=[rules])
