"""What all tests share: a browser, and that hypothesis sets no deadline, for no test judges speed."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

settings.register_profile("jingling", deadline=None)
settings.load_profile("jingling")

CHROMIUM = Path("/usr/bin/chromium")
SHOTS = Path("out/failed-pages")
"""Where the picture of a failed page is kept, below the directory that the tests run in."""

_FAILED = pytest.StashKey[bool]()
_LONGEST = ("on_postgresql", "same_results", "console_in_the_browser", "journeys")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep a module's tests in one process, which makes its fixtures once; what takes longest comes first."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
    items.sort(key=lambda item: item.path.stem.removeprefix("test_") not in _LONGEST)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember how a test ended."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if report.when == "call":
        item.stash[_FAILED] = report.failed


class Chromium:
    """Debian's chromium, running from the first test that wants it to the first that does not.

    While Playwright drives it, its event loop runs in this thread, where Django then answers nobody.
    """

    def __init__(self) -> None:
        self._stack, self._browser = ExitStack(), None

    def open(self) -> Any:
        """Return it, started."""
        if self._browser is None:
            from playwright.sync_api import sync_playwright

            arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            driver = self._stack.enter_context(sync_playwright())
            self._browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
            self._stack.callback(self._browser.close)
        return self._browser

    def close(self) -> None:
        """End it."""
        self._browser = None
        self._stack.close()


_BROWSER = Chromium()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """End the browser before a test that does not want it."""
    if "browser" not in getattr(item, "fixturenames", ()):
        _BROWSER.close()


def pytest_sessionfinish() -> None:
    """End the browser with the tests."""
    _BROWSER.close()


@pytest.fixture(scope="session")
def end_browser() -> Callable[[], None]:
    """Ends the browser, for who has to answer in this thread once the tests are over."""
    return _BROWSER.close


@pytest.fixture
def browser() -> Any:
    """A browser."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk")
    return _BROWSER.open()


class Pages(list[Any]):
    """The pages that a test opened; `failed` is for who finds a fault after the test has ended."""

    failed = False


@pytest.fixture
def pages(request: pytest.FixtureRequest) -> Iterator[Pages]:
    """Close a test's pages in the end, and keep pictures of them if it failed."""
    opened = Pages()
    yield opened
    for place, page in enumerate(opened):
        if opened.failed or request.node.stash.get(_FAILED, False):
            SHOTS.mkdir(parents=True, exist_ok=True)
            name = re.sub(r"\W+", "-", request.node.name)
            page.screenshot(path=SHOTS / f"{name}-{place}.png", full_page=True)
        page.context.close()
