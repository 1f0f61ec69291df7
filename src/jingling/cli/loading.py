"""Telling of lists loaded into a gate: what was read, what was not and why, and the publication."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table

from jingling.cli.options import language
from jingling.detect.report.terminal import console
from jingling.gate.loading import load_and_publish
from jingling.lists.publish import Publication
from jingling.lists.tables import Loaded
from jingling.words import Words

_READ = Words(
    "{read} rows read, {kept} kept, {out} in quarantine", "读取 {read} 行，保留 {kept} 行，隔离 {out} 行"
)
_WHY = Words("why: {path}", "原因见 {path}")
_UNDATED = Words(
    "{count} of them without a usable time: they hold from now on",
    "其中 {count} 行时间不可用，自此刻起生效",
)
_PUBLISHED = Words(
    "Published as number {serial}, {size:,} bytes, SHA-256 {digest}.",
    "已发布第 {serial} 版，{size:,} 字节，SHA-256 {digest}。",
)
_NOTHING = Words(
    "Nothing new was given; what was loaded is published again.", "未提供新文件；已重新发布原有内容。"
)


def load_and_tell(
    directory: Path, lines: Path | None, tables: Mapping[str, Path | None], *, as_json: bool, lang: str
) -> None:
    """Load files into a gate's directory, publish, and tell.

    Raises:
        RegisterError, BadList: a file cannot be read as a whole; nothing is published.
    """
    done = load_and_publish(directory, lines, tables)
    if as_json:
        print(json.dumps(_plain(done.loaded, done.published, done.lines), ensure_ascii=False))  # noqa: T201
    else:
        _tell(done.loaded, done.published, lang, nothing=not done.loaded and lines is None)


def _plain(loaded: Sequence[Loaded], published: Publication, lines: int) -> dict[str, object]:
    return {
        "lines": lines,
        "loaded": {
            one.table: {
                "rows_read": one.rows_read,
                "rows_kept": one.rows_kept,
                "rows_quarantined": one.rows_quarantined,
                "rows_undated": one.rows_undated,
            }
            for one in loaded
        },
        "published": published._asdict(),
    }


def _tell(loaded: Sequence[Loaded], published: Publication, lang: str, *, nothing: bool) -> None:
    speak, out = language(lang), console()
    if nothing:
        out.print(_NOTHING.text(speak))
    for one in loaded:
        said = _READ.text(speak).format(read=one.rows_read, kept=one.rows_kept, out=one.rows_quarantined)
        why = f" · {_WHY.text(speak).format(path=one.quarantine)}" if one.quarantine else ""
        undated = f" · {_UNDATED.text(speak).format(count=one.rows_undated)}" if one.rows_undated else ""
        out.print(f"[bold]{one.table}[/]: {said}{undated}{why}")
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, count in published.counts.items():
        table.add_row(name, f"{count:,}")
    out.print(table)
    out.print(
        _PUBLISHED.text(speak).format(serial=published.serial, size=published.size, digest=published.digest)
    )
