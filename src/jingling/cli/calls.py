"""`jingling calls check`: what records would be read as, before anything runs."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jingling.cli.options import AsJson, HomeArea, Lang, MapColumns, TimeFormat, Timezone, language
from jingling.words import Language, Words

if TYPE_CHECKING:
    from rich.console import Console

    from jingling.calls.check import Check
    from jingling.calls.reading import Reading

app = typer.Typer(help="Call records. / 话单。", no_args_is_help=True)

_MOST_FILES = 20
_LONGEST_VALUE = 40
_FILES = Words("Files", "文件")
_FILE = Words("file", "文件")
_FORMAT = Words("format", "格式")
_ROWS = Words("rows", "行数")
_SURE = Words("how sure", "把握")
_MORE = Words("… and {} more files", "……另有 {} 个文件")
_COLUMNS = Words("Columns", "列")
_COLUMN = Words("column", "列")
_MEANING = Words("meaning", "含义")
_THEIRS = Words("in the file", "文件中")
_ABSENT = Words("not there", "缺失")
_THERE = Words("there", "有")
_NOT_JUDGED = Words("What cannot be judged", "无法判断的内容")
_QUARANTINE = Words("Quarantine", "隔离")
_REASON = Words("reason", "原因")
_FIRST = Words("first ones", "首几行")
_HINT = Words("what to do", "处理办法")
_UNREADABLE = Words("Cannot be read", "无法读取")
_TOTAL = Words(
    "{read} rows: {kept} kept ({attempts} call attempts), {refused} in quarantine.",
    "共 {read} 行：保留 {kept} 行（{attempts} 次呼叫），隔离 {refused} 行。",
)
_SPAN = Words("Calls from {} to {} (UTC).", "呼叫时间 {} 至 {}（UTC）。")


@app.callback()
def calls() -> None:
    """Work on call records. / 处理话单。"""


@app.command()
def check(
    paths: Annotated[
        list[str],
        typer.Argument(metavar="FILE…", help="Call records: Parquet, CSV, logs, directories, globs."),
    ],
    mapping: MapColumns = None,
    timezone: Timezone = None,
    time_format: TimeFormat = None,
    home_area: HomeArea = "",
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Say what was recognised, what is missing, and what cannot be judged. / 检查话单可读性。

    Exit codes: 0 everything can be read (rows in quarantine included); 2 some file cannot.
    """
    import json

    from jingling.calls.check import check_files
    from jingling.detect.report.terminal import console

    speak = language(lang)
    found = check_files(
        paths, mapping=mapping, timezone=timezone, time_format=time_format, home_area=home_area
    )
    if as_json:
        typer.echo(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        _show(console(), found, speak)
    if found.problems:
        raise SystemExit(2)


def _show(console: "Console", found: "Check", lang: Language) -> None:
    from rich.markup import escape

    if found.reading:
        _show_files(console, found.reading, lang)
        _show_columns(console, found.reading, lang)
        _show_quarantine(console, found, lang)
        console.print(
            _TOTAL.text(lang).format(
                read=f"{found.reading.rows_read:,}",
                kept=f"{found.reading.rows_kept:,}",
                attempts=f"{found.reading.attempts:,}",
                refused=f"{found.reading.rows_quarantined:,}",
            )
        )
        if found.first_ms is not None and found.last_ms is not None:
            console.print(_SPAN.text(lang).format(_at(found.first_ms), _at(found.last_ms)))
    if found.problems:
        console.print(f"\n[bold red]{_UNREADABLE.text(lang)}[/]")
    for problem in found.problems:
        console.print(f"  {escape(problem.message)}\n    → {escape(problem.hint)}", soft_wrap=True)


def _at(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _show_files(console: "Console", reading: "Reading", lang: Language) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=_FILES.text(lang), title_justify="left", box=None, pad_edge=False)
    for heading in (_FILE, _FORMAT, _SURE):
        table.add_column(heading.text(lang), overflow="fold")
    table.add_column(_ROWS.text(lang), justify="right")
    for one in reading.inputs[:_MOST_FILES]:
        said = [one.sure.text(lang), *(note.text(lang) for note in one.notes)]
        table.add_row(escape(one.path), one.format, escape("\n".join(said)), f"{one.rows:,}")
    console.print(table)
    if len(reading.inputs) > _MOST_FILES:
        console.print(_MORE.text(lang).format(len(reading.inputs) - _MOST_FILES))


def _show_columns(console: "Console", reading: "Reading", lang: Language) -> None:
    from rich.markup import escape
    from rich.table import Table

    from jingling.calls.contract import COLUMNS

    table = Table(title="\n" + _COLUMNS.text(lang), title_justify="left", box=None, pad_edge=False)
    for heading in (_COLUMN, _MEANING, _THEIRS):
        table.add_column(heading.text(lang), overflow="fold")
    for column in COLUMNS:
        theirs = sorted({one.columns[column.name] for one in reading.inputs if column.name in one.columns})
        there = ", ".join(theirs) or _THERE.text(lang)
        state = escape(there) if column.name in reading.columns else f"[dim]{_ABSENT.text(lang)}[/]"
        table.add_row(column.name, column.words.text(lang), state)
    console.print(table)
    if reading.not_judged:
        console.print(f"\n[italic]{_NOT_JUDGED.text(lang)}[/]")
    for words in reading.not_judged:
        console.print(f"  • {words.text(lang)}")
    console.print()


def _show_quarantine(console: "Console", found: "Check", lang: Language) -> None:
    from rich.markup import escape
    from rich.table import Table

    from jingling.calls.quarantine import REASONS

    if not found.reading or not found.reading.quarantined_by_reason:
        return
    table = Table(title=_QUARANTINE.text(lang), title_justify="left", box=None, pad_edge=False)
    table.add_column(_REASON.text(lang), overflow="fold")
    table.add_column(_ROWS.text(lang), justify="right")
    for heading in (_FIRST, _HINT):
        table.add_column(heading.text(lang), overflow="fold")
    for code, rows in found.reading.quarantined_by_reason.items():
        places = [
            f"{Path(one.file).name}:{one.line}" + (f" {one.value[:_LONGEST_VALUE]!r}" if one.value else "")
            for one in found.examples
            if one.reason == code
        ]
        reason = REASONS[code]
        table.add_row(
            f"{code}\n{reason.words.text(lang)}",
            f"{rows:,}",
            escape("\n".join(places)),
            reason.hint.text(lang),
        )
    console.print(table)
    console.print()
