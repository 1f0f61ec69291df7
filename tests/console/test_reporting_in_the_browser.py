"""A person reports a call in a real browser: on a small phone, in both languages, without scripts."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from journeys import LANGUAGES, Served, sound
from playwright.sync_api import Page

pytestmark = pytest.mark.xdist_group("journeys")

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
MOST_BYTES = 60 * 1024


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_reports_a_call_and_is_answered_to(
    open_page: Callable[..., Page],
    served: Served,
    language: str,
) -> None:
    """Number, time, what about, a picture; then the receipt, and the number for the answer."""
    page = open_page(language, width=320)
    page.goto("/report/")
    sound(page)
    page.fill("[name=number]", "hello")
    page.locator("form.ask button.main").click()
    assert page.locator("#wrong").is_visible()
    sound(page)
    page.fill("[name=number]", "95015020")
    page.fill("[name=said]", "要给我贷款")
    page.locator("[name=refused_before][value=yes]").check()
    page.set_input_files("[name=file]", files=[{"name": "s.png", "mimeType": "image/png", "buffer": PNG}])
    page.locator("form.ask button.main").click()
    assert page.locator(".reference").count() == 2
    sound(page)
    receipt = page.url
    page.locator("section.panel a.button.main").click()
    sound(page)
    page.fill("[name=number]", {"en": "13800000051", "zh": "13800000052"}[language])
    page.locator("form.ask button.main").click()
    sound(page)
    page.fill("[name=code]", served.code())
    page.locator("form.ask button.main").click()
    assert page.url == receipt
    assert page.locator("section.panel").count() == 0
    sound(page)
    for address in (f"{receipt}/add", f"{receipt}/withdraw", "/report/mine", "/report/find", "/me/"):
        page.goto(address)
        sound(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_reads_the_answer_and_says_that_it_did_not_stop(
    open_page: Callable[..., Page],
    served: Served,
    language: str,
) -> None:
    """By receipt and code the answer is read anywhere; a word opens the case again, without scripts."""
    receipt, code = (served.data / "answered").read_text().split()
    page = open_page(language, width=320, scripts=False)
    page.goto("/report/find")
    page.fill("[name=receipt]", receipt)
    page.fill("[name=code]", code)
    page.locator("form.ask button.main").click()
    assert "已核实" in page.locator("blockquote").inner_text()
    if page.locator("a.button.main").count():  # the other language's visitor opened it again before
        page.locator("a.button.main").click()
        page.fill("[name=text]", "今天又打来")
        page.locator("form.ask button.main").click()
        assert page.locator(".message.success").is_visible()
        assert page.locator("a.button.main").count() == 0


def test_a_guest_needs_no_script_and_a_form_sent_twice_is_one_report(
    open_page: Callable[..., Page],
    served: Served,  # noqa: ARG001
) -> None:
    """Without scripts a report is sent; the same form again, as after a lost answer, leads to its receipt."""
    page = open_page("zh", width=320, scripts=False)
    page.goto("/report/")
    page.fill("[name=number]", "95015020")
    page.select_option("[name=about]", index=1)
    form = {
        name: page.locator(f"[name={name}]").first.input_value()
        for name in ("token", "number", "about", "csrfmiddlewaretoken")
    }
    page.locator("form.ask button.main").click()
    receipt = page.url
    again = page.request.post("/report/", form={**form, "when": "now"}, headers={"Referer": receipt})
    assert again.url == receipt


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_load_is_at_most_60_kb(open_page: Callable[..., Page], language: str) -> None:
    """Page, styles, scripts, icon and fonts together, as they come over the wire to an empty browser."""
    page = open_page(language, width=320)
    heard = []
    page.on("response", lambda response: heard.append(response))  # noqa: PLW0108 — playwright marks functions
    page.goto(f"/report/?{uuid4().hex}", wait_until="networkidle")
    transferred = 0
    for response in heard:
        sizes = response.request.sizes()
        transferred += sizes["responseBodySize"] + sizes["responseHeadersSize"]
    assert len(heard) >= 3
    assert 0 < transferred <= MOST_BYTES
