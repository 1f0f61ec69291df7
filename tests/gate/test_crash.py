"""Crashes: processes killed, files damaged, disks full; nothing that was acknowledged is lost.

A marketer without proof never gets through, and no ordinary call is refused because of us.
"""

import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from jingling.gate import Gate, question_from
from jingling.gate.counters import FILE_NAME as COUNTERS
from jingling.gate.hearing import read_refusal, refuse
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
