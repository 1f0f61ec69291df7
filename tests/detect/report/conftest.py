"""A sample result and a real browser for the tests of what people see."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from jingling.detect.report import write_report

# tests are not a package: what several of them share is found beside them
sys.path.insert(0, str(Path(__file__).parent))

from heard_pages import Heard, Opener
from sample_result import Sample, write_sample

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SHOTS = Path("out/failed-pages")
"""Where the picture of a failed page is kept, below the directory that the tests run in."""


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember how a test ended, for the fixture that keeps pictures."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.when == "call":
        item.stash[FAILED] = report.failed


FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A sample result with its report beside it."""
    made = write_sample(tmp_path_factory.mktemp("result"))
    write_report(made.out)
    return made


@pytest.fixture(scope="session")
def unmasked(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The same with numbers shown in full."""
    made = write_sample(tmp_path_factory.mktemp("unmasked"))
    write_report(made.out, unmask=True)
    return made


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk")
    driver: Playwright
    with sync_playwright() as driver:
        made = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def heard() -> Heard:
    """All that the pages of one test say and ask for."""
    return Heard()


@pytest.fixture
def open_page(browser: Browser, heard: Heard, request: pytest.FixtureRequest) -> Iterator[Opener]:
    """Open a file in a browser of some language, colours and width; a failed test keeps a picture."""
    pages: list[Page] = []

    def open_it(
        path: Path,
        address: str = "",
        *,
        language: str = "en-GB",
        scheme: str = "light",
        width: int = 1280,
        scripts: bool = True,
    ) -> Page:
        context = browser.new_context(
            locale=language,
            color_scheme="dark" if scheme == "dark" else "light",
            viewport={"width": width, "height": 844},
            java_script_enabled=scripts,
        )
        page = context.new_page()
        page.on("console", lambda message: heard.said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda fault: heard.said.append(str(fault)))
        page.on("request", lambda asked: heard.asked.append(asked.url))
        page.goto(f"{path.as_uri()}{address}")
        pages.append(page)
        return page

    yield open_it
    for place, page in enumerate(pages):
        if request.node.stash.get(FAILED, False):
            SHOTS.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=SHOTS / f"{request.node.name}-{place}.png", full_page=True)
        page.context.close()
