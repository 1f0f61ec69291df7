"""A sample result and a real browser for the tests of what people see."""

import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from jingling.detect.report.writing import write_report

# tests are not a package: what several of them share is found beside them
sys.path.insert(0, str(Path(__file__).parent))

from heard_pages import Heard, Opener
from sample_result import Sample, write_sample


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


@pytest.fixture
def heard() -> Heard:
    """All that the pages of one test say and ask for."""
    return Heard()


@pytest.fixture
def open_page(browser: Browser, heard: Heard, pages: list[Page]) -> Opener:
    """Open a file in a browser of some language, colours and width."""

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

    return open_it
