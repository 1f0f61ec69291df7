"""The overlay: what was said since the snapshot, found however much was said."""

from hypothesis import given
from hypothesis import strategies as st

from jingling.lists import feed
from jingling.lists.overlay import Overlay, replaced

KEYS = st.integers(1, 40)
LISTINGS = st.lists(
    st.builds(
        lambda ends, name, kind: feed.Listing(0, min(ends), max(ends), name, kind),
        st.tuples(KEYS, KEYS),
        st.sampled_from(["allow", "block", "finding"]),
        st.sampled_from(["", "one_ring", "bombing"]),
    ),
    max_size=30,
)


@given(LISTINGS, st.lists(st.integers(0, 30), max_size=3))
def test_a_number_has_the_listings_of_every_range_it_lies_in(
    said: list[feed.Listing], asked: list[int]
) -> None:
    """Nested, overlapping and single, in the order said; asked in between as well as at the end."""
    overlay = Overlay()
    for at, one in enumerate(said):
        if at in asked:
            overlay.listed(20, ())
        overlay.add(one)
    for number in range(42):
        wanted = replaced((), (one for one in said if one.first <= number <= one.last))
        assert overlay.listed(number, ()) == wanted
