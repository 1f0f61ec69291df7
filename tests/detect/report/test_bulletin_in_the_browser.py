"""The bulletin's page as its reader meets it, in a real browser."""

from pathlib import Path
from typing import Any

import pytest
from heard_pages import Heard, Opener
from playwright.sync_api import expect
from tests.complaints.months_of_reports import BEIJING, reports

from jingling.complaints.bulletin import bulletin
from jingling.complaints.bulletin_text import bulletin_text
from jingling.complaints.monthly import Told, months
from jingling.detect.report.bulletin import write_bulletin

AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"
MONTHS = ("2018-07", "2018-06", "2017-07")


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """July 2018's bulletin, of made-up reports."""
    counted = months(Told(reports(), {}, {}), MONTHS, zone=BEIJING)
    path = tmp_path_factory.mktemp("bulletin") / "bulletin.html"
    write_bulletin(bulletin_text(bulletin(*(counted[month] for month in MONTHS))), path)
    return path


@pytest.mark.parametrize(("language", "scheme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_the_bulletin_is_accessible_and_asks_for_nothing(
    page_file: Path, open_page: Opener, heard: Heard, language: str, scheme: str
) -> None:
    """Axe finds nothing, at 320 pixels too; the page requests itself alone and logs no message."""
    for width in (1100, 320):
        page = open_page(page_file, language=language, scheme=scheme, width=width)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = page.evaluate("axe.run()")
        assert [(one["id"], one["nodes"][0]["html"][:120]) for one in found["violations"]] == []
    assert heard.said == []
    assert {asked for asked in heard.asked if not asked.startswith("data:")} == {page_file.as_uri()}


def test_the_bulletin_speaks_both_languages(page_file: Path, open_page: Opener) -> None:
    """Heading, charts and tables change with the language, and the figures stay."""
    page = open_page(page_file, language="zh-CN")
    expect(page.locator("h1")).to_contain_text("2018年7月骚扰电话举报情况通报")
    expect(page.locator("[data-chart=class] figcaption")).to_contain_text("贷款理财")
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_contain_text("July 2018")
    expect(page.locator("[data-chart=class] figcaption")).to_contain_text("loans and finance")
    expect(page.locator("#said table td").first).to_have_text("630")
    expect(page.locator("[data-chart=kind] svg").first).to_be_visible()
