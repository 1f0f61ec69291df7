"""The bulletin's page tells what `jingling bulletin` tells of the same data, and hides what it hides."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from complaints_world import CALLED, told
from console_world import World
from typer.testing import CliRunner

from jingling.cli import app

pytest.importorskip("typst")

JULY = datetime(2026, 7, 10, 2, tzinfo=UTC)


@pytest.fixture
def july(world: World) -> World:
    """Reports of June and July: one call told twice, two that the desk joined, fraud that it decided."""
    from jingling.console.complaints import handling
    from jingling.console.complaints.actions import receive

    def take(name: str, at: datetime, **values: Any) -> Any:
        return receive(told(name, received_at=at, called_at=at - timedelta(hours=1), **values))

    for at in range(9):
        take(f"june{at}", JULY - timedelta(days=30, hours=at), reporter=f"j{at}", called=CALLED + at)
    made = [
        take(
            f"july{at}",
            JULY + timedelta(hours=at),
            reporter=f"p{at}",
            called=CALLED + at,
            number=f"1700000{at:04}",
        )
        for at in range(14)
    ]
    take("again", JULY + timedelta(minutes=9), channel="hotline", reporter="p0", number="17000000000")
    handling.decide(world.ours.desk, made[1], made[2], "same", "一家两人")
    for one in made[3:9]:
        handling.classify(world.ours.desk, one.case, "fraud")
    return world


def make(world: World, month: str) -> Any:
    """Have a month counted."""
    from jingling.console.bulletins.actions import ask_for
    from jingling.console.bulletins.making import make_bulletin

    return make_bulletin(ask_for(world.ours.desk, month), lambda *_: None)


def test_page_and_command_say_the_same(july: World, visit: Callable[..., Any], tmp_path: Path) -> None:
    """The three figures, the sentences and every table are those of the command over the same data."""
    from jingling.console.bulletins.models import Bulletin

    result = make(july, "2026-07")
    made = Bulletin.objects.get()
    data = Path(made.place) / "data"
    said = CliRunner().invoke(
        app, ["bulletin", "2026-07", "--data", str(data), "--out", str(tmp_path), "--json"]
    )
    assert said.exit_code == 0, said.output
    figures = json.loads(said.output)
    totals = [row[1][0] for row in made.page["totals"]["rows"]]
    assert totals == [f"{figures['now'][name]:,}" for name in ("receptions", "cases", "numbers")]
    assert totals == ["15", "13", "14"]
    assert (tmp_path / "bulletin-2026-07.pdf").read_bytes() == made.file("en", "pdf").read_bytes()
    assert (tmp_path / "bulletin-2026-07.xlsx").read_bytes() == made.file("en", "xlsx").read_bytes()
    page = visit(july.regulator).get(result["page"]).content.decode()
    for sentence in made.page["lead"]:
        assert sentence[0] in page
    by_class = next(table for table in made.page["tables"] if table["name"] == "class")
    assert {name[0]: row[0] for name, row in by_class["rows"]}["telecom fraud"] == "6"


def test_small_counts_are_hidden_on_the_page_too(july: World, visit: Callable[..., Any]) -> None:
    """A part with fewer than five receptions shows a star, and the chart is drawn without it."""
    from jingling.console.bulletins.models import Bulletin
    from jingling.console.complaints import handling
    from jingling.console.complaints.models import Report

    handling.classify(july.ours.desk, Report.objects.get(name="july9").case, "education")
    page = visit(july.ours.desk).get(make(july, "2026-07")["page"]).content.decode()
    assert ">*</td>" in page
    assert "education" not in json.dumps(Bulletin.objects.get().charts)


def test_a_month_is_asked_for_made_and_handed_out(july: World, visit: Callable[..., Any]) -> None:
    """An uncounted month says so; counted twice the last one is shown; its files are handed out."""
    desk = visit(july.ours.desk)
    assert "not counted yet" in desk.get("/bulletins/?month=2026-07").content.decode()
    assert desk.post("/bulletins/make", {"month": "2026-07"}).status_code == 302
    assert desk.get("/bulletins/?month=nonsense").status_code == 422
    make(july, "2026-07")
    page = make(july, "2026-07")["page"]
    from jingling.console.bulletins.models import Bulletin

    last = Bulletin.objects.order_by("-pk")[0]
    assert f"/bulletins/{last.pk}/pdf" in desk.get(page).content.decode()
    for form, begins in (("pdf", b"%PDF"), ("xlsx", b"PK")):
        assert b"".join(desk.get(f"/bulletins/{last.pk}/{form}")).startswith(begins)
    assert desk.get(f"/bulletins/{last.pk}/html").status_code == 404


def test_a_job_done_again_ends_in_one_bulletin(july: World) -> None:
    """A worker that is lost in the middle leaves no second row."""
    from jingling.console.bulletins.actions import ask_for
    from jingling.console.bulletins.making import make_bulletin
    from jingling.console.bulletins.models import Bulletin

    job = ask_for(july.ours.desk, "2026-07")
    for _ in range(2):
        make_bulletin(job, lambda *_: None)
    assert Bulletin.objects.filter(job=job).count() == 1
