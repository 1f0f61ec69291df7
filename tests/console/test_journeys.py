"""The call centre's and the citizen's ways through the console, in a real browser, in both languages."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
AXE = HERE.parent / "vendor" / "axe-core" / "axe.min.js"
CHROMIUM = Path("/usr/bin/chromium")
SHOTS = Path("out/failed-pages")
LANGUAGES = {"en": "en-GB", "zh": "zh-CN"}


class Served:
    """A console in a process of its own."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.address = f"http://127.0.0.1:{9500 + os.getpid() % 400}"
        environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "serve_world.py"), str(data), self.address.rpartition(":")[2]],
            env=environment | {"JINGLING_DATA": str(data)},
        )
        for _ in range(1200):
            try:
                urlopen(f"{self.address}/healthz", timeout=60).close()  # noqa: S310 — our own console
            except OSError:
                time.sleep(0.1)
            else:
                return
        self.process.terminate()
        raise TimeoutError

    def code(self) -> str:
        """Return the code of the last message that was sent."""
        last = max((self.data / "messages").glob("*.json"))
        text = json.loads(last.read_text("utf-8"))["text"]
        return "".join(letter for letter in text if letter.isdigit())[:6]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A console with the tests' small world."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk")
    made = Served(tmp_path_factory.mktemp("served"))
    yield made
    made.process.terminate()
    made.process.wait(20)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture
def open_page(
    browser: Browser, served: Served, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Page]]:
    """Open the console; no page may log a message, and a picture of the last one is kept."""
    said: list[str] = []
    pages: list[Page] = []

    def opened(language: str, *, width: int = 1280, scripts: bool = True) -> Page:
        context = browser.new_context(
            locale=LANGUAGES[language],
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
            base_url=served.address,
        )
        page = context.new_page()
        page.on(
            "console",
            lambda message: said.append(message.text) if "422" not in message.text else None,
        )
        page.on("pageerror", lambda fault: said.append(str(fault)))
        pages.append(page)
        return page

    yield opened
    SHOTS.mkdir(parents=True, exist_ok=True)
    for at, page in enumerate(pages):
        page.screenshot(path=SHOTS / f"{request.node.name}-{at}.png", full_page=True)
        page.context.close()
    assert said == []


def sound(page: Page) -> None:
    """Find no serious fault with axe-core, and nothing that runs out of the page's width."""
    faults = page.evaluate("source => { (0, eval)(source); return axe.run() }", AXE.read_text("utf-8"))[
        "violations"
    ]
    serious = [
        (one["id"], one["nodes"][0]["html"]) for one in faults if one["impact"] in {"serious", "critical"}
    ]
    assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def sign_in(page: Page, name: str) -> None:
    """Sign in with the password that all people of the small world have."""
    page.goto("/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", "a long password")
    page.locator("form.ask button.main").click()


def prove(page: Page, served: Served, number: str) -> None:
    """Prove a number by the code that was sent to it."""
    page.goto("/me/")
    page.locator("a.button.main").click()
    page.fill("[name=number]", number)
    page.locator("form.ask button").click()
    page.fill("[name=code]", served.code())
    page.locator("form.ask button").click()


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
