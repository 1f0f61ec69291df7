"""`jingling detect`: from call records to findings."""

import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from jingling.cli.options import AsJson, HomeArea, Lang, MapColumns, TimeFormat, Timezone, Zone, language

EngineName = Literal["duckdb", "spark"]


def detect(
    paths: Annotated[
        list[str], typer.Argument(metavar="PATH…", help="Call records: Parquet, CSV, directories, globs.")
    ],
    out: Annotated[Path, typer.Option(help="Directory for the result.")],
    mapping: MapColumns = None,
    timezone: Timezone = None,
    time_format: TimeFormat = None,
    home_area: HomeArea = "",
    zone: Zone = "Asia/Shanghai",
    lines: Annotated[
        Path | None, typer.Option(help="Register of lines (CSV, Parquet): proves false numbers.")
    ] = None,
    model: Annotated[Path | None, typer.Option(help="A model made by `jingling fit`.")] = None,
    state: Annotated[
        Path | None, typer.Option(help="Directory where campaigns are remembered from day to day.")
    ] = None,
    threads: Annotated[int | None, typer.Option(min=1, help="Threads; all cores unless given.")] = None,
    memory: Annotated[str, typer.Option(help="Memory limit of the engine.")] = "4GiB",
    engine: Annotated[EngineName, typer.Option(help="duckdb, in this process, or spark.")] = "duckdb",
    master: Annotated[
        str | None, typer.Option(help="Where Spark runs, such as local[2], yarn, spark://host:7077.")
    ] = None,
    scratch: Annotated[
        str | None,
        typer.Option(help="Directory for Spark's tables that its workers reach, such as hdfs:///tmp."),
    ] = None,
    same_caller: Annotated[
        bool,
        typer.Option("--same-caller", help="Link the two numbers of ordinary callers who changed theirs."),
    ] = False,
    unmask: Annotated[bool, typer.Option("--unmask", help="Show whole numbers in table and report.")] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="Print each step's SQL, rows and seconds.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Find who harasses in call records: findings, lines and a report. / 从话单中发现骚扰来电。"""
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    from jingling.detect.options import Options
    from jingling.detect.report.terminal import console, terminal_table
    from jingling.detect.report.writing import write_report
    from jingling.detect.run import detect as run
    from jingling.engines.workbench import StepMade

    speak = language(lang)
    options = Options(
        mapping,
        timezone,
        time_format,
        home_area,
        zone,
        lines,
        model,
        state,
        threads,
        memory,
        same_caller,
        engine,
        master,
        scratch,
    )
    steps: list[StepMade] = []
    progress = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with progress:
        task = progress.add_task("")
        summary = run(
            paths, out, options, watch=lambda name: progress.update(task, description=name), steps=steps
        )
        progress.update(task, description="report")
        write_report(out, unmask=unmask)
    if explain:
        for step in steps:
            typer.echo(f"-- {step.name}: {step.rows} rows, {step.seconds:.3f} s\n{step.select}\n")
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        console().print(terminal_table(out, speak, unmask=unmask))
