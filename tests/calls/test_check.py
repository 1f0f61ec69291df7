"""`jingling calls check`: what is recognised, what is missing, what cannot be judged, in both languages."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jingling.calls.check import check_files
from jingling.calls.contract import BY_NAME, COLUMNS
from jingling.cli.calls import app

HEADER = "caller,callee,started_at,talk_s"
CALL = "+8613912345678,110,2026-05-01T10:00:00Z,1"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command in this process; return exit code and output."""
    monkeypatch.setenv("COLUMNS", "100")

    def runner(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["check", *arguments])
        return done.exit_code, done.stdout

    return runner


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """A file with four bad rows of two kinds."""
    bad = "".join(f"+8613912345678,110,2026-05-01T10:00:00Z,x{at}\n" for at in range(5))
    (tmp_path / "dirty.csv").write_text(
        f"{HEADER},line\n{CALL},gw\n,110,x,1,gw\n{bad.replace(chr(10), f',gw{chr(10)}')}"
    )
    return tmp_path / "dirty.csv"


def test_a_check_tells_what_a_run_would_read(dirty: Path) -> None:
    """Counts, examples of quarantine, columns and times are those of a reading."""
    found = check_files([dirty])
    assert found.reading is not None
    assert (found.reading.rows_read, found.reading.rows_kept) == (7, 1)
    assert [(one.reason, one.line, one.value) for one in found.examples] == [
        ("missing-caller", 3, ""),
        ("talk-not-a-number", 4, "x0"),
        ("talk-not-a-number", 5, "x1"),
        ("talk-not-a-number", 6, "x2"),
    ]
    assert "line" in found.reading.columns
    assert found.first_ms == found.last_ms == 1777629600000
    assert found.problems == ()


def test_unreadable_files_are_told_beside_those_that_can_be_read(dirty: Path) -> None:
    """One broken file hides nothing of the others."""
    (dirty.parent / "broken.csv").write_text(f'{HEADER}\n"{CALL}\n')
    (dirty.parent / "other.csv").write_text("a,b\n1,2\n")
    found = check_files([dirty.parent])
    assert [Path(problem.path).name for problem in found.problems] == ["other.csv", "broken.csv"]
    assert found.reading is not None
    assert found.reading.rows_read == 7


def test_what_concerns_no_single_file_is_told(tmp_path: Path) -> None:
    """A missing zone, a missing file and a wrong mapping are problems, not exceptions."""
    (tmp_path / "a.csv").write_text(f"{HEADER}\n{CALL.replace('Z', '')}\n")
    for options in ({}, {"timezone": "Nowhere"}, {"mapping": "nobody=x"}):
        found = check_files([tmp_path / "a.csv"], **options)  # type: ignore[arg-type]
        assert (found.reading, len(found.problems)) == (None, 1)
        assert found.problems[0].hint
    assert check_files([tmp_path / "none"]).problems[0].message.endswith("no such file.")


def test_json_holds_both_languages(run: Run, dirty: Path) -> None:
    """`--json` is one object, whose texts for people are in English and Chinese."""
    code, output = run(str(dirty), "--json")
    told = json.loads(output)
    assert code == 0
    assert told["reading"]["rows_read"] == 7
    assert set(told["reading"]["not_judged"][0]) == {"en", "zh"}
    assert told["quarantine"][0]["hint"]["zh"]
    assert told["reading"]["inputs"][0]["delimiter"] == ","


@pytest.mark.parametrize(("language", "words"), [("en", "What cannot be judged"), ("zh", "无法判断的内容")])
def test_the_table_speaks_the_language_asked_for(run: Run, dirty: Path, language: str, words: str) -> None:
    """The table fits 100 columns, names every column, and explains each absence once."""
    code, output = run(str(dirty), "--lang", language)
    assert code == 0
    assert words in output
    assert all(name in output for name in BY_NAME)
    assert max(len(line) for line in output.splitlines()) <= 100
    assert "dirty.csv:3" in output


def test_a_file_that_cannot_be_read_ends_with_two(run: Run, tmp_path: Path) -> None:
    """Exit code 2 says that some file cannot be read; the hint stands below."""
    (tmp_path / "a.csv").write_text("From,To,Zeit,Dauer\n1,2,3,4\n")
    code, output = run(str(tmp_path / "a.csv"), "--lang", "en")
    assert code == 2
    assert "no column caller, callee, started_at, talk_s" in output
    assert "--map" in output
    assert run(str(tmp_path / "a.csv"), "--json")[0] == 2


def test_help_imports_no_engine() -> None:
    """The command's help is quick: neither DuckDB nor Arrow is loaded for it."""
    code = "import sys, jingling.cli.calls; print([m for m in ('duckdb', 'pyarrow') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_optional_column_says_what_is_lost_without_it() -> None:
    """What cannot be judged is said for every column that may be absent, in both languages."""
    for column in COLUMNS:
        assert column.required == (column.without is None)
        for words in filter(None, (column.words, column.without)):
            assert words.en.isascii()
            assert any("\u4e00" <= character <= "\u9fff" for character in words.zh)
