"""Metrics for Prometheus; none of them names a number, a principal or a key."""

import os
from functools import cache
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest, multiprocess

VERDICTS = Counter(
    "jingling_gate_verdicts_total", "Decisions, by direction and verdict.", ["direction", "verdict"]
)
REASONS = Counter("jingling_gate_reasons_total", "Reasons given, by rule.", ["code"])
REFUSALS = Counter("jingling_gate_refusals_total", "Refusals acknowledged.")
OUTCOMES = Counter("jingling_gate_outcomes_total", "Outcomes acknowledged.", ["outcome"])
PREVIEWED = Counter("jingling_gate_previewed_total", "Numbers previewed.")
PROBLEMS = Counter("jingling_gate_problems_total", "Requests that were not answered as asked.", ["problem"])
SECONDS = Histogram(
    "jingling_gate_seconds",
    "Seconds from a request's body to its answer.",
    ["endpoint"],
    buckets=(0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1),
)
SERIAL = Gauge(
    "jingling_gate_lists_serial", "Publication of the lists in force.", multiprocess_mode="livemin"
)
FEED_AGE = Gauge(
    "jingling_gate_feed_age_seconds", "Seconds since the publisher's last sign.", multiprocess_mode="max"
)
SHEDDING = Gauge("jingling_gate_shedding", "1 while load is shed.", multiprocess_mode="livemax")


@cache
def _verdicts(direction: str, verdict: str) -> Counter:
    return VERDICTS.labels(direction, verdict)


@cache
def _reasons(code: str) -> Counter:
    return REASONS.labels(code)


def decided(direction: str, verdict: str) -> None:
    """Count a decision; looking its counter up by labels would cost as much as a look-up in the lists."""
    _verdicts(direction, verdict).inc()


def reasoned(code: str) -> None:
    """Count a reason."""
    _reasons(code).inc()


def exposition(*, several: bool) -> bytes:
    """Return the metrics of this process, or of all workers, as Prometheus reads them."""
    if not several:
        return generate_latest()
    _forget_dead()
    registry = CollectorRegistry()
    multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry)


def _forget_dead() -> None:
    """Take away the gauges of workers that are no more; what they counted stays."""
    for path in Path(os.environ["PROMETHEUS_MULTIPROC_DIR"]).glob("gauge_live*_*.db"):
        pid = int(path.stem.rpartition("_")[2])
        if not Path(f"/proc/{pid}").exists():
            multiprocess.mark_process_dead(pid)  # type: ignore[no-untyped-call]
