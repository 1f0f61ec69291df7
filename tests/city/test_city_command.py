"""`jingling city`, as a user runs it."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from jingling.cli.city import city

app = typer.Typer()
app.command()(city)


def _run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.output


def test_it_says_what_it_made(tmp_path: Path) -> None:
    """The JSON tells counts that agree with the files, and the same command makes the same city."""
    arguments = ["--people", "2000", "--seed", "4", "--kind", "hard", "--json"]
    code, out, _ = _run("--out", str(tmp_path / "a"), *arguments)
    assert code == 0
    said = json.loads(out)
    kept = json.loads((tmp_path / "a" / "city.json").read_text())
    assert said["calls"] == kept["calls"] > 5000
    assert said["by_role"] == kept["by_role"]
    assert len(list((tmp_path / "a" / "calls").glob("*.parquet"))) == said["files"]
    again = json.loads(_run("--out", str(tmp_path / "b"), *arguments)[1])
    assert {k: v for k, v in said.items() if k not in {"out", "seconds"}} == {
        k: v for k, v in again.items() if k not in {"out", "seconds"}
    }


def test_it_speaks_both_languages(tmp_path: Path) -> None:
    """The table's headings and the last sentence come in English or Chinese."""
    english = _run("--out", str(tmp_path), "--people", "2000", "--lang", "en")[1]
    chinese = _run("--out", str(tmp_path), "--people", "2000", "--lang", "zh")[1]
    assert "harass" in english
    assert "骚扰号码" in chinese
    assert "sim_pool" in english


@pytest.mark.parametrize(("asked", "count"), [("60K", 60_000), ("90000", 90_000)])
def test_a_number_of_calls_picks_the_population(tmp_path: Path, asked: str, count: int) -> None:
    """`--calls` makes about so many calls."""
    said = json.loads(_run("--out", str(tmp_path), "--calls", asked, "--json")[1])
    assert 0.7 < said["calls"] / count < 1.4


@pytest.mark.parametrize(
    "arguments",
    [["--kind", "soft"], ["--calls", "many"], ["--calls", "5K", "--people", "3000"], ["--start", "tomorrow"]],
    ids=str,
)
def test_a_wrong_option_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    """What cannot be meant ends with exit code 2 before anything is written."""
    code, _, _ = _run("--out", str(tmp_path / "x"), *arguments)
    assert code == 2
    assert not (tmp_path / "x").exists()


def test_days_and_start_are_kept(tmp_path: Path) -> None:
    """Files are named by local day, one a district and day."""
    arguments = ["--people", "2000", "--days", "2", "--start", "2026-05-01", "--json"]
    said = json.loads(_run("--out", str(tmp_path), *arguments)[1])
    names = {f.name.split("-")[0] for f in (tmp_path / "calls").iterdir()}
    assert names == {"20260501", "20260502"}
    assert said["files"] == 8
