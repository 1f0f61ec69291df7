"""Crashes: processes killed, files damaged, disks full; nothing that was acknowledged is lost.

A marketer without proof never gets through, and no ordinary call is refused because of us.
"""

import http.client
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from serving import Server, serving

from jingling.gate import Gate, question_from
from jingling.gate.counters import FILE_NAME as COUNTERS
from jingling.gate.hearing import read_refusal, refuse
from jingling.ledger import Writer
from jingling.lists import feed
from jingling.lists.live import LiveLists
from jingling.lists.packing import key_bytes
from jingling.lists.snapshot import FILE_NAME as LISTS
from jingling.numbers import read_key

PROGRAM = Path(sys.executable).with_name("jingling")
UNPROVEN = {
    "direction": "outbound", "caller": "+861051000001", "callee": "+8613800000002", "line": "bank-trunk",
    "principal": "Example Bank", "project": "cards",
}  # fmt: skip
PROVEN = UNPROVEN | {"callee": "+8613800000001", "at": "2026-03-10T10:00:00+08:00"}
SERVICE = UNPROVEN | {"caller": "+861051000060", "project": "statements"}
ORDINARY = {
    "direction": "network", "caller": "+8613911112222", "callee": "+8613800000002", "line": "phones",
}  # fmt: skip
INBOUND = {"direction": "inbound", "caller": "+8613911112222", "callee": "+8613800000002"}
EMERGENCY = SERVICE | {"callee": "110"}


