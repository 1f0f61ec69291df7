"""The evaluation's page."""

import io
from pathlib import Path

import pytest
from heard_pages import Heard, Opener
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from rich.cells import cell_len
from sample_result import sample_evaluation

from jingling.city.agents import ROLES
from jingling.detect.report.evaluation import evaluation_table, wilson, write_evaluation
from jingling.detect.report.roles import ROLE_WORDS, role_words
from jingling.detect.report.terminal import console
from jingling.words import Language


@pytest.mark.parametrize(("language", "width"), [("en-GB", 1280), ("zh-CN", 390)])
def test_page_draws_everything_and_asks_for_nothing(
    tmp_path: Path, open_page: Opener, heard: Heard, language: str, width: int
) -> None:
    """All four charts are drawn with their figures beside them, offline, on a phone too."""
    path = write_evaluation(sample_evaluation(), tmp_path / "evaluation.html")
    page = open_page(path, language=language, width=width)
    expect(page.locator("figure svg")).to_have_count(4)
    expect(page.locator("figure details")).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert heard.said == []
    assert {asked for asked in heard.asked if not asked.startswith("data:")} == {path.as_uri()}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_table_tells_every_kind_and_role_within_a_hundred_columns(language: Language) -> None:
    """The terminal tells the same figures as the page: every kind, every role, with its bound."""
    file = io.StringIO()
    console(file).print(evaluation_table(sample_evaluation(), language))
    shown = file.getvalue()
    assert max(cell_len(line.rstrip()) for line in shown.splitlines()) <= 100
    for said in ("6 / 105,800", "93.8%", "9.6", role_words("sim_pool").text(language)):
        assert said in shown


def test_roles_are_named_in_the_readers_language(tmp_path: Path, open_page: Opener) -> None:
    """A role that has words is told in them, one that has none stands for itself."""
    evaluation = sample_evaluation()
    evaluation["innocents_by_role"][0]["role"] = "some_role"
    page = open_page(write_evaluation(evaluation, tmp_path / "evaluation.html"), language="zh-CN")
    expect(page.locator("#innocents figure")).to_contain_text("隐私号")
    expect(page.locator("#innocents figure")).to_contain_text("some role")


def test_every_role_of_the_city_has_words() -> None:
    """No role of a simulated city reaches a reader under its code alone."""
    assert set(ROLES) <= set(ROLE_WORDS)
    assert all(words.zh != words.en for words in ROLE_WORDS.values())


@given(st.integers(1, 10_000), st.data())
def test_interval_holds_what_was_seen(trials: int, data: st.DataObject) -> None:
    """The 95 % interval lies within 0 and 1 and holds the observed share."""
    seen = data.draw(st.integers(0, trials)) / trials
    low, high = wilson(seen, trials)
    assert 0 <= low <= seen + 1e-12
    assert seen - 1e-12 <= high <= 1
