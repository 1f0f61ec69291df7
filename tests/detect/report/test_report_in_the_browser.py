"""The report as its reader meets it, in a real browser."""

import re
from pathlib import Path
from typing import Any

import pytest
from heard_pages import Heard, Opener
from playwright.sync_api import Page, expect
from sample_result import HOSTILE, Sample

AXE = Path(__file__).parents[2] / "vendor" / "axe-core" / "axe.min.js"
PLACES = ("", "#number/1", "#number/2", "#numbers?pattern=rotation&sort=calls")


def line_address(page: Page) -> str:
    """Tell where the first line's page is."""
    return page.locator("#lines-table a").first.get_attribute("href") or ""


@pytest.mark.parametrize(("language", "scheme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_page_asks_for_nothing_and_says_nothing(
    sample: Sample, open_page: Opener, heard: Heard, language: str, scheme: str
) -> None:
    """A report opens offline: it requests itself alone and logs no message, wherever one goes in it."""
    report = sample.out / "report.html"
    for address in PLACES:
        page = open_page(report, address, language=language, scheme=scheme)
        page.emulate_media(media="print")
        page.emulate_media(media="screen")
        page.set_viewport_size({"width": 700, "height": 800})
        for summary in page.locator("summary:visible").all():
            summary.click()
    page = open_page(report)
    page.goto(f"{report.as_uri()}{line_address(page)}")
    page.wait_for_timeout(100)
    assert heard.said == []
    assert {asked.split("#")[0] for asked in heard.asked if not asked.startswith("data:")} == {
        report.as_uri()
    }


def test_tooltips_need_no_unsafe_style(sample: Sample, open_page: Opener, heard: Heard) -> None:
    """A chart tells the figures under the pointer, within the strict policy."""
    page = open_page(sample.out / "report.html")
    drawing = page.locator("[data-chart=hours] .drawing")
    drawing.scroll_into_view_if_needed()
    drawing.hover(position={"x": 330, "y": 120})
    expect(page.locator(".tip")).to_contain_text("flagged")
    assert heard.said == []


def test_language_is_the_browsers_until_one_is_chosen(sample: Sample, open_page: Opener) -> None:
    """The page speaks the browser's language; the switch changes all of it, and is remembered."""
    report = sample.out / "report.html"
    page = open_page(report, language="zh-CN")
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.locator("h1").first).to_contain_text("疑似骚扰")
    expect(page).to_have_title("骚扰来电线索报告")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator("h1").first).to_contain_text("appear to harass")
    expect(page.locator("[data-chart=hours] figcaption")).to_contain_text("busiest")
    expect(page.locator("[name=pattern] option").first).to_have_text("All")
    expect(page.locator("nav.rail")).to_have_attribute("aria-label", "Contents")
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_chinese_page_shows_no_english_sentence(sample: Sample, open_page: Opener) -> None:
    """What is said in Chinese is said in Chinese alone: no four English words in a row are visible."""
    page = open_page(sample.out / "report.html", language="zh-CN")
    for address in ("", "#number/2"):
        page.goto(f"{(sample.out / 'report.html').as_uri()}{address}")
        text = re.sub(r"jingling explain NUMBER --in DIR", "", page.locator("body").inner_text())
        assert re.findall(r"[A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,} [A-Za-z]{2,}", text) == []


def scores(page: Page) -> list[float]:
    """Read the visible scores from top to bottom."""
    return counts(page, "score")


def counts(page: Page, name: str) -> list[float]:
    """Read the visible figures of one column from top to bottom."""
    rows = page.locator("#numbers-table tbody tr:visible")
    figures: list[float] = rows.evaluate_all(
        "(rows, name) => rows.map((row) => Number(row.dataset[name]))", name
    )
    return figures