# --- killing at random -----------------------------------------------------------------------------------
class Load:
    """Callers, refusing people and agents, each on a thread; remembers what was acknowledged and answered."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.ended = threading.Event()
        self.refused: list[str] = []
        self.recorded: list[str] = []
        self.wrong: list[str] = []
        self.answers = 0
        self.count = 0
        self.lock = threading.Lock()
        parts = (self._refuse, self._refuse, self._record, self._ask, self._ask)
        self.threads = [threading.Thread(target=self._again, args=(part,)) for part in parts]

    def _again(self, part: Callable[[int], None]) -> None:
        while not self.ended.is_set():
            with self.lock:
                self.count += 1
                mine = self.count
            with suppress(OSError, http.client.HTTPException):
                part(mine)  # a connection that a killed worker drops is the upstream's to repeat

    def _refuse(self, mine: int) -> None:
        callee = f"+86139{mine:08}"
        told = {"callee": callee, "caller": "+861051000060"}
        headers = {"Idempotency_Key": f"r{mine}"} if mine % 2 else {}
        if self._send("/v1/refusals", told, **headers) is None:
            return
        self.refused.append(callee)
        answer = self._send("/v1/decisions", SERVICE | {"callee": callee})
        if answer is not None and answer["verdict"] != "reject":
            self.wrong.append(f"called in spite of a refusal: {answer}")

    def _record(self, mine: int) -> None:
        told = {"principal": "Example Bank", "callee": f"+86138{mine:08}", "outcome": "no_answer"}
        answer = self._send("/v1/outcomes", told | {"note": f"note {mine}."})
        if answer is not None:
            self.recorded.append(f"note {mine}.")

    def _ask(self, mine: int) -> None:
        answer = self._send("/v1/decisions", UNPROVEN | {"call_id": f"c{mine}"})
        if answer is not None and answer["verdict"] != "reject":
            self.wrong.append(f"marketing without proof: {answer}")
        for question in (ORDINARY | {"call_id": f"o{mine}"}, INBOUND, EMERGENCY):
            answer = self._send("/v1/decisions", question)
            if answer is not None and answer["verdict"] not in {"allow", "label"}:
                self.wrong.append(f"an ordinary call refused: {answer}")

    def _send(self, path: str, told: object, **headers: str) -> Any:
        """Return an answer of the gate; None where there was none, and the upstream takes its next route."""
        answer = self.server.send("POST", path, told, **headers)
        if answer.status == 503:
            return None
        if answer.status != 200:
            self.wrong.append(f"{path}: {answer.status} {answer.body!r}")
            return None
        self.answers += 1
        return json.loads(answer.body)


@contextmanager
def publishing(directory: Path, sources: Path, killed: list[int]) -> Iterator[None]:
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
                killed.append(process.pid)
                process.wait()

    thread = threading.Thread(target=publish)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def kill_at_random(directory: Path, sources: Path, seconds: float) -> None:
    """Run the load for some seconds with workers and publisher killed, then see that nothing is lost."""
    rand = random.Random(1)  # noqa: S311 - the same
    publishers: list[int] = []
    workers = 0
    with serving(directory, "--workers", "2") as server:
        load = Load(server)
        for thread in load.threads:
            thread.start()
        with publishing(directory, sources, publishers):
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(rand.uniform(0.3, 2.5))
                if alive := server.workers():
                    with suppress(ProcessLookupError):
                        os.kill(rand.choice(alive), signal.SIGKILL)
                        workers += 1
        load.ended.set()
        for thread in load.threads:
            thread.join()
    assert not load.wrong, load.wrong[:5]
    assert workers
    assert load.answers
    assert load.refused
    lists = LiveLists(directory)
    lost = [callee for callee in load.refused if not lists.person(read_key(callee)[0])[1]]
    lists.close()
    assert not lost
    _recover(directory)
    kept = b"".join(path.read_bytes() for path in (directory / "ledger").rglob("*.records"))
    assert not [note for note in load.recorded if note.encode() not in kept]


def _recover(directory: Path) -> None:
    """Open every stream as its next writer would, which marks what is missing."""
    for stream in (directory / "ledger").iterdir():
        if stream.is_dir() and any(stream.glob("*.records")):
            Writer(directory, stream.name).close()


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """The registers as files."""
    from gate_registers import CONSENTS, LINES

    (tmp_path / "consents.csv").write_text(CONSENTS, encoding="utf-8")
    (tmp_path / "lines.csv").write_text(LINES, encoding="utf-8")
    return tmp_path


def test_killing_workers_and_publisher_loses_nothing(directory: Path, sources: Path) -> None:
    """Fifteen seconds of it; `test_killing_for_ten_minutes` is the same for longer."""
    kill_at_random(directory, sources, 15)


@pytest.mark.slow
def test_killing_for_ten_minutes(directory: Path, sources: Path) -> None:
    """Ten minutes under load."""
    kill_at_random(directory, sources, 600)


def test_writers_killed_in_the_middle_of_refusals_lose_none(directory: Path) -> None:
    """A process that refuses and says so line by line is killed; what it said holds."""
    script = (
        "import sys, json; from pathlib import Path; from jingling.gate import Gate\n"
        "from jingling.gate.hearing import refuse, read_refusal\n"
        "gate = Gate(Path(sys.argv[1]), stream='killed')\n"
        "for last in range(int(sys.argv[2]), 10**8):\n"
        "    callee = f'+86137{last:08}'\n"
        "    told = {'callee': callee, 'principal': 'Example Bank'}\n"
        "    refuse(gate, read_refusal(json.dumps(told).encode()))\n"
        "    print(callee, flush=True)\n"
    )
    rand, told = random.Random(3), list[str]()  # noqa: S311 - the same
    for attempt in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", script, directory, str(attempt * 10_000_000)],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            told.append(process.stdout.readline().strip())
            time.sleep(rand.uniform(0.05, 0.4))
            process.kill()
            told += [line.strip() for line in process.stdout if line.endswith("\n")]
    lists = LiveLists(directory)
    assert all(lists.person(read_key(callee)[0])[1] for callee in told)
    lists.close()


# --- damage and failure ----------------------------------------------------------------------------------
def judged(gate: Gate) -> dict[str, tuple[str, list[str]]]:
    """Ask one question of each kind; return verdicts and reasons."""
    questions = {
        "proven": PROVEN, "unproven": UNPROVEN, "service": SERVICE, "emergency": EMERGENCY,
        "ordinary": ORDINARY, "inbound": INBOUND,
        "with an id": ORDINARY | {"call_id": str(time.monotonic_ns())},
    }  # fmt: skip
    told = {}
    for name, question in questions.items():
        verdict = gate.ask(question_from({"at": "2026-03-10T10:00:00+08:00"} | question))
        told[name] = (verdict.verdict, [answer.code for answer in verdict.reasons])
    return told


def holds_to_the_failure_rules(told: dict[str, tuple[str, list[str]]], code: str = "GATE-DEGRADED") -> None:
    """See that outbound is closed, the rest open, and that both say why."""
    for name, (verdict, codes) in told.items():
        closed = name in {"proven", "unproven", "service"}
        assert verdict == ("reject" if closed else "allow"), (name, told)
        assert code in codes or name == "emergency" or (closed and codes), (name, told)
    assert told["proven"] == ("reject", [code])


def records(directory: Path) -> list[dict[str, Any]]:
    """Return the decisions that were recorded."""
    texts = [path.read_text() for path in sorted((directory / "ledger").rglob("*.records"))]
    lines = [line for text in texts for line in text.splitlines() if line.startswith("{")]
    return [told for line in lines if (told := json.loads(line)).get("record") == "decision"]


def _cut(path: Path) -> None:
    whole = path.read_bytes()
    path.unlink()
    path.write_bytes(whole[: len(whole) // 2])


def _scribble(path: Path) -> None:
    path.unlink()
    path.write_bytes(os.urandom(65_536))


def _flip(path: Path) -> None:
    """Flip one bit of a refusal: nothing but a digest can tell."""
    with path.open("r+b") as file:
        at = file.read().index(key_bytes(8613800000006)) + 8 + 4
        file.seek(at)
        byte = file.read(1)[0]
        file.seek(at)
        file.write(bytes([byte ^ 1]))


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        (LISTS, _flip), (LISTS, _truncate), (LISTS, _cut), (LISTS, _scribble), (LISTS, Path.unlink),
        (COUNTERS, _scribble),
        (feed.FILE_NAME, _scribble), (feed.FILE_NAME, Path.unlink),
    ],
)  # fmt: skip
def test_what_is_damaged_closes_outbound_and_nothing_else(
    directory: Path, name: str, damage: Callable[[Path], None]
) -> None:
    """Whatever cannot be read: the marketer waits, people's calls go on, the records say it."""
    with Gate(directory, trust_times=True) as gate:
        assert judged(gate)["proven"] == ("allow", [])
        refuse(gate, read_refusal(b'{"callee":"+8613800000077","principal":"Example Bank"}'))
    damage(directory / name)
    if name == COUNTERS:
        (directory / f"{COUNTERS}-lock").unlink(missing_ok=True)
    with Gate(directory, trust_times=True) as gate:
        holds_to_the_failure_rules(judged(gate))
    reasons = {reason for told in records(directory) for reason in told["reasons"]}
    assert {"GATE-DEGRADED.closed", "GATE-DEGRADED.open"} <= reasons


