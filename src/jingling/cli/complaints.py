"""`jingling complaints`: reports taken in, and what they say together."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jingling.cli.options import AsJson, Lang, MapColumns, Timezone, language
from jingling.words import Words

app = typer.Typer(help="What people report. / 举报。", no_args_is_help=True)

_TAKEN = Words(
    "{rows:,} rows: {reports:,} reports taken, {refused:,} rows in quarantine.",
    "共 {rows:,} 行：受理 {reports:,} 件次，隔离 {refused:,} 行。",
)
_WHOLE = Words(
    "{complete:,} complete; {incomplete:,} kept as intelligence. {numbers:,} distinct numbers.",
    "材料齐备 {complete:,} 件次，作为线索参考 {incomplete:,} 件次；涉及号码 {numbers:,} 个。",
)
_TOKENS = Words(
    "No --key: people cannot be told to be the same in another import.",
    "未指定 --key：不同批次之间无法识别同一举报人。",
)
_REASON = Words("in quarantine", "隔离原因")
_LACKS = Words("lacking", "缺少")
_ROWS = Words("rows", "行数")


@app.callback()
def complaints() -> None:
    """Work on reports. / 处理举报。"""


@app.command("import")
def import_reports(
    paths: Annotated[list[Path], typer.Argument(metavar="FILE…", help="CSV files or directories.")],
    out: Annotated[Path, typer.Option(help="Directory for reports.parquet.")],
    channel: Annotated[str, typer.Option(help="How they came, where rows do not say.")] = "",
    country: Annotated[str, typer.Option(help="Whose numbers have no country code: CN or US.")] = "",
    timezone: Annotated[str, typer.Option(help="Zone of times that have none.")] = "",
    key: Annotated[
        Path | None, typer.Option(help="File with the secret of people's tokens; made if not there.")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Take reports in: a hotline's CSV, Do Not Call daily files, a list of numbers. / 导入举报。"""
    from rich.table import Table

    from jingling.complaints.intake import read_reports, write_intake
    from jingling.complaints.quarantine import REASONS
    from jingling.complaints.report import MISSING_WORDS
    from jingling.complaints.tokens import token_key
    from jingling.detect.report.terminal import console

    if country not in {"", "CN", "US"}:
        raise typer.BadParameter("expected CN or US", param_hint="--country")
    speak = language(lang)
    intake = read_reports(paths, key=token_key(key), channel=channel, country=country, zone=timezone)
    summary = write_intake(intake, out, lasting_tokens=key is not None)
    if as_json:
        typer.echo(json.dumps(summary, ensure_ascii=False, indent=1))
        return
    screen = console()
    for one in intake.inputs:
        screen.print(f"{one.path}: {one.layout.name}. {one.layout.sure.text(speak)}", markup=False)
    screen.print(
        _TAKEN.text(speak).format(
            rows=summary["rows_read"], reports=summary["reports"], refused=summary["rows_quarantined"]
        )
    )
    screen.print(
        _WHOLE.text(speak).format(
            complete=summary["complete"],
            incomplete=summary["incomplete"],
            numbers=summary["distinct_numbers"],
        )
    )
    for title, counts, words in (
        (_REASON, summary["quarantined_by_reason"], {code: one.words for code, one in REASONS.items()}),
        (_LACKS, summary["missing"], MISSING_WORDS),
    ):
        if counts:
            table = Table(box=None, pad_edge=False)
            table.add_column(title.text(speak))
            table.add_column(_ROWS.text(speak), justify="right")
            for code, count in counts.items():
                table.add_row(words[code].text(speak), f"{count:,}")
            screen.print(table)
    if key is None:
        screen.print(_TOKENS.text(speak))


_BLOCKS = Words("block", "号段")
_REPORTED = Words("reported numbers", "被举报号码数")
_EXPECTED = Words("usual in its area", "同区背景均值")
_CHANCE = Words("chance alone", "偶然概率")
_FOUND = Words(
    "{named:,} blocks of 10,000 hold {inside:,} of {numbers:,} reported numbers, far more than chance. "
    "At most {rate:.1%} of the blocks named are expected to be chance "
    "({tested:,} blocks of {areas:,} areas tested; {left:,} numbers in areas with too few to judge).",
    "{named:,} 个万号段内有 {inside:,} 个被举报号码（共 {numbers:,} 个），远超偶然。"
    "所列号段中预计至多 {rate:.1%} 属偶然（共检验 {areas:,} 个区的 {tested:,} 个号段；"
    "另有 {left:,} 个号码所在区数量过少，未作判断）。",
)
_FORGED = Words(
    "A block is a place to look, and accuses nobody: numbers reported are often forged.",
    "号段只是核查线索，不构成对任何用户的指控：被举报号码常系伪造。",
)


