"""From a finding to a list: through a person's confirmation alone, and back when that is overturned."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from console_world import World
from django.conf import settings as django
from django.http import Http404
from django.utils import timezone

from jingling.console.audit.models import Event
from jingling.console.errors import NotAllowedError
from jingling.console.findings import actions as findings
from jingling.console.findings.models import Finding
from jingling.console.lists import actions
from jingling.console.lists.access import access_confirmed, standing_on
from jingling.console.lists.foreseeing import foresee, ways_for
from jingling.console.lists.models import Entry
from jingling.console.lists.numbers_found import also_shown_by, ranges_of
from jingling.console.publishing import outbox
from jingling.lists.live import LiveLists
from jingling.numbers import read_number


@pytest.fixture
def gate(world: World, tmp_path: Path) -> Iterator[Path]:  # noqa: ARG001 — its outbox is emptied
    """A gate's directory of its own, to which nothing was said yet."""
    from jingling.console.publishing.models import Outgoing

    Outgoing.objects.update(published_at=timezone.now())
    before, django.GATE = django.GATE, tmp_path / "gate"
    yield django.GATE
    django.GATE = before


def listed(gate: Path, number: int) -> set[str]:
    """Return the lists on which the gate has a number now, once all that was said is published."""
    outbox.push()
    lists = LiveLists(gate)
    found = {one.list for one in lists.listed(number) if one.until is None or one.until > time.time()}
    lists.close()
    return found


