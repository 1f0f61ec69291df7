"""What is this file? Parquet or text, in which format, how sure, and where each column stands."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from jingling.calls.contract import REQUIRED, SIMULATED
from jingling.calls.errors import DamagedError, NotCallRecordsError, UnreadableError
from jingling.calls.formats.asterisk import recognise_asterisk
from jingling.calls.formats.kamailio import LOG_KEYS, is_acc, is_acc_log, recognise_kamailio
from jingling.calls.formats.named import find_name, find_sources, recognise_named, suggest
from jingling.calls.layout import Layout, Recognised
from jingling.calls.mapping import Mapping
from jingling.calls.opening import Head, choose_delimiter, first_records, look
from jingling.words import Words

_EMPTY = Layout("empty", ())
_BY_NAMES = Words("certain: its columns carry the contract's names", "确定：列名与契约一致")
_BY_MAPPING = Words("certain: the mapping names its columns", "确定：映射指明了各列")


def recognise(path: str, mappings: Sequence[Mapping] = ()) -> Recognised:
    """Recognise one file.

    Raises:
        UnreadableError: it cannot be opened, is damaged, or holds no call records; says which columns it
            has and how to map them.
    """
    if not Path(path).is_file():
        raise UnreadableError(
            path, "no such file." if not Path(path).exists() else "not a file.", "Check the path."
        )
    if _is_parquet(path):
        return recognise_parquet(path, mappings)
    head = look(path)
    if head is None:
        return Recognised(path, "empty", _EMPTY, Words("the file is empty", "文件为空"), rows=0)
    return _recognise_text(path, head, mappings)


def _is_parquet(path: str) -> bool:
    if path.lower().endswith((".parquet", ".pq")):
        return True
    try:
        with Path(path).open("rb") as stream:
            return stream.read(4) == b"PAR1"
    except OSError as fault:
        raise UnreadableError(path, f"{fault.strerror}.", "Check that it may be read.") from fault


def recognise_parquet(path: str, mappings: Sequence[Mapping], stream: BinaryIO | None = None) -> Recognised:
    """Recognise one Parquet file by its footer.

    Args:
        path: as the user named it.
        mappings: of foreign columns.
        stream: its bytes, where the path alone does not lead to them.

    Raises:
        UnreadableError: it is damaged, or holds no call records.
    """
    try:
        metadata = pq.read_metadata(path if stream is None else stream)
        schema = metadata.schema.to_arrow_schema()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError) as fault:
        raise DamagedError(
            path, "not whole: its Parquet footer is missing or broken.", "Fetch the file again."
        ) from fault
    names = schema.names
    columns = tuple((name, str(kind)) for name, kind in zip(names, schema.types, strict=True))
    layout, found, sure = _by_columns(path, names, mappings)
    return Recognised(
        path,
        "parquet",
        replace(layout, parquet=columns),
        sure,
        tuple(names),
        tuple(found.items()),
        metadata.num_rows,
        simulated=(metadata.metadata or {}).get(SIMULATED.encode()) == b"true",
    )


def _recognise_text(path: str, head: Head, mappings: Sequence[Mapping]) -> Recognised:
    if is_acc_log(head.text):
        return _recognise_log(path, head, mappings)
    delimiter = choose_delimiter(head.text)
    records = first_records(head.text, delimiter)
    if not records and head.text.strip():
        raise DamagedError(
            path, "a quote opened in its first record never closes.", "Close it where its value ends."
        )
    if not records:
        return Recognised(
            path, "empty", _EMPTY, Words("the file has empty lines only", "文件只有空行"), rows=0
        )
    if asterisk := recognise_asterisk(records):
        layout, width, sure = asterisk
        return Recognised(path, "text", layout, sure, head=head, delimiter=delimiter, width=width)
    names = [name.strip() for name in records[0]]
    layout, found, sure = _by_columns(path, names, mappings)
    return Recognised(
        path,
        "text",
        layout,
        sure,
        tuple(names),
        tuple(found.items()),
        head=head,
        delimiter=delimiter,
        has_header=True,
        width=len(names),
    )


def _recognise_log(path: str, head: Head, mappings: Sequence[Mapping]) -> Recognised:
    present = [key if f";{key}=" in head.text or f" {key}=" in head.text else "" for key in LOG_KEYS]
    for mapping in (*mappings, None):
        if recognised := recognise_kamailio(present, mapping):
            layout, found, _sure = recognised
            sure = Words("certain: accounting lines of Kamailio's acc", "确定：Kamailio acc 的计费日志行")
            return Recognised(
                path, "acc-log", layout, sure, LOG_KEYS, tuple(found.items()), head=head, width=len(LOG_KEYS)
            )
    raise _no_numbers(path)


def _no_numbers(path: str) -> NotCallRecordsError:
    return NotCallRecordsError(
        path,
        "records of Kamailio's acc that name neither caller nor callee.",
        "Set db_extra or log_extra: src_user=$fU;dst_ouser=$tU;src_ip=$si, or name the columns: "
        "--map caller=...,callee=...",
    )


def _by_columns(
    path: str, names: Sequence[str], mappings: Sequence[Mapping]
) -> tuple[Layout, dict[str, str], Words]:
    for mapping in mappings:
        if recognised := recognise_kamailio(names, mapping) if is_acc(names) else None:
            return recognised
        if by_mapping := recognise_named(names, mapping):
            return *by_mapping, _BY_MAPPING
    if by_names := recognise_named(names, None):
        return *by_names, _BY_NAMES
    if by_kamailio := recognise_kamailio(names, None):
        return by_kamailio
    if is_acc(names):
        raise _no_numbers(path)
    raise _missing(path, names, mappings)


def _missing(path: str, names: Sequence[str], mappings: Sequence[Mapping]) -> NotCallRecordsError:
    """Say which columns are missing, which ones there are, and how to map them."""
    there = "It has: " + ", ".join(name or "(unnamed)" for name in names[:40]) + "."
    mapping = mappings[0] if len(mappings) == 1 else None
    have = find_sources(names, mapping)
    if have is None:
        wanted = [source.column for _column, source in mapping.sources] if mapping else []
        absent = ", ".join(column for column in wanted if find_name(names, column) is None)
        return NotCallRecordsError(path, f"the mapping names {absent}, which it does not have.", there)
    taken = {at for at, _source in have.values()}
    missing = [column for column in REQUIRED if column not in have]
    nearest = suggest([name for at, name in enumerate(names) if at not in taken], missing)
    pairs = ",".join(f"{column}={nearest.get(column, '...')}" for column in missing)
    if not nearest and not have:
        return NotCallRecordsError(
            path, "no call records: no column looks like one.", f"{there} Name them: --map {pairs}"
        )
    return NotCallRecordsError(path, f"no column {', '.join(missing)}.", f"{there} Perhaps: --map {pairs}")
