"""A demonstration of the gate in a call's path: Kamailio, SIPp and the gate on loopback.

Three peers ring: a trunk of an enterprise, a network's telephones, a gateway from abroad. Each call knows
what should become of it, and what became of it is read from the capture, not from anybody's word.
"""

import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Self

from jingling.gate.capture import Message, read_capture
from jingling.gate.errors import GateError
from jingling.gate.kamailio_process import DEPLOY, KamailioProcess, free_port
from jingling.gate.verdict import Word
from jingling.identity import read_lines
from jingling.lists.publish import publish
from jingling.lists.tables import load_table

MODES = ("redirect", "inline")
SCENARIOS = Path(__file__).parent / "sipp"
LOCAL = "127.0.0.1"
_LONGEST_S = 60
_TABLES = {
    "lines": """line,kind,holder,carrier,numbers,purposes,hours,calls_per_day
trunk,enterprise,Example Bank,CT,+861051000000-+861051000099,service,,
phones,subscriber,,CM,,,,
abroad,international,,CT,,,,
""",
    "lists": "list,number,class,until\nblock,+8613700000009,,\n",
    "refusals": "principal,callee,at,scope\n*,+8613800000009,2026-01-01T00:00:00+08:00,*\n",
    "policies": """policy_id,policy
+8613800000031,"{""version"": 1, ""classes"": [{""class"": ""international"", ""action"": ""challenge""}]}"
""",
}


class Ring(NamedTuple):
    """A call of the demonstration: who rings whom by which peer, and what should become of it."""

    peer: str
    shown: str
    callee: str
    expected: Word


PEERS = {"trunk": "127.0.0.2", "phones": "127.0.0.3", "abroad": "127.0.0.4"}
RINGS = (
    Ring("trunk", '"Example Bank" <sip:+861051000001@example.com>', "+8613800000001", "allow"),
    Ring("trunk", "<sip:+861059999999@example.com>", "+8613800000001", "reject"),
    Ring("trunk", "<sip:110@example.com>", "+8613800000001", "reject"),
    Ring("phones", "<sip:+8613911112222@example.com>", "+8613800000001", "allow"),
    Ring("phones", "<sip:anonymous@anonymous.invalid>", "+8613800000002", "allow"),
    Ring("phones", "<sip:+8613700000009@example.com>", "+8613800000003", "reject"),
    Ring("phones", "<sip:+8613700000009@example.com>", "110", "allow"),
    Ring("abroad", "<sip:+442079460000@example.com>", "+8613800000001", "label"),
    Ring("abroad", "<sip:+442079460001@example.com>", "+8613800000031", "challenge"),
    Ring("abroad", "<sip:+861051000001@example.com>", "+8613800000002", "reject"),
)


class Demonstrated(NamedTuple):
    """What became of the calls (演示结果): counts by verdict, calls without an answer, wrong answers."""

    became: Counter[Word]
    lost: int
    wrong: int
    capture: Path


def demonstrate(mode: str, out: Path, times: int) -> Demonstrated:
    """Ring in one mode, and read from the capture what became of the calls.

    Args:
        mode: `redirect` or `inline`.
        out: a folder for the capture and the logs.
        times: how often each call is made.

    Raises:
        GateError: Kamailio or SIPp is missing or does not start.
    """
    home = out / mode
    shutil.rmtree(home, ignore_errors=True)
    captures = home / "capture"
    captures.mkdir(parents=True)
    publish_lists(home / "gate")
    telephone, challenge = free_port(), free_port()
    environment = {
        "GATE_DATA": str(home / "gate"),
        "GATE_WORKERS": "2",
        "GATE_CAPTURE": str(captures),
        "GATE_NEXT_HOP": f"{LOCAL}:{telephone}",
        "GATE_CHALLENGE": f"{LOCAL}:{challenge}",
        "GATE_SECRET": "demonstration",
    }
    peers = [(address, line) for line, address in PEERS.items()]
    # Who answers rings back within the dialog, so the switch must know the address.
    with (
        Answerer(telephone, home),
        Answerer(challenge, home),
        KamailioProcess(DEPLOY / f"{mode}.cfg", home, environment, [*peers, (LOCAL, "phones")]) as switch,
    ):
        for peer, address in PEERS.items():
            rings = [one for one in RINGS if one.peer == peer]
            ring(switch.port, address, rings * times, home / f"{peer}.csv")
        _settled(captures)
    capture = out / f"{mode}.pcap"
    shutil.move(next(captures.glob("*.pcap")), capture)
    return judge(list(read_capture(capture)), challenge, len(RINGS) * times, capture)


