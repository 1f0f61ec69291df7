"""Loading lists into a gate's directory: what was read, what was not and why, and the publication."""

import fcntl
import json
import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.table import Table

from jingling.cli.options import language
from jingling.detect.report import console
from jingling.identity import read_lines
from jingling.ledger import Writer
from jingling.lists.feed import sync_directory
from jingling.lists.publish import Publication, publish
from jingling.lists.tables import Loaded, load_table
from jingling.rules import Line
from jingling.words import Words

_READ = Words(
    "{read} rows read, {kept} kept, {out} in quarantine", "读取 {read} 行，保留 {kept} 行，隔离 {out} 行"
)
_WHY = Words("why: {path}", "原因见 {path}")
_PUBLISHED = Words(
    "Published as number {serial}, {size:,} bytes, SHA-256 {digest}.",
    "已发布第 {serial} 版，{size:,} 字节，SHA-256 {digest}。",
)
_NOTHING = Words(
    "Nothing new was given; what was loaded is published again.", "未提供新文件；已重新发布原有内容。"
)


def load_and_publish(
    directory: Path, lines: Path | None, tables: Mapping[str, Path | None], *, as_json: bool, lang: str
) -> None:
    """Load files into a gate's directory, publish, and tell.

    Raises:
        RegisterError, BadList: a file cannot be read as a whole; nothing is published.
    """
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (directory / "load.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two loads at once would write the same files
        register = _register(directory, lines)
        loaded = [load_table(directory, name, path) for name, path in tables.items() if path is not None]
        published = publish(directory, register)
        with Writer(directory, "publisher") as ledger:
            told = {"record": "publication", "at": round(time.time(), 3)} | published._asdict()
            ledger.append([json.dumps(told, ensure_ascii=False).encode()], sync=True)
    if as_json:
        print(json.dumps(_plain(loaded, published, len(register)), ensure_ascii=False))  # noqa: T201
    else:
        _tell(loaded, published, lang, nothing=not loaded and lines is None)


def _register(directory: Path, given: Path | None) -> Sequence[Line]:
    """Read the register of lines, the given one or the one kept, and keep the given one."""
    tables = directory / "tables"
    tables.mkdir(exist_ok=True)
    if given is None:
        # A load that was killed may have left the one that it replaced.
        kept = max(tables.glob("lines.*"), key=lambda path: path.stat().st_mtime_ns, default=None)
        return () if kept is None else read_lines(kept)
    register = read_lines(given)
    suffix = ".parquet" if given.suffix == ".parquet" else ".csv"
    partial = tables / f"register.partial{suffix}"
    with partial.open("wb") as file:
        file.write(given.read_bytes())
        file.flush()
        os.fsync(file.fileno())
    kept = tables / f"lines{suffix}"
    os.replace(partial, kept)  # noqa: PTH105 - one atomic step
    for old in set(tables.glob("lines.*")) - {kept}:
        old.unlink()
    sync_directory(tables)
    return register


def _plain(loaded: Sequence[Loaded], published: Publication, lines: int) -> dict[str, object]:
    return {
        "lines": lines,
        "loaded": {
            one.table: {
                "rows_read": one.rows_read,
                "rows_kept": one.rows_kept,
                "rows_quarantined": one.rows_quarantined,
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
        out.print(f"[bold]{one.table}[/]: {said}{why}")
    table = Table(box=None, show_header=False, pad_edge=False)
    for name, count in published.counts.items():
        table.add_row(name, f"{count:,}")
    out.print(table)
    out.print(
        _PUBLISHED.text(speak).format(serial=published.serial, size=published.size, digest=published.digest)
    )
