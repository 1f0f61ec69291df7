"""`jingling campaigns`: who acts together, and since when."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import AsJson, Lang, Zone, language

app = typer.Typer(help="Numbers that act together. / 协同行动的号码（团伙）。", no_args_is_help=True)


@app.command()
def show(
    result: Annotated[Path, typer.Option("--in", help="Directory of a result of `jingling detect`.")],
    campaign: Annotated[str, typer.Argument(help="The campaign's name; all are listed unless given.")] = "",
    unmask: Annotated[bool, typer.Option("--unmask", help="Show whole numbers.")] = False,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Show a campaign: its numbers, what links them, how surely. / 显示某团伙：号码、联系、把握程度。"""
    from jingling.detect.report.campaign_text import (
        campaign_json,
        campaign_text,
        campaigns_json,
        campaigns_text,
    )
    from jingling.detect.report.campaigns import campaign_list, campaign_story
    from jingling.detect.report.terminal import console

    speak = language(lang)
    if campaign:
        story = campaign_story(result, campaign, unmask=unmask)
        plain: object = campaign_json(story)
        text = campaign_text(story, speak)
    else:
        campaigns = campaign_list(result)
        plain, text = campaigns_json(campaigns), campaigns_text(campaigns, speak)
    if as_json:
        typer.echo(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        console().print(text)


@app.command()
def history(
    campaign: Annotated[str, typer.Argument(help="The campaign's name, on any day.")],
    state: Annotated[Path, typer.Option("--state", help="Directory given to `jingling detect --state`.")],
    zone: Zone = "Asia/Shanghai",
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Show a campaign's life, day by day. / 按日查看某团伙的活动历程。"""
    from zoneinfo import ZoneInfo

    from jingling.campaigns import State
    from jingling.detect.report.history import history_json, history_text
    from jingling.detect.report.terminal import console

    sightings = State(state).history(campaign)
    if as_json:
        typer.echo(json.dumps(history_json(sightings), ensure_ascii=False, indent=1))
    else:
        console().print(history_text(sightings, ZoneInfo(zone), language(lang)))
