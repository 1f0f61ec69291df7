"""The bulletin counts what the data hold, hides what is small, and is made of the same bytes each time."""

import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.complaints.months_of_reports import BEIJING, reports, written
from typer.testing import CliRunner

from jingling.cli import app
from jingling.complaints.bulletin import FEWEST_SHOWN, Bulletin, bulletin, neighbours
from jingling.complaints.bulletin_data import read_subscribers, read_told
from jingling.complaints.bulletin_text import bulletin_text
from jingling.complaints.errors import BulletinError
from jingling.complaints.monthly import DIMENSIONS, Counts, Month, Told, months
from jingling.complaints.report import Report
from jingling.words import Words

MONTHS = ("2018-07", "2018-06", "2017-07")

RECOUNT = """
WITH told AS (SELECT *, strftime(received_at AT TIME ZONE 'Asia/Shanghai', '%Y-%m') AS month
  FROM read_parquet('{file}'))
SELECT count(*), count(DISTINCT key) FILTER (key <> 0), count(*) FILTER (NOT EXISTS (
  SELECT 1 FROM told AS sooner WHERE sooner.report <> told.report AND sooner.reporter <> ''
  AND sooner.reporter = told.reporter AND sooner.key = told.key AND sooner.channel <> told.channel
  AND abs(epoch_ms(sooner.called_at) - epoch_ms(told.called_at)) <= 15 * 60 * 1000
  AND sooner.received_at < told.received_at))
FROM told WHERE month = '{month}'
"""
"""A recount that shares no code with the bulletin: receptions, numbers, and cases (no sooner report)."""


def made(told: list[Report]) -> Bulletin:
    """Make July's bulletin of reports."""
    counted = months(Told(told, {}, {}), MONTHS, zone=BEIJING)
    return bulletin(*(counted[month] for month in MONTHS))


def month(parts: dict[str, int], *, dimension: str = "kind", days: tuple[float, ...] = ()) -> Month:
    """Make a month's counts of one dimension."""
    named = {Words(name, name): Counts(count, count, count) for name, count in parts.items()}
    total = Counts(*[sum(parts.values())] * 3)
    everything = {name: {} if name != dimension else named for name in DIMENSIONS}
    return Month("2018-07", total, everything, 0, days, 0)


def test_a_recount_in_plain_sql_agrees(tmp_path: Path) -> None:
    """Receptions, cases and numbers of every month are those that SQL alone counts in the file."""
    folder = written(tmp_path, reports())
    wanted = (*MONTHS, "2018-04", "2018-05")
    counted = months(read_told(folder), wanted, zone=BEIJING)
    for name in wanted:
        row = duckdb.sql(RECOUNT.format(file=folder / "reports.parquet", month=name)).fetchall()[0]
        ours = counted[name].counts
        assert (ours.receptions, ours.numbers, ours.cases) == row
        assert ours.receptions > ours.cases > ours.numbers


def test_cases_follow_what_the_desk_joined_and_parted(tmp_path: Path) -> None:
    """Two reports that the desk joined are one case fewer, two parted ones one more; nothing else moves."""
    told = reports()
    folder = written(tmp_path, told)
    before = months(read_told(folder), MONTHS, zone=BEIJING)["2018-07"].counts
    at = told[0].received_at
    verdicts = [
        {"message": "a", "at": at, "one": "2018-07-0", "other": "2018-07-1", "verdict": "same"},
        {"message": "b", "at": at, "one": "2018-07-2", "other": "2018-07-3", "verdict": "same"},
        {"message": "c", "at": at, "one": "2018-07-599", "other": "2018-07-again-0", "verdict": "apart"},
    ]
    pq.write_table(pa.Table.from_pylist(verdicts), folder / "decisions.parquet")
    after = months(read_told(folder), MONTHS, zone=BEIJING)["2018-07"].counts
    assert (after.receptions, after.numbers) == (before.receptions, before.numbers)
    assert after.cases == before.cases - 2 + 1


