"""A call is reported over a telephone network of the second generation, and over a line that breaks.

The profile is Chromium's own "Regular 2G", as its developer tools have had it: 250 kbit/s down, 50 kbit/s up,
300 ms of latency.
"""

import sqlite3
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from journeys import LANGUAGES, Served
from playwright.sync_api import CDPSession, Error, Page

pytestmark = pytest.mark.xdist_group("journeys")

REGULAR_2G = {"latency": 300, "downloadThroughput": 250_000 / 8, "uploadThroughput": 50_000 / 8}
MOST_BYTES = 60 * 1024
PATIENCE_S = 20.0


class Line:
    """The network between a page and the console, and what came over it."""

    def __init__(self, page: Page) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.bytes, self.files = 0, 0
        self.session.on("Network.loadingFinished", self._came)
        self.session.send("Network.enable")
        self.up()

    def up(self) -> None:
        """Let it be slow."""
        self.session.send("Network.emulateNetworkConditions", {"offline": False, **REGULAR_2G})

    def down(self) -> None:
        """Break it."""
        self.session.send("Network.emulateNetworkConditions", {"offline": True, **REGULAR_2G})

    def _came(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
        self.files += 1


def reports(served: Served, said: str) -> int:
    """Count the reports in which something was said."""
    with sqlite3.connect(f"file:{served.data / 'console.sqlite3'}?mode=ro", uri=True) as base:
        return int(
            base.execute("SELECT count(*) FROM complaints_report WHERE said = ?", [said]).fetchone()[0]
        )


def broken(page: Page) -> None:
    """Wait for the browser to say that there is no network."""
    until = time.monotonic() + PATIENCE_S
    while not page.url.startswith("chrome-error:"):
        assert time.monotonic() < until
        page.wait_for_timeout(50)


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_three_acts_report_a_call_over_2g(
    open_page: Callable[..., Page], served: Served, language: str, *, scripts: bool
) -> None:
    """Number, what was said, send: a receipt; all that came before the first act is at most 60 KB."""
    page = open_page(language, width=320, scripts=scripts)
    line, said = Line(page), f"要给我贷款 {language} {scripts}"
    page.goto("/report/", wait_until="networkidle")
    assert line.files >= 3
    assert 10_000 < line.bytes <= MOST_BYTES
    page.fill("[name=number]", "95015020")
    page.fill("[name=said]", said)
    page.locator("form.ask button.main").click()
    page.wait_for_selector(".reference")
    assert reports(served, said) == 1


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without"])
def test_what_was_sent_twice_over_a_broken_line_is_one_report(
    open_page: Callable[..., Page], served: Served, *, scripts: bool
) -> None:
    """The line breaks before the form leaves, then before the answer comes; loading again sends the same."""
    page = open_page("zh", width=320, scripts=scripts)
    line, said = Line(page), f"线路中断 {scripts}"
    page.goto("/report/")
    page.fill("[name=number]", "95015020")
    page.fill("[name=said]", said)
    line.down()
    page.locator("form.ask button.main").click(no_wait_after=True)
    broken(page)
    assert reports(served, said) == 0
    line.up()
    session = page.context.new_cdp_session(page)
    session.send("Page.reload")  # the person presses "reload"; the answer is not waited for
    until = time.monotonic() + PATIENCE_S
    while reports(served, said) == 0 and time.monotonic() < until:
        page.wait_for_timeout(20)
    line.down()  # it was kept, and its answer is on the way
    page.wait_for_timeout(500)
    line.up()
    for _ in range(5):
        with suppress(Error):  # the browser's own page about the break may come late, and break off a reload
            page.reload()
            break
    page.wait_for_selector(".reference")
    assert reports(served, said) == 1


def test_a_line_that_breaks_loses_nothing_that_was_typed(
    open_page: Callable[..., Page], served: Served
) -> None:
    """Pressed again and again while nothing passes, the form goes out once it does."""
    page = open_page("en", width=320)
    line, said = Line(page), "nothing passes"
    page.goto("/report/")
    page.fill("[name=number]", "95015020")
    page.fill("[name=said]", said)
    line.down()
    page.locator("form.ask button.main").click(no_wait_after=True)
    broken(page)
    for _ in range(2):
        with suppress(Error):  # the browser may tell a reload of its own error page as one more error, or not
            page.reload()
    assert reports(served, said) == 0
    line.up()
    page.reload()
    page.wait_for_selector(".reference")
    assert reports(served, said) == 1
