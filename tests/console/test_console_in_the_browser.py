"""The console as people meet it: `jingling serve --demo`, a real browser, four roles, two languages."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from demo_city import write_city
from heard_pages import Heard
from playwright.sync_api import Browser, Page, expect

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"
PASSWORD = "jingling-demo"

Opener = Callable[..., Page]

pytestmark = pytest.mark.xdist_group("demonstration")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, result: Path) -> Iterator[str]:
    """Start the demonstration as a user does, and stop it afterwards."""
    place = tmp_path_factory.mktemp("served")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from jingling.cli import main; main()", "serve", "--demo"]
    command += ["--data", str(place / "data"), "--port", str(port)]
    command += ["--city", str(write_city(place / "city")), "--result", str(result)]
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("JINGLING", "DATABASE"))
    }
    with (place / "log").open("w") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log, env=kept, cwd=place)
        try:
            yield _ready(server, f"http://127.0.0.1:{port}", place / "log")
        finally:
            server.terminate()
            server.wait(20)


def _ready(server: subprocess.Popen[bytes], address: str, log: Path) -> str:
    for _ in range(300):
        assert server.poll() is None, log.read_text()
        try:
            with urlopen(f"{address}/healthz", timeout=2):  # noqa: S310 — our own server
                return address
        except (URLError, OSError):
            time.sleep(0.2)
    raise AssertionError(log.read_text())


@pytest.fixture
def come_in(served: str, browser: Browser, pages: Any) -> Iterator[Opener]:
    """Sign in as somebody, in a language, colours and width; every page must be silent."""
    heard = Heard()

    def opened(
        who: str, language: str = "zh-CN", *, scheme: str = "light", width: int = 1280, scripts: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=served,
            locale=language,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
        )
        page = context.new_page()
        pages.append(page)
        page.on("console", lambda message: heard.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda fault: heard.said.append(str(fault)))
        page.on("request", lambda asked: heard.asked.append(asked.url))
        page.goto("/")
        page.locator("[name=login]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("button.main").click()
        page.wait_for_url(re.compile(r"^(?!.*/login/)"))
        return page

    yield opened
    elsewhere = {asked for asked in heard.asked if not asked.startswith((served, "data:"))}
    pages.failed = bool(heard.said or elsewhere)
    assert heard.said == []
    assert elsewhere == set()


def accessible(page: Page) -> list[Any]:
    """Return what axe-core finds wrong with a page."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run()")
    return [
        (violation["id"], [node["html"][:120] for node in violation["nodes"][:3]])
        for violation in found["violations"]
    ]


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_carrier_reviews_a_number(come_in: Opener, language: str) -> None:
    """From the overview to a number: filter, open by keyboard, see it whole for a reason, decide."""
    page = come_in("carrier", language)
    chinese = language == "zh-CN"
    expect(page.locator("h1")).to_have_text("待核查" if chinese else "What waits for a decision")
    page.locator("#rail").get_by_role("link", name="号码" if chinese else "Numbers", exact=True).click()
    page.locator("[name=state]").select_option("open")
    page.locator("#filters button").click()
    expect(page).to_have_url(re.compile("state=open"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#finding .sum tbody tr").first).to_be_visible()
    expect(page.locator("#finding figure svg").first).to_be_visible()
    masked = page.locator("#number").inner_text()
    page.locator("#reveal input[name=reason]").fill("complaint 12")
    page.locator("#reveal button").click()
    expect(page.locator(".revealed")).to_be_visible()
    assert page.locator(".revealed").inner_text() != masked
    page.locator("[name=state][value=confirmed]").check()
    page.locator("select[name=reason]").select_option("records")
    page.locator("[name=note]").fill("两地投诉" if chinese else "two towns complain")
    page.locator(".panel button.main").click()
    expect(page.locator(".message.success")).to_be_visible()
    expect(page.locator(".reviews li")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("#number")).not_to_have_text(masked)


@pytest.mark.parametrize(("language", "row"), [("zh-CN", 8), ("en-GB", 9)])
def test_a_carrier_lists_what_it_confirmed_and_takes_that_back(
    come_in: Opener, language: str, row: int
) -> None:
    """No button before the review; then what the gate would do, a label, and off with the dismissal."""
    page = come_in("carrier", language)
    page.goto("/findings/numbers/")
    page.locator("a[data-row]").nth(row).click()
    listing = page.locator("a[href*='/lists/finding/']")
    expect(listing).to_have_count(0)
    page.locator("[name=state][value=confirmed]").check()
    page.locator("select[name=reason]").select_option("records")
    page.locator(".panel button.main").click()
    listing.click()
    expect(page.locator("fieldset.choice label").first).to_contain_text(
        "疑似骚扰" if language == "zh-CN" else "Suspected harassment"
    )
    assert accessible(page) == []
    page.locator("form.ask button.main").click()
    expect(page.locator("form.ask [name=way]").first).to_be_visible()  # nothing was chosen yet
    page.locator("[name=way]").first.check()
    page.locator("form.ask button.main").click()
    expect(page.locator(".message.success")).to_be_visible()
    expect(page.locator("a[href^='/lists/']:not([href*='finding'])")).to_have_count(
        2
    )  # the rail and the entry
    page.locator("[name=state][value=dismissed]").check()
    page.locator("select[name=reason]").select_option("lawful")
    page.locator(".panel button.main").click()
    expect(page.locator(".message.success").last).to_contain_text("1")
    expect(listing).to_have_count(0)
    expect(page.locator("section.panel .tag.red")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_carrier_imports_a_table(come_in: Opener, language: str, tmp_path: Path) -> None:
    """A file with one good and one bad row: the preview says which, and the good one is registered."""
    name = f"进口 {language}"
    (tmp_path / "t.csv").write_text(f"Name,Kind\n{name},principal\nBad,castle\n", encoding="utf-8")
    page = come_in("carrier", language)
    page.goto("/registers/import")
    page.locator("[name=sheet]").select_option("organisations")
    page.locator("[name=file]").set_input_files(tmp_path / "t.csv")
    page.locator("form.ask button.main").click()
    expect(page.locator("tr.bad")).to_have_count(1)
    page.locator("main form button.main").click()
    expect(page.locator(".message.success")).to_contain_text("1")
    page.locator("[name=q]").nth(1).fill(name)
    page.locator("#filters button").click()
    expect(page.locator("table.list")).to_contain_text(name)


def test_a_carrier_uploads_records_and_leaves(come_in: Opener, tmp_path: Path) -> None:
    """Records go up; the work goes on while the page is left, and leads to its result when found again."""
    rows = [
        f"+86171000000{at % 9}1,+8613800{at:06d},2026-03-10 1{at % 8}:{at % 60:02d}:00,5" for at in range(200)
    ]
    (tmp_path / "calls.csv").write_text("\n".join(["caller,callee,started_at,talk_s", *rows]))
    page = come_in("carrier", "en-GB")
    page.goto("/results/upload")
    page.locator("[name=records]").set_input_files(tmp_path / "calls.csv")
    page.locator("[name=title]").fill("a morning")
    page.locator("form.ask button.main").click()
    expect(page.locator("h1")).to_have_text("a morning")
    page.goto("/overview")
    page.goto("/jobs/")
    page.get_by_role("link", name="a morning").click()
    see = page.get_by_role("link", name="See what it came to")
    expect(see).to_be_visible(timeout=60_000)
    see.click()
    expect(page.locator(".tile .value").first).to_have_text("200")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_regulator_searches_and_the_look_is_kept(come_in: Opener, language: str) -> None:
    """`/` and a number lead to its chain of responsibility; nothing can be decided; the look is kept."""
    page = come_in("regulator", language)
    page.keyboard.press("/")
    page.keyboard.type("95015020")
    page.keyboard.press("Enter")
    expect(page.locator("ol.chain")).to_be_visible()
    expect(page.locator("ol.chain li")).to_have_count(5)
    page.goto("/findings/numbers/")
    page.locator("a[data-row]").first.click()
    expect(page.locator("form[action$=review]")).to_have_count(0)
    page.goto("/audit/?event=page.looked_at")
    expect(page.locator("table.list")).to_contain_text("95015***")


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_a_call_centre_and_a_citizen_see_their_own(come_in: Opener, language: str) -> None:
    """A call centre begins at its organisation and sees no findings; a citizen's first page is one column."""
    page = come_in("centre", language)
    expect(page.locator("h1")).to_have_text("外呼情况" if language == "zh-CN" else "How calls go")
    page.goto("/organisations/own")
    expect(page.locator("h1")).to_contain_text("示例呼叫服务")
    expect(page.locator("#rail a[href='/overview']")).to_have_count(0)
    page.goto("/lines/")
    expect(page.locator("table.list, .empty")).to_be_visible()
    page = come_in("citizen", language)
    expect(page.locator("a[href='/me/number']")).to_be_visible()
    expect(page.locator("#rail")).to_have_count(0)


def test_signing_in_works_without_scripts(come_in: Opener) -> None:
    """Where scripts are off, lists, pages and forms work all the same."""
    page = come_in("carrier", "en-GB", scripts=False)
    page.goto("/findings/numbers/")
    page.locator("a[data-row]").first.click()
    expect(page.locator("h1")).to_contain_text("****")
    page.locator("#reveal input[name=reason]").fill("complaint 13")
    page.locator("#reveal button").click()
    expect(page.locator(".revealed")).to_be_visible()


PAGES = (
    "/overview",
    "/findings/numbers/",
    "/findings/numbers/1",
    "/findings/campaigns/",
    "/chain?number=95015020",
    "/lines/",
    "/lines/1",
    "/registers/import",
    "/registers/add/lines",
    "/results/upload",
    "/licences/",
    "/audit/",
    "/keys",
    "/account/",
    "/search?q=95015020",
)


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("zh-CN", "light", 1280), ("en-GB", "dark", 390)],
)
def test_pages_are_accessible_and_fit_a_phone(
    come_in: Opener, language: str, scheme: str, width: int
) -> None:
    """axe-core finds no violation in light and dark, and at 390 px nothing reaches beyond the screen."""
    page = come_in("carrier", language, scheme=scheme, width=width)
    faults = []
    for address in PAGES:
        page.goto(address)
        faults += [(address, fault) for fault in accessible(page)]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((address, "wider than the screen"))
    assert faults == []


def test_strangers_pages_are_accessible(browser: Browser, served: str) -> None:
    """The page to sign in and a page that is not there are clean too."""
    for scheme in ("light", "dark"):
        page = browser.new_page(base_url=served, color_scheme="dark" if scheme == "dark" else "light")
        for address in ("/login/", "/nowhere"):
            page.goto(address)
            assert accessible(page) == []
        page.close()
