"""Saved filters: an address with a name, one's own, and the same rows for whoever may see them."""

from collections.abc import Callable
from typing import Any

from console_world import World

from jingling.console.saved.actions import MOST
from jingling.console.saved.models import SavedFilter


def test_filters_are_saved_shown_and_removed(world: World, visit: Callable[..., Any]) -> None:
    """A saved filter stands above its table, leads to the same rows, and goes when it is removed."""
    client = visit(world.ours.centre)
    page = client.get("/lines/?q=ours&kind=enterprise&after=&purpose=").content.decode()
    query = page.split('name="query" value="')[1].split('"')[0].replace("&amp;", "&")
    assert query == "q=ours&kind=enterprise"
    told = {"page": "registers:lines", "name": "our <trunks>", "query": query + "&export=csv&after=x"}
    answer = client.post("/saved/save", told)
    assert answer["Location"] == "/lines/?q=ours&kind=enterprise"
    shown = client.get(answer["Location"]).content.decode()
    assert '<a href="/lines/?q=ours&amp;kind=enterprise" aria-current="true">our &lt;trunks&gt;</a>' in shown
    assert "our &lt;trunks&gt;" not in visit(world.ours.carrier).get("/lines/").content.decode()
    saved = SavedFilter.objects.get(name="our <trunks>")
    assert visit(world.ours.carrier).post(f"/saved/{saved.pk}/drop").status_code == 404
    client.post(f"/saved/{saved.pk}/drop")
    assert not SavedFilter.objects.filter(pk=saved.pk).exists()


def test_a_saved_filter_leads_nowhere_else(world: World, visit: Callable[..., Any]) -> None:
    """Neither a page about one object nor another house's address can be saved."""
    client = visit(world.ours.centre)
    for page in ("registers:line", "https://elsewhere.example/", "", "//elsewhere"):
        assert client.post("/saved/save", {"page": page, "name": "x", "query": "a=1"})["Location"] == "/"
    named = client.post("/saved/save", {"page": "registers:lines", "name": "x", "query": "#@//elsewhere"})
    assert named["Location"].startswith("/lines/?")
    assert SavedFilter.objects.filter(user=world.ours.centre).count() == 2


def test_one_name_is_one_filter_and_there_are_few(world: World, visit: Callable[..., Any]) -> None:
    """A name used again replaces its filter; more than a person would look through are not saved."""
    client = visit(world.ours.centre)
    for at in range(MOST + 3):
        client.post("/saved/save", {"page": "consents:list", "name": "same", "query": f"number={at}"})
    assert SavedFilter.objects.get(user=world.ours.centre, name="same").query == f"number={MOST + 2}"
    for at in range(MOST + 3):
        client.post("/saved/save", {"page": "consents:list", "name": f"n{at}", "query": "a=1"})
    assert SavedFilter.objects.filter(user=world.ours.centre, page="consents:list").count() == MOST
