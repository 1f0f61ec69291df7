"""`jingling city`: a simulated city with known truth."""

import dataclasses
import json
import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jingling.cli.options import AsJson, Lang, Zone, language
from jingling.words import Language, Words

if TYPE_CHECKING:
    from jingling.city import CityMade, Settings

_KINDS = ("plain", "hard", "varied")
_UNITS = {"": 1, "K": 1_000, "M": 1_000_000, "G": 1_000_000_000}
_ROLE, _CALLERS = Words("role", "角色"), Words("callers", "主叫号码")
_MADE = Words(
    "{calls:,} simulated calls of {people:,} people in {files} files, "
    "{callers:,} callers of whom {nuisance:,} harass: {out}",
    "仿真话单 {calls:,} 条，居民 {people:,} 人，文件 {files} 个；"
    "主叫号码 {callers:,} 个，其中骚扰号码 {nuisance:,} 个：{out}",
)


def city(
    out: Annotated[
        Path, typer.Option(help="Directory for calls/*.parquet, truth.parquet, lines.csv, city.json.")
    ],
    people: Annotated[
        int | None, typer.Option(min=1, help="Inhabitants; 60,000 unless the kind draws them.")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, help="Days of records.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same city.")] = 1,
    calls: Annotated[
        str | None, typer.Option(help="About so many calls, such as 500K or 100M, in place of --people.")
    ] = None,
    kind: Annotated[str, typer.Option(help="plain, hard, or varied: every knob at random.")] = "plain",
    zone: Zone = "Asia/Shanghai",
    start: Annotated[str | None, typer.Option(help="First day, such as 2026-03-10.")] = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Simulate a city's calls, with the truth about every caller. / 仿真一座城市的话单，附主叫真值。"""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from jingling.city import hard, make_city, plain, varied

    speak = language(lang)
    if kind not in _KINDS:
        raise typer.BadParameter(f"expected one of {', '.join(_KINDS)}", param_hint="--kind")
    if calls is not None and people is not None:
        raise typer.BadParameter("give --people or --calls, not both", param_hint="--calls")
    knobs: dict[str, object] = {"zone": zone}
    if people is not None:
        knobs["people"] = people
    if days is not None:
        knobs["days"] = days
    if start is not None:
        knobs["start"] = _date(start)
    settings = {"plain": plain, "hard": hard, "varied": varied}[kind](seed, **knobs)
    if calls is not None:
        settings = _of_calls(settings, _count(calls))
    began = time.monotonic()
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[calls]:,} calls"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with progress:
        task = progress.add_task("city", total=settings.districts, calls=0)
        made = make_city(
            settings,
            out,
            lambda done, total, rows: progress.update(task, completed=done, total=total, calls=rows),
        )
    seconds = time.monotonic() - began
    if as_json:
        typer.echo(json.dumps(_summary(made, seconds), ensure_ascii=False, indent=1))
        return
    _show(made, speak)


def _show(made: "CityMade", speak: Language) -> None:
    from rich.console import Console
    from rich.table import Table

    from jingling.city.agents import NUISANCE

    console = Console(highlight=False)
    table = Table(_ROLE.text(speak), _CALLERS.text(speak), box=None)
    table.columns[1].justify = "right"
    for role, count in sorted(made.by_role.items(), key=lambda item: (item[0] in NUISANCE, -item[1])):
        table.add_row(role, f"{count:,}", style="red" if role in NUISANCE else "")
    console.print(table)
    said = _MADE.text(speak)
    console.print(
        said.format(
            calls=made.calls, people=made.settings.population, files=made.files, callers=made.callers,
            nuisance=made.nuisance, out=made.out,
        ),
        soft_wrap=True,
    )  # fmt: skip


def _summary(made: "CityMade", seconds: float) -> dict[str, object]:
    return {
        "out": str(made.out),
        "kind": made.settings.kind,
        "seed": made.settings.seed,
        "people": made.settings.population,
        "days": made.settings.days,
        "calls": made.calls,
        "files": made.files,
        "callers": made.callers,
        "nuisance": made.nuisance,
        "lines": made.lines,
        "seconds": round(seconds, 2),
        "by_role": made.by_role,
    }


def _of_calls(settings: "Settings", calls: int) -> "Settings":
    from jingling.city.settings import SMALLEST_CITY
    from jingling.city.trade.campaigns import honest_calls

    a_person = honest_calls(settings) / settings.population / (1 - settings.nuisance_share) * settings.days
    return dataclasses.replace(settings, people=max(SMALLEST_CITY, round(calls / a_person)))


def _count(text: str) -> int:
    unit = text[-1:].upper()
    digits = text[:-1] if unit in _UNITS and unit else text
    try:
        count = round(float(digits) * _UNITS.get(unit, 1))
    except ValueError:
        count = 0
    if count < 1:
        raise typer.BadParameter("expected a number such as 500000, 500K or 100M", param_hint="--calls")
    return count


def _date(text: str) -> object:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise typer.BadParameter("expected a date such as 2026-03-10", param_hint="--start") from None
