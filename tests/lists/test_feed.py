"""The feed: whatever a crash leaves of it, what was acknowledged is read."""

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.lists import feed
from jingling.lists.errors import FeedDamaged
from jingling.numbers import read_key

CALLEE = read_key("+8613800000001")[0]
CHANGES = st.lists(
    st.one_of(
        st.builds(feed.Refusal, st.just(1.5), st.text(), st.just(CALLEE), principal=st.text(min_size=1)),
        st.builds(feed.Lift, st.just(2.0), st.just(CALLEE), st.just("double-opt-in"), st.text()),
        st.builds(
            feed.Consent,
            st.just(3.0),
            st.just(CALLEE),
            st.text(),
            st.just("survey"),
            st.just(1),
            st.just("p"),
        ),
        st.builds(feed.Beat, st.floats(0, 1e9)),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=60)
@given(st.lists(CHANGES, min_size=1, max_size=4), CHANGES, CHANGES, st.data())
def test_a_feed_cut_off_anywhere_keeps_what_was_acknowledged(
    acknowledged: list[list[feed.Change]],
    torn: list[feed.Change],
    next_: list[feed.Change],
    data: st.DataObject,
) -> None:
    """Whole lines of a write that died may hold or not; the torn one is cut, and the next write is whole."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        for changes in acknowledged:
            feed.append(directory, *changes)
        path = directory / feed.FILE_NAME
        told = path.read_bytes()
        feed.append(directory, *torn)
        rest = path.read_bytes()[len(told) :]
        cut = data.draw(st.integers(0, len(rest)))
        path.write_bytes(told + rest[:cut])

        follower = feed.Follower(directory)
        seen = follower.changes()
        expected = [change for changes in acknowledged for change in changes]
        whole = rest[:cut].count(b"\n")
        assert seen == expected + torn[:whole]
        feed.append(directory, *next_)
        assert follower.changes() == next_
        follower.close()
        fresh = feed.Follower(directory)
        assert fresh.changes() == expected + torn[:whole] + next_
        fresh.close()


@given(CHANGES)
def test_a_follower_may_begin_behind_any_line(changes: list[feed.Change]) -> None:
    """A snapshot's place in the feed leaves out what it has, and nothing else."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        places = [0]
        for change in changes:
            feed.append(directory, change)
            places.append((directory / feed.FILE_NAME).stat().st_size)
        assert all(before < after for before, after in pairwise(places))
        for at, place in enumerate(places):
            follower = feed.Follower(directory, place)
            assert follower.changes() == changes[at:]
            follower.close()


def test_a_feed_that_lost_something_is_damaged(tmp_path: Path) -> None:
    """A line that is no change, and a feed shorter than what was read of it, are told rather than ignored."""
    feed.append(tmp_path, feed.Beat(1), feed.Beat(2))
    follower = feed.Follower(tmp_path)
    follower.changes()
    path = tmp_path / feed.FILE_NAME
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(FeedDamaged, match="shorter"):
        follower.changes()
    follower.close()
    path.write_bytes(b'{"kind":"unheard"}\n' + whole)
    with pytest.raises(FeedDamaged, match="byte 0"):
        feed.Follower(tmp_path).changes()