@pytest.mark.parametrize("length", [0, 4096, 8192])
def test_lists_cut_off_under_a_running_gate_kill_nobody(directory: Path, length: int) -> None:
    """A read beyond the end of a mapped file would end the process; the next question finds out first."""
    script = """
import json, os, sys
from pathlib import Path
from jingling.gate import Gate, question_from
questions = json.loads(sys.argv[3])
with Gate(Path(sys.argv[1]), trust_times=True) as gate:
    for question in questions[:1]:
        gate.ask(question_from(question))
    os.truncate(Path(sys.argv[1]) / "lists.mdb", int(sys.argv[2]))
    print(json.dumps([[said.verdict, [one.key for one in said.reasons]]
        for said in (gate.ask(question_from(one)) for one in questions * 3)]))
"""
    at = {"at": "2026-03-10T10:00:00+08:00"}
    asked = [PROVEN, ORDINARY | at, INBOUND | at]
    ended = subprocess.run(
        [sys.executable, "-c", script, directory, str(length), json.dumps(asked)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended
    closed, opened = ["reject", ["GATE-DEGRADED.closed"]], ["allow", ["GATE-DEGRADED.open"]]
    assert json.loads(ended.stdout) == [closed, opened, opened] * 3


def test_lists_that_come_back_are_used_again(directory: Path) -> None:
    """A gate that runs while the snapshot is restored needs no restart."""
    kept = directory.parent / "kept.mdb"
    shutil.move(directory / LISTS, kept)
    with Gate(directory, trust_times=True) as gate:
        holds_to_the_failure_rules(judged(gate))
        shutil.move(kept, directory / LISTS)
        time.sleep(1.1)
        assert judged(gate)["proven"] == ("allow", [])


@pytest.mark.parametrize("place", ["decide", "facts_for"])
def test_a_fault_of_our_own_holds_to_the_failure_rules(
    directory: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, place: str
) -> None:
    """Python raising in the middle of a decision; the log tells kind and place, never what was asked."""

    def fail(*_: object) -> None:
        raise ValueError("cannot read +8613800000002")

    with Gate(directory, trust_times=True) as gate:
        if place == "decide":
            monkeypatch.setattr("jingling.gate.gate.decide", fail)
        else:
            monkeypatch.setattr(gate.lookup, place, fail)
        holds_to_the_failure_rules(judged(gate))
        monkeypatch.undo()
        assert judged(gate)["proven"][0] == "allow"
    assert "ValueError at " in caplog.text
    assert "13800000002" not in caplog.text


def test_a_silent_feed_stops_marketing_alone(directory: Path) -> None:
    """GATE-STALE: the publisher is silent for longer than the settings say; all other calls go on.

    What people say at this gate is no sign that what they say elsewhere still comes; nor is a clock that
    was ahead when the publisher died.
    """
    (directory / "gate.toml").write_text("stale_after_s = 3\n")
    feed.append(directory, feed.Beat(time.time() + 3600))
    with Gate(directory, trust_times=True) as gate:
        assert judged(gate)["proven"] == ("allow", [])
        time.sleep(3.1)
        refuse(gate, read_refusal(b'{"callee":"+8613800000077","principal":"Example Bank"}'))
        told = judged(gate)
        assert told["proven"] == ("reject", ["GATE-STALE"])
        assert told["service"] == told["ordinary"] == told["inbound"] == ("allow", [])
        feed.append(directory, feed.Beat(time.time()))
        assert judged(gate)["proven"] == ("allow", [])


def test_shed_load_holds_to_the_failure_rules(directory: Path) -> None:
    """GATE-OVERLOAD: nothing is looked up, outbound closes, the rest is open, and the records say so."""
    with Gate(directory, trust_times=True) as gate:
        gate.ask = gate.shed  # type: ignore[method-assign]
        holds_to_the_failure_rules(judged(gate), "GATE-OVERLOAD")
    assert {told["reasons"][0] for told in records(directory)} == {
        "GATE-OVERLOAD.closed",
        "GATE-OVERLOAD.open",
    }


@pytest.fixture
def small_disk(published: Path) -> Iterator[Path]:
    """A gate's directory on a disk of 48 MB."""
    place = Path(os.environ.get("TMPDIR", "/tmp")) / f"jingling-small-{os.getpid()}"  # noqa: S108
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=48m", "none", place], capture_output=True, check=False
    )
    try:
        if mounted.returncode:
            pytest.skip("a file system can be mounted by the superuser alone")
        yield Path(shutil.copytree(published, place / "gate"))
    finally:
        subprocess.run(["umount", "-l", place], capture_output=True, check=False)
        place.rmdir()


def refuse_often(gate: Gate) -> None:
    """Take a hundred refusals."""
    for _ in range(100):
        refuse(gate, read_refusal(b'{"callee":"+8613800000077","principal":"Example Bank"}'))


def test_a_full_disk_closes_outbound_and_kills_nobody(small_disk: Path) -> None:
    """Then there is room again, and the same gate decides as before; what it lost in between it says."""
    filler = small_disk.parent / "filler"
    with Gate(small_disk, trust_times=True) as gate:
        assert judged(gate)["proven"] == ("allow", [])
        gate.recorder.flush()
        with filler.open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(b"\0" * 4096)
        told = {}
        for _ in range(12):
            for last in range(40):
                gate.ask(question_from(SERVICE | {"callee": f"+861360000{last:04}", "at": PROVEN["at"]}))
            time.sleep(0.11)
            told = judged(gate)
        holds_to_the_failure_rules(told)
        with pytest.raises(OSError, match="No space"):
            refuse_often(gate)  # a file has room to the end of its last block
        filler.unlink()
        time.sleep(0.3)
        judged(gate)
        assert judged(gate)["service"] == ("allow", [])
        assert refuse(gate, read_refusal(b'{"callee":"+8613800000077","principal":"Example Bank"}'))
    reasons = {reason for one in records(small_disk) for reason in one["reasons"]}
    assert {"GATE-DEGRADED.closed", "GATE-DEGRADED.open"} <= reasons


def test_a_limit_on_files_is_a_full_disk(directory: Path) -> None:
    """A process that may write no larger file decides by the failure rules, and ends without a fault."""
    script = """
import json, resource, sys
from pathlib import Path
from jingling.gate import Gate, question_from
with Gate(Path(sys.argv[1]), trust_times=True) as gate:
    resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))
    for _ in range(60):
        told = [gate.ask(question_from(one)).verdict for one in json.loads(sys.argv[2]) * 10]
    import time; time.sleep(0.2)
    print(json.dumps([gate.ask(question_from(one)).verdict for one in json.loads(sys.argv[2])]))
"""
    at = {"at": "2026-03-10T10:00:00+08:00"}
    ended = subprocess.run(
        [sys.executable, "-c", script, directory, json.dumps([PROVEN, ORDINARY | at, INBOUND | at])],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == ["reject", "allow", "allow"]
