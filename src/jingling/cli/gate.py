"""`jingling gate …`: load lists, serve decisions, try one call out, replay yesterday."""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from jingling.cli.options import AsJson, HomeArea, Lang, MapColumns, TimeFormat, Timezone, language
from jingling.cli.sip_demo import sip_demo

app = typer.Typer(help="May this call ring, and why. / 本次呼叫是否可以接通，为什么。", no_args_is_help=True)

app.command()(sip_demo)

Data = Annotated[Path, typer.Option(help="The gate's directory. / 关口的数据目录。")]
Source = Annotated[
    Path | None, typer.Option(help="CSV or Parquet, in place of what was loaded. / 替换已载入的内容。")
]
RuleFiles = Annotated[
    list[Path] | None, typer.Option("--rules", help="TOML laid over the rule pack. / 叠加的规则文件。")
]


@app.command()
def load(
    data: Data,
    lines: Source = None,
    projects: Source = None,
    consents: Source = None,
    refusals: Source = None,
    lists: Source = None,
    policies: Source = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Load registers and lists, and publish them to every gate over the directory. / 载入并发布名单。"""
    from jingling.cli.loading import load_and_tell

    tables = {"projects": projects, "consents": consents, "refusals": refusals, "lists": lists}
    load_and_tell(data, lines, tables | {"policies": policies}, as_json=as_json, lang=lang)


@app.command()
def serve(
    data: Data,
    port: Annotated[int, typer.Option(help="TCP port. / 端口。")] = 8700,
    host: Annotated[str, typer.Option(help="Address to listen on. / 监听地址。")] = "127.0.0.1",
    workers: Annotated[int, typer.Option(min=1, max=64, help="Processes. / 进程数。")] = 1,
    keys: Annotated[Path | None, typer.Option(help="TOML file of API keys. / API 密钥文件。")] = None,
    tls_certificate: Annotated[Path | None, typer.Option(help="PEM file. / 证书文件。")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="PEM file. / 私钥文件。")] = None,
    trust_times: Annotated[
        bool,
        typer.Option("--trust-times", help="Take the questions' times as they are. / 采信询问中的时间。"),
    ] = False,
) -> None:
    """Serve decisions over HTTP. / 通过 HTTP 提供判定服务。"""
    from jingling.gate.serve import serve as serving

    sys.stderr.write(f"http{'s' if tls_certificate else ''}://{host}:{port}/openapi.json\n")
    serving(
        data,
        host=host,
        port=port,
        workers=workers,
        keys=keys,
        certificate=tls_certificate,
        private_key=tls_key,
        trust_times=trust_times,
    )


@app.command()
def ask(
    data: Data,
    caller: Annotated[str, typer.Option(help="The number shown. / 显示的主叫号码。")],
    callee: Annotated[str, typer.Option(help="The number called. / 被叫号码。")],
    direction: Annotated[str, typer.Option(help="outbound, network, inbound.")] = "inbound",
    line: Annotated[str, typer.Option(help="Line. / 语音线路。")] = "",
    principal: Annotated[str, typer.Option(help="Principal. / 委托主体。")] = "",
    project: Annotated[str, typer.Option(help="Outbound project. / 外呼业务。")] = "",
    purpose: Annotated[str, typer.Option(help="Purpose. / 用途。")] = "",
    at: Annotated[str, typer.Option(help="RFC 3339 time; now unless given. / 时间。")] = "",
    policy: Annotated[Path | None, typer.Option(help="A person's policy (JSON). / 个人防护策略。")] = None,
    rules: RuleFiles = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Try one call out; nothing is counted or kept. / 试判一次呼叫，不计数、不留存。"""
    import msgspec

    from jingling.cli.verdicts import verdict_text
    from jingling.detect.report.terminal import console
    from jingling.gate import Gate, question_from
    from jingling.lists.policies import read_policy

    question = {
        "direction": direction, "caller": caller, "callee": callee, "line": line, "principal": principal,
        "project": project, "purpose": purpose,
    } | ({"at": at} if at else {})  # fmt: skip
    if policy is not None:
        question["policy"] = msgspec.to_builtins(read_policy(policy.read_bytes()))
    with (
        TemporaryDirectory(prefix="jingling-") as scratch,
        Gate(data, trust_times=True, rules=rules or (), scratch=Path(scratch)) as gate,
    ):
        verdict = gate.ask(question_from(question))
    if as_json:
        typer.echo(msgspec.structs.replace(verdict, evidence="").json().decode())
    else:
        console().print(verdict_text(verdict, language(lang)))


@app.command()
def replay(
    records: Annotated[list[str], typer.Argument(metavar="RECORDS…", help="Call records. / 话单。")],
    data: Data,
    rules: RuleFiles = None,
    direction: Annotated[str, typer.Option(help="network or inbound.")] = "network",
    mapping: MapColumns = None,
    timezone: Timezone = None,
    time_format: TimeFormat = None,
    home_area: HomeArea = "",
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Tell what would have been allowed and rejected, and what new rules change. / 回放话单并比较规则。"""
    from jingling.cli.replaying import replay_text, replayed
    from jingling.detect.report.terminal import console

    told = replayed(
        records, data, rules or [], direction, mapping=mapping, timezone=timezone, time_format=time_format,
        home_area=home_area,
    )  # fmt: skip
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        console().print(replay_text(told, language(lang)))


@app.command()
def schema(
    what: Annotated[str, typer.Argument(help="policy or openapi.")] = "policy",
) -> None:
    """Print the schema of a person's policy, or the API's description. / 输出个人策略或接口的定义。"""
    from jingling.gate.openapi import openapi
    from jingling.lists.policies import policy_schema

    if what not in {"policy", "openapi"}:
        raise typer.BadParameter("expected policy or openapi")
    typer.echo(json.dumps(policy_schema() if what == "policy" else openapi(), ensure_ascii=False, indent=1))
