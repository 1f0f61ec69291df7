"""What journeys through the console have in common: the console itself, signing in, looking for faults."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Page

HERE = Path(__file__).parent
AXE = HERE.parent / "vendor" / "axe-core" / "axe.min.js"
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
