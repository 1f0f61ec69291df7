"""Desk, enterprise and regulator in a real browser, in both languages: every page sound and silent."""

from collections.abc import Callable

import pytest
from journeys import LANGUAGES, Served, sign_in, sound
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.parametrize("language", LANGUAGES)
def test_desk_enterprise_and_regulator_handle_a_case(
    open_page: Callable[..., Page], served: Served, language: str
) -> None:
    """Classified as fraud, forwarded, replied to with proof, answered, closed; looked at by a regulator."""
    desk = open_page(language)
    sign_in(desk, "ours-desk")
    sound(desk)
    pk = (served.data / "cases").read_text().split()[list(LANGUAGES).index(language)]
    case = f"/cases/{pk}"
    desk.goto(case)
    sound(desk)
    desk.locator("select[name=label]").select_option("fraud")
    desk.locator("form[action$=classify] button").click()
    expect(desk.locator("h1 .tag.red").first).to_be_visible()
    form = desk.locator("form[action$=forward]")
    form.locator("select").select_option(label="ours centre")
    form.locator("textarea").fill("请核查")
    form.locator("button").click()
    expect(desk.locator(".message.success")).to_be_visible()
    sound(desk)

    centre = open_page(language, width=390)
    sign_in(centre, "ours-centre")
    centre.goto(case)
    sound(centre)
    act = centre.locator("form[action$=act]")
    act.locator("textarea").fill("已停止呼叫")
    act.locator("button").click()
    expect(centre.locator("#wrong")).to_be_visible()
    sound(centre)
    centre.locator("form[action$=act] textarea").fill("已停止呼叫")
    centre.locator("form[action$=act] [name=file]").set_input_files(
        files=[{"name": "proof.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 yes"}]
    )
    centre.locator("form[action$=act] button").click()
    expect(centre.locator("form[action$=act]")).to_have_count(0)
    for address in ("/cases/due", "/cases/"):
        centre.goto(address)
        sound(centre)

    desk.goto(case)
    desk.locator("form[action$=answer] textarea").fill("该企业已停止向您呼叫。")
    desk.locator("form[action$=answer] button").click()
    desk.locator("form[action$=close] [value=confirmed]").check()
    desk.locator("form[action$=close] button").click()
    expect(desk.locator("form[action$=reopen]")).to_have_count(1)
    desk.locator("form[action$=reveal] [name=reason]").fill("回访核实")
    desk.locator("form[action$=reveal] button").click()
    expect(desk.locator(".revealed")).to_be_visible()
    sound(desk)

    regulator = open_page(language)
    sign_in(regulator, "regulator")
    for address in ("/cases/due", case, "/cases/held", "/cases/questions", "/bulletins/"):
        regulator.goto(address)
        sound(regulator)
        assert regulator.locator("form[action*='/work/'], form[action$=make]").count() == 0
    regulator.goto("/audit/?event=page.looked_at")
    expect(regulator.locator("table.list")).to_contain_text("desk:case")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_answers_a_question_and_has_a_month_counted(
    open_page: Callable[..., Page], language: str
) -> None:
    """A surge is answered; a bulletin is asked for, counted while the page is left, and drawn."""
    page = open_page(language)
    sign_in(page, "ours-desk")
    page.goto("/cases/questions")
    sound(page)
    form = page.locator("section.panel form").first
    form.locator("select").select_option("records-missing")
    form.locator("button").click()
    expect(page.locator(".message.success")).to_be_visible()
    sound(page)
    page.goto("/bulletins/")
    page.locator("#filters select").select_option(index=0)
    page.locator("#filters button").click()
    page.locator("form[action$=make] button").click()
    page.locator("#progress a.button.main").click(timeout=60_000)
    expect(page.locator("figure.chart svg").first).to_be_visible()
    sound(page)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in (page.url, "/cases/due", "/cases/held"):
        page.goto(address)
        sound(page)
    with page.expect_download() as handed:
        page.goto("/bulletins/")
        page.locator("a[download]").first.click()
    assert handed.value.suggested_filename.endswith(".pdf")