def test_table_sorts_by_heading_and_by_choice(sample: Sample, open_page: Opener) -> None:
    """A heading sorts by its column, again the other way round, and says so; the address keeps it."""
    page = open_page(sample.out / "report.html")
    assert scores(page) == sorted(scores(page), reverse=True)
    heading = page.locator("th[data-sort=calls]")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert counts(page, "calls") == sorted(counts(page, "calls"), reverse=True)
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    assert counts(page, "calls") == sorted(counts(page, "calls"))
    before = counts(page, "calls")
    page.reload()
    assert counts(page, "calls") == before
    page.get_by_label("Sort by").select_option("callees")
    assert counts(page, "callees") == sorted(counts(page, "callees"), reverse=True)


def test_table_filters_and_says_how_many(sample: Sample, open_page: Opener) -> None:
    """Search and pattern narrow the table together; what matches nothing says so and can be cleared."""
    page = open_page(sample.out / "report.html")
    listed = page.locator("#numbers-table tbody tr").count()
    page.get_by_label("Pattern").select_option("rotation")
    rotating = page.locator("#numbers-table tbody tr:visible")
    assert 0 < rotating.count() < listed
    for row in rotating.all():
        assert "rotation" in (row.get_attribute("data-patterns") or "")
    page.get_by_label("Search").fill("landline")
    both = page.locator("#numbers-table tbody tr:visible").count()
    assert both < page.locator("[data-patterns*=rotation]").count()
    expect(page.locator("#count")).to_contain_text(f"{both} of {both} shown, {listed} listed")
    page.get_by_label("Search").fill("nobody is called this")
    expect(page.locator("#empty")).to_be_visible()
    expect(page.locator("#numbers-table")).to_be_hidden()
    page.get_by_role("button", name="Clear the filters").click()
    expect(page.locator("#numbers-table")).to_be_visible()
    expect(page.get_by_label("Search")).to_be_focused()


def test_more_rows_come_fifty_at_a_time(sample: Sample, open_page: Opener) -> None:
    """The table begins with fifty rows, and the focus goes to the first of those that are added."""
    page = open_page(sample.out / "report.html")
    assert len(scores(page)) == 50
    page.get_by_role("button", name="Show 50 more").click()
    assert len(scores(page)) > 50
    expect(page.locator("#numbers-table tbody tr:visible a").nth(50)).to_be_focused()


def test_finding_opens_by_keyboard_alone(sample: Sample, open_page: Opener) -> None:
    """`/` searches, `j` and `k` walk the rows, Enter opens a page, Escape and Back leave it, at any speed."""
    page = open_page(sample.out / "report.html")
    page.keyboard.press("/")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    second = page.locator("#numbers-table a").nth(1)
    expect(second).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#finding h1")).to_be_focused()
    expect(page.locator("#finding h1")).to_have_text(second.text_content() or "")
    expect(page.locator("#overview")).to_be_hidden()
    page.keyboard.press("j")
    expect(page).to_have_url(re.compile("#number/3$"))
    page.evaluate("""for (const key of ["k", "Escape"])
      document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))""")
    expect(second).to_be_focused()
    page.go_back()
    expect(page).to_have_url(re.compile("#number/2$"))
    expect(page.locator("#finding h1")).to_be_focused()


