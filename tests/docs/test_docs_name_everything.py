"""Whatever a user meets by name, a user can look up, in both languages."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from jingling.calls.quarantine import REASONS
from jingling.campaigns.same_caller import KINDS
from jingling.cli import app
from jingling.complaints import cases, classes, clocks, matching, monthly, quarantine
from jingling.detect import run
from jingling.detect.features import FEATURES
from jingling.detect.patterns import FALSE_CALLER_NUMBERS, PATTERNS
from jingling.detect.report.evaluation import EvaluationPage
from jingling.detect.steps.lines import LINE_FEATURES
from jingling.identity import Outcome, Status, Verstat
from jingling.ledger.faults import FAULTS

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = pytest.mark.parametrize("ending", [".md", ".zh.md"], ids=["en", "zh"])


def page(name: str, ending: str) -> str:
    """Return the text of a page in one language."""
    return (DOCS / f"{name}{ending}").read_text("utf-8")


def unnamed(names: Iterator[str] | list[str], text: str) -> list[str]:
    """Return the names that a text does not hold as code."""
    return [name for name in names if f"`{name}`" not in text]


def commands() -> Iterator[tuple[str, TyperCommand]]:
    """Walk the command line: every command with the words that call it."""

    def below(words: str, command: object) -> Iterator[tuple[str, TyperCommand]]:
        if isinstance(command, TyperGroup):
            for name, inner in command.commands.items():
                yield from below(f"{words} {name}", inner)
        elif isinstance(command, TyperCommand):
            yield words, command

    yield from below("jingling", get_command(app))


def summary_keys() -> set[str]:
    """Read the keys that a run writes from the functions that write them."""
    keys: set[str] = set()
    for writer in (run._find, run._summary, run.detect):  # noqa: SLF001 - the names are the contract
        for node in ast.walk(ast.parse(inspect.getsource(writer))):
            if isinstance(node, ast.Dict):
                keys |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
            if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                keys |= {node.slice.value} if isinstance(node.slice.value, str) else set()
    return keys


def result_files() -> set[str]:
    """Read the names of a result's files from the calls that write them."""
    tables = re.findall(r'_write\(\s*bench,\s*making,\s*"(\w+)"', inspect.getsource(run))
    return {f"{table}.parquet" for table in tables} | {"model.json", "summary.json", "report.html"}


@LANGUAGES
def test_every_feature_and_pattern_is_explained(ending: str) -> None:
    """A reason or a tag in a finding is explained on the page about features and patterns."""
    names = [feature.name for feature in FEATURES] + list(LINE_FEATURES)
    names += [pattern.name for pattern in (*PATTERNS, FALSE_CALLER_NUMBERS)]
    assert not unnamed(names, page("features", ending))


@LANGUAGES
def test_every_file_key_and_reason_of_a_result_is_explained(ending: str) -> None:
    """Whatever stands in a result directory is explained on the page about the result."""
    assert len(result_files()) >= 10
    assert {"rows_read", "peak_memory_bytes", "calls_by_hour", "sha256"} <= summary_keys()
    names = sorted(summary_keys() - {"total", "en", "zh"}) + sorted(result_files()) + [*REASONS, *KINDS]
    assert not unnamed(names, page("result", ending))


@LANGUAGES
def test_every_command_and_option_is_explained(ending: str) -> None:
    """Each command has a section of its own that names each of its options."""
    told = {part.splitlines()[0]: part for part in page("commands", ending).split("\n## ")[1:]}
    found = dict(commands())
    assert "jingling calls check" in found
    missing = []
    for words, command in found.items():
        options = [name for given in command.params for name in given.opts if name.startswith("--")]
        missing += [f"{words} {name}" for name in unnamed(options, told.get(f"`{words}`", ""))]
        missing += [] if f"`{words}`" in told else [words]
    assert not missing


@LANGUAGES
def test_every_figure_of_an_evaluation_is_explained(ending: str) -> None:
    """Each key that `jingling evaluate --json` prints is explained on the page about evaluation."""
    assert not unnamed(list(EvaluationPage.__annotations__), page("evaluation", ending))


@LANGUAGES
def test_every_outcome_of_signed_identity_is_explained(ending: str) -> None:
    """Whatever verification of signed identity can say is on the page about it."""
    assert not unnamed([*Outcome, *Status, *Verstat], page("identity", ending))


@LANGUAGES
def test_every_fault_of_a_ledger_is_explained(ending: str) -> None:
    """Whatever `jingling ledger verify` can find wrong is explained on the page about the ledger."""
    assert not unnamed(list(FAULTS), page("ledger", ending))


@LANGUAGES
def test_everything_about_complaints_is_explained(ending: str) -> None:
    """Reasons, results of matching, and states of cases and clocks are on the page about complaints."""
    names = [*quarantine.REASONS, *matching.STATES, *classes.class_words(), *monthly.DIMENSIONS]
    names += [*cases.CaseState, *clocks.ClockState]
    assert not unnamed(names, page("complaints", ending))


@LANGUAGES
def test_links_between_pages_lead_somewhere(ending: str) -> None:
    """A link from one page of the docs to another names a file that is there."""
    pages = [path for path in DOCS.rglob("*.md") if path.name.endswith(".zh.md") == (ending == ".zh.md")]
    pages.append(DOCS.parent / f"README{ending}")
    broken = [
        f"{path.name}: {link}"
        for path in pages
        for link in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text("utf-8"))
        if not (path.parent / link).exists()
    ]
    assert not broken


def test_pages_stand_in_both_languages() -> None:
    """Each page for users has its twin; decisions and the glossary stand once."""
    users = [path for path in (*DOCS.glob("*.md"), *DOCS.glob("guides/*.md")) if path.name != "glossary.md"]
    english = {path.name for path in users if not path.name.endswith(".zh.md")}
    chinese = {path.name.replace(".zh.md", ".md") for path in users if path.name.endswith(".zh.md")}
    assert english == chinese