def test_every_table_adds_up_to_the_receptions(tmp_path: Path) -> None:
    """Each reception is in exactly one part of each table, each case that began too."""
    counted = months(read_told(written(tmp_path, reports())), MONTHS, zone=BEIJING)
    for told in counted.values():
        for parts in told.parts.values():
            assert sum(one.receptions for one in parts.values()) == told.counts.receptions
            assert sum(one.cases for one in parts.values()) == told.counts.cases


def test_the_press_figures_of_july_2018_come_out_in_their_form() -> None:
    """63,000 (a hundredth), up from 16,000 a year ago; loans 30.9 %, collection 21.0 %, property 14.0 %."""
    told = made(reports())
    assert (told.now.receptions, told.before and told.before.receptions) == (630, 600)
    assert told.year_ago
    assert told.year_ago.receptions == 160
    shares = {row.name.zh: row.share for row in told.tables["class"]}
    assert shares["贷款理财"] == pytest.approx(0.309, abs=0.001)
    assert shares["违规催收"] == pytest.approx(0.210, abs=0.001)
    assert shares["房产中介"] == pytest.approx(0.140, abs=0.001)
    said = " ".join(words.zh for words in bulletin_text(told).lead)
    assert "630 件次" in said
    assert "同比增长 293.8%" in said
    assert "贷款理财 31.0%、违规催收 21.0%、房产中介 14.0%" in said


@given(st.lists(st.integers(1, 12), min_size=1, max_size=8))
def test_small_parts_are_hidden_and_cannot_be_worked_out(counts: list[int]) -> None:
    """No part below five is shown; what is hidden adds up to five or more, or is the whole table."""
    now = month({f"part {at}": count for at, count in enumerate(counts)})
    rows = bulletin(now, month({}), month({})).tables["kind"]
    shown = [row.counts.receptions for row in rows if row.counts is not None]
    hidden = sum(counts) - sum(shown)
    assert all(count >= FEWEST_SHOWN for count in shown)
    assert hidden == 0 or hidden >= FEWEST_SHOWN or not shown
    assert sum(row.counts is None for row in rows) != 1 or len(rows) == 1
    assert all((row.share is None) == (row.counts is None) for row in rows)


def test_a_surge_is_named_and_chance_is_not() -> None:
    """200 after 80 is a surge; 30 after 22, and 110 after 100, are not; neither is 9 after 5."""
    now = month({"a": 200, "b": 30, "c": 110, "d": 9})
    before = month({"a": 80, "b": 22, "c": 100, "d": 5})
    assert [surge.name.en for surge in bulletin(now, before, month({})).surges] == ["a"]
    assert bulletin(now, month({}), month({})).surges == ()


def test_callers_who_move_to_other_numbers_are_told() -> None:
    """95 numbers fall from half to a quarter while mobiles rise: displacement; a common growth is none."""
    before = month({"95": 500, "mobile": 400, "400": 100})
    moved = bulletin(month({"95": 250, "mobile": 650, "400": 100}), before, month({})).displacement
    assert moved
    assert (moved.fallen.en, moved.risen.en) == ("95", "mobile")
    assert moved.risen_shares == (0.4, 0.65)
    assert bulletin(month({"95": 1000, "mobile": 800, "400": 200}), before, month({})).displacement is None


def test_days_to_answer_are_those_of_the_cases(tmp_path: Path) -> None:
    """Ten cases answered after one to ten days: half within five, nine in ten within nine."""
    told = [one for one in reports(twice=0) if one.report.startswith("2018-07")]
    early = sorted(told, key=lambda one: (one.received_at, one.report))[:10]
    steps = ("received", "completed", "forwarded", "acted", "answered")
    events = [
        {
            "report": one.report,
            "event": f"{one.report}-{step}",
            "name": f"complaint.{step}",
            "at": one.received_at + timedelta(days=days * at / 4),
            "about": "office",
        }
        for days, one in enumerate(early, start=1)
        if one.received_at is not None
        for at, step in enumerate(steps)
    ]
    data = read_told(written(tmp_path, told, events))
    counted = months(data, MONTHS, zone=BEIJING)["2018-07"]
    made_of = bulletin(counted, month({}), month({}))
    assert (made_of.answered, made_of.waiting) == (10, 620)
    assert made_of.median_days == pytest.approx(5)
    assert made_of.p90_days == pytest.approx(9)


