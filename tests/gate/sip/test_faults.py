"""What is broken on our side, and what becomes of calls meanwhile."""

import os
import signal
import threading
from pathlib import Path

import pytest
from sip_by_hand import Switch, Telephone, records, records_of, status

PHONES = "127.0.0.3"
BLOCKED = "<sip:+8613700000009@example.com>"


def ring(switch: Switch, call: str, shown: str = BLOCKED) -> int:
    """Ring once and return the answer's status, 0 without an answer."""
    with Telephone(PHONES) as telephone:
        return status(telephone.ask(telephone.invite(shown=shown, call=call), switch.port))


@pytest.mark.parametrize("mode", ["redirect", "inline"])
def test_a_gate_that_cannot_open_lets_calls_go_on(mode: str, tmp_path: Path) -> None:
    """Calls go on while the gate's settings are broken, the log says so, and mending them is enough."""
    switch = Switch(mode, tmp_path / "home", GATE_WORKERS="1")
    settings = switch.data / "gate.toml"
    good = settings.read_text()
    settings.write_text("nothing of ours")
    with switch, Telephone("127.0.0.1", switch.telephone) as behind:
        with Telephone(PHONES) as telephone:
            telephone.send(telephone.invite(shown=BLOCKED, call="broken"), switch.port)
            if mode == "inline":
                assert behind.hear_of("broken").startswith("INVITE ")
            else:
                assert status(telephone.hear()) == 404
        settings.write_text(good)
        threading.Event().wait(1.1)
        assert ring(switch, "mended") == 603
    log = switch.log.read_text("utf-8", "replace")
    assert "the gate cannot be opened: GateError" in log
    assert "13700000009" not in log


def test_damaged_lists_let_calls_go_on_and_the_record_says_so(tmp_path: Path) -> None:
    """Lists that cannot be read refuse nobody's ordinary call."""
    switch = Switch("redirect", tmp_path / "home")
    (switch.data / "lists.mdb").write_bytes(b"\0" * 100)
    with switch:
        assert ring(switch, "damaged") == 404
    (record,) = records_of(switch.data, "damaged;")
    assert record["reasons"] == ["GATE-DEGRADED.open"]


def test_a_line_that_floods_takes_its_next_route(tmp_path: Path) -> None:
    """Beyond a line's calls a second the answer is 503, and neither gate nor record hears of the call."""
    switch = Switch("redirect", tmp_path / "home", GATE_CALLS_PER_SECOND="20")
    with switch:
        answers = [ring(switch, f"flood-{at}") for at in range(200)]
    assert set(answers) == {603, 503}
    assert len(records(switch.data)) == answers.count(603)


def test_a_killed_worker_loses_no_decision(tmp_path: Path) -> None:
    """After `kill -9` of a worker what was answered is on record, and what died is a marked gap.

    The server ends when a worker dies, and is started again, as systemd does; the upstream's next tries are
    answered.
    """
    switch = Switch("redirect", tmp_path / "home")
    answered: list[str] = []
    stopped = threading.Event()

    def ringing() -> None:
        for at in range(10_000):
            if stopped.is_set():
                return
            call = f"under-fire-{at}"
            with Telephone(PHONES) as telephone:
                telephone.send(telephone.invite(shown=BLOCKED, call=call), switch.port)
                if status(telephone.hear(0.3)) == 603:
                    answered.append(call)

    with switch:
        upstream = threading.Thread(target=ringing)
        upstream.start()
        for _ in range(3):
            before = len(answered)
            while len(answered) < before + 20:
                threading.Event().wait(0.05)
            os.kill(switch.workers()[0], signal.SIGKILL)
            switch.wait(10)
            switch.stop()
            switch.start()
        before = len(answered)
        while len(answered) < before + 20:
            threading.Event().wait(0.05)
        stopped.set()
        upstream.join()
    kept = {str(record["call_id"]).partition(";")[0] for record in records(switch.data)}
    assert set(answered) <= kept
    ledger = "".join(file.read_text() for file in (switch.data / "ledger").glob("sip-*/*.records"))
    assert "writer_died" in ledger
