"""System lists: what is listed holds at the gate at once, for as long as any entry says, and no longer."""

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from console_world import World
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jingling.console.audit.models import Event
from jingling.console.errors import NotAllowedError
from jingling.console.lists import actions
from jingling.console.lists.models import Entry
from jingling.lists.live import LiveLists

BASE = 86_10_6000_0000
SPANS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
ENDS = st.sampled_from([None, 1, 5, 30])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("add"), st.sampled_from(["allow", "dno"]), SPANS, ENDS),
        st.tuples(st.just("take off"), st.integers(0, 20), st.none(), st.none()),
    ),
    max_size=12,
)


def entry(name: str, first: int, last: int, days: int | None) -> Entry:
    """Make an entry, not yet added."""
    return Entry(
        list=name,
        first=BASE + first,
        last=BASE + last,
        first_form=f"+{BASE + first}",
        last_form=f"+{BASE + last}",
        kind="landline",
        reason="as was decided",
        until=timezone.now() + timedelta(days=days) if days else None,
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
@example(steps=[("add", "allow", [0, 0], None), ("add", "allow", [0, 1], 1), ("add", "allow", [1, 1], None)])
def test_a_number_is_listed_as_long_as_any_entry_says(world: World, steps: Any) -> None:
    """Whatever is added and taken off in whatever order, the gate lists a number till its last entry ends."""
    from django.conf import settings as django

    from jingling.console.publishing import outbox
    from jingling.console.publishing.models import Outgoing

    with TemporaryDirectory() as place, transaction.atomic():
        before, django.GATE = django.GATE, Path(place)
        try:
            Outgoing.objects.exclude(pk=None).update(published_at=timezone.now())
            Entry.objects.update(removed_at=timezone.now())
            added: list[Entry] = []
            for step, what, span, days in steps:
                if step == "add":
                    added.append(entry(what, *span, days))
                    actions.add(world.ours.carrier, [added[-1]])
                elif added:
                    one = added[what % len(added)]
                    actions.take_off(world.ours.carrier, one, "no longer needed")
            outbox.push()
            lists = LiveLists(Path(place))
            for name in ("allow", "dno"):
                standing = Entry.objects.filter(list=name, removed_at=None)
                for number in range(BASE, BASE + 10):
                    over = standing.filter(first__lte=number, last__gte=number)
                    ends = [one.until.timestamp() if one.until else float("inf") for one in over]
                    for day in (0, 2, 10, 100):
                        at = time.time() + day * 86400
                        held = [
                            one
                            for one in lists.listed(number)
                            if one.list == name and (one.until is None or one.until > at)
                        ]
                        assert bool(held) == any(end > at for end in ends)
            lists.close()
        finally:
            django.GATE = before
            transaction.set_rollback(True)


def told(**changes: str) -> dict[str, str]:
    """Fill the form of an entry."""
    day = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%d %H:%M")
    return {"list": "block", "number": "95020000", "reason": "one-ring bait", "until": day} | changes


def test_an_administrator_lists_a_number_and_takes_it_off(world: World, visit: Callable[..., Any]) -> None:
    """Adding and taking off leave who, why and when; a stranger's entry is not there."""
    client = visit(world.ours.carrier)
    address = client.post("/lists/add", told())["Location"]
    one = Entry.objects.get(list="block")
    assert address == f"/lists/{one.pk}"
    assert "one-ring bait" in client.get(address).content.decode()
    assert visit(world.theirs.carrier).get(address).status_code == 404
    assert visit(world.regulator).get(address).status_code == 200
    assert client.post(f"{address}/take-off", {"why": ""}).status_code == 422
    client.post(f"{address}/take-off", {"why": "the appeal was right"})
    one.refresh_from_db()
    assert (one.state, one.removed_by) == ("removed", world.ours.carrier)
    assert {"list.added", "list.removed"} <= set(Event.objects.values_list("event", flat=True))


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": ""},
        {"until": "2020-01-01 00:00"},
        {"until": "2099-01-01 00:00"},
        {"reason": ""},
        {"number": "110"},
        {"number": "02000000000-02000999999"},
        {"number": "x"},
        {"list": "finding"},
    ],
)
def test_nobody_is_listed_without_reason_and_end(
    world: World, visit: Callable[..., Any], wrong: dict[str, str]
) -> None:
    """No block without an end within a year, no entry without a reason, none so wide, none of the police."""
    assert visit(world.ours.carrier).post("/lists/add", told(**wrong)).status_code == 422
    assert not Entry.objects.filter(list="block").exists()


def test_the_database_itself_refuses_a_block_without_end(world: World) -> None:
    """What the form asks for, the table asks for too."""
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.add(world.ours.carrier, [entry("block", 0, 0, None)])


def test_administrators_of_carriers_alone_change_lists(world: World, visit: Callable[..., Any]) -> None:
    """Others read at most: another officer of the carrier, the regulator, a call centre's administrator."""
    with pytest.raises(NotAllowedError):
        actions.take_off(world.theirs.carrier, world.ours.entry, "not ours")
    world.ours.carrier.administrator = False
    world.ours.carrier.save()
    client = visit(world.ours.carrier)
    assert client.get("/lists/").status_code == 200
    assert client.get("/lists/add").status_code == 403
    for nobody in (world.ours.carrier, world.regulator, world.ours.centre):
        with pytest.raises(NotAllowedError):
            actions.add(nobody, [entry("allow", 0, 0, None)])


def test_a_file_is_previewed_and_added_as_a_whole(world: World, visit: Callable[..., Any]) -> None:
    """Each row's fault is shown; the good rows are added with one event, and go to the gate in one breath."""
    day = (timezone.now() + timedelta(days=30)).strftime("%Y-%m-%d %H:%M")
    rows = ["list,number,reason,until", f"block,95020001,one-ring bait,{day}", f"block,x,because,{day}"]
    file = SimpleUploadedFile("l.csv", "\n".join([*rows, "dno,01060000001,inbound only,"]).encode())
    client = visit(world.ours.carrier)
    page = client.post("/lists/import", {"file": file}).content.decode()
    assert "2 rows can be taken in, 1 have errors" in page
    client.post(re.findall(r'action="(/lists/import/[0-9]+)"', page)[0])
    assert Event.objects.get(event="list.imported").facts["rows"] == 2
    assert Entry.objects.get(reason="one-ring bait").list == "block"