def test_rates_are_told_where_subscribers_are_known(tmp_path: Path) -> None:
    """A carrier's receptions for a million subscribers; unknown dimensions are errors."""
    path = tmp_path / "subscribers.csv"
    path.write_text("dimension,name,subscribers\nkind,part 0,2000000\n", "utf-8")
    now = month({"part 0": 100, "part 1": 50})
    rows = bulletin(now, month({}), month({}), subscribers=read_subscribers(path)).tables["kind"]
    assert [row.per_million for row in rows] == [50.0, None]
    path.write_text("dimension,name,subscribers\nplanet,x,1\n", "utf-8")
    with pytest.raises(BulletinError):
        read_subscribers(path)


@given(st.integers(1990, 2090), st.integers(1, 12))
def test_neighbouring_months_are_those_of_the_calendar(year: int, number: int) -> None:
    """The month before comes before, the month a year ago is of the year before."""
    before, ago = neighbours(f"{year}-{number:02}")
    assert before == (f"{year}-{number - 1:02}" if number > 1 else f"{year - 1}-12")
    assert ago == f"{year - 1}-{number:02}"


def test_a_zone_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    """The command says so instead of failing."""
    given_ = [
        "bulletin",
        "2018-07",
        "--data",
        str(tmp_path),
        "--out",
        str(tmp_path),
        "--zone",
        "Nowhere/City",
    ]
    said = CliRunner().invoke(app, given_)
    assert (said.exit_code, "is no time zone" in said.output) == (2, True)


@pytest.mark.parametrize("wrong", ["2018-13", "July", "2018"])
def test_what_is_no_month_is_an_error(wrong: str) -> None:
    """A month is written as 2018-07."""
    with pytest.raises(BulletinError):
        neighbours(wrong)


def test_one_command_makes_the_same_bytes_twice_and_shows_no_number(tmp_path: Path) -> None:
    """Page, PDF, Excel and figures are equal to the byte, self-contained, and hold no whole number."""
    data = written(tmp_path / "data", reports())
    for out in ("one", "two"):
        given_ = ["bulletin", "2018-07", "--data", str(data), "--out", str(tmp_path / out), "--lang", "zh"]
        said = CliRunner().invoke(app, given_)
        assert said.exit_code == 0, said.output
    files = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert files == [f"bulletin-2018-07.{ending}" for ending in ("html", "json", "pdf", "xlsx")]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    page = (tmp_path / "one" / files[0]).read_text("utf-8")
    figures = json.loads((tmp_path / "one" / files[1]).read_text("utf-8"))
    with zipfile.ZipFile(tmp_path / "one" / files[3]) as book:
        sheets = "".join(book.read(name).decode("utf-8") for name in book.namelist())
    _, totals, *tables = load_workbook(tmp_path / "one" / files[3]).worksheets
    assert (totals._charts, {len(table._charts) for table in tables}) == ([], {1})  # type: ignore[attr-defined]  # noqa: SLF001
    own = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)=\"https?:", own)
    assert figures["now"]["receptions"] == 630
    assert (tmp_path / "one" / files[2]).read_bytes().startswith(b"%PDF")
    for one in reports():
        digits = one.number.lstrip("+")
        assert len(digits) < 7 or digits not in own + sheets + json.dumps(figures) or one.key == 0


def test_a_directory_without_reports_is_an_error(tmp_path: Path) -> None:
    """Nothing to count is said, and how to get it."""
    with pytest.raises(BulletinError) as fault:
        read_told(tmp_path)
    assert "import" in fault.value.hint


def test_a_report_without_a_day_is_in_no_month() -> None:
    """It is kept, and counted nowhere; an empty month has a bulletin too."""
    told = made([replace(reports()[0], received_at=None)])
    assert told.now.receptions == 0
    assert bulletin_text(told).lead