@app.command()
def blocks(
    reports: Annotated[
        Path, typer.Argument(metavar="DIR_OR_FILE", help="What `jingling complaints import` wrote.")
    ],
    rate: Annotated[
        float, typer.Option(min=1e-9, max=0.5, help="Share of the blocks named that may be chance.")
    ] = 0.01,
    most: Annotated[int, typer.Option(min=1, help="How many to print.")] = 20,
    out: Annotated[Path | None, typer.Option(help="Where to write all of them (CSV).")] = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Find number blocks with far more reported numbers than chance. / 查找异常集中的号段。"""
    import csv
    from dataclasses import asdict

    from rich.table import Table

    from jingling.complaints.blocks import Block, find_blocks, read_numbers
    from jingling.detect.report.terminal import console

    speak = language(lang)
    found = find_blocks(read_numbers(reports), rate=rate)
    if out is not None:
        with out.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(Block.__slots__), lineterminator="\n")
            writer.writeheader()
            writer.writerows(asdict(block) for block in found.named)
    if as_json:
        told = {name: getattr(found, name) for name in ("rate", "numbers", "judged", "areas", "tested")}
        told["blocks"] = [asdict(block) for block in found.named[:most]]
        told["named"] = len(found.named)
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    screen = console()
    table = Table(box=None, pad_edge=False)
    table.add_column(_BLOCKS.text(speak))
    for heading in (_REPORTED, _EXPECTED, _CHANCE):
        table.add_column(heading.text(speak), justify="right")
    for block in found.named[:most]:
        table.add_row(f"{block.prefix}****", f"{block.reported:,}", f"{block.expected:.2f}", f"{block.p:.0e}")
    screen.print(table)
    screen.print(
        _FOUND.text(speak).format(
            named=len(found.named),
            inside=sum(block.reported for block in found.named),
            numbers=found.numbers,
            rate=found.rate,
            tested=found.tested,
            areas=found.areas,
            left=found.numbers - found.judged,
        )
    )
    screen.print(_FORGED.text(speak))


_CLASS = Words("class proposed", "建议类别")
_PROPOSED = Words(
    "{proposed:,} of {all:,} reports that say something have a class proposed; people read the others. "
    "A class is decided by people.",
    "有内容的举报 {all:,} 件次，其中 {proposed:,} 件次给出建议类别，其余由人工判定。类别由人决定。",
)


@app.command()
def classify(
    reports: Annotated[Path, typer.Argument(metavar="DIR", help="What `jingling complaints import` wrote.")],
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Propose a class for each report, from what was said: classes.parquet. / 提出类别建议。"""
    from collections import Counter

    import pyarrow as pa
    import pyarrow.parquet as pq
    from rich.table import Table

    from jingling.complaints.classes import class_words
    from jingling.complaints.intake import read_import
    from jingling.complaints.proposing import classifier
    from jingling.detect.report.terminal import console

    speak = language(lang)
    told = [row for row in read_import(reports).to_pylist() if row["about"] or row["said"]]
    proposals = classifier().propose([f"{row['about']}，{row['said']}" for row in told])
    columns = {
        "report": pa.array([row["report"] for row in told], pa.string()),
        "label": pa.array([one.label for one in proposals], pa.string()),
        "certainty": pa.array([one.certainty for one in proposals], pa.float64()),
        "proposed": pa.array([one.proposed for one in proposals], pa.bool_()),
    }
    pq.write_table(pa.table(columns), reports / "classes.parquet")
    counts = Counter(one.label for one in proposals if one.proposed)
    if as_json:
        typer.echo(json.dumps({"reports": len(told), "proposed": counts}, ensure_ascii=False, indent=1))
        return
    screen = console()
    table = Table(box=None, pad_edge=False)
    table.add_column(_CLASS.text(speak))
    table.add_column(_ROWS.text(speak), justify="right")
    for label, count in counts.most_common():
        table.add_row(class_words()[label].text(speak), f"{count:,}")
    screen.print(table)
    screen.print(_PROPOSED.text(speak).format(proposed=counts.total(), all=len(told)))


_STATE = Words("report and call", "与话单比对")


@app.command()
def match(
    reports: Annotated[Path, typer.Argument(metavar="DIR", help="What `jingling complaints import` wrote.")],
    calls: Annotated[list[str], typer.Option(help="Call records: Parquet, CSV, directories, globs.")],
    mapping: MapColumns = None,
    timezone: Timezone = None,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Say which call each report is about: matches.parquet. / 举报与话单比对。"""
    from collections import Counter

    import duckdb
    import pyarrow.parquet as pq
    from rich.table import Table

    from jingling.calls import read_calls
    from jingling.complaints.intake import read_import
    from jingling.complaints.matching import STATES, match_reports
    from jingling.detect.report.terminal import console

    speak = language(lang)
    told = read_import(reports)
    with duckdb.connect() as connection:
        read_calls(connection, calls, mapping=mapping, timezone=timezone, columns=())
        matches = match_reports(connection, told)
    pq.write_table(matches, reports / "matches.parquet")
    counts = Counter(matches["state"].to_pylist())
    if as_json:
        typer.echo(json.dumps(counts, indent=1))
        return
    screen = console()
    table = Table(box=None, pad_edge=False)
    table.add_column(_STATE.text(speak))
    table.add_column(_ROWS.text(speak), justify="right")
    for state, words in STATES.items():
        if counts[state]:
            table.add_row(words.text(speak), f"{counts[state]:,}")
    screen.print(table)


_LABELS = Words(
    "{labels:,} numbers labelled, weighing {weight:,.1f} together; {held:,} reported numbers held back.",
    "标注号码 {labels:,} 个，合计分量 {weight:,.1f}；暂缓采用 {held:,} 个被举报号码。",
)


@app.command()
def labels(
    reports: Annotated[Path, typer.Argument(metavar="DIR", help="What `jingling complaints import` wrote.")],
    out: Annotated[Path, typer.Option(help="Where to write the labels (Parquet).")],
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Make labels for `jingling fit` from reports, weighed by trust. / 由举报生成训练标注。"""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    from jingling.complaints.bulletin_data import read_told
    from jingling.complaints.labels import labels as make
    from jingling.detect.report.terminal import console

    told = read_told(reports).reports
    made = make(told)
    out.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(made, out)
    reported = len({one.number for one in told if one.key is not None and one.key > 0})
    figures = {
        "labels": made.num_rows,
        "weight": float(pc.sum(made["weight"]).as_py() or 0),
        "held": reported - made.num_rows,
    }
    if as_json:
        typer.echo(json.dumps(figures))
    else:
        console().print(_LABELS.text(language(lang)).format(**figures))
