"""Tables: pages by key miss and repeat nothing, filters stand in the address, exports mask."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from console_world import World
from openpyxl import load_workbook

from jingling.console.audit.models import Event
from jingling.console.findings.models import Finding
from jingling.console.frame.export import _plain
from jingling.console.registers import actions
from jingling.console.registers.models import Organisation


def listed(client: Any, address: str) -> list[str]:
    """Follow a table from its first page to its last, and return the first cell of every row."""
    import re

    rows: list[str] = []
    while address:
        page = client.get(address).content.decode()
        rows += re.findall(r'<th scope="row" class="name[^"]*">(?:<a[^>]*>)?([^<]*)', page)
        found = re.search(r'<a href="([^"]*)" rel="next">', page)
        address = address.split("?", maxsplit=1)[0] + found[1].replace("&amp;", "&") if found else ""
    return rows


def test_pages_by_key_show_every_row_once(world: World, visit: Callable[..., Any]) -> None:
    """A hundred and twenty organisations, many of one name: every row is on exactly one page."""
    for at in range(120):
        actions.register_organisation(world.ours.carrier, name=f"firm {at // 7:02d}", kind="principal")
    shown = listed(visit(world.ours.carrier), "/organisations/")
    assert len(shown) == 123
    assert shown == sorted(shown)


@pytest.mark.parametrize("sort", ["worst", "busiest", "latest"])
def test_findings_are_paged_in_any_order(world: World, visit: Callable[..., Any], sort: str) -> None:
    """Whichever the order, also that by time, the pages hold every finding once."""
    shown = listed(visit(world.ours.carrier), f"/findings/numbers/?sort={sort}")
    assert len(shown) == Finding.objects.filter(result=world.ours.result, kind="number").count() > 50


@pytest.mark.parametrize("after", ["x", "bnVsbA", "WzEsMl0", "WyJhIiwgInggeCJd", "W251bGwsIDFd"])
def test_a_page_key_that_was_tampered_with_is_refused(
    world: World, visit: Callable[..., Any], after: str
) -> None:
    """A key that no page gave out is a bad request or finds nothing; it never breaks the page."""
    client = visit(world.ours.carrier)
    assert client.get(f"/organisations/?after={after}").status_code in {200, 400}
    assert client.get(f"/findings/numbers/?after={after}&sort=latest").status_code in {200, 400}


def test_filters_narrow_what_is_shown_and_exported(world: World, visit: Callable[..., Any]) -> None:
    """A filter in the address leaves the same rows on the page and in the export."""
    pattern = next(f.patterns[0] for f in Finding.objects.filter(result=world.ours.result) if f.patterns)
    client = visit(world.ours.carrier)
    shown = listed(client, f"/findings/numbers/?pattern={pattern}")
    text = b"".join(client.get(f"/findings/numbers/?pattern={pattern}&export=csv")).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert 0 < len(shown) == len(rows) < Finding.objects.filter(result=world.ours.result).count()
    assert all(pattern in row["Patterns"].split() for row in rows)


def test_pages_mask_numbers_for_everyone(world: World, visit: Callable[..., Any]) -> None:
    """No whole number that was found stands on any list, nor on the page of its finding."""
    numbers = [f.name for f in Finding.objects.filter(kind="number") if f.name.startswith("+86")]
    for person in (world.ours.carrier, world.regulator):
        client = visit(person)
        for address in ("/findings/numbers/", "/overview", f"/findings/numbers/{world.ours.number.pk}"):
            page = client.get(address).content.decode()
            assert not [number for number in numbers if number in page]


def test_exports_hold_numbers_for_their_carrier_alone(world: World, visit: Callable[..., Any]) -> None:
    """A carrier's export has numbers in clear, a regulator's has them masked; both are recorded."""
    for person, clear in ((world.ours.carrier, True), (world.regulator, False)):
        answer = b"".join(visit(person).get("/findings/numbers/?export=xlsx"))
        sheet = load_workbook(io.BytesIO(answer)).worksheets[0]
        numbers = [str(row[0]) for row in sheet.iter_rows(min_row=2, values_only=True)]
        assert any(number.startswith("+86") for number in numbers) is clear
        assert any("****" in number for number in numbers) is not clear
        event = Event.objects.filter(event="table.exported").latest("pk")
        assert (event.actor, event.facts["numbers_in_clear"]) == (person, clear)


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    """A text that a spreadsheet would run is written as a text."""
    assert _plain(text, number=False).startswith("'")


def test_a_name_written_as_markup_stays_text(world: World, visit: Callable[..., Any]) -> None:
    """An organisation called like a script is shown as written."""
    actions.register_organisation(world.ours.carrier, name="<script>alert(1)</script>", kind="principal")
    page = visit(world.ours.carrier).get("/organisations/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_lines_are_found_by_how_they_begin_and_by_their_holder(
    world: World, visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether few lines or many fit, and however they are written, the same rows are found."""
    for name in ("Trunk-1", "TRUNK-2", "trunk-3", "tRUNK"):
        actions.register_line(
            world.ours.carrier, name=name, kind="enterprise", holder=world.ours.principal, hours=""
        )
    client = visit(world.ours.carrier)
    for few in (200, 0):  # all of them few, none of them
        monkeypatch.setattr("jingling.console.frame.few.FEW", few)
        assert set(listed(client, "/lines/?q=trunk")) == {"Trunk-1", "TRUNK-2", "trunk-3", "tRUNK"}
        assert set(listed(client, "/lines/?q=TRUNK-")) == {"Trunk-1", "TRUNK-2", "trunk-3"}
        assert set(listed(client, "/lines/?holder=PRINCIPAL")) == {"Trunk-1", "TRUNK-2", "trunk-3", "tRUNK"}
        assert listed(visit(world.ours.centre), "/lines/") == ["ours-L1"]


def test_rows_are_counted_as_far_as_people_count(world: World, visit: Callable[..., Any]) -> None:
    """A table tells how many rows there are up to a thousand, and then that there are more."""
    client = visit(world.ours.carrier)
    assert "3 rows" in client.get("/organisations/").content.decode()
    houses = [Organisation(name=f"firm {at}", kind="principal") for at in range(1001)]
    for house in houses:
        house.kept_by = world.ours.carrier_house
    Organisation.objects.bulk_create(houses)
    assert "More than 1,000 rows" in client.get("/organisations/").content.decode()
