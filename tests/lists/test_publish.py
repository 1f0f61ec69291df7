"""Publishing: what the feed says means the same after it is folded into a snapshot."""

import csv
import io
import shutil
import subprocess
import sys
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.lists import feed, wholeness
from jingling.lists import publish as publishing
from jingling.lists.errors import SnapshotDamaged
from jingling.lists.live import LiveLists
from jingling.lists.publish import publish
from jingling.lists.snapshot import FILE_NAME, Snapshot
from jingling.lists.tables import COLUMNS, load_table
from jingling.numbers import read_key, read_ranges
from jingling.rules import Line

NUMBERS = [f"+86105100000{last}" for last in range(6)]
KEYS = [read_key(text)[0] for text in NUMBERS]
CALLEES = ["+8613800000001", "+8613800000002"]
PEOPLE = [read_key(text)[0] for text in CALLEES]
PRINCIPALS = ["Bank", "Shop", "Holder"]
SCOPES = ["marketing", "survey", "*"]
LINES = (
    Line("trunk", "enterprise", "Holder", read_ranges(f"{NUMBERS[0]}-{NUMBERS[3]}")),
    Line("other", "enterprise", "Bank", read_ranges(f"{NUMBERS[2]}-{NUMBERS[4]}")),
)
TABLES = {
    "projects": [
        ["cards", "Bank", "", "marketing", "trunk", f"{NUMBERS[0]}-{NUMBERS[1]}", "", ""],
        ["shoes", "Shop", "", "marketing", "trunk other", NUMBERS[1], "", ""],
    ],
    "consents": [
        [who, callee, "marketing", f"2026-01-0{day}T00:00:00Z", "p", ends]
        for who, callee, day, ends in (
            ("Bank", CALLEES[0], 1, ""),
            ("Bank", CALLEES[1], 5, "9999-12-31T00:00:00Z"),
            ("Shop", CALLEES[0], 9, "1960-01-01T00:00:00Z"),
        )
    ],
    "refusals": [
        ["Shop", CALLEES[1], "2026-01-03T00:00:00Z", ""],
        ["*", CALLEES[0], "2026-01-07T00:00:00Z", "survey"],
    ],
    "lists": [
        ["finding", NUMBERS[0], "sim_pool", "", "c1"],
        ["finding", f"{NUMBERS[2]}-{NUMBERS[3]}", "sim_pool", "", "c2"],
        ["block", NUMBERS[2], "", "2026-06-01T00:00:00Z", ""],
        ["allow", NUMBERS[2], "", "", ""],
    ],
}
JANUARY_10 = 1_768_003_200
"""A second after all that was loaded, as what is said of a loaded row is."""

_numbers = st.sampled_from(KEYS)
_scopes = st.sampled_from(SCOPES)
_people = st.sampled_from(PEOPLE)
_named = st.sampled_from([*PRINCIPALS, "*"])
CHANGES = st.lists(
    st.one_of(
        st.builds(
            feed.Refusal,
            st.just(0),
            st.just("r"),
            _people,
            _scopes,
            _numbers | st.just(0),
            _named | st.just(""),
        ),
        st.builds(
            feed.Lift,
            st.just(0),
            _people,
            st.just("one-time-code"),
            st.just("p"),
            scope=_scopes,
            caller=_numbers,
        ),
        st.builds(
            feed.Lift, st.just(0), _people, st.just("one-time-code"), st.just("p"), _named, scope=_scopes
        ),
        st.builds(
            feed.Consent,
            st.just(0),
            _people,
            st.sampled_from(PRINCIPALS),
            st.sampled_from(["marketing", "survey"]),
            st.integers(JANUARY_10 - 5, JANUARY_10 + 20),
            st.just("p"),
        ),
        st.builds(
            feed.Withdrawal,
            st.just(0),
            _people,
            st.sampled_from(PRINCIPALS),
            st.sampled_from(["marketing", "survey"]),
        ),
        st.builds(
            lambda ends, name, kind, until: feed.Listing(0, min(ends), max(ends), name, kind, until),
            st.lists(_numbers, min_size=1, max_size=2),
            st.sampled_from(["allow", "block", "finding"]),
            st.sampled_from(["", "one_ring"]),
            st.sampled_from([0, 1]),
        ),
    ),
    max_size=10,
)


def load(directory: Path, tables: dict[str, list[list[str]]]) -> None:
    """Load tables into a gate's directory."""
    for name, rows in tables.items():
        text = io.StringIO()
        csv.writer(text).writerows([COLUMNS[name], *rows])
        path = directory / f"{name}.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        assert load_table(directory, name, path).rows_quarantined == 0


