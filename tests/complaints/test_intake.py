"""Intake: every row becomes a report or has its reason, and people are told what is missing."""

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from jingling.cli import app
from jingling.complaints.errors import IntakeError
from jingling.complaints.intake import Intake, read_reports, report_table, write_intake
from jingling.complaints.quarantine import REASONS
from jingling.complaints.report import MISSING_WORDS, missing, missing_words
from jingling.complaints.tokens import reporter_token, token_key

FIXTURES = Path(__file__).with_name("fixtures")
KEY = b"k" * 32


def test_the_daily_files_are_read_and_every_row_is_accounted_for() -> None:
    """Eight rows: three reports, five rows in quarantine, each with its own reason, values masked."""
    intake = read_reports([FIXTURES / "do_not_call.csv"], key=KEY)
    assert intake.rows == 8 == len(intake.reports) + len(intake.refused)
    assert [(row.line, row.reason) for row in intake.refused] == [
        (5, "impossible-length"),
        (6, "impossible-date"),
        (7, "no-number"),
        (8, "impossible-value"),
        (9, "wrong-number-of-fields"),
    ]
    assert intake.refused[0].value == "55****"
    first, second, third = intake.reports
    assert first.number == second.number == "+15550100123"
    assert third.number == "+15550100177"
    assert first.called_at == datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert (first.recorded, second.recorded, third.recorded) == (True, False, None)
    assert first.region == "Springfield, Ohio"
    assert missing(first) == ("reporter",)


def test_a_hotline_file_is_read_by_its_chinese_names() -> None:
    """Numbers are normal, times are UTC, a day is known to be only a day, and people are tokens."""
    intake = read_reports([FIXTURES / "hotline.csv"], key=KEY)
    reports = {one.report: one for one in intake.reports}
    assert [row.reason for row in intake.refused] == ["sent-again", "not-a-number"]
    one, two, three = reports["hotline:H-1"], reports["hotline:H-2"], reports["app:H-3"]
    assert (one.number, one.called, one.called_proven) == ("+8617000001234", 8613912345678, True)
    assert one.called_at == datetime(2026, 7, 2, 7, 21, tzinfo=UTC)
    assert (one.precision, two.precision) == ("minute", "day")
    assert (two.number, two.attachments) == ("95202133", ("ab12", "cd34"))
    assert (missing(one), missing(two), missing(three)) == ((), (), ("number", "reporter"))
    assert "139" not in one.reporter
    assert two.reporter == reporter_token("138 1234 0000", KEY) != reporter_token("13812340001", KEY)


def test_what_is_missing_is_told_in_both_languages() -> None:
    """An incomplete report is kept, and its sender told exactly what to add."""
    words = missing_words(("number", "reporter"))
    assert MISSING_WORDS["reporter"].zh in words.zh
    assert MISSING_WORDS["number"].en in words.en
    assert missing_words(()).en == ""


@given(
    rows=st.lists(
        st.lists(st.text('0123456789 +-abc,"\n一是', max_size=14), min_size=1, max_size=4), max_size=20
    )
)
def test_whatever_a_file_holds_counts_tie_out(
    rows: list[list[str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Rows read are reports and rows in quarantine, whatever the rows; every reason is one we can say."""
    path = tmp_path_factory.mktemp("any") / "any.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["number", "time", "来电事由"], *rows])
    intake = read_reports([path], key=KEY)
    assert intake.rows == len(intake.reports) + len(intake.refused)
    assert {row.reason for row in intake.refused} <= set(REASONS)
    assert report_table(intake.reports).num_rows == len(intake.reports)


def test_the_same_bytes_and_the_same_report_count_once(tmp_path: Path) -> None:
    """A file given twice is read once; a report sent again is in quarantine as such, and not counted."""
    copy = tmp_path / "again.csv"
    copy.write_bytes((FIXTURES / "hotline.csv").read_bytes())
    assert read_reports([FIXTURES / "hotline.csv", copy], key=KEY).rows == 5
    later = tmp_path / "later.csv"
    later.write_bytes(copy.read_bytes() + b"H-5,,10010,,,,,,,,,,\n")
    both = read_reports([copy, later], key=KEY)
    assert len(both.reports) == 4
    assert sum(row.reason == "sent-again" for row in both.refused) == 5


def test_the_command_writes_reports_and_says_what_it_left_out(tmp_path: Path) -> None:
    """`import` leaves reports, quarantine and summary that agree, and never prints a whole number."""
    out = tmp_path / "out"
    given_ = ["complaints", "import", str(FIXTURES / "do_not_call.csv"), "--out", str(out), "--lang", "zh"]
    said = CliRunner().invoke(app, given_)
    assert said.exit_code == 0, said.output
    assert "5550100" not in said.output
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    table = pq.read_table(out / "reports.parquet")
    refused = (out / "quarantine.csv").read_text("utf-8").splitlines()[1:]
    assert (summary["rows_read"], table.num_rows, len(refused)) == (8, summary["reports"], 5)
    assert "5550100" not in "".join(refused)
    plain = CliRunner().invoke(app, [*given_, "--json", "--key", str(tmp_path / "key")])
    assert json.loads(plain.output)["lasting_tokens"] is True


def test_a_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """The same file gives the same tokens; a file that holds no key is an error."""
    path = tmp_path / "key"
    assert token_key(path) == token_key(path) != token_key(None)
    assert path.stat().st_mode & 0o077 == 0
    path.write_text("no key", "ascii")
    with pytest.raises(IntakeError):
        token_key(path)


@pytest.mark.parametrize(
    ("content", "country"),
    [
        (b"caller;callee\n1;2\n", ""),
        (b"pattern\n13912345678\n13812345678\n", ""),
        (b'number\n"139\n', ""),
        (b"\xff\xff\xff", ""),
    ],
)
def test_a_file_that_holds_no_reports_is_an_error(content: bytes, country: str, tmp_path: Path) -> None:
    """A file of another kind is refused as a whole, with a hint, and nothing is taken."""
    path = tmp_path / "other.csv"
    path.write_bytes(content)
    with pytest.raises(IntakeError) as fault:
        read_reports([path], key=KEY, country=country)
    assert fault.value.hint


def test_an_empty_intake_can_be_written(tmp_path: Path) -> None:
    """No reports are a result too."""
    assert write_intake(Intake((), (), ()), tmp_path, lasting_tokens=False)["reports"] == 0
