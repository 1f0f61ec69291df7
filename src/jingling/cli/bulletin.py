"""`jingling bulletin`: a month's complaints as page, PDF and spreadsheet."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import AsJson, Lang, Zone, language


def bulletin(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Such as 2026-07.")],
    data: Annotated[Path, typer.Option(help="Directory with what `jingling complaints import` wrote.")],
    out: Annotated[Path, typer.Option(help="Directory for the bulletin.")],
    zone: Zone = "Asia/Shanghai",
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Make a month's bulletin: page, PDF, Excel, figures. / 生成月度举报通报。"""
    from dataclasses import asdict

    from jingling.calls.zones import read_zone
    from jingling.complaints.bulletin import bulletin as make
    from jingling.complaints.bulletin import neighbours
    from jingling.complaints.bulletin_data import read_subscribers, read_told
    from jingling.complaints.bulletin_pdf import bulletin_pdf
    from jingling.complaints.bulletin_sheets import bulletin_sheets
    from jingling.complaints.bulletin_text import bulletin_text
    from jingling.complaints.monthly import months
    from jingling.detect.report.bulletin import write_bulletin
    from jingling.detect.report.terminal import console

    speak = language(lang)
    wanted = (month, *neighbours(month))
    counted = months(read_told(data), wanted, zone=read_zone(zone))
    made = make(*(counted[one] for one in wanted), subscribers=read_subscribers(data / "subscribers.csv"))
    text = bulletin_text(made)
    out.mkdir(parents=True, exist_ok=True)
    name = f"bulletin-{month}"
    (out / f"{name}.pdf").write_bytes(bulletin_pdf(text, speak))
    (out / f"{name}.xlsx").write_bytes(bulletin_sheets(text, speak))
    write_bulletin(text, out / f"{name}.html")
    told = json.dumps(asdict(made), ensure_ascii=False, indent=1)
    (out / f"{name}.json").write_text(told, "utf-8")
    if as_json:
        typer.echo(told)
        return
    screen = console()
    screen.print(f"[bold]{text.title.text(speak)}[/]")
    for sentence in text.lead:
        screen.print(sentence.text(speak))
    screen.print(f"{out / name}.html  .pdf  .xlsx  .json", markup=False)
