"""A campaign's page as its reader meets it, in a real browser."""

import re
from pathlib import Path
from typing import Any

import pytest
from heard_pages import Heard, Opener
from playwright.sync_api import Page, expect
from sample_campaigns import NAMES, add_campaigns
from sample_result import Sample, write_sample

from jingling.detect.report.writing import write_report

AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"

INK = """canvas => {
  const seen = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
  let inked = 0;
  for (let at = 3; at < seen.length; at += 4) inked += seen[at] > 0;
  return inked / (canvas.width * canvas.height);
}"""
"""How much of a canvas is drawn on."""


@pytest.fixture(scope="module")
def ganged(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A sample result with two campaigns, its report beside it."""
    made = write_sample(tmp_path_factory.mktemp("ganged"), callers=1500)
    add_campaigns(made.out, (48, 12))
    write_report(made.out)
    return made


def network_of(page: Page) -> Any:
    """Find the network's canvas."""
    return page.locator(".drawing.network canvas").first


def test_campaign_opens_from_the_list_and_leads_back(ganged: Sample, open_page: Opener, heard: Heard) -> None:
    """A name opens the campaign's page; `j` and `k` go to the next, Escape back to the name, at any speed."""
    page = open_page(ganged.out / "report.html")
    link = page.locator("#campaigns-table a").first
    link.focus()
    page.keyboard.press("j")
    expect(page.locator("#campaigns-table a").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator("#finding h1")).to_have_text(NAMES[0])
    expect(page.locator("#finding h1")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#finding h1")).to_have_text(NAMES[1])
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("#campaign/2$"))
    page.keyboard.press("k")
    page.keyboard.press("Escape")
    expect(link).to_be_focused()
    assert heard.said == []


def test_finding_and_campaign_lead_to_each_other(ganged: Sample, open_page: Opener) -> None:
    """A number's page names its campaign as a link; the campaign's page links its numbers."""
    page = open_page(ganged.out / "report.html", "#campaign/1")
    member = page.locator("#finding a[href^='#number/']").first
    name = member.inner_text()
    member.click()
    expect(page.locator("#finding h1")).to_have_text(name)
    page.get_by_role("link", name=NAMES[0]).click()
    expect(page.locator("#finding h1")).to_have_text(NAMES[0])


def test_page_tells_the_whole_story(ganged: Sample, open_page: Opener, heard: Heard) -> None:
    """Headline, timeline, evidence, weakest link with its what-if, network and people: all are there."""
    page = open_page(ganged.out / "report.html", "#campaign/1")
    story = page.locator("#finding")
    expect(story.locator(".lead")).to_contain_text("48 numbers act together")
    for heading in (
        "in use when",
        "How surely",
        "The weakest link",
        "What connects",
        "rang the same",
        "Its numbers",
    ):
        expect(page.get_by_role("heading", name=heading).last).to_be_visible()
    expect(story).to_contain_text("Were that wrong, its probability would be")
    expect(story).to_contain_text("hang on one link")
    weights = [
        float(text.replace("−", "-"))
        for text in page.locator(".sum").nth(1).locator("tbody .n").all_inner_texts()
    ]
    total = page.locator(".sum").nth(1).locator("tfoot .n").first.inner_text()
    assert sum(weights) == pytest.approx(float(total.replace("−", "-")), abs=0.03)
    assert 0.01 < network_of(page).evaluate(INK) < 0.9
    assert page.locator("#finding figure svg rect, #finding figure svg path").count() > 48
    assert 1 <= page.locator(".now li").count() <= 2
    for summary in page.locator("summary:visible").all():
        summary.click()
    expect(page.get_by_role("cell", name="lines").first).to_be_visible()
    for label in ("Zoom in", "Zoom in", "Zoom out", "The whole network"):
        page.get_by_role("button", name=label).click()
    assert heard.said == []


def test_language_changes_the_whole_page(ganged: Sample, open_page: Opener) -> None:
    """In Chinese no English sentence is left, and the switch turns every part of the page."""
    page = open_page(ganged.out / "report.html", "#campaign/1", language="zh-CN")
    text = page.locator("body").inner_text()
    assert re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", text) == []
    assert "48 个号码协同行动" in text
    page.get_by_role("button", name="English").click()
    expect(page.locator("#finding .lead")).to_contain_text("act together")


@pytest.mark.parametrize(("scheme", "width", "language"), [("light", 1280, "en-GB"), ("dark", 390, "zh-CN")])
def test_page_is_accessible_and_fits(
    ganged: Sample, open_page: Opener, scheme: str, width: int, language: str
) -> None:
    """axe-core finds no violation, and nothing reaches beyond the screen."""
    page = open_page(ganged.out / "report.html", "#campaign/1", scheme=scheme, width=width, language=language)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run()")
    assert [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in found["violations"]
    ] == []


def test_print_keeps_the_network(ganged: Sample, open_page: Opener, heard: Heard) -> None:
    """On paper the network stands without its buttons."""
    page = open_page(ganged.out / "report.html", "#campaign/1", scheme="dark")
    page.emulate_media(media="print")
    expect(page.locator(".zoom")).to_be_hidden()
    assert network_of(page).evaluate(INK) > 0.01
    assert heard.said == []


def test_two_thousand_nodes_are_drawn(tmp_path: Path, open_page: Opener, heard: Heard) -> None:
    """A campaign of 2,000 nodes, the most ever drawn, opens, is enlarged, dragged and redrawn."""
    made = write_sample(tmp_path, callers=2200, flagged=60)
    add_campaigns(made.out, (1900,))
    page = open_page(write_report(made.out), "#campaign/1")
    assert page.evaluate("jingling.data.campaigns[0].network.nodes.length") == 2000
    assert network_of(page).evaluate(INK) > 0.05
    page.get_by_role("button", name="Zoom in").click()
    box = page.locator(".drawing.network").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.down()
    page.mouse.move(box["x"] + 260, box["y"] + 240, steps=5)
    page.mouse.up()
    page.set_viewport_size({"width": 700, "height": 800})
    page.get_by_role("button", name="中文").click()
    assert network_of(page).evaluate(INK) > 0.05
    assert heard.said == []
