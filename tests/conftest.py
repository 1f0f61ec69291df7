"""What all tests share: a browser, and that hypothesis sets no deadline, for no test judges speed."""

import re
from collections.abc import Iterator
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


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's chromium."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is missing: apt-get install chromium fonts-noto-cjk")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        made = driver.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield made
        made.close()


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
