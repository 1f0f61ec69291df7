"""The call centre's and the citizen's ways through the console, in a real browser, in both languages."""

from collections.abc import Callable

import pytest
from journeys import LANGUAGES, Served, prove, sign_in, sound
from playwright.sync_api import Page

pytestmark = pytest.mark.xdist_group("journeys")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_call_centre_registers_consents_and_looks_before_it_dials(
    open_page: Callable[..., Page], language: str
) -> None:
    """A project, a consent with its proof, a list looked at before launch: each page sound, at 390 px too."""
    page = open_page(language)
    sign_in(page, "ours-centre")
    sound(page)
    page.goto("/projects/register")
    name = f"offers {language}"
    page.fill("[name=name]", name)
    page.fill("[name=principal]", "ours principal")
    page.select_option("[name=purpose]", "marketing")
    page.locator("[name=lines]").first.check()
    page.fill("[name=numbers]", "+861099999999")
    for field in ("audience", "content", "contact_name", "contact_phone"):
        page.fill(f"[name={field}]", "01060000000")
    page.locator("form.ask button.main").click()
    assert page.locator("#wrong").is_visible()
    sound(page)
    page.fill("[name=numbers]", "+861051000011")
    page.locator("form.ask button.main").click()
    assert page.locator("h1").inner_text().startswith(name)
    project = page.url
    sound(page)
    page.goto("/consents/enter")
    page.fill("[name=principal]", "ours principal")
    page.fill("[name=number]", "13800000021")
    page.select_option("[name=purpose]", "marketing")
    page.fill("[name=given_at]", "2026-03-01T09:00")
    page.select_option("[name=source]", "recording")
    page.fill("[name=shown]", "You may ring me about offers.")
    page.set_input_files(
        "[name=file]", files=[{"name": "yes.mp3", "mimeType": "audio/mpeg", "buffer": b"ID3 yes"}]
    )
    sound(page)
    page.locator("form.ask button.main").click()
    assert page.locator(".verbatim").inner_text() == "You may ring me about offers."
    sound(page)
    page.goto(f"{project}/preview")
    page.fill("[name=caller]", "+861051000011")
    page.fill("[name=numbers]", "13800000021\n13800000022\nnobody")
    page.locator("form.ask button.main").click()
    assert "3" in page.locator("h1").inner_text()
    sound(page)
    page.set_viewport_size({"width": 390, "height": 844})
    for address in ("/projects/", "/projects/figures", project, "/consents/", "/refusals/record"):
        page.goto(address)
        sound(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_person_refuses_withdraws_and_lifts(
    open_page: Callable[..., Page], served: Served, language: str
) -> None:
    """With a code from their telephone a person refuses, gets a receipt, and lifts by another code."""
    page = open_page(language, width=390)
    number = {"en": "13800000041", "zh": "13800000042"}[language]
    prove(page, served, number)
    sound(page)
    page.goto("/me/refuse")
    sound(page)
    page.locator("[value=trade]").check()
    page.locator("form.ask button").click()
    page.locator("[value=marketing]").check()
    sound(page)
    page.locator("form.ask button").click()
    assert page.locator(".reference").inner_text().startswith("r-")
    assert page.locator(".tag.green").is_visible()
    sound(page)
    page.goto("/me/refusals")
    sound(page)
    page.locator("a.button").first.click()
    sound(page)
    page.locator("main form button.main").click()
    assert page.locator("#wrong").is_visible()  # a code was sent to this number a moment ago
    for part in ("protection", "protection/block", "protection/kinds", "protection/expected", "consents"):
        page.goto(f"/me/{part}")
        sound(page)


def test_a_person_needs_no_script(open_page: Callable[..., Page], served: Served) -> None:
    """Everything a person does here works where the browser runs no script."""
    page = open_page("zh", width=390, scripts=False)
    prove(page, served, "13800000043")
    page.goto("/me/refuse/all")
    page.locator("main form button.main").click()
    assert page.locator(".reference").inner_text().startswith("r-")
    page.goto("/me/protection/block")
    page.fill("[name=block]", "95020000-95020999")
    page.locator("form.ask button").click()
    assert page.locator(".reference").inner_text().startswith("c-")
