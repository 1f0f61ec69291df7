"""Everything that can be killed is killed at random under load, behind an upstream that takes its next route.

No acknowledged refusal or outcome is lost, no answered call lacks its record, no marketing call gets through
without proof, and no ordinary call is refused because of us.
"""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from gate_registers import CONSENTS, LINES
from serving import Server, free_port, start, stop

from jingling.gate.kamailio_process import DEPLOY, KamailioProcess
from jingling.ledger import Writer
from jingling.lists.live import LiveLists
from jingling.numbers import read_key

sys.path.insert(0, str(Path(__file__).parent / "sip"))

from sip_by_hand import Telephone, status

PROGRAM = Path(sys.executable).with_name("jingling")
UNPROVEN = {
    "direction": "outbound", "caller": "+861051000001", "callee": "+8613800000002", "line": "bank-trunk",
    "principal": "Example Bank", "project": "cards",
}  # fmt: skip
SERVICE = UNPROVEN | {"caller": "+861051000060", "project": "statements"}
ORDINARY = {
    "direction": "network", "caller": "+8613911112222", "callee": "+8613800000002", "line": "phones",
}  # fmt: skip
INBOUND = {"direction": "inbound", "caller": "+8613911112222", "callee": "+8613800000002"}
EMERGENCY = SERVICE | {"callee": "110"}
PEERS = {"phones": "127.0.0.3", "bank-trunk": "127.0.0.2"}


