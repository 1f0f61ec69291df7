"""A day's reports at ten times their rate through the real server, while server and database are killed.

    python bench/reports_load.py [--seconds 300] [--rate 11.6] [--kills 4]

100,000 reports a day are 1.16 a second. Reports are sent at ten times that rate, at random times that wait
for nobody, to `jingling serve` (granian) on PostgreSQL with fsync on, both of their own and thrown away in
the end. Every so often one of the two, in turn, is killed with all its processes (`kill -9`) and started
again. A client that gets no answer sends again with its idempotency key; one in twenty sends twice at once,
as somebody impatient does. Then the database is asked what it holds.

Prints, as JSON: how many were sent, are held, are missing, are there twice; requests and how many of them
failed; seconds from the first sending of a report to its receipt, as percentiles: of all, and of those first
sent while nothing was down and nobody waited because it had been (`undisturbed_s`). How long each outage was,
and how long until all who had waited for it had their receipts. No second factor is asked of the bench's one
user (`JINGLING_DEMO=1`).
"""

import argparse
import http.client
import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import NamedTuple
from urllib.parse import urlencode

BINARIES = Path("/usr/lib/postgresql/15/bin")
AS_NOBODY = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
PASSWORD = "a sentence for the bench"  # noqa: S105 - of a database that is thrown away
CLIENTS = 200
TIMEOUT_S = 10
REST_S = 0.25
PATIENCE_S = 120
IMPATIENT = 0.05


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def children(pid: int) -> list[int]:
    """Return a process and all that it started, and so on."""
    found = [pid]
    for other in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(other.read_text().rpartition(")")[2].split()[1])
        except OSError:  # it ended meanwhile
            continue
        if parent == pid:
            found += children(int(other.parent.name))
    return found


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with all that it started."""
    for pid in children(process.pid):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


class Database:
    """PostgreSQL in a directory of its own."""

    def __init__(self, place: Path) -> None:
        self.place, self.port = place, free_port()
        place.mkdir()
        if AS_NOBODY:
            shutil.chown(place, "nobody")
        make = [
            str(BINARIES / "initdb"),
            "-D",
            str(place / "data"),
            "-U",
            "bench",
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run([*AS_NOBODY, *make], check=True, capture_output=True, cwd="/")
        self.start()

    @property
    def address(self) -> str:
        """The address as `DATABASE_URL` has it."""
        return f"postgresql://bench@:{self.port}/postgres?host={self.place}"

    def start(self) -> None:
        """Start it, again and again until what was killed is gone and it answers."""
        run = [str(BINARIES / "postgres"), "-D", str(self.place / "data"), "-p", str(self.port)]
        run += ["-k", str(self.place), "-c", "listen_addresses="]
        ready = [str(BINARIES / "pg_isready"), "-h", str(self.place), "-p", str(self.port), "-q"]
        while True:
            with (self.place / "log").open("ab") as log:
                self.process = subprocess.Popen([*AS_NOBODY, *run], stdout=log, stderr=log, cwd="/")
            while self.process.poll() is None:
                if subprocess.run(ready, check=False).returncode == 0:
                    return
                time.sleep(0.1)


class Server:
    """`jingling serve` on a port of its own."""

    def __init__(self, data: Path, address: str) -> None:
        self.data, self.port = data, free_port()
        self.environment = {
            **{name: text for name, text in os.environ.items() if not name.startswith("JINGLING")},
            "DATABASE_URL": address,
            "JINGLING_DATA": str(data),
            "JINGLING_DEMO": "1",
        }
        self.run(
            "console",
            "add-person",
            "bench",
            "--role",
            "desk",
            "--organisation",
            "Bench",
            "--password",
            PASSWORD,
        )
        self.start()

    def run(self, *words: str) -> None:
        """Run a command of jingling to its end."""
        command = [sys.executable, "-c", "from jingling.cli import main; main()", *words]
        subprocess.run(command, check=True, env=self.environment, capture_output=True)

    def start(self) -> None:
        """Start it, and again if it ends because the database is not there; wait until it answers."""
        command = [sys.executable, "-c", "from jingling.cli import main; main()", "serve"]
        while True:
            with (self.data / "log").open("ab") as log:
                self.process = subprocess.Popen(
                    [*command, "--port", str(self.port)], env=self.environment, stdout=log, stderr=log
                )
            while self.process.poll() is None:
                if self.answers():
                    return

    def answers(self) -> bool:
        """Say whether it answers; wait a little if it does not."""
        try:
            if self.ask("GET", "/healthz")[0] == 200:
                return True
        except OSError:
            time.sleep(0.1)
        return False

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Ask for something; return status, headers and body.

        Raises:
            OSError: there is no answer.
        """
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        except http.client.HTTPException as fault:
            raise OSError(str(fault)) from fault
        finally:
            connection.close()

    def sign_in(self) -> dict[str, str]:
        """Sign in, and return the headers of a machine that did."""
        _, headers, page = self.ask("GET", "/login/")
        cookies = _cookies(headers)
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', page)
        form = {
            "login": "bench",
            "password": PASSWORD,
            "csrfmiddlewaretoken": token[1].decode() if token else "",
        }
        sent = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": _written(cookies)}
        status, headers, page = self.ask("POST", "/login/", urlencode(form), sent)
        if status != 302:
            raise OSError(page.decode())
        cookies |= _cookies(headers)
        return {
            "Content-Type": "application/json",
            "Cookie": _written(cookies),
            "X-CSRFToken": cookies["csrftoken"],
        }


