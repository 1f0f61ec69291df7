"""One run of `jingling detect`: records in, findings out.

Reads, measures, scores, names the worst, writes. A result takes the place of an earlier one only when all
of it is whole, and `summary.json` comes last: a directory without it holds no result.
"""

import json
import resource
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import pyarrow.parquet as pq

from jingling.calls import Reading, read_calls
from jingling.calls.on_spark import read_calls_on_spark
from jingling.campaigns.same_caller import make_same_callers
from jingling.detect.campaigns import gather_campaigns, write_campaigns
from jingling.detect.errors import DetectError
from jingling.detect.features import BY_NAME
from jingling.detect.findings import findings_select, line_findings_select, name_worst
from jingling.detect.measure import Measured, join_campaigns, measure_company, measure_own, score, score_lines
from jingling.detect.model import CardPair, Model, load_model
from jingling.detect.options import Options, check
from jingling.detect.result import MAKING, RESULT, held, publish
from jingling.detect.steps.behaviour import DAY_MS, HOUR_MS, local_ms_sql
from jingling.detect.steps.own_calls import READ
from jingling.detect.steps.register import prove_false
from jingling.engines import Engine
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.spark import SparkEngine
from jingling.engines.workbench import StepMade, Workbench
from jingling.identity import read_lines
from jingling.numbers import normal_form_sql

ENGINES = {"duckdb": "duckdb", "spark": "pyspark"}
"""The engines, and what each is installed as."""


