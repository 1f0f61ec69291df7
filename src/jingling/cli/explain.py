"""`jingling explain`: why a number was flagged, or why not."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import AsJson, Lang, language


def explain(
    number: Annotated[str, typer.Argument(help="The number, in any usual form.")],
    result: Annotated[Path, typer.Option("--in", help="Directory of a result of `jingling detect`.")],
    unmask: Annotated[bool, typer.Option("--unmask", help="Show whole numbers.")] = False,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Say why a number was flagged, or why not. / 说明某号码为何被（未被）标记。"""
    from jingling.detect.explain import explain_number
    from jingling.detect.report.explanation import explanation_json, explanation_text
    from jingling.detect.report.terminal import console

    explanation = explain_number(number, result, unmask=unmask)
    if as_json:
        typer.echo(json.dumps(explanation_json(explanation), ensure_ascii=False, indent=1))
    else:
        console().print(explanation_text(explanation, language(lang)))