def publish_lists(directory: Path) -> None:
    """Publish the demonstration's registers and lists."""
    directory.mkdir(parents=True)
    source = directory / "source"
    source.mkdir()
    for name, text in _TABLES.items():
        (source / f"{name}.csv").write_text(text, encoding="utf-8")
        if name != "lines":
            load_table(directory, name, source / f"{name}.csv")
    publish(directory, read_lines(source / "lines.csv"))


class Answerer:
    """SIPp, answering calls on a port for as long as the context lasts."""

    def __init__(self, port: int, home: Path) -> None:
        self._arguments = [_sipp(), "-sf", str(SCENARIOS / "answerer.xml"), "-i", LOCAL, "-p", str(port)]
        self._home = home
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(  # noqa: S603 - the program found, our own arguments
            [*self._arguments, "-nostdin", "-nd"],
            cwd=self._home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


def ring(port: int, address: str, rings: Sequence[Ring], table: Path) -> None:
    """Make calls with SIPp, from an address to a port of 127.0.0.1, some at a time."""
    table.write_text(
        "SEQUENTIAL\n" + "".join(f"{one.shown};{one.callee};\n" for one in rings), encoding="utf-8"
    )
    command = [_sipp(), f"{LOCAL}:{port}", "-sf", str(SCENARIOS / "caller.xml"), "-inf", str(table)]
    subprocess.run(  # noqa: S603 - the program found, our own arguments
        [*command, "-i", address, "-m", str(len(rings)), "-l", "4", "-r", "100", "-nostdin"],
        cwd=table.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_LONGEST_S,
        check=False,  # a call that fails is one that the capture shows as lost or wrong
    )


def judge(messages: Sequence[Message], challenge: int, rung: int, capture: Path) -> Demonstrated:
    """Count what became of the calls in a capture.

    Args:
        messages: the capture's.
        challenge: the port of the challenge service.
        rung: how many calls were made.
        capture: the file, for the record.
    """
    expected = {(PEERS[one.peer], one.shown, one.callee): one.expected for one in RINGS}
    wanted: dict[str, Word] = {}
    passed_on: dict[str, Message] = {}
    became: dict[str, Word | None] = {}
    for message in messages:
        if not message.header("cseq").endswith("1 INVITE"):
            continue
        call = message.header("call-id")
        if message.first.startswith("INVITE "):
            shown = message.header("from").rpartition(";tag=")[0]
            key = (message.source.partition(":")[0], shown, _callee(message))
            if key in expected:
                wanted[call] = expected[key]
            else:
                passed_on[call] = message
        elif message.status >= 200 and call in wanted and message.target.partition(":")[0] != LOCAL:
            became[call] = _became(message, passed_on.get(call), challenge)
    wrong = sum(wanted[call] != word for call, word in became.items())
    return Demonstrated(
        Counter(word for word in became.values() if word is not None), rung - len(became), wrong, capture
    )


def _became(answer: Message, passed_on: Message | None, challenge: int) -> Word | None:
    """Tell from a final answer, and from what was passed on before it, what became of a call."""
    if answer.status in {200, 404}:
        shown = answer if passed_on is None else passed_on
        if shown.target.endswith(f":{challenge}"):
            return "challenge"
        return "label" if "verstat=" in shown.header("p-asserted-identity") else "allow"
    if answer.status == 302:
        return "challenge"
    return "reject" if answer.status == 403 or answer.status >= 600 else None


def _callee(message: Message) -> str:
    return message.first.split()[1].removeprefix("sip:").partition("@")[0]


def _settled(folder: Path) -> None:
    """Wait until a capture grows no more."""
    size, until = -1, time.monotonic() + 5
    while time.monotonic() < until:
        now = sum(file.stat().st_size for file in folder.iterdir())
        if now == size:
            return
        size = now
        time.sleep(0.3)


def _sipp() -> str:
    program = shutil.which("sipp")
    if program is None:
        raise GateError("SIPp is not installed.", "apt-get install sip-tester")
    return program
