"""`jingling campaigns`: who acts together, and since when."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import AsJson, Lang, language

app = typer.Typer(help="Numbers that act together. / 协同行动的号码（团伙）。", no_args_is_help=True)


@app.command()
def history(
    campaign: Annotated[str, typer.Argument(help="The campaign's name, on any day.")],
    state: Annotated[Path, typer.Option("--state", help="Directory given to `jingling detect --state`.")],
    zone: Annotated[str, typer.Option("--zone", help="Zone of local times.")] = "Asia/Shanghai",
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Show a campaign's life, day by day. / 按日查看某团伙的活动历程。"""
    from zoneinfo import ZoneInfo

    from jingling.campaigns import State
    from jingling.detect.report import console, history_json, history_text

    sightings = State(state).history(campaign)
    if as_json:
        typer.echo(json.dumps(history_json(sightings), ensure_ascii=False, indent=1))
    else:
        console().print(history_text(sightings, ZoneInfo(zone), language(lang)))
