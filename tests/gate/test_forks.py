"""Forks of one call that reach several workers at once."""

import multiprocessing
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path

from jingling.gate import Gate, question_from

WORKERS, CALLS = 3, 60


def _ask(directory: Path, start: Barrier, told: "multiprocessing.Queue[list[str]]") -> None:
    with Gate(directory, stream="fork") as gate:
        evidence = []
        for call in range(CALLS):
            start.wait()
            question = {
                "direction": "network", "caller": "+8613800000001", "callee": "+8613900000002",
                "line": "none", "call_id": f"call {call}", "at": datetime.now(UTC).isoformat(),
            }  # fmt: skip
            evidence.append(gate.ask(question_from(question)).evidence)
        told.put(evidence)


def test_forks_that_come_at_once_are_one_call(tmp_path: Path) -> None:
    """Whatever worker gets a fork and when, all forks of a call are answered by one record."""
    beside = multiprocessing.get_context("fork")
    start, told = beside.Barrier(WORKERS), beside.Queue()
    asking = [beside.Process(target=_ask, args=(tmp_path, start, told)) for _ in range(WORKERS)]
    for one in asking:
        one.start()
    answers = [told.get(timeout=60) for _ in asking]
    for one in asking:
        one.join()
    assert all(len(set(of_call)) == 1 for of_call in zip(*answers, strict=True))
    assert len(set(answers[0])) == CALLS
