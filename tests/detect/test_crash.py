"""Killed at any moment, a run leaves either a whole result or none, and the next run is as if alone."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Protocol

import pyarrow.parquet as pq

from jingling.detect.options import Options
from jingling.detect.result import PARTS
from jingling.detect.run import detect


class Run(Protocol):
    """What `small_run` gives."""

    city: Path
    model: Path
    out: Path
    summary: dict[str, Any]


PROGRAM = """
import sys
from pathlib import Path
from jingling.detect.options import Options
from jingling.detect.run import detect
calls, model, out = map(Path, sys.argv[1:])
detect([calls], out, Options(model=model, threads=1), watch=lambda step: print(step, flush=True))
"""
"""A run that says each step as it begins."""


def started(run: Run, out: Path) -> subprocess.Popen[str]:
    """Start a run in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(run.city / "calls"), str(run.model), str(out)],
        stdout=subprocess.PIPE,
        text=True,
    )


def killed(process: subprocess.Popen[str], step: str, later_s: float) -> None:
    """Kill a run a moment after a step begins, unless it ends before."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.strip() == step:
            break
    time.sleep(later_s)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()


def check_result(out: Path) -> bool:
    """Tell whether a directory holds a result; if so, every file of it must be whole."""
    if not (out / "summary.json").exists():
        return False
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    json.loads((out / "model.json").read_text(encoding="utf-8"))
    for part in PARTS:
        pq.read_table(out / f"{part}.parquet")
    assert pq.read_metadata(out / "findings.parquet").num_rows == summary["callers"]
    return True


STEPS = ("read", "ties", "company", "write findings", "write reached")


def test_a_killed_run_leaves_no_half_result(small_run: Run, tmp_path: Path) -> None:
    """Killed over an earlier result, a run leaves a whole one or none; the next equals an undisturbed one."""
    out = tmp_path / "out"
    moments = random.Random(20260310)  # noqa: S311 - moments, not secrets
    for step in STEPS:
        shutil.copytree(small_run.out, out, dirs_exist_ok=True)
        killed(started(small_run, out), step, moments.uniform(0, 0.1))
        check_result(out)
    detect([small_run.city / "calls"], out, Options(model=small_run.model, threads=1))
    assert check_result(out)
    assert {path.name for path in out.iterdir()} == {path.name for path in small_run.out.iterdir()}
    assert pq.read_table(out / "findings.parquet").equals(pq.read_table(small_run.out / "findings.parquet"))


def test_the_moment_of_publishing_is_safe(small_run: Run, tmp_path: Path) -> None:
    """Killed again and again about the time the files get their names, no half result is ever seen."""
    out = tmp_path / "out"
    for at in range(4):
        killed(started(small_run, out), "write quarantine", 0.015 * at)
        check_result(out)
    detect([small_run.city / "calls"], out, Options(model=small_run.model, threads=1))
    assert check_result(out)
    assert not list(out.glob(".making-*"))
