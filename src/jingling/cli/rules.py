"""`jingling rules …`: the rules a gate holds calls to."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast, get_args

import typer

from jingling.cli.options import AsJson, Lang, language

if TYPE_CHECKING:
    from jingling.rules import pack as rule_pack

app = typer.Typer(help="The rules that calls are held to. / 呼叫须遵守的规则。", no_args_is_help=True)

RuleFiles = Annotated[
    list[Path] | None, typer.Option("--rules", help="TOML laid over the rule pack. / 叠加的规则文件。")
]


Country = Annotated[str, typer.Option("--country", help="cn or us. / 国家：cn 或 us。")]


@app.command("list")
def list_rules(
    rules: RuleFiles = None,
    country: Country = "cn",
    markdown: Annotated[bool, typer.Option("--markdown", help="The page of the docs. / 文档页。")] = False,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """List every rule with its status and whether it is on. / 列出全部规则。"""
    from rich.table import Table

    from jingling.cli.rule_page import rules_page
    from jingling.detect.report.terminal import console
    from jingling.rules import load_pack

    speak, pack = language(lang), load_pack(*(rules or ()), country=_country(country))
    if markdown:
        typer.echo(rules_page(pack, speak, _country(country)), nl=False)
        return
    if as_json:
        typer.echo(json.dumps([{"id": rule.id, "status": rule.status, "on": rule.on} for rule in pack.rules]))
        return
    table = Table(box=None, pad_edge=False)
    for title in ("", "状态", "执行", "依据") if speak == "zh" else ("", "status", "on", "source"):
        table.add_column(title)
    for rule in pack.rules:
        on = ("shadow" if rule.shadow else "✓") if rule.on else ""
        table.add_row(rule.id, rule.status, on, rule.source.text(speak))
    console().print(table)


@app.command()
def explain(
    rule: Annotated[str, typer.Argument(metavar="RULE", help="Its id, such as CN-REFUSE.")],
    rules: RuleFiles = None,
    country: Country = "cn",
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Explain a rule: where it stands, its figures, what it may answer. / 解释一条规则。"""
    from jingling.cli.rule_text import rule_json, rule_text
    from jingling.detect.report.terminal import console
    from jingling.rules import RulesError, load_pack

    pack = load_pack(*(rules or ()), country=_country(country))
    found = pack.by_id.get(rule.upper())
    if found is None:
        raise RulesError(f"No rule {rule!r}.", "`jingling rules list` names them all.")
    if as_json:
        typer.echo(json.dumps(rule_json(found), ensure_ascii=False, indent=1, default=str))
    else:
        console().print(rule_text(found, language(lang)))


def _country(given: str) -> "rule_pack.Country":
    from jingling.rules import pack

    if given not in get_args(pack.Country):
        raise typer.BadParameter(f"expected {' or '.join(get_args(pack.Country))}")
    return cast("rule_pack.Country", given)
