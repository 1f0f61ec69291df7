"""The HTTP service as whoever runs it sees it: metrics, logs, records, roots, and what it demands."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from asking import KEYS, MARKETING, ORDINARY, OUTCOME, said
from serving import Server, serving

from jingling.ledger import read_roots, verify_directory
from jingling.lists.publish import publish


def test_a_preview_of_ten_thousand_holds_no_call_up(guarded: Server) -> None:
    """Calls asked about meanwhile wait for a few hundred people of the list, not for all of them.

    And a refusal that comes while the list is looked through holds for whom is not yet reached.
    """
    asked = {name: text for name, text in MARKETING.items() if name not in {"direction", "callee"}}
    callees = [f"+86138{last:08}" for last in range(10_000)]
    at = {"at": "2026-03-10T10:00:00+08:00"}
    waited: list[float] = []
    with ThreadPoolExecutor(1) as pool:
        previewed = pool.submit(
            guarded.send, "POST", "/v1/previews", asked | {"callees": callees}, key="k-all"
        )
        while not previewed.done():
            before = time.perf_counter()
            assert said(guarded.ask(ORDINARY | at, key="k-all")) == []
            waited.append(time.perf_counter() - before)
    assert previewed.result().json["total"] == 10_000
    assert len(waited) > 3, waited


def test_gauges_of_dead_workers_are_forgotten(
    published: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The least serial number is that of a worker that lives; what a dead one counted still counts."""
    directory = Path(shutil.copytree(published, tmp_path_factory.mktemp("served") / "gate"))

    def serials(running: Server) -> set[str]:
        found = [running.send("GET", "/metrics").body.decode() for _ in range(8)]
        return {line.split()[1] for text in found for line in text.splitlines() if "lists_serial " in line
                and line[0] != "#"}  # fmt: skip

    def settle(running: Server, dead: set[int], serial: str) -> set[str]:
        found: set[str] = set()
        for _ in range(150):  # a worker that has just begun has opened no lists yet
            with suppress(OSError):
                living = set(running.workers())
                found = serials(running)
                if len(living - dead) == 2 and found == {serial}:
                    break
            time.sleep(0.2)
        return found

    with serving(directory, "--workers", "2") as running:
        assert settle(running, set(), "1.0") == {"1.0"}
        for _ in range(8):
            running.ask(ORDINARY)
        old = set(running.workers())
        for pid in old:
            os.kill(pid, signal.SIGKILL)
        publish(directory, ())
        assert settle(running, old, "2.0") == {"2.0"}
        told = running.send("GET", "/metrics").body.decode()
        counted = re.search(r'verdicts_total\{direction="network",verdict="allow"\} (\S+)', told)
        assert counted
        assert float(counted[1]) >= 8


def test_metrics_and_logs_name_no_number_and_nobody(server: Server) -> None:
    """Counts by verdict and rule, never a number, a principal or a line."""
    server.ask(MARKETING | {"callee": "+8613800000002"})
    text = server.send("GET", "/metrics").body.decode()
    for name in ("verdicts_total", "reasons_total", "seconds_bucket", "refusals_total", "lists_serial"):
        assert f"jingling_gate_{name}" in text
    for secret in (r"\d{9}", "Example", "bank-trunk", "cards"):
        assert not re.search(secret, re.sub(r" \S+$", "", text, flags=re.MULTILINE)), secret
    assert not re.search(r"\d{9}|Example|bank-trunk", server.log.read_text())


def test_records_hold_no_number_in_clear(server: Server) -> None:
    """What the ledger keeps of decisions and outcomes has keyed tokens instead of numbers."""
    server.ask(MARKETING | {"callee": "+8613812345678"})
    server.send("POST", "/v1/outcomes", OUTCOME | {"callee": "+8613812345678"})
    assert server.ask(ORDINARY).status == 200
    time.sleep(0.4)
    directory = server.log.parent / "gate"
    kept = b"".join(path.read_bytes() for path in (directory / "ledger").rglob("*.records"))
    assert b'"record":"decision"' in kept
    assert b"12345678" not in kept
    assert b"51000001" not in kept


def test_roots_of_what_was_decided_are_published_beside_the_workers(server: Server) -> None:
    """Into a file of their own, without being told; their process ends with the server's, see `serving`."""
    directory = server.log.parent / "gate"
    server.ask(ORDINARY)
    for _ in range(100):
        if (directory / "roots.txt").exists():
            break
        time.sleep(0.1)
    report = verify_directory(directory, read_roots(str(directory / "roots.txt")))
    assert report.proved
    assert not report.faults


@pytest.mark.parametrize(
    "options",
    [
        ["--host", "0.0.0.0"],  # noqa: S104 - refused, which is the point
        ["--host", "0.0.0.0", "--keys", "keys.toml"],  # noqa: S104 - the same
        ["--host", "::", "--tls-certificate", "c.pem", "--tls-key", "k.pem"],
        ["--keys", "missing.toml"],
    ],
)
def test_beyond_loopback_keys_and_tls_are_demanded(tmp_path: Path, options: list[str]) -> None:
    """The command ends with an error and a hint instead of listening."""
    (tmp_path / "keys.toml").write_text(KEYS)
    program = Path(sys.executable).with_name("jingling")
    ended = subprocess.run(
        [program, "gate", "serve", "--data", "gate", "--port", "1", *options],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert ended.returncode != 0
    assert "Give" in ended.stderr or "Write" in ended.stderr, ended.stderr
    assert "Traceback" not in ended.stderr


def test_health_says_which_lists_are_in_force(server: Server) -> None:
    """A balancer may ask without a key."""
    assert server.send("GET", "/v1/health").json == {"lists": 1, "records": True}
