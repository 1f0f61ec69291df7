"""From the console to the gate: nothing that was said is lost or undone, whoever died in between."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any
from urllib.request import Request, urlopen

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from jingling.lists import feed
from jingling.lists.live import LiveLists
from jingling.lists.overlay import apply
from jingling.lists.snapshot import NO_ONE

HERE = Path(__file__).parent
CALLEES = (8613800000001, 8613800000002)
CALLER = 861051000001

SPOKEN = st.tuples(
    st.sampled_from(["refusal", "lift", "consent", "withdrawal"]),
    st.sampled_from(CALLEES),
    st.sampled_from(["shop", "bank"]),
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["console", "gate"]), SPOKEN),
        st.tuples(st.sampled_from(["push", "die after append", "new gate reads"]), st.none()),
    ),
    max_size=25,
)


def word(said: tuple[str, int, str], at: float) -> Any:
    """Return what was said as the feed has it."""
    kind, callee, principal = said
    match kind:
        case "refusal":
            return feed.Refusal(at, f"r-{at}", callee, principal=principal)
        case "lift":
            return feed.Lift(at, callee, "one-time-code", "code", principal=principal)
        case "consent":
            return feed.Consent(at, callee, principal, "marketing", int(at), "sha256:1")
    return feed.Withdrawal(at, callee, principal, "marketing")


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
@example(
    [
        ("console", ("refusal", CALLEES[0], "shop")),
        ("gate", ("refusal", CALLEES[0], "bank")),
        ("console", ("lift", CALLEES[0], "bank")),
    ]
)
def test_the_gate_holds_what_was_said_in_the_order_it_was_said(console: Path, steps: Any) -> None:  # noqa: ARG001
    """However words of console and gate, pushes and deaths alternate, the last word of each counts."""
    from django.conf import settings as django
    from django.db import transaction

    from jingling.console.publishing import outbox
    from jingling.console.publishing.models import Outgoing

    with TemporaryDirectory() as place, transaction.atomic():
        before, django.GATE = django.GATE, Path(place)
        try:
            Outgoing.objects.all().delete()
            everything = []
            for at, (step, said) in enumerate(steps, start=1):
                if step == "console":
                    everything.append(word(said, float(at)))
                    outbox.say(everything[-1])
                elif step == "gate":
                    everything.append(word(said, float(at)))
                    feed.append(Path(place), everything[-1])
                elif step == "push":
                    outbox.push()
                elif step == "die after append":  # what push does before its process is killed
                    waiting = Outgoing.objects.filter(published_at=None).order_by("pk")
                    lines = [feed._decoder.decode(row.change) for row in waiting]  # noqa: SLF001
                    if lines:
                        feed.append(Path(place), *lines)
            outbox.push()
            lists = LiveLists(Path(place))
            for callee in CALLEES:
                told = [one for one in everything if one.callee == callee]
                wanted = apply(NO_ONE, told, lambda _number: ())
                held = lists.person(callee)
                assert set(held[0]) == set(wanted[0])
                assert set(held[1]) == set(wanted[1])
            lists.close()
        finally:
            django.GATE = before
            transaction.set_rollback(True)


def test_a_word_goes_out_only_with_what_it_tells_of(world: Any) -> None:  # noqa: ARG001
    """A refusal whose transaction fails leaves no word behind."""
    from django.db import transaction

    from jingling.console.consents.actions import refuse
    from jingling.console.publishing.models import Outgoing

    before = Outgoing.objects.count()

    def fails() -> None:
        with transaction.atomic():
            refuse(None, CALLEES[0], everyone=True, channel="person")
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert Outgoing.objects.count() == before


def test_a_quiet_console_is_no_dead_console(console: Path, tmp_path: Path) -> None:  # noqa: ARG001
    """While the worker lives the gate's feed is never silent for long, though nobody says a word; then it is.

    A worker that cannot take words to the feed does not say that all is well.
    """
    from threading import Event

    from django.conf import settings as django
    from django.db import connection

    from jingling.console.jobs.work import work
    from jingling.console.publishing import outbox

    (tmp_path / "gate.toml").write_text("stale_after_s = 4\n")
    before, django.GATE = django.GATE, tmp_path
    stop = Event()

    def work_here() -> None:
        try:
            work(stop, rest_s=0.1)
        finally:
            connection.close()  # a thread's own, which nobody else would close

    working = Thread(target=work_here, daemon=True)
    try:
        lists = LiveLists(tmp_path)
        assert lists.feed_age_s(time.time()) is None
        working.start()
        ages = []
        for _ in range(60):
            time.sleep(0.1)
            lists.refresh()
            ages.append(lists.feed_age_s(time.time()))
        assert all(age is not None and age < 4 for age in ages[30:]), ages
        stop.set()
        working.join()
        time.sleep(4.1)
        lists.refresh()
        assert (lists.feed_age_s(time.time()) or 0) > 4
        lists.close()
        (tmp_path / feed.FILE_NAME).unlink()
        (tmp_path / feed.FILE_NAME).mkdir()
        with pytest.raises(OSError, match="directory"):
            outbox.Pulse()()
    finally:
        stop.set()
        django.GATE = before


@pytest.fixture(scope="module")
def killed(tmp_path_factory: pytest.TempPathFactory) -> Iterator["Killed"]:
    """A console's data directory with a registered project, and a gate that serves it."""
    made = Killed(tmp_path_factory.mktemp("killed"))
    yield made
    made.end()


