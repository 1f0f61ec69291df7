"""Twenty people at the console's lists and searches, over the real server: how long each page takes.

    apt-get install postgresql
    JINGLING_DATA=tmp/console DATABASE_URL=postgresql://… python bench/console_set.py --share 1
    JINGLING_DATA=tmp/console DATABASE_URL=postgresql://… python bench/console_load.py [--seconds 120]

`jingling serve` with two web processes; each person signs in by the form and keeps a connection; each opens a
page, reads for three seconds on average, and opens the next. A time is from sending a request to the last
byte of its answer. Server, database and readers share the machine. CPU counts signing in too.
"""

import argparse
import http.client
import os
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from statistics import quantiles
from urllib.parse import quote, urlencode, urlsplit

from console_set import CITIES, PASSWORD, PURPOSES, SIGNS, TRADES

BAR_S = 0.300
READS_FOR_S = 3.0
PEOPLE = [
    f"{role}{at}" for role, many in (("carrier", 7), ("centre", 9), ("regulator", 4)) for at in range(many)
]
Times = dict[str, list[float]]


class Browser:
    """One person's connection, with their cookies."""

    def __init__(self, port: int, person: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies: dict[str, str] = {}
        page = self.ask("/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        told = {"login": person, "password": PASSWORD, "csrfmiddlewaretoken": token[1] if token else ""}
        self.ask("/login/", urlencode(told))
        if "sessionid" not in self.cookies:
            raise SystemExit(f"{person} cannot sign in: make the set first")
        self.connection.close()  # opened again by the first page; others sign in meanwhile

    def ask(self, address: str, form: str = "") -> str:
        """Ask for a page; return its text.

        Raises:
            SystemExit: the console answered with a fault.
        """
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            told["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if form else "GET", address, form or None, told)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition(";")[0].partition("=")
                self.cookies[cookie] = rest
        if answer.status >= 400:
            raise SystemExit(f"{address}: {answer.status}")
        return text


def landline(dice: random.Random) -> str:
    """A number that lines of the set may show."""
    return f"010{dice.randrange(2000_0000, 9999_9000)}"


def mobile(dice: random.Random) -> str:
    """A person of the set."""
    return f"13{dice.randrange(10**9):09d}"


def name(dice: random.Random) -> str:
    """A piece of organisations' names: rare or common, of two to six characters."""
    return dice.choice([
        dice.choice(TRADES), dice.choice(CITIES),
        dice.choice(SIGNS) + dice.choice(SIGNS),
        dice.choice(SIGNS) + dice.choice(SIGNS) + dice.choice(TRADES),
        dice.choice(CITIES) + dice.choice(SIGNS) + dice.choice(SIGNS) + dice.choice(TRADES),
    ])  # fmt: skip


Pages = dict[str, Callable[[random.Random], str]]

REGISTERS: Pages = {
    "lines": lambda _: "/lines/",
    "lines, by name": lambda dice: f"/lines/?q=TRK{dice.randrange(100):02d}{dice.choice(['', '71', '7193'])}",
    "lines, by kind": lambda dice: f"/lines/?kind={dice.choice(['enterprise', 'subscriber', 'emergency'])}",
    "lines, by purpose": lambda dice: f"/lines/?purpose={dice.choice(PURPOSES)}",
    "number blocks": lambda _: "/blocks/",
    "number blocks, by number": lambda dice: f"/blocks/?number={landline(dice)}",
    "licences": lambda dice: f"/licences/?state={dice.choice(['', 'soon', 'expired'])}",
    "licences, by name": lambda dice: f"/licences/?q={quote(name(dice))}",
    "letters, contracts": lambda dice: dice.choice(["/letters/", "/contracts/"]),
    "chain of responsibility": lambda dice: f"/chain?number={landline(dice)}",
    "search, number": lambda dice: f"/search?q={landline(dice)}",
    "search, text": lambda dice: (
        f"/search?q={quote(dice.choice([name(dice), f'TRK{dice.randrange(10**6)}']))}"
    ),
}
ORGANISATIONS: Pages = {
    "lines, by holder": lambda dice: f"/lines/?holder={quote(name(dice))}",
    "organisations": lambda _: "/organisations/",
    "organisations, by name": lambda dice: f"/organisations/?q={quote(name(dice))}",
    "organisations, by kind": lambda dice: f"/organisations/?kind={dice.choice(['platform', 'principal'])}",
}
CONSENTS: Pages = {
    "consents": lambda _: "/consents/",
    "consents, by number": lambda dice: f"/consents/?number={mobile(dice)}",
    "consents, by purpose": lambda dice: f"/consents/?purpose={dice.choice(PURPOSES)}",
    "consents, by state": lambda dice: (
        f"/consents/?state={quote(dice.choice(['in force', 'expired', 'withdrawn']))}"
    ),
    "consents, by state and purpose": lambda dice: (
        f"/consents/?state=withdrawn&purpose={dice.choice(PURPOSES)}"
    ),
    "refusals": lambda _: "/refusals/",
}
OPENED = {
    "carrier": REGISTERS | ORGANISATIONS,
    "centre": REGISTERS | CONSENTS,
    "regulator": REGISTERS | ORGANISATIONS | CONSENTS,
}
GO_ON = ("lines", "organisations", "number blocks", "consents", "consents, by purpose", "consents, by state")
"""Lists that a person leafs through, also from their middle."""
ROW = re.compile(r'href="(/(?:lines|organisations|consents)/\d+)" data-row')


def read(browser: Browser, person: str, until: float, times: Times, pause_s: float) -> None:
    """Open page after page until a time."""
    dice = random.Random(person)  # noqa: S311 — the same pages each time
    pages = OPENED[person.rstrip("0123456789")]
    while time.monotonic() < until:
        kind = dice.choice(list(pages))
        address, title = pages[kind](dice), kind
        for _ in range(4 if kind in GO_ON else 2):
            began = time.perf_counter()
            page = browser.ask(address)
            times[title].append(time.perf_counter() - began)
            time.sleep(dice.expovariate(1 / pause_s) if pause_s else 0)
            going_on = re.search(r'<a href="([^"]*)" rel="next">', page)
            if kind in GO_ON and going_on and dice.random() < 0.8:
                address = address.partition("?")[0] + going_on[1].replace("&amp;", "&")
                title = f"{kind}, next page"
            elif rows := ROW.findall(page):
                address, title = dice.choice(rows), "one line, organisation or consent"
            else:
                break


def served(port: int) -> subprocess.Popen[bytes]:
    """Start the console on a port, and wait until it answers."""
    command = "import sys; from jingling.cli import main; main()"
    words = ["serve", "--port", str(port), "--workers", "2"]
    environment = os.environ | {"JINGLING_DEMO": "1"}  # no second factor is asked
    server = subprocess.Popen(
        [sys.executable, "-c", command, *words], env=environment, start_new_session=True
    )
    for _ in range(600):
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    raise SystemExit("the console does not listen")


def cpu_s(session: int) -> tuple[float, float]:
    """Return the CPU seconds of the console's processes, and of its database's, whatever else runs."""
    database = urlsplit(os.environ.get("DATABASE_URL", "")).path.lstrip("/")
    console = asked = 0
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            fields = (place / "stat").read_text().rsplit(")", 1)[1].split()
            ticks = int(fields[11]) + int(fields[12])
            if int(fields[3]) == session:
                console += ticks
            elif database and f" {database} [" in (place / "cmdline").read_text():
                asked += ticks
    each = os.sysconf("SC_CLK_TCK")
    return console / each, asked / each


def measure(browsers: dict[str, Browser], seconds: float, pause_s: float) -> Times:
    """Let people read; return the times of each kind of page, in seconds."""
    times: Times = defaultdict(list)
    until = time.monotonic() + seconds
    readers = [
        threading.Thread(target=read, args=(browser, person, until, times, pause_s))
        for person, browser in browsers.items()
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()
    return times


def p95(times: list[float]) -> float:
    """Return the time that 95 of a hundred do not exceed."""
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def main() -> None:
    """Serve, measure, print a table; the exit says whether the bar holds."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=120)
    asked.add_argument("--pause", type=float, default=READS_FOR_S)
    asked.add_argument("--people", type=int, default=len(PEOPLE), help="fewer than all twenty")
    asked.add_argument("--port", type=int, default=8871)
    options = asked.parse_args()
    server = served(options.port)
    try:
        people = PEOPLE[:: len(PEOPLE) // options.people][: options.people]
        browsers = {person: Browser(options.port, person) for person in people}
        before = cpu_s(server.pid)
        times = measure(browsers, options.seconds, options.pause)
        used = [after - so_far for so_far, after in zip(before, cpu_s(server.pid), strict=True)]
    finally:
        server.terminate()
        server.wait(20)
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, {Path(sys.executable).name}")
    print("| page | opened | p50 ms | p95 ms | worst ms |\n|---|---|---|---|---|")
    all_times = [one for some in times.values() for one in some]
    for title, some in [*sorted(times.items()), ("all", all_times)]:
        p50, worst = sorted(some)[len(some) // 2], max(some)
        print(f"| {title} | {len(some)} | {p50 * 1000:.0f} | {p95(some) * 1000:.0f} | {worst * 1000:.0f} |")
    console_ms, database_ms = (seconds / len(all_times) * 1000 for seconds in used)
    print(f"{len(all_times) / options.seconds:.1f} pages a second")
    print(f"CPU ms a page: console {console_ms:.0f}, database {database_ms:.0f}")
    sys.exit(p95(all_times) > BAR_S)


if __name__ == "__main__":
    main()
