"""A person's policy: its texts are read once, and mean what they meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.lists import policies
from jingling.lists.policies import Keys, judge_policy, read_policy
from jingling.numbers import read_ranges

ENDS = st.tuples(st.integers(10, 60), st.integers(10, 60)).map(sorted)


@given(st.lists(ENDS, max_size=12))
def test_a_number_is_among_keys_if_it_lies_in_any_range(ranges: list[list[int]]) -> None:
    """Overlapping, touching and nested ranges make no difference."""
    keys = Keys(f"+8610510000{first}-+8610510000{last}" for first, last in ranges)
    for number in range(861051000005, 861051000066):
        held = any(861051000000 + first <= number <= 861051000000 + last for first, last in ranges)
        assert (number in keys) == held


def test_texts_are_read_once_however_often_a_policy_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list of a thousand numbers would cost as much as many decisions, at each call."""
    read: list[str] = []

    def counted(text: str) -> tuple[tuple[int, int], ...]:
        read.append(text)
        return read_ranges(text)

    policy = read_policy(
        b'{"block": ["+8613911110000"], "expected": [{"number": "+8613911112222",'
        b' "from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}]}'
    )
    monkeypatch.setattr(policies, "read_ranges", counted)
    for _ in range(5):
        said = judge_policy(policy, caller=8613911110000, classes=frozenset(), at=1_780_000_000, minute=600)
        assert said.blocked
        assert not said.expected
    assert sorted(read) == ["+8613911110000", "+8613911112222"]
