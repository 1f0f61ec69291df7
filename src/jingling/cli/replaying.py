"""Replay: recorded calls asked again, under the rules in force and under new ones."""

from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from jingling.calls import read_calls
from jingling.cli.verdicts import VERDICTS
from jingling.errors import JinglingError
from jingling.gate import Call, Gate, Question
from jingling.numbers import describe, normal_form
from jingling.words import Language, Words

_BATCH = 10_000
_OPTIONAL = ("line", "asserted", "diverted_by")
_SUMMARY = Words(
    "{rows:,} rows read, {calls:,} calls asked, {out:,} rows in quarantine.",
    "读取 {rows:,} 行，判定 {calls:,} 次呼叫，隔离 {out:,} 行。",
)
_NOW = Words("rules in force", "现行规则")
_NEW = Words("new rules", "新规则")
_CHANGED = Words("changed", "变化")


def replayed(
    records: Sequence[str], data: Path, rules: Sequence[Path], direction: str, **reading: Any
) -> dict[str, Any]:
    """Ask recorded calls again, in order of time, with counters of their own that begin empty.

    Args:
        records: files, directories, globs.
        data: the gate's directory; nothing in it changes.
        rules: packs laid over those in force; without any, only what is in force is told.
        direction: `network` or `inbound`; records do not say on whose behalf a call was made.
        reading: how to read them, as `read_calls` takes it.

    Returns:
        `rows_read`, `rows_quarantined`, `calls`, `now` and `new` (verdict to calls, and `reasons`), `changed`
        (pairs of verdicts to calls).
    """
    if direction not in {"network", "inbound"}:
        raise JinglingError(f"direction {direction!r}", "Records can be replayed as network or inbound.")
    with ExitStack() as stack:
        engine = stack.enter_context(duckdb.connect())
        read = read_calls(engine, records, columns=_OPTIONAL, **reading)
        present = {name for name, *_ in engine.sql("DESCRIBE calls").fetchall()}
        picked = [name if name in present else f"NULL AS {name}" for name in _OPTIONAL]
        rows = engine.execute(
            f"SELECT caller, callee, start_ms, {', '.join(picked)} FROM calls"
            " ORDER BY start_ms, caller, callee"
        )
        gates = []
        for extra in [(), tuple(rules)] if rules else [()]:
            scratch = Path(stack.enter_context(TemporaryDirectory(prefix="jingling-")))
            gates.append(
                stack.enter_context(
                    Gate(data, stream="replay", trust_times=True, rules=extra, scratch=scratch)
                )
            )
        words = [Counter[str]() for _ in gates]
        reasons = [Counter[str]() for _ in gates]
        changed: Counter[str] = Counter()
        while batch := rows.fetchmany(_BATCH):
            for row in batch:
                call = _call(direction, *row)
                said = [gate.ask_about(call) for gate in gates]
                for at, verdict in enumerate(said):
                    words[at][verdict.verdict] += 1
                    reasons[at].update(answer.code for answer in verdict.reasons)
                if said[0].verdict != said[-1].verdict:
                    changed[f"{said[0].verdict} → {said[-1].verdict}"] += 1
    sides = [
        {"verdicts": dict(word), "reasons": dict(why.most_common())}
        for word, why in zip(words, reasons, strict=True)
    ]
    return {
        "rows_read": read.rows_read,
        "rows_quarantined": read.rows_quarantined,
        "calls": sum(words[0].values()),
        "now": sides[0],
        "new": sides[-1] if rules else None,
        "changed": dict(changed),
    }


def _call(
    direction: Any,
    caller: int,
    callee: int,
    start_ms: int,
    line: str | None,
    asserted: int | None,
    diverted: int | None,
) -> Call:
    asked = Question(
        direction, normal_form(caller) or "unknown", normal_form(callee) or "unknown", line or ""
    )
    return Call(
        asked,
        start_ms / 1000,
        caller,
        describe(caller).kind,
        callee,
        describe(callee).kind,
        asserted or 0,
        diverted or 0,
    )


def replay_text(told: dict[str, Any], speak: Language) -> RenderableType:
    """Say what a replay found."""
    head = Text(
        _SUMMARY.text(speak).format(rows=told["rows_read"], calls=told["calls"], out=told["rows_quarantined"])
    )
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    sides = [(_NOW, told["now"])] + ([(_NEW, told["new"])] if told["new"] else [])
    for title, _ in sides:
        table.add_column(title.text(speak), justify="right")
    for word, name in VERDICTS.items():
        table.add_row(name.text(speak), *(f"{side['verdicts'].get(word, 0):,}" for _, side in sides))
    for code in dict.fromkeys(code for _, side in sides for code in side["reasons"]):
        table.add_row(f"  {code}", *(f"{side['reasons'].get(code, 0):,}" for _, side in sides))
    changes = [Text(f"{_CHANGED.text(speak)}: {pair} {count:,}") for pair, count in told["changed"].items()]
    return Group(head, table, *changes)
