"""A small sample result in the shape of the result contract: made-up figures, for tests of what is shown."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from jingling.detect.report.evaluation import EvaluationPage

HOSTILE = "</script><img src=x onerror=\"document.title='broken'\">'\"&--><!--"
"""A caller as someone might have written it into a record to break the page that shows it."""

FEATURES = (
    "mutual_share",
    "callees_per_day",
    "answered_share",
    "talk_15s_share",
    "talk_s",
    "pause_spread",
    "hours_of_day",
    "early_hangup_share",
    "line_suspicion",
    "shared_reach",
)
INTERCEPT = -7.1
THRESHOLD = 0.62
DAYS = (date(2026, 3, 2), date(2026, 3, 3))
DAY_SHAPE = np.array([1, 0, 0, 0, 0, 1, 4, 10, 22, 34, 38, 36, 24, 22, 30, 36, 38, 40, 46, 50, 44, 26, 10, 3])
WORK_SHAPE = np.array([0, 0, 0, 0, 0, 0, 0, 0, 4, 60, 90, 70, 12, 30, 80, 88, 82, 70, 40, 26, 8, 0, 0, 0])


@dataclass(frozen=True)
class Sample:
    """What was put into a sample, so that a test can look for it."""

    out: Path
    numbers: list[str]
    flagged: int


def write_sample(out: Path, *, callers: int = 3000, flagged: int = 60, seed: int = 7) -> Sample:
    """Write a result directory of `callers` made-up callers of whom `flagged` stand above the threshold."""
    out.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    numbers = _numbers(rng, callers)
    if flagged:
        numbers[1] = HOSTILE
    rows, features = [], []
    for place, number in enumerate(numbers):
        row, values = _caller(
            rng, number, above=place < flagged, near=place < flagged + 30, busy=place % 20 == 0
        )
        rows.append(row)
        features.append({"number": number, **values})
    with_reasons = [row["number"] for row in rows[: flagged + 200]]
    for row in rows[flagged + 200 :]:
        row["reasons"] = None
    _write(out / "findings.parquet", rows, _findings_schema("number"))
    _write(out / "features.parquet", features)
    _write(out / "lines.parquet", [_line(rng, place) for place in range(12)], _findings_schema("line"))
    hours = [row for number in with_reasons for row in _hours(rng, number, number in numbers[:flagged])]
    _write(out / "hours.parquet", hours)
    _write(out / "reached.parquet", [row for n in with_reasons[:200] for row in _reached(rng, n, numbers)])
    lines = [{"number": n, "line": f"trunk-{i % 9:02d}", "calls": 40 + i} for i, n in enumerate(with_reasons)]
    _write(out / "number_lines.parquet", lines)
    _write(out / "quarantine.parquet", [_bad_row(place) for place in range(17)])
    summary = _summary(callers, sum(row["calls"] for row in rows))
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=1), encoding="utf-8")
    return Sample(out, numbers, flagged)


def _write(path: Path, rows: list[dict[str, Any]], schema: pa.Schema | None = None) -> None:
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), path)


def _findings_schema(name: str) -> pa.Schema:
    reason = pa.struct([("feature", pa.string()), ("value", pa.float64()), ("contribution", pa.float64())])
    fields = [(name, pa.string()), ("raw", pa.string()), ("score", pa.float64()), ("flagged", pa.bool_())]
    fields += [("shown_falsely", pa.bool_()), ("patterns", pa.list_(pa.string())), ("campaign", pa.string())]
    fields += [(count, pa.int64()) for count in ("calls", "callees", "active_days")]
    fields += [(moment, pa.timestamp("ms", tz="UTC")) for moment in ("first_at", "last_at")]
    return pa.schema([*fields, ("intercept", pa.float64()), ("reasons", pa.list_(reason))])


def _numbers(rng: np.random.Generator, count: int) -> list[str]:
    numbers: dict[str, None] = {}
    while len(numbers) < count:
        draw = rng.random()
        if draw < 0.62:
            numbers[f"+861{rng.integers(30, 99)}{rng.integers(10**8):08d}"] = None
        elif draw < 0.93:
            numbers[f"+8610{rng.integers(5, 9)}{rng.integers(10**7):07d}"] = None
        elif draw < 0.97:
            numbers[f"952{rng.integers(10**5):05d}"] = None
        else:
            numbers[f"+1415{rng.integers(200, 999)}{rng.integers(10**4):04d}"] = None
    return list(numbers)


def _caller(
    rng: np.random.Generator, number: str, *, above: bool, near: bool, busy: bool = False
) -> tuple[dict[str, Any], dict[str, float | None]]:
    calls = int(rng.lognormal(5.8, 0.7)) + 30 if above else int(rng.lognormal(1.9, 1.3)) + 1
    if (near or busy) and not above:
        calls += 120
    callees = max(1, int(calls * (rng.uniform(0.8, 0.98) if above else rng.uniform(0.2, 0.7))))
    bad = 1.0 if above else 0.55 if near else 0.25 if busy else 0.0
    values: dict[str, float | None] = {
        "mutual_share": float(np.clip(rng.beta(2, 3) * (1 - 0.95 * bad), 0, 1)),
        "attempts": float(calls),
        "callees_per_day": callees / 2,
        "answered_share": float(np.clip(rng.normal(0.72 - 0.38 * bad, 0.1), 0, 1)),
        "talk_15s_share": float(np.clip(rng.normal(0.2 + 0.5 * bad, 0.12), 0, 1)),
        "talk_s": float(rng.lognormal(4.3 - 1.2 * bad, 0.5)),
        "pause_spread": float(abs(rng.normal(1.6 - 0.9 * bad, 0.3))),
        "hours_of_day": float(rng.integers(4, 15)),
        "early_hangup_share": float(np.clip(rng.normal(0.1 + 0.5 * bad, 0.1), 0, 1)),
        "line_suspicion": None
        if rng.random() < 0.1
        else float(np.clip(rng.normal(0.1 + 0.6 * bad, 0.1), 0, 1)),
        "shared_reach": float(rng.lognormal(0.1 + 1.1 * bad, 0.3)),
    }
    weights = rng.dirichlet(np.ones(len(FEATURES)) * 1.5)
    wanted = rng.uniform(7.8, 12.5) if above else rng.uniform(4.5, 7.4) if near else rng.uniform(-3, 2.5)
    parts = weights * (wanted + 1.6)
    parts[rng.integers(len(FEATURES))] -= 1.0
    parts[rng.integers(len(FEATURES))] -= 0.6
    score = float(1 / (1 + np.exp(-(INTERCEPT + parts.sum()))))
    begun = datetime(2026, 3, 2, 1, 4, tzinfo=UTC) + timedelta(minutes=int(rng.integers(300)))
    patterns = list(
        rng.choice(
            ["high_frequency", "robot_pacing", "rotation", "sim_pool"], rng.integers(1, 3), replace=False
        )
    )
    row = {
        "number": number,
        "raw": number,
        "score": score,
        "flagged": score >= THRESHOLD,
        "shown_falsely": False,
        "patterns": patterns if above else [],
        "campaign": None,
        "calls": calls,
        "callees": callees,
        "active_days": 2,
        "first_at": begun,
        "last_at": begun + timedelta(hours=31),
        "intercept": INTERCEPT,
        "reasons": [
            {"feature": name, "value": values[name], "contribution": float(part)}
            for name, part in zip(FEATURES, parts, strict=True)
        ],
    }
    return row, values


def _line(rng: np.random.Generator, place: int) -> dict[str, Any]:
    row, _ = _caller(rng, "", above=place < 2, near=place < 4)
    row.pop("number")
    return {**row, "line": f"trunk-{place:02d}", "raw": f"trunk-{place:02d}", "calls": row["calls"] * 20}


def _hours(rng: np.random.Generator, number: str, above: bool) -> list[dict[str, Any]]:
    shape = WORK_SHAPE if above else DAY_SHAPE
    drawn = {day: rng.poisson(shape * (4 if above else 1) / 10) for day in DAYS}
    return [
        {"number": number, "hour": hour, "day": day, "calls": int(calls[hour])}
        for day, calls in drawn.items()
        for hour in range(24)
        if calls[hour]
    ]


def _reached(rng: np.random.Generator, number: str, everyone: list[str]) -> list[dict[str, Any]]:
    begun = datetime(2026, 3, 2, 2, 10, tzinfo=UTC)
    chosen = rng.choice(len(everyone) - 100, 12, replace=False) + 100
    return [
        {
            "number": number,
            "callee": everyone[int(one)],
            "calls": 4 - place // 4,
            "answered": 2 - place // 6,
            "talk_s": float(round(rng.lognormal(2.5, 0.8), 1)) if place < 9 else 0.0,
            "first_at": begun + timedelta(minutes=13 * place),
            "last_at": begun + timedelta(minutes=13 * place + 400),
        }
        for place, one in enumerate(chosen)
    ]


def _bad_row(place: int) -> dict[str, Any]:
    reason, column, hint = (
        ("missing-caller", "caller", "a withheld number is written `anonymous`")
        if place % 3
        else ("negative-duration", "talk_s", "seconds of conversation, 0 or more")
    )
    return {
        "file": "calls/2026-03-02.csv",
        "line": 1200 + place,
        "column": column,
        "value": "+8613812345678",
        "reason": reason,
        "hint": hint,
    }


def _summary(callers: int, calls: int) -> dict[str, Any]:
    return {
        "rows_read": calls + 17 + 240,
        "rows_kept": calls + 240,
        "rows_quarantined": 17,
        "attempts": calls,
        "quarantined_by_reason": {"missing-caller": 11, "negative-duration": 6},
        "columns": ["caller", "callee", "started_at", "talk_s", "answered", "released_by", "line"],
        "columns_missing": ["ring_s", "cause", "sip_status", "device", "cell"],
        "not_judged": [
            {"en": "one-ring bait: no ringing time in these records", "zh": "响一声：话单中没有振铃时长"},
            {"en": "SIM pools: no device in these records", "zh": "卡池：话单中没有终端标识"},
        ],
        "inputs": [
            {
                "path": "calls/2026-03-02.csv",
                "format": "csv",
                "sha256": "9f2c" * 16,
                "rows": calls // 2,
                "notes": [
                    {
                        "en": "day first, because the file is then in time order",
                        "zh": "日在前：如此文件才按时间排序",
                    }
                ],
            },
            {
                "path": "calls/2026-03-03.parquet",
                "format": "parquet",
                "sha256": "17ab" * 16,
                "rows": calls,
                "notes": [],
            },
        ],
        "coverage": 0.63,
        "zone": "Asia/Shanghai",
        "first_at": "2026-03-02T00:02:11Z",
        "last_at": "2026-03-03T15:58:40Z",
        "threshold": THRESHOLD,
        "base_rate": 0.01,
        "false_positive_rate": 0.0001,
        "model": {"digest": "c0ffee00" * 8, "facts": {}},
        "line_threshold": 0.5,
        "features_unknown": ["ring_s", "short_ring_share", "device_others"],
        "calls_by_hour": [int(callers * share / 20) for share in DAY_SHAPE],
        "seconds": {"read": 1.4, "behaviour": 0.8, "ties": 1.1, "company": 0.9, "score": 0.2, "write": 0.6},
        "versions": {"jingling": "0.1.0", "duckdb": "2.0.0"},
        "simulated": True,
    }


def sample_evaluation() -> EvaluationPage:
    """Return a made-up evaluation with what is awkward to draw: nobody wronged, small kinds."""
    kinds = {
        "telemarketing_floor": (812, 0.981),
        "loan_agent": (240, 0.954),
        "sim_pool": (1290, 0.902),
        "one_ring": (31, 1.0),
    }
    roles = {
        "courier": (9100, 1),
        "clinic": (2100, 0),
        "school_teacher": (1400, 0),
        "privacy_number": (5200, 2),
        "person": (88000, 3),
    }
    steps = [place / 199 for place in range(200)]
    return {
        "callers": 110_000,
        "callers_without_truth": 12,
        "nuisance": 2650,
        "nuisance_counted": 2373,
        "least_calls": 8,
        "recall_at": [
            {"false_positive_rate": 1e-3, "recall": 0.962},
            {"false_positive_rate": 1e-4, "recall": 0.941},
        ],
        "at_threshold": {
            "recall": 0.938,
            "false_positives": 6,
            "innocents": 105_800,
            "false_positive_rate": 5.7e-5,
        },
        "recall_by_role": [
            {"role": role, "numbers": numbers, "recall": recall} for role, (numbers, recall) in kinds.items()
        ],
        "innocents_by_role": [
            {
                "role": role,
                "numbers": numbers,
                "flagged": flagged,
                "per_10000": 1e4 * flagged / numbers,
                "upper_95_per_10000": 1e4 * (flagged + 3) / numbers,
            }
            for role, (numbers, flagged) in roles.items()
        ],
        "precision_recall": [
            {"threshold": 1 - step, "recall": 1 - (1 - step) ** 3, "precision": 1 - 0.97 * step**12}
            for step in steps
        ],
        "calibration": [
            {
                "score": (place + 0.5) / 10,
                "observed": min(1, (place + 0.7) / 10.2),
                "callers": 90 + 60 * abs(place - 5),
            }
            for place in range(10)
        ],
    }
