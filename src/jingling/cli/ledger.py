"""`jingling ledger`: evidence, published, proved, verified, retired."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jingling.cli.options import AsJson, Lang, Zone, language
from jingling.words import Language, Words

if TYPE_CHECKING:
    from jingling.ledger import Report

app = typer.Typer(
    help="Evidence that can be proved unaltered. / 可证明未被改动的存证。", no_args_is_help=True
)

Data = Annotated[Path, typer.Option("--data", help="The data directory, which holds `ledger/`.")]
Root = Annotated[str, typer.Option("--root", help="A published root; the newest unless given.")]


@app.command()
def root(
    data: Data,
    to: Annotated[
        Path | None, typer.Option("--to", help="Add it to this file of roots. / 追加到该文件。")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Stay, and publish as segments close. / 持续运行，随分段公布。")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Publish the present root: one hash for all evidence so far. / 公布当前的根：全部存证的一个哈希。"""
    from jingling.ledger import announce, publish
    from jingling.ledger import follow as publish_always

    if follow:
        if to is None:
            raise typer.BadParameter("--follow needs --to")
        publish_always(data, to)
    statement = publish(data) if to is None else announce(data, to)
    if as_json:
        told = {"root": statement.root(), "at": statement.at, "previous": statement.previous}
        typer.echo(json.dumps(told | {"streams": asdict(statement)["streams"]}, indent=1))
    else:
        typer.echo(statement.root())


@app.command()
def prove(
    evidence: Annotated[str, typer.Argument(help="An evidence id, such as gate-1-70001.")],
    data: Data,
    root: Root = "",
) -> None:
    """Print the proof that a record is what was recorded. / 输出某条记录的证明。"""
    from jingling.ledger import prove as proof_of

    typer.echo(json.dumps(proof_of(data, evidence, root), indent=1))


@app.command()
def growth(
    earlier: Annotated[str, typer.Argument(help="The earlier published root.")], data: Data, root: Root = ""
) -> None:
    """Print the proof that a later root only adds to an earlier one. / 输出后一个根只增不改的证明。"""
    from jingling.ledger import prove_growth

    typer.echo(json.dumps(prove_growth(data, earlier, root), indent=1))


