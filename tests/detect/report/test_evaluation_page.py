"""The evaluation's page."""

from pathlib import Path

import pytest
from heard_pages import Heard, Opener
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect
from sample_result import sample_evaluation

from jingling.detect.report import write_evaluation
from jingling.detect.report.evaluation import wilson
from jingling.words import Words


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


def test_roles_are_named_in_the_readers_language(tmp_path: Path, open_page: Opener) -> None:
    """A role that has words is told in them, one that has none stands for itself."""
    roles = {"courier": Words("couriers", "快递员")}
    path = write_evaluation(sample_evaluation(), tmp_path / "evaluation.html", roles=roles)
    page = open_page(path, language="zh-CN")
    expect(page.locator("#innocents figure")).to_contain_text("快递员")
    expect(page.locator("#innocents figure")).to_contain_text("privacy number")


@given(st.integers(1, 10_000), st.data())
def test_interval_holds_what_was_seen(trials: int, data: st.DataObject) -> None:
    """The 95 % interval lies within 0 and 1 and holds the observed share."""
    seen = data.draw(st.integers(0, trials)) / trials
    low, high = wilson(seen, trials)
    assert 0 <= low <= seen + 1e-12
    assert seen - 1e-12 <= high <= 1