def _cookies(headers: http.client.HTTPMessage) -> dict[str, str]:
    told = (line.split(";", 1)[0].partition("=") for line in headers.get_all("Set-Cookie", []))
    return {name: value for name, _, value in told}


def _written(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


@dataclass
class Told:
    """What the clients saw."""

    receipts: dict[int, set[str]] = field(default_factory=dict)
    spans: list[tuple[float, float]] = field(default_factory=list)
    failed: int = 0
    refused: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


def report(at: int) -> dict[str, object]:
    """Make the report of a place in line: some 5,000 people, about a thousand numbers."""
    return {
        "report": f"b-{at}",
        "number": f"9501{at * 7919 % 1000 + 5000:04d}",
        "called_at": f"2026-11-{1 + at % 20:02d} {8 + at % 12:02d}:{at % 60:02d}",
        "about": ("贷款理财", "房产中介", "保险", "")[at % 4],
        "said": "说是银行的，问我要不要贷款，说了不需要还是一直打。" if at % 3 else "",
        "reporter": f"139{at % 5000:08d}",
        "channel": "app",
    }


class Outage(NamedTuple):
    """What was killed, when, and since when it answered again, in seconds of the monotonic clock."""

    what: str
    down_at: float
    up_at: float

    def over_at(self, told: Told) -> float:
        """Return when all who had begun to wait before it was over had their receipts."""
        return max((end for began, end in told.spans if began < self.up_at), default=self.up_at)


def send(server: Server, headers: dict[str, str], at: int, told: Told, began: float) -> None:
    """Send a report until there is a receipt; it began when it was due, were all clients busy or not."""
    body = json.dumps(report(at), ensure_ascii=False).encode().decode("latin-1")
    mine = {**headers, "Idempotency-Key": f"bench-{at:08d}"}
    while time.monotonic() - began < PATIENCE_S:
        try:
            status, _, answer = server.ask("POST", "/api/v1/reports", body, mine)
        except OSError:
            status, answer = 0, b""
        now = time.monotonic()
        with told.lock:
            if status == 201:
                told.spans.append((began, now))
                told.receipts.setdefault(at, set()).add(json.loads(answer)["receipt"])
                return
            told.failed += 1
            if status and status < 500:
                told.refused.append(f"{at}: {status} {answer.decode()[:200]}")
                return
        time.sleep(REST_S * random.uniform(1, 4))  # noqa: S311 - no secret


@contextmanager
def killing(database: Database, server: Server, seconds: float, kills: int) -> Iterator[list[Outage]]:
    """Kill server and database in turn, evenly spread over a time, and start them again."""
    done: list[Outage] = []

    def run() -> None:
        for at in range(kills):
            time.sleep(max(0.0, began + seconds * (at + 1) / (kills + 1) - time.monotonic()))
            one: Database | Server = (server, database)[at % 2]
            down_at = time.monotonic()
            kill(one.process)
            one.start()
            while not server.answers():
                pass
            done.append(Outage(type(one).__name__.lower(), down_at, time.monotonic()))

    began = time.monotonic()
    with ThreadPoolExecutor(1) as killer:
        over = killer.submit(run)
        yield done
        over.result()


def run(
    place: Path, seconds: float, rate: float, kills: int, say: Callable[[str], None], settle_s: float = 15
) -> dict[str, object]:
    """Send reports for a time, once the processes that were just started are at rest; return the figures."""
    database = Database(place / "pg")
    (place / "console").mkdir()
    server = Server(place / "console", database.address)
    try:
        headers, told = server.sign_in(), Told()
        time.sleep(settle_s)
        chance = random.Random(11)  # noqa: S311 - times of arrival, not secrets
        with killing(database, server, seconds, kills) as killed, ThreadPoolExecutor(CLIENTS) as clients:
            began, at, when = time.monotonic(), 0, 0.0
            while (when := when + chance.expovariate(rate)) < seconds:
                time.sleep(max(0.0, began + when - time.monotonic()))
                for _ in range(2 if chance.random() < IMPATIENT else 1):
                    clients.submit(send, server, headers, at, told, began + when)
                at += 1
                if at % 500 == 0:
                    say(f"{at} sent, {told.failed} requests failed, {len(killed)} kills")
        server.run("console", "check-audit")
        return {"seconds": seconds, "rate": rate, **held(database, told, at), **timed(told, killed)}
    finally:
        kill(server.process)
        kill(database.process)


def held(database: Database, told: Told, sent: int) -> dict[str, object]:
    """Ask the database what it holds, and hold that against what the clients saw."""
    import psycopg

    ask = "SELECT split_part(name, ':b-', 2)::int, receipt FROM complaints_report"
    with psycopg.connect(database.address) as connection:
        rows = connection.execute(ask).fetchall()
        cases = connection.execute(
            "SELECT count(*) FROM complaints_case WHERE joined_into_id IS NULL"
        ).fetchone()
    kept = dict(rows)
    return {
        "sent": sent,
        "held": len(rows),
        "missing": len(set(range(sent)) - set(kept)),
        "twice": len(rows) - len(kept),
        "receipts_differ": sum(told.receipts.get(at) != {kept.get(at)} for at in range(sent)),
        "cases": cases[0] if cases else 0,
        "requests": len(told.spans) + told.failed,
        "failed": told.failed,
        "refused": told.refused[:5],
    }


def timed(told: Told, killed: list[Outage]) -> dict[str, object]:
    """Return how long it took, in all and undisturbed, and what the outages were."""
    disturbed = [(one.down_at, one.over_at(told)) for one in killed]
    calm = [span for span in told.spans if not any(down <= span[0] < over for down, over in disturbed)]
    return {
        "outages": [
            {"killed": one.what, "down_s": round(one.up_at - one.down_at, 1), "over_s": round(over - down, 1)}
            for one, (down, over) in zip(killed, disturbed, strict=True)
        ],
        "all_s": percentiles([end - began for began, end in told.spans]),
        "undisturbed": len(calm),
        "undisturbed_s": percentiles([end - began for began, end in calm]),
    }


def percentiles(told: list[float]) -> dict[str, float]:
    """Return median, 95th and 99th percentile."""
    ordered = sorted(told) or [0.0]
    return {
        f"p{part}": round(ordered[min(len(ordered) - 1, len(ordered) * part // 100)], 3)
        for part in (50, 95, 99)
    }


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--rate", type=float, default=11.6)
    parser.add_argument("--kills", type=int, default=4)
    asked = parser.parse_args()
    place = Path(tempfile.mkdtemp(prefix="jl-", dir="/tmp"))  # a socket's path must be short
    place.chmod(0o755)
    try:
        figures = run(
            place,
            asked.seconds,
            asked.rate,
            asked.kills,
            lambda line: print(line, file=sys.stderr, flush=True),
        )
        print(json.dumps(figures, indent=1))
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