def asked(way: str = "finding high_frequency", days: int = 30) -> dict[str, str]:
    """Fill the form."""
    until = (timezone.now() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
    return {"way": way, "reason": "412 strangers rung in an hour", "until": until}


def entries_for(finding: Finding, person: Any) -> list[Entry]:
    """Make the entries that would list a finding."""
    told = {"reason": "because", "until": timezone.now() + timedelta(days=1)}
    return [one.entry(list="block", **told) for one in ranges_of(person, finding)]


@pytest.mark.parametrize("state", ["open", "dismissed"])
def test_there_is_no_door_without_a_confirmation(world: World, visit: Callable[..., Any], state: str) -> None:
    """Not reviewed, or dismissed: no button, no page, no form, and the action itself refuses."""
    one, client = world.ours.number, visit(world.ours.carrier)
    findings.review(world.ours.carrier, one, state, "lawful")
    assert "/lists/finding/" not in client.get(f"/findings/numbers/{one.pk}").content.decode()
    assert client.get(f"/lists/finding/{one.pk}").status_code == 404
    assert client.post(f"/lists/finding/{one.pk}", asked()).status_code == 404
    with pytest.raises(NotAllowedError, match="nobody confirmed"):
        actions.list_finding(world.ours.carrier, one, entries_for(one, world.ours.carrier))
    assert not Entry.objects.exclude(finding=None).exists()


def test_a_confirmation_alone_lists_nothing(world: World, gate: Path) -> None:
    """To confirm is one act, to list another: the gate hears nothing of the first."""
    findings.review(world.ours.carrier, world.ours.number, "confirmed", "records")
    assert not Entry.objects.exclude(finding=None).exists()
    assert listed(gate, read_number(world.ours.number.name).key) == set()


def test_only_the_carriers_administrator_lists_its_own_findings(
    world: World, visit: Callable[..., Any]
) -> None:
    """Another carrier finds nothing there, regulator and officer are refused; campaigns have no door."""
    one = world.ours.number
    findings.review(world.ours.carrier, one, "confirmed", "records")
    findings.review(world.ours.carrier, world.ours.campaign, "confirmed", "records")
    assert visit(world.theirs.carrier).get(f"/lists/finding/{one.pk}").status_code == 404
    assert visit(world.regulator).get(f"/lists/finding/{one.pk}").status_code == 403
    with pytest.raises(NotAllowedError):
        actions.list_finding(world.theirs.carrier, one, entries_for(one, world.ours.carrier))
    with pytest.raises(Http404):
        access_confirmed(world.ours.carrier, world.ours.campaign.pk)
    world.ours.carrier.administrator = False
    world.ours.carrier.save()
    assert visit(world.ours.carrier).get(f"/lists/finding/{one.pk}").status_code == 403


def test_a_confirmed_number_is_listed_and_comes_off_with_the_confirmation(
    world: World, visit: Callable[..., Any], gate: Path
) -> None:
    """The page says what the gate would do; listed, the gate has it; dismissed, it has it no more."""
    one, client = world.ours.number, visit(world.ours.carrier)
    key = read_number(one.name).key
    findings.review(world.ours.carrier, one, "confirmed", "records")
    assert f"/lists/finding/{one.pk}" in client.get(f"/findings/numbers/{one.pk}").content.decode()
    page = client.get(f"/lists/finding/{one.pk}").content.decode()
    assert "shown as “Suspected harassment”" in page
    assert "calls do not ring (LIST-SYSTEM)" in page
    assert one.name not in page
    assert client.post(f"/lists/finding/{one.pk}", asked() | {"until": ""}).status_code == 422
    assert client.post(f"/lists/finding/{one.pk}", asked(days=400)).status_code == 422
    assert client.post(f"/lists/finding/{one.pk}", asked() | {"reason": ""}).status_code == 422
    assert client.post(f"/lists/finding/{one.pk}", asked("block")).status_code == 302
    (entry,) = standing_on(one)
    assert listed(gate, key) == {"block"}
    event = Event.objects.get(event="list.added", about=str(entry.pk))
    assert (event.actor, event.facts["finding"]) == (world.ours.carrier, one.pk)
    page = client.get(f"/lists/{entry.pk}").content.decode()
    assert "a finding that a person confirmed" in page
    assert one.name not in page
    page = client.get(f"/findings/numbers/{one.pk}").content.decode()
    assert "it comes off the system lists at once: 1 in force" in page

    answer = client.post(
        f"/findings/{one.pk}/review", {"state": "dismissed", "reason": "lawful"}, follow=True
    )
    assert "Taken off the system lists: 1." in answer.content.decode()
    assert listed(gate, key) == set()
    entry.refresh_from_db()
    assert entry.state == "removed"
    assert "lawful" in entry.removed_why
    assert Event.objects.filter(event="list.removed", about=str(entry.pk)).exists()
    findings.review(world.ours.carrier, one, "confirmed", "records")
    assert listed(gate, key) == set()  # confirmed again, it is for a person to list it again


def test_whoever_may_overturn_needs_no_administrator_to_end_the_harm(
    world: World, visit: Callable[..., Any], gate: Path
) -> None:
    """An officer without more rights reopens the finding, by the API too, and the entry comes off."""
    one = world.ours.number
    findings.review(world.ours.carrier, one, "confirmed", "records")
    actions.list_finding(world.ours.carrier, one, entries_for(one, world.ours.carrier))
    world.ours.carrier.administrator = False
    world.ours.carrier.save()
    decided = {"state": "open", "reason": "too_little"}
    client = visit(world.ours.carrier)
    answer = client.post(f"/api/v1/findings/{one.pk}/review", decided, content_type="application/json")
    assert answer.status_code == 200
    assert listed(gate, read_number(one.name).key) == set()
    with pytest.raises(NotAllowedError):
        actions.end_with_confirmation(world.theirs.carrier, one, "not ours")


def test_what_else_stands_over_the_number_stays(world: World, gate: Path) -> None:
    """An entry that somebody added for another reason holds on when the finding's own comes off."""
    one = world.ours.number
    findings.review(world.ours.carrier, one, "confirmed", "records")
    (own,) = entries_for(one, world.ours.carrier)
    actions.add(world.ours.carrier, [own])
    actions.list_finding(world.ours.carrier, one, entries_for(one, world.ours.carrier))
    findings.review(world.ours.carrier, one, "open", "too_little")
    assert listed(gate, read_number(one.name).key) == {"block"}
    own.refresh_from_db()
    assert own.state == "in force"


def test_a_line_is_listed_by_the_numbers_registered_for_it(
    world: World, visit: Callable[..., Any], gate: Path
) -> None:
    """A line found lists its blocks, and says which other lines may show them; one without lists nothing."""
    from jingling.console.registers.actions import register_line

    found, client = world.ours.found_line, visit(world.ours.carrier)
    findings.review(world.ours.carrier, found, "confirmed", "records")
    page = client.get(f"/lists/finding/{found.pk}").content.decode()
    assert "No number is registered for this line" in page
    client.post(f"/lists/finding/{found.pk}", asked())
    assert not standing_on(found).exists()
    Finding.objects.filter(pk=found.pk).update(name=world.ours.line.name)
    found.refresh_from_db()
    house = world.ours.centre_house
    register_line(
        world.ours.carrier, name="neighbour", kind="enterprise", holder=house, numbers=["+861051000050"]
    )
    ranges = ranges_of(world.ours.carrier, found)
    assert sorted(one.last - one.first for one in ranges) == [0, 99]
    others = also_shown_by(world.ours.carrier, found, ranges)
    assert [block.line.name for block in others] == ["neighbour"]
    page = client.get(f"/lists/finding/{found.pk}").content.decode()
    assert "neighbour" in page
    assert "+861051000000 – +861051000099" in page
    client.post(f"/lists/finding/{found.pk}", asked())
    assert standing_on(found).count() == 2
    assert "finding" in listed(gate, 86_10_5100_0050)
    findings.review(world.ours.carrier, found, "dismissed", "lawful")
    assert "finding" not in listed(gate, 86_10_5100_0050)


def test_baiting_is_offered_where_it_was_found_and_the_gate_says_that_it_cuts(
    world: World,
    gate: Path,  # noqa: ARG001 — it is asked
) -> None:
    """The preview is the gate's own word: a label named for bait rejects, and what is allowed stays so."""
    one = world.ours.number
    one.patterns = ["high_frequency"]
    assert list(ways_for(one)) == ["finding high_frequency", "block"]
    one.patterns = ["one_ring"]
    ways = tuple(ways_for(one))
    assert ways == ("finding high_frequency", "finding one_ring", "block")
    ranges = ranges_of(world.ours.carrier, one)
    now, then = foresee(ranges, ways)
    assert now.en == "calls ring as they are"
    assert then["finding one_ring"].en == "calls do not ring (CN-WIREBAIT)"
    (allowed,) = [each.entry(list="allow", reason="a hospital") for each in ranges]
    actions.add(world.ours.carrier, [allowed])
    outbox.push()
    _, then = foresee(ranges, ways)
    assert {words.en for words in then.values()} == {"calls ring as they are"}