def held(directory: Path) -> tuple[object, ...]:
    """Return all that a gate can be told, whatever its order."""
    lists = LiveLists(directory)
    try:
        return (
            [tuple(frozenset(entries) for entries in lists.person(callee)) for callee in PEOPLE],
            [frozenset(lists.listed(number)) for number in KEYS],
            [frozenset(lists.bound_by(number)) for number in KEYS],
        )
    finally:
        lists.close()


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Loaded tables, published never."""
    directory = tmp_path_factory.mktemp("loaded")
    load(directory, TABLES)
    return directory


@settings(max_examples=12)
@given(CHANGES)
def test_the_feed_and_a_snapshot_of_it_say_the_same(tables: Path, changes: list[feed.Change]) -> None:
    """Whatever was said in whatever order, it stands alike in the feed and published."""
    with TemporaryDirectory() as name:
        directory = Path(name)
        (directory / "tables").symlink_to(tables / "tables")
        publish(directory, LINES)
        for at, change in enumerate(changes):
            feed.append(directory, _at(change, JANUARY_10 + at))
        in_the_feed = held(directory)
        publish(directory, LINES)
        assert held(directory) == in_the_feed


def _at(change: feed.Change, at: float) -> feed.Change:
    return type(change)(**{name: getattr(change, name) for name in change.__struct_fields__} | {"at": at})


def test_a_consent_without_end_or_long_over_stays_so(tables: Path, tmp_path: Path) -> None:
    """The year 9999 is no early end, and an end before 1970 is an end."""
    (tmp_path / "tables").symlink_to(tables / "tables")
    publish(tmp_path, LINES)
    lists = LiveLists(tmp_path)
    ends = [given.expires_at for callee in PEOPLE for given in lists.person(callee)[0]]
    assert sorted(ends, key=str) == [1, 2**32 - 1, None]
    lists.close()


def test_two_readers_of_one_process_share_a_snapshot(tables: Path, tmp_path: Path) -> None:
    """Replay reads one snapshot by two gates; the first to let go takes nothing from the other."""
    (tmp_path / "tables").symlink_to(tables / "tables")
    publish(tmp_path, LINES)
    one, other = LiveLists(tmp_path), LiveLists(tmp_path)
    one.close()
    one.close()
    assert other.line("trunk") == LINES[0]
    publish(tmp_path, LINES)
    other.refresh()
    assert other.serial == 2
    other.close()


def test_a_snapshot_cut_off_is_damaged_and_kills_nobody(tables: Path, tmp_path: Path) -> None:
    """Reading beyond the end of a mapped file would end the process; it is told instead, at every length."""
    (tmp_path / "tables").symlink_to(tables / "tables")
    publish(tmp_path, LINES)
    path = tmp_path / FILE_NAME
    script = """
import sys
from pathlib import Path
from jingling.lists.errors import SnapshotDamaged
from jingling.lists.snapshot import Snapshot
path = Path(sys.argv[1])
whole = path.read_bytes()
for cut in (0, 100, 4096, len(whole) // 2, len(whole) - 1):
    path.unlink()
    path.write_bytes(whole[:cut])
    try:
        Snapshot(path)
    except SnapshotDamaged:
        print("damaged")
"""
    read = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=False
    )
    assert read.stdout.split() == ["damaged"] * 5, read
    path.unlink()
    with pytest.raises(SnapshotDamaged, match="gone"):  # the feed tells that there was one
        LiveLists(tmp_path)
    assert publish(tmp_path, LINES).serial > 1
    LiveLists(tmp_path).close()


def test_a_snapshot_is_hashed_once_however_it_came(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never where the publisher made it; a copy once; a damaged one once, and it is refused each time."""
    hashed: list[str] = []

    def counted(file: Any, name: str) -> Any:
        hashed.append(name)
        return file_digest(file, name)

    monkeypatch.setattr(wholeness, "file_digest", counted)
    (tmp_path / "tables").symlink_to(tables / "tables")
    publish(tmp_path, LINES)
    path, copy = tmp_path / FILE_NAME, tmp_path / "copy"
    LiveLists(tmp_path).close()
    assert hashed == []
    shutil.copy(path, copy)
    copy.replace(path)
    for _ in range(2):
        LiveLists(tmp_path).close()
    assert len(hashed) == 1
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 100)
        file.write(b"!")
    for _ in range(2):
        with pytest.raises(SnapshotDamaged, match="SHA-256"):
            LiveLists(tmp_path)
    assert len(hashed) == 2
    publish(tmp_path, LINES)
    LiveLists(tmp_path).close()


@pytest.mark.parametrize("step", ["keep_checked", "rename", "append"])
def test_a_publisher_that_dies_leaves_a_snapshot_that_can_be_checked(
    tables: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Before, between and after its last steps: the old snapshot or the new one is in force, and whole."""
    (tmp_path / "tables").symlink_to(tables / "tables")
    publish(tmp_path, LINES)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    place = {"keep_checked": publishing, "rename": Path, "append": publishing.feed}[step]
    monkeypatch.setattr(place, step, dies)
    with pytest.raises(KeyboardInterrupt):
        publish(tmp_path, LINES)
    monkeypatch.undo()
    lists = LiveLists(tmp_path)
    assert lists.serial == (2 if step == "append" else 1)
    lists.close()


def test_a_publication_that_fails_leaves_the_old_one_and_no_litter(tables: Path, tmp_path: Path) -> None:
    """On a full disk the snapshot in force stays, and what was half written is gone."""
    (tmp_path / "tables").symlink_to(tables / "tables")
    publish(tmp_path, LINES)
    script = (
        "import resource, sys; from pathlib import Path; from jingling.lists.publish import publish\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))\n"
        f"publish(Path({str(tmp_path)!r}), ())"
    )
    failed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "OSError" in failed.stderr
    assert not (tmp_path / f"{FILE_NAME}.partial").exists()
    snapshot = Snapshot(tmp_path / FILE_NAME)
    assert snapshot.meta.serial == 1
    snapshot.close()