class Killed:
    """A console and a gate as processes of their own, which die at a step of our choice."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"}
        self.environment |= {"JINGLING_DATA": str(data), "JINGLING_DEMO": "1"}
        self.port = 8950 + os.getpid() % 500
        self.run("register")
        self.gate = self.start_gate()

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run one act of the console in a process of its own."""
        return subprocess.run(
            [sys.executable, str(HERE / "dying_console.py"), *words],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start_gate(self) -> subprocess.Popen[bytes]:
        """Start the gate, and wait until it answers."""
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", "from jingling.cli import main; main()", "gate", "serve"),
                *("--data", str(self.data / "gate"), "--port", str(self.port)),
            ],
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                urlopen(f"http://127.0.0.1:{self.port}/openapi.json", timeout=60).close()
            except OSError:
                time.sleep(0.1)
            else:
                return process
        raise TimeoutError

    def kill_gate(self) -> None:
        """Kill the gate, and start it again."""
        self.gate.send_signal(signal.SIGKILL)
        self.gate.wait()
        self.gate = self.start_gate()

    def reasons(self, callee: int) -> set[str]:
        """Ask the gate about a call of the project, and return why it may not ring."""
        asked = {
            "direction": "outbound",
            "caller": "+861051000001",
            "callee": f"+{callee}",
            "line": "L1",
            "principal": "shop",
            "project": "P000001",
        }
        question = Request(
            f"http://127.0.0.1:{self.port}/v1/decisions",
            json.dumps(asked).encode(),
            {"Content-Type": "application/json"},
        )
        with urlopen(question, timeout=30) as answer:  # noqa: S310
            return {reason["code"] for reason in json.load(answer)["reasons"]}

    def end(self) -> None:
        """Stop the gate."""
        self.gate.kill()
        self.gate.wait()


def test_a_refusal_survives_kill_9_at_every_step(killed: Killed) -> None:
    """Console, publisher, gate killed between any two steps: what was entered is enforced, and stays so."""
    steps = ("before-commit", "after-commit", "in-append", "after-append", "never")
    callees = {8613900000000 + at: step for at, step in enumerate(steps)}
    assert not any("CN-REFUSE" in killed.reasons(callee) for callee in callees)
    for callee, step in callees.items():
        died = killed.run("refuse", str(callee), step)
        assert died.returncode == (0 if step == "never" else -signal.SIGKILL), died.stderr

    def holds() -> bool:
        return all(
            ("CN-REFUSE" in killed.reasons(one)) == (step != steps[0]) for one, step in callees.items()
        )

    assert holds()
    killed.run("again", "after-append")  # a publisher that says it all once more, and dies
    assert killed.run("push", "never").returncode == 0
    assert holds()
    killed.kill_gate()
    assert holds()
    assert killed.run("publish").returncode == 0
    assert holds()


def test_it_is_enforced_within_a_second(killed: Killed) -> None:
    """From the commit to the gate's first refusal of the call less than a second goes by."""
    callee = 8613900000099
    done = killed.run("refuse", str(callee), "never")
    assert done.returncode == 0, done.stderr
    committed = float(done.stdout)
    assert "CN-REFUSE" in killed.reasons(callee)
    line = (killed.data / "gate" / feed.FILE_NAME).stat().st_mtime
    assert line - committed < 1