def test_finding_tells_one_story_that_adds_up(sample: Sample, open_page: Opener) -> None:
    """A finding's weights, largest first, and its starting point add up to the log-odds of its score."""
    page = open_page(sample.out / "report.html", "#number/2")
    weights = [float(text.replace("−", "-")) for text in page.locator(".sum tbody .n").all_inner_texts()]
    contributions = weights[:-1]
    assert [abs(weight) for weight in contributions] == sorted(map(abs, contributions), reverse=True)
    total, shown, _ = page.locator(".sum tfoot .n").all_inner_texts()
    assert sum(weights) == pytest.approx(float(total.replace("−", "-")), abs=0.06)
    assert 1 / (1 + 2.718281828 ** -float(total)) == pytest.approx(float(shown), abs=0.006)
    expect(page.locator("#finding")).to_contain_text("A finding is evidence to weigh, not a sentence.")
    assert 1 <= page.locator(".now li").count() <= 2
    for heading in (
        "How sure, and why",
        "Whom it rang most",
        "Which lines it came by",
        "What could not be judged",
    ):
        expect(page.get_by_role("heading", name=heading)).to_be_visible()


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_phone_scrolls_one_way_only(sample: Sample, open_page: Opener, language: str) -> None:
    """At 390 px nothing of the overview or of a finding's page reaches beyond the screen."""
    for address in ("", "#number/1", "#number/2", "#line/81"):
        page = open_page(sample.out / "report.html", address, language=language, width=390)
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        beyond = page.evaluate(
            """[...document.querySelectorAll('main *')]
               .filter((one) => one.getBoundingClientRect().right > 391 && !one.closest('.wide'))
               .map((one) => one.outerHTML.slice(0, 90))"""
        )
        assert beyond == []


def test_hostile_caller_stays_text(unmasked: Sample, open_page: Opener, heard: Heard) -> None:
    """A caller written as markup is shown as written, in the table and on its page, and runs nothing."""
    page = open_page(unmasked.out / "report.html")
    page.get_by_label("Search").fill("onerror")
    link = page.locator("#numbers-table tbody tr:visible a")
    expect(link).to_have_text(HOSTILE)
    link.click()
    expect(page.locator("#finding h1")).to_have_text(HOSTILE)
    assert page.locator("img").count() == 0
    assert "broken" not in page.evaluate("document.querySelector('title').dataset.textEn")
    assert page.title().startswith(HOSTILE[:10])
    assert heard.said == []


def test_page_without_scripts_still_tells_its_findings(sample: Sample, open_page: Opener) -> None:
    """Where scripts are off (a mail's preview), the sentences and the whole table are there all the same."""
    page = open_page(sample.out / "report.html", scripts=False)
    expect(page.locator("h1").first).to_contain_text("appear to harass")
    assert page.locator("#numbers-table tbody tr:visible").count() > 60


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_page_is_accessible(sample: Sample, open_page: Opener, scheme: str, width: int) -> None:
    """axe-core finds no violation of WCAG 2.2 AA or of good practice, contrast among them."""
    for address in ("", "#number/2"):
        page = open_page(sample.out / "report.html", address, scheme=scheme, width=width)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = page.evaluate("axe.run()")
        assert [
            (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
            for violation in found["violations"]
        ] == []


def test_print_is_light_and_whole(sample: Sample, open_page: Opener) -> None:
    """On paper the page is black on white without its controls, whatever the screen's colours are."""
    page = open_page(sample.out / "report.html", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.locator("[data-chart=hours] svg").first).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("address", ["", "#number/1"])
def test_the_name_of_everyones_hours_stands_on_free_ground(
    sample: Sample, open_page: Opener, address: str, width: int
) -> None:
    """No bar of the hours lies under the word that names everyone's line, which would swallow it."""
    page = open_page(sample.out / "report.html", address, width=width)
    bars, under = page.evaluate(
        """() => {
          const drawing = document.querySelector("#finding .drawing, [data-chart=hours] .drawing");
          const box = (one) => one.getBoundingClientRect();
          const texts = [...drawing.querySelectorAll("text")];
          const name = box(texts.find((one) => one.textContent === "everyone"));
          const page = getComputedStyle(document.documentElement);
          const accent = page.getPropertyValue("--accent").trim();
          const paths = [...drawing.querySelectorAll("path")];
          const bars = paths.filter((one) => one.getAttribute("fill") === accent);
          const meets = (bar) => bar.left < name.right && bar.right > name.left
            && bar.top < name.bottom && bar.bottom > name.top;
          return [bars.length, bars.map(box).filter(meets).length];
        }"""
    )
    assert bars > 0
    assert under == 0
