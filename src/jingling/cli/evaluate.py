"""`jingling evaluate`: findings against a known truth."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import AsJson, Lang, language


def evaluate(
    findings: Annotated[Path, typer.Option(help="findings.parquet of a result.")],
    truth: Annotated[Path, typer.Option(help="truth.parquet: number, role, nuisance, campaign.")],
    out: Annotated[Path | None, typer.Option(help="Where to write the page with the plots (HTML).")] = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Compare findings with a known truth. / 将结果与已知真值对照。"""
    from jingling.detect.evaluate import evaluate as compare
    from jingling.detect.report.evaluation import evaluation_table, write_evaluation
    from jingling.detect.report.terminal import console

    page = compare(findings, truth)
    if out is not None:
        write_evaluation(page, out)
    if as_json:
        typer.echo(json.dumps(page, ensure_ascii=False, indent=1))
    else:
        console().print(evaluation_table(page, language(lang)))
