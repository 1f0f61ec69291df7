"""How entries are packed, and how ranges are cut."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from jingling.lists.packing import LAST_SECOND, key_bytes, key_of, pack_person, unpack_person
from jingling.lists.spans import disjoint
from jingling.rules import PURPOSES, Consent, Refusal

KEYS = st.integers(-(2**63), 2**63 - 1)
IDS = st.integers(0, 2**64 - 2)
SECONDS = st.integers(1, LAST_SECOND)
CONSENTS = st.lists(
    st.builds(Consent, IDS, st.sampled_from(PURPOSES), st.integers(0, LAST_SECOND), st.none() | SECONDS)
)
REFUSALS = st.lists(st.builds(Refusal, st.none() | IDS, KEYS, st.sampled_from((*PURPOSES, "*"))))


@given(CONSENTS, REFUSALS)
def test_what_is_packed_is_unpacked(consents: list[Consent], refusals: list[Refusal]) -> None:
    """A person's entries come back as they were, in their order."""
    assert unpack_person(pack_person(consents, refusals)) == (tuple(consents), tuple(refusals))


@given(st.integers(-(2**40), 2**40), st.integers(-(2**40), 2**40))
def test_times_beyond_an_entry_stand_at_its_end(given_at: int, expires_at: int) -> None:
    """A time outside 1970 to 2106 neither fails nor turns a consent's end into no end or an early one."""
    ((read,), _) = unpack_person(pack_person([Consent(1, "marketing", given_at, expires_at)], []))
    assert read.given_at == min(max(given_at, 0), LAST_SECOND)
    assert read.expires_at == min(max(expires_at, 1), LAST_SECOND)


@given(KEYS, KEYS)
def test_packed_keys_sort_as_keys_do(one: int, other: int) -> None:
    """The snapshot's order of bytes is the order of keys, negative ones too."""
    assert (key_bytes(one) < key_bytes(other)) == (one < other)
    assert key_of(key_bytes(one)) == one


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 8), st.integers(0, 5)), max_size=8))
def test_ranges_are_cut_so_that_none_overlap(told: list[tuple[int, int, int]]) -> None:
    """Every number lies in one piece at most, with the parts it lies in, in the order they were told."""
    spans = [(first, first + more, part) for first, more, part in told]
    pieces = list(disjoint(spans))
    assert all(before[1] < after[0] for before, after in pairwise(pieces))
    for number in range(40):
        found = [parts for first, last, parts in pieces if first <= number <= last]
        expected = tuple(part for first, last, part in spans if first <= number <= last)
        assert found == ([expected] if expected else [])