@app.command()
def verify(
    proof: Annotated[
        Path | None, typer.Argument(help="A proof; a data directory is verified without.")
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", help="The data directory to verify.")] = None,
    root: Annotated[
        list[str] | None,
        typer.Option("--root", help="A published root, or a file of roots; two for a proof of growth."),
    ] = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Hold a ledger, or a proof, to published roots; exit code 3 if altered. / 用公布的根验证存证或证明。"""
    from jingling.ledger import read_roots

    if (proof is None) == (data is None):
        raise typer.BadParameter("give either a proof or --data")
    roots = [one for given in root or [] for one in read_roots(given)]
    if proof is not None:
        _verify_proof(proof, roots, as_json, language(lang))
    elif data is not None:
        _verify_data(data, roots, as_json, language(lang))


@app.command()
def retire(
    before: Annotated[str, typer.Option("--before", help="A date, or a time with its zone.")],
    data: Data,
    zone: Zone = "Asia/Shanghai",
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Delete records kept long enough, leaving word of it. / 销毁到期的记录，并留下销毁记录。"""
    from jingling.ledger import retire as delete

    gone, statement = delete(data, _moment(before, zone))
    if as_json:
        told = {"root": statement.root(), "retired": [asdict(each) for each in gone]}
        typer.echo(json.dumps(told, indent=1))
        return
    for each in gone:
        last = each.first + each.count - 1
        typer.echo(RETIRED.text(language(lang)).format(each.stream, each.segment, each.first, last))
    typer.echo(statement.root())


RETIRED = Words("{} segment {}: records {} to {} retired", "{} 分段 {}：已销毁记录 {} 至 {}")
PROVED = Words("{} is proved by this root, published at {}:", "{} 由此根证明，公布于 {}：")
GAP = Words(
    "{} has no record: a gap marker stands there, as this root, published at {}, proves:",
    "{} 无记录：该处为缺口标记，由此根证明，公布于 {}：",
)
GREW = Words(
    "What was published at {} is contained unaltered in what was published at {}.",
    "{} 公布的内容原样包含在 {} 公布的内容之中。",
)
STREAM = Words(
    "{}: {} records in {} segments, {} under the newest root, {} retired, {} gaps",
    "{}：记录 {} 条，分段 {} 个，最新的根涵盖 {} 条，已销毁 {} 条，缺口 {} 处",
)
UNFINISHED = Words(
    "{}: {} bytes behind the last whole group, being written or left by a crash",
    "{}：最后一个完整组之后有 {} 字节，正在写入或为崩溃所遗留",
)
HOLDS = Words(
    "Nothing was altered: {} of {} published roots are proved by what you gave.",
    "未被改动：所给的根证明了 {} 个公布的根，共公布 {} 个。",
)
UNANCHORED = Words(
    "The files agree with each other. Without --root this proves nothing against whoever altered them all.",
    "各文件彼此相符。未给 --root 时，若有人改动了全部文件，这证明不了什么。",
)


def _verify_proof(path: Path, roots: list[str], as_json: bool, speak: Language) -> None:
    from jingling.ledger import DamagedError, LedgerError, check_growth, check_proof, format_evidence

    try:
        proof: Any = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as fault:
        raise DamagedError(f"{path} is no proof: {fault}.", "`jingling ledger prove` prints one.") from fault
    grows = isinstance(proof, dict) and proof.get("proves") == "growth"
    if not roots or (grows and len(roots) != 2):
        raise LedgerError(
            f"{path} needs {1 + grows} --root, and has {len(roots)}.",
            "Give the published root from where you keep it; for a proof of growth the earlier one first.",
        )
    if grows:
        earlier, later = check_growth(proof, roots[0], roots[1])
        told: dict[str, Any] = {"holds": True, "earlier": earlier.at, "later": later.at}
        text = GREW.text(speak).format(earlier.at, later.at)
    else:
        proved = check_proof(proof, *roots)
        name, record = format_evidence(*proved.evidence), proved.record.decode("utf-8", "replace")
        told = {"holds": True, "evidence": name, "published_at": proved.published_at, "record": record}
        words = GAP if proved.is_gap else PROVED
        text = f"{words.text(speak).format(name, proved.published_at)}\n{record}"
    typer.echo(json.dumps(told, ensure_ascii=False, indent=1) if as_json else text)


def _verify_data(data: Path, roots: list[str], as_json: bool, speak: Language) -> None:
    from jingling.ledger import AlteredError, verify_directory

    report = verify_directory(data, roots)
    if as_json:
        typer.echo(json.dumps({"holds": not report.faults} | asdict(report), ensure_ascii=False, indent=1))
    else:
        typer.echo("\n".join(_lines(report, speak)))
    if report.faults:
        raise AlteredError(f"{data} does not hold.", "What is wrong, and where, is told above.")


def _lines(report: "Report", speak: Language) -> list[str]:
    lines = []
    for name, told in report.streams.items():
        counts = (told.records, told.segments, told.published, told.retired, len(told.gaps))
        lines.append(STREAM.text(speak).format(name, *counts))
        lines += [json.dumps(gap, ensure_ascii=False) for gap in told.gaps]
        lines += [UNFINISHED.text(speak).format(name, told.unfinished)] if told.unfinished else []
    lines += [fault.text(speak) for fault in report.faults]
    if not report.faults:
        lines.append(HOLDS.text(speak).format(report.proved, report.statements))
        lines += [] if report.proved else [UNANCHORED.text(speak)]
    return lines


def _moment(text: str, zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    try:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))
    except (ValueError, KeyError) as fault:
        raise typer.BadParameter("expected a date such as 2026-01-31", param_hint="--before") from fault
