"""The audit: what was altered or removed shows, every event has its words, every look is kept."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from console_world import World

from jingling.console.audit.access import head, whole_chain
from jingling.console.audit.actions import record
from jingling.console.audit.chain import START, digest_of, verify
from jingling.console.audit.keeping import Keeper, compare
from jingling.console.audit.models import Event, Head
from jingling.console.audit.sentences import EVENTS
from jingling.ledger import publish, verify_directory

CONSOLE = Path(__file__).parents[2] / "src" / "jingling" / "console"


def checked() -> Any:
    """Check the whole chain."""
    last = head()
    assert last is not None
    return verify(whole_chain(), last.digest, last.events)


def test_what_people_did_makes_a_whole_chain(world: World) -> None:
    """The world was made by dozens of recorded writes; their chain is whole."""
    assert Event.objects.count() > 20
    assert checked() is None
    assert world.ours.line.name in str(Event.objects.filter(event="line.registered").first().facts)


@pytest.mark.parametrize("change", [{"event": "line.changed"}, {"facts": {"rows": 0}}, {"actor_id": None}])
def test_an_altered_event_is_found(world: World, change: dict[str, Any]) -> None:
    """Whatever is altered in one event, the chain names that event."""
    record("line.changed", world.ours.carrier, world.ours.line, note="before")
    altered = record("letter.registered", world.ours.carrier, world.ours.letter, rows=5)
    record("line.changed", world.ours.carrier, world.ours.line, note="after")
    Event.objects.filter(pk=altered.pk).update(**change)
    assert checked().event == altered.pk


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_removed_event_is_found(world: World, place: int) -> None:  # noqa: ARG001 — it made the events
    """An event that is removed at the beginning, in the middle or at the end is missed."""
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    Event.objects.filter(pk=keys[place]).delete()
    assert "removed" in checked().reason


@pytest.fixture
def place(tmp_path: Path, settings_of: Any) -> Path:
    """A data directory without a ledger."""
    settings_of.DATA = tmp_path
    return tmp_path


@pytest.fixture
def settings_of(console: Path) -> Iterator[Any]:  # noqa: ARG001 — Django is loaded
    """Django's settings, of which DATA is put back."""
    from django.conf import settings

    before = settings.DATA
    yield settings
    settings.DATA = before


def test_the_ledger_holds_what_the_chain_holds(world: World, place: Path) -> None:
    """Events are records of the ledger, each once and in order, however often workers die or meet."""
    first = Keeper()
    assert first.keep() == Event.objects.count()
    assert first.keep() == 0
    record("line.changed", world.ours.carrier, world.ours.line, note="1")
    second = Keeper()
    assert second.keep() == 0  # the first has the stream
    first._writer.abandon()  # noqa: SLF001 — as if its process had died
    assert second.keep() == 1
    record("line.changed", world.ours.carrier, world.ours.line, note="2")
    second.keep()
    second.close()
    assert compare(whole_chain(), place) == (Event.objects.count(), None)
    statement = publish(place)
    report = verify_directory(place, [statement.root()])
    assert (report.faults, report.proved) == ([], 1)
    assert len(report.streams["console"].gaps) == 1


def test_a_chain_made_anew_is_not_what_the_ledger_holds(
    world: World,  # noqa: ARG001 — it made the events
    place: Path,
) -> None:
    """Who rewrites an event and the chain behind it passes the chain's own check, and not the ledger's."""
    Keeper().keep()
    forged = Event.objects.order_by("pk")[5]
    forged.facts = {"nothing": "happened"}
    forged.save()
    previous = START
    for event in whole_chain():
        event.previous, event.digest = previous, f"{event.pk:064d}"
        event.save()
        event.digest = previous = digest_of(event)
        event.save()
    Head.objects.update(digest=previous)
    assert checked() is None
    assert compare(whole_chain(), place)[1].event == forged.pk


def test_every_event_that_is_recorded_has_words() -> None:
    """Each code in the source stands in the list of sentences, dotted and in the past tense, and back."""
    text = "".join(path.read_text("utf-8") for path in CONSOLE.rglob("*.py") if path.name != "sentences.py")
    recorded = set(re.findall(r'"([a-z]+\.[a-z_]*(?:ed|drawn|in|out|at|kept))"', text))
    assert recorded == set(EVENTS)


def test_a_look_of_a_regulator_is_kept(world: World, visit: Callable[..., Any]) -> None:
    """A regulator's search is an event that says what was looked for; a carrier's own looks are not."""
    before = Event.objects.filter(event="page.looked_at").count()
    visit(world.ours.carrier).get("/search?q=%2B8613812345678")
    assert Event.objects.filter(event="page.looked_at").count() == before
    visit(world.regulator).get("/search?q=%2B8613812345678")
    look = Event.objects.filter(event="page.looked_at").latest("pk")
    assert look.actor == world.regulator
    assert look.facts["asked"] == {"q": "138****5678"}


def test_organisations_see_their_own_events(world: World, visit: Callable[..., Any]) -> None:
    """A carrier's audit page shows what its own people did, and nothing of the other carrier."""
    page = visit(world.ours.carrier).get("/audit/").content.decode()
    assert "ours-carrier" in page
    assert "theirs" not in page


def test_the_table_says_what_in_words_and_begins_digests_only(
    world: World, visit: Callable[..., Any]
) -> None:
    """On the page a Chinese reader finds no model's name, and of a digest its beginning."""
    record("result.taken_in", world.ours.carrier, world.ours.result, digest="a1" * 32)
    client = visit(world.ours.carrier, "zh-hans")
    page = client.get("/audit/").content.decode()
    assert f"检测结果 {world.ours.result.pk}" in page
    assert "a1a1a1a1a1a1…" in page
    assert "a1" * 32 not in page
    assert "a1" * 32 in b"".join(client.get("/audit/?export=csv")).decode()