class Load:
    """Callers, switches, refusing people and agents; remembers what was acknowledged and answered.

    A connection that breaks, a time-out and a 503 are the upstream's to deal with: it takes its next route.
    """

    def __init__(self, port: int, sip_port: int) -> None:
        self.port, self.sip_port = port, sip_port
        self.ended = threading.Event()
        self.refused: list[str] = []
        self.recorded: list[str] = []
        self.rang: list[str] = []
        self.wrong: list[str] = []
        self.told: Counter[str] = Counter()
        self.count = 0
        self.lock = threading.Lock()
        parts = (self._refuse, self._refuse, self._record, self._ask, self._ask, self._ring)
        self.threads = [threading.Thread(target=self._again, args=(part,)) for part in parts]

    def _again(self, part: Callable[[int], None]) -> None:
        while not self.ended.is_set():
            with self.lock:
                self.count += 1
                mine = self.count
            try:
                part(mine)
            except (OSError, http.client.HTTPException):
                self.told["no answer"] += 1
                time.sleep(0.01)

    def _refuse(self, mine: int) -> None:
        callee = f"+86139{mine:08}"
        told = {"callee": callee, "caller": "+861051000060"}
        headers = {"Idempotency-Key": f"r{mine}"} if mine % 2 else {}
        if self._send("/v1/refusals", told, headers) is None:
            return
        self.refused.append(callee)
        answer = self._send("/v1/decisions", SERVICE | {"callee": callee})
        if answer is not None and answer["verdict"] != "reject":
            self.wrong.append(f"called in spite of a refusal: {answer}")

    def _record(self, mine: int) -> None:
        told = {"principal": "Example Bank", "callee": f"+86138{mine:08}", "outcome": "no_answer"}
        if self._send("/v1/outcomes", told | {"note": f"note {mine}."}) is not None:
            self.recorded.append(f"note {mine}.")

    def _ask(self, mine: int) -> None:
        answer = self._send("/v1/decisions", UNPROVEN | {"call_id": f"c{mine}"})
        if answer is not None and answer["verdict"] != "reject":
            self.wrong.append(f"marketing without proof: {answer}")
        for question in (ORDINARY | {"call_id": f"o{mine}"}, INBOUND, EMERGENCY):
            answer = self._send("/v1/decisions", question)
            if answer is not None and answer["verdict"] not in {"allow", "label"}:
                self.wrong.append(f"an ordinary call refused: {answer}")

    def _ring(self, mine: int) -> None:
        for line, shown, wanted in (
            ("phones", "<sip:+8613911112222@example.com>", 404),
            ("bank-trunk", "<sip:+861051000001@example.com>", 603),
        ):
            call = f"ring-{mine}-{wanted}."
            with Telephone(PEERS[line]) as telephone:
                telephone.send(telephone.invite("+8613800000002", shown, call=call), self.sip_port)
                answered = status(telephone.hear(0.5))
            if answered == wanted:
                self.told["switch"] += 1
                self.rang.append(call)
            elif answered in {0, 503}:
                self.told["no answer"] += 1
            else:
                self.wrong.append(f"{line}: {answered} instead of {wanted}")

    def _send(self, path: str, told: object, headers: dict[str, str] | None = None) -> Any:
        """Return an answer of the gate, None where the upstream takes its next route."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("POST", path, json.dumps(told), headers or {})
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        if answer.status == 503:
            self.told["503"] += 1
            return None
        if answer.status != 200:
            self.wrong.append(f"{path}: {answer.status} {body!r}")
            return None
        self.told[path.rpartition("/")[2]] += 1
        return json.loads(body)


@contextmanager
def publishing(directory: Path, sources: Path, killed: Counter[str]) -> Iterator[None]:
    """Load and publish again and again, the publisher killed at random moments."""
    ended = threading.Event()
    rand = random.Random(2)  # noqa: S311 - when to kill is no secret

    def publish() -> None:
        while not ended.is_set():
            process = subprocess.Popen(
                [
                    PROGRAM, "gate", "load", "--data", directory, "--consents", sources / "consents.csv",
                    "--lines", sources / "lines.csv",
                ],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            with suppress(subprocess.TimeoutExpired):
                process.wait(rand.choice([rand.uniform(0.5, 4), 20]))
            if process.poll() is None:
                process.kill()
                killed["publisher"] += 1
                process.wait()

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


class Site:
    """A gate and a switch over one directory, each started again when it dies, as systemd does."""

    def __init__(self, directory: Path, home: Path) -> None:
        self.directory = directory
        self.killed: Counter[str] = Counter()
        self.server: Server = start(directory, free_port(), "--workers", "2")
        home.mkdir()
        settings = {"GATE_DATA": str(directory), "GATE_WORKERS": "2", "GATE_CALLS_PER_SECOND": "100000"}
        peers = [(address, line) for line, address in PEERS.items()]
        self.switch = KamailioProcess(DEPLOY / "redirect.cfg", home, settings, peers)
        self.switch.start()

    def kill(self, rand: random.Random) -> None:
        """Kill a worker or all processes of the gate or of the switch."""
        what = rand.choices(["worker", "gate", "switch's worker", "switch"], [8, 1, 1, 1])[0]
        with suppress(ProcessLookupError):
            if what == "worker":
                if not (alive := self.server.workers()):
                    return
                os.kill(rand.choice(alive), signal.SIGKILL)
            elif what == "gate":
                os.killpg(self.server.process.pid, signal.SIGKILL)
                self.server.process.wait()
                self.server = start(self.directory, self.server.port, "--workers", "2")
            else:
                if what == "switch":
                    os.killpg(self.switch.pid, signal.SIGKILL)
                else:
                    os.kill(rand.choice(self.switch.workers()), signal.SIGKILL)
                self.switch.wait(10)
                self.switch.stop()
                self.switch.start()
        self.killed[what] += 1

    def stop(self) -> None:
        """End both."""
        self.switch.stop()
        stop(self.server)


def kill_at_random(directory: Path, sources: Path, seconds: float) -> None:
    """Run the load for some seconds while everything is killed, then see that nothing is lost."""
    rand = random.Random(1)  # noqa: S311 - the same
    site = Site(directory, directory.parent / "switch")
    try:
        load = Load(site.server.port, site.switch.port)
        for thread in load.threads:
            thread.start()
        try:
            with publishing(directory, sources, site.killed):
                end = time.monotonic() + seconds
                while time.monotonic() < end:
                    time.sleep(rand.uniform(0.3, 2.5))
                    site.kill(rand)
        finally:
            load.ended.set()
            for thread in load.threads:
                thread.join()
    finally:
        site.stop()
    print(json.dumps({"killed": site.killed, "answered": load.told, "wrong": load.wrong[:5]}))  # noqa: T201
    assert not load.wrong, load.wrong[:5]
    assert site.killed["worker"]
    assert load.refused
    assert load.recorded
    assert load.rang
    lists = LiveLists(directory)
    lost = [callee for callee in load.refused if not lists.person(read_key(callee)[0])[1]]
    lists.close()
    assert not lost
    for stream in (directory / "ledger").iterdir():  # as the next writer would, which marks what is missing
        if stream.is_dir() and any(stream.glob("*.records")):
            Writer(directory, stream.name).close()
    kept = b"".join(path.read_bytes() for path in (directory / "ledger").rglob("*.records"))
    ids = {line.partition(b'"call_id":"')[2].partition(b";")[0] for line in kept.splitlines()}
    assert not [note for note in load.recorded if note.encode() not in kept]
    assert not [call for call in load.rang if call.encode() not in ids]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The registers as files."""
    (tmp_path / "consents.csv").write_text(CONSENTS, encoding="utf-8")
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    return tmp_path


def test_killing_loses_nothing(directory: Path, sources: Path) -> None:
    """Fifteen seconds of it; `test_killing_for_ten_minutes` is the same for longer."""
    kill_at_random(directory, sources, 15)


@pytest.mark.slow
def test_killing_for_ten_minutes(directory: Path, sources: Path) -> None:
    """Ten minutes under load."""
    kill_at_random(directory, sources, 600)