def detect(
    paths: Sequence[Path | str],
    out: Path,
    options: Options,
    *,
    watch: Callable[[str], None] = lambda _name: None,
    steps: list[StepMade] | None = None,
) -> dict[str, Any]:
    """Find who harasses in call records, and write the result to `out`.

    Args:
        paths: files, directories or globs of call records.
        out: directory for the result.
        options: how to run.
        watch: told the name of each step as it begins.
        steps: filled with each step as it ran.

    Returns:
        What `summary.json` says.

    Raises:
        JinglingError: records, register, model or output directory cannot be used.
    """
    begun = perf_counter()
    check(options)
    model = load_model(options.model)
    with (
        held(out),
        TemporaryDirectory(prefix=MAKING, dir=out) as making,
    ):
        with _engine(options, Path(making)) as (engine, read):
            bench = Workbench(engine, watch)
            reading = _read(bench, read, paths, options)
            summary = _find(bench, reading, model, options, Path(making))
        if steps is not None:
            steps.extend(bench.steps)
        summary["seconds"]["total"] = round(perf_counter() - begun, 3)
        summary["peak_memory_bytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        (Path(making) / "model.json").write_text(model.to_json(), encoding="utf-8")
        told = json.dumps(summary, ensure_ascii=False, indent=1) + "\n"
        (Path(making) / "summary.json").write_text(told, encoding="utf-8")
        publish(Path(making), out)
    return summary


@contextmanager
def _engine(options: Options, making: Path) -> Iterator[tuple[Engine, Callable[..., Reading]]]:
    """Start the engine that was asked for; with it comes what reads call records into its tables."""
    engine: DuckdbEngine | SparkEngine
    read: Callable[..., Reading]
    if options.engine == "spark":
        scratch = options.scratch or f"file://{making.resolve()}/spill"
        engine = SparkEngine(master=options.master, memory=options.memory, scratch=scratch)
        read = partial(read_calls_on_spark, engine)
    else:
        engine = DuckdbEngine(threads=options.threads, memory=options.memory, spill=making / "spill")
        read = partial(
            read_calls, engine.connection, timezone=options.timezone, time_format=options.time_format
        )
    with closing(engine):
        yield engine, read


def _read(
    bench: Workbench, read: Callable[..., Reading], paths: Sequence[Path | str], options: Options
) -> Reading:
    bench.watch("read")
    begun = perf_counter()
    reading = read(paths, mapping=options.mapping, home_area=options.home_area, columns=READ)
    bench.note("read", "", reading.rows_read, perf_counter() - begun)
    bench.make(
        "odd_forms", "SELECT key, min(raw) AS raw, min(normal) AS normal FROM odd_numbers GROUP BY key"
    )
    if not reading.attempts:
        raise DetectError(
            f"No call could be read: {reading.rows_read} rows, {reading.rows_quarantined} in quarantine.",
            "Run `jingling calls check` on the files to see what was recognised.",
        )
    return reading


def _find(bench: Workbench, reading: Reading, model: Model, options: Options, making: Path) -> dict[str, Any]:
    if options.lines is not None:
        prove_false(bench, read_lines(options.lines))
    cards = model.choose(frozenset(bench.engine.columns("calls")))
    measured = measure_own(bench, options.zone)
    measure_company(bench, measured, cards.first_look)
    score(bench, cards.final)
    first_ms, last_ms = bench.engine.rows("SELECT min(start_ms), max(start_ms) FROM calls")[0]
    local = local_ms_sql("start_ms", options.zone, first_ms, last_ms)
    gathered = gather_campaigns(bench, cards, options.zone, local, options.state)
    join_campaigns(bench)
    flagged = name_worst(bench, cards.final, "number", "features", "final", "worst")
    begun = perf_counter()
    _write(bench, making, "findings", findings_select(bench, cards.final, f"{local} - {local} % {DAY_MS}"))
    flagged_lines = 0
    if "line" in bench.engine.columns("calls"):
        score_lines(bench, model.lines)
        flagged_lines = name_worst(bench, model.lines, "line", "line_features", "line_scored", "worst_lines")
        _write(
            bench, making, "lines", line_findings_select(bench, model.lines, f"{local} - {local} % {DAY_MS}")
        )
    _write_views(bench, making, local)
    write_campaigns(bench, partial(_write, bench, making))
    same_callers = _write_same_callers(bench, making) if options.same_caller else None
    _write(bench, making, "quarantine", "SELECT * FROM quarantine")
    bench.note("write", "", 0, perf_counter() - begun)
    by_hour = dict(
        bench.engine.rows(f"SELECT ({local} % {DAY_MS}) // {HOUR_MS}, count(*) FROM calls GROUP BY 1")
    )
    return _summary(bench, reading, model, cards, measured, options) | {
        "calls_by_hour": [by_hour.get(hour, 0) for hour in range(24)],
        "callers": pq.read_metadata(making / "findings.parquet").num_rows,
        "flagged": flagged,
        "flagged_lines": flagged_lines,
        "campaigns": gathered.campaigns,
        "campaign_numbers": gathered.numbers,
        "same_callers": same_callers,
        "first_at": _iso(first_ms),
        "last_at": _iso(last_ms),
    }


def _write_views(bench: Workbench, making: Path, local: str) -> None:
    """Write `features.parquet`, and for the worst numbers `hours.parquet` and `reached.parquet`."""
    numbered = f"coalesce({normal_form_sql('f.number')}, o.normal) AS number"
    columns = ", ".join(f"f.{name}" for name in BY_NAME)
    odd = "LEFT JOIN odd_forms o ON f.number = o.key"
    if "line" in bench.engine.columns("calls"):
        _write(
            bench,
            making,
            "number_lines",
            f"""SELECT {numbered}, f.line, f.calls FROM (
              SELECT caller AS number, line, calls FROM line_callers
              WHERE caller IN (SELECT number FROM worst)) f {odd} ORDER BY number, f.calls DESC, f.line""",
        )
    _write(bench, making, "features", f"SELECT {numbered}, {columns} FROM features f {odd}")
    _write(
        bench,
        making,
        "hours",
        f"""SELECT {numbered}, f.hour, f.day, f.calls FROM (
          SELECT caller AS number, CAST(({local} % {DAY_MS}) // {HOUR_MS} AS INTEGER) AS hour,
            CAST(make_timestamp_ms({local}) AS DATE) AS day, count(*) AS calls
          FROM own WHERE caller IN (SELECT number FROM worst UNION ALL SELECT number FROM members)
          GROUP BY ALL) f {odd}
        ORDER BY number, day, hour""",
    )
    _write(
        bench,
        making,
        "reached",
        f"""SELECT coalesce({normal_form_sql("f.number")}, o.normal) AS number,
          coalesce({normal_form_sql("f.callee")}, e.normal) AS callee, f.calls, f.answered, f.talk_s,
          make_timestamp_ms(f.first_ms) AS first_at, make_timestamp_ms(f.last_ms) AS last_at FROM (
          SELECT *, row_number() OVER (PARTITION BY number ORDER BY calls DESC, callee) AS place FROM (
            SELECT caller AS number, callee, count(*) AS calls, count(*) FILTER (answered) AS answered,
              CAST(0.001 * sum(talk_ms) AS DOUBLE) AS talk_s,
              min(start_ms) AS first_ms, max(start_ms) AS last_ms
            FROM own WHERE caller IN (SELECT number FROM worst ORDER BY score DESC, number LIMIT 200)
            GROUP BY caller, callee) counted) f
        {odd} LEFT JOIN odd_forms e ON f.callee = e.key
        WHERE f.place <= 50 ORDER BY number, f.calls DESC, callee""",
    )


def _write_same_callers(bench: Workbench, making: Path) -> int:
    """Write `same_callers.parquet`; return the number of links."""
    links = make_same_callers(bench)
    _write(
        bench,
        making,
        "same_callers",
        f"""SELECT coalesce({normal_form_sql("s.earlier")}, o.normal) AS earlier,
          coalesce({normal_form_sql("s.later")}, e.normal) AS later, s.score, s.evidence
        FROM same_callers s
        LEFT JOIN odd_forms o ON s.earlier = o.key LEFT JOIN odd_forms e ON s.later = e.key
        ORDER BY s.score DESC, earlier, later""",
    )
    return links


def _write(bench: Workbench, making: Path, name: str, select: str) -> None:
    bench.watch(f"write {name}")
    begun = perf_counter()
    bench.engine.write(select, making / f"{name}.parquet")
    bench.note(f"write {name}", select, 0, perf_counter() - begun)


def _iso(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")


def _summary(
    bench: Workbench, reading: Reading, model: Model, cards: CardPair, measured: Measured, options: Options
) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    for step in bench.steps:
        seconds[step.name] = round(seconds.get(step.name, 0.0) + step.seconds, 3)
    return {
        "result": RESULT,
        "rows_read": reading.rows_read,
        "rows_kept": reading.rows_kept,
        "rows_quarantined": reading.rows_quarantined,
        "quarantined_by_reason": dict(reading.quarantined_by_reason),
        "attempts": reading.attempts,
        "columns": list(reading.columns),
        "columns_missing": list(reading.columns_missing),
        "not_judged": [words._asdict() for words in reading.not_judged],
        "coverage": round(measured.coverage, 6),
        "features_unknown": sorted(measured.unknown),
        "simulated": any(given.simulated for given in reading.inputs),
        "zone": options.zone,
        "options": {
            "mapping": options.mapping,
            "timezone": options.timezone,
            "time_format": options.time_format,
            "home_area": options.home_area,
        },
        "cards": cards.name,
        "threshold": cards.final.threshold,
        "line_threshold": model.lines.threshold,
        "false_positive_rate": model.facts.get("cards", {}).get(cards.name, {}).get("false_positives"),
        "base_rate": model.base_rate,
        "model": {"digest": model.digest, "facts": model.facts},
        "seconds": seconds,
        "versions": {name: version(name) for name in ("jingling", ENGINES[options.engine], "pyarrow")},
        "inputs": [
            {
                "path": given.path,
                "format": given.format,
                "sha256": given.sha256,
                "rows": given.rows,
                "notes": [note._asdict() for note in given.notes],
            }
            for given in reading.inputs
        ],
    }
