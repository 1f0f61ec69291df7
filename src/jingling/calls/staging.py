"""From the user's files to one folder of numbered Parquet files, on which all else runs.

A Parquet file becomes a link. Text is read once, in blocks, and written as Parquet of texts with the line of
each record; what is no row at all (a wrong field count) keeps its line and the reason. Memory holds a block.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from jingling.calls.blocks import Block, read_blocks
from jingling.calls.errors import CallsError, DamagedError
from jingling.calls.formats.kamailio import read_acc_log
from jingling.calls.layout import Recognised
from jingling.calls.opening import text_of


def stage(file: Recognised, target: Path) -> tuple[int, str]:
    """Put one file's rows where `target` says.

    Returns:
        How many rows it has (empty lines, a header and other lines of a log are not rows), and the encoding
        of a text; bytes that no encoding explains are read as U+FFFD, and `:replace` then ends its name.

    Raises:
        DamagedError: a quote never closes, or compressed data is cut short.
        CallsError: the temporary folder cannot be written.
    """
    if file.carrier == "empty":
        return 0, ""
    if file.carrier == "parquet":
        target.symlink_to(Path(file.path).resolve())
        return file.rows or 0, ""
    encodings = file.head.encodings if file.head else ()
    for encoding in encodings:
        try:
            with text_of(file.path, encoding) as text:
                return _write(target, file.width, _blocks(file, text)), encoding
        except UnicodeDecodeError:
            continue
    raise DamagedError(file.path, f"this is not text in {' or '.join(encodings)}.", "Export it as UTF-8.")


def _blocks(file: Recognised, text: TextIO) -> Iterator[Block]:
    if file.carrier == "acc-log":
        yield from read_acc_log(text)
        return
    yield from read_blocks(file.path, text, file.delimiter, file.width, _skip_header(file, text) + 1)


def _skip_header(file: Recognised, text: TextIO) -> int:
    """Read past the header; return how many lines it took."""
    if not file.has_header:
        return 0
    lines = 0

    def counted() -> Iterator[str]:
        nonlocal lines
        while line := text.readline():
            lines += 1
            yield line

    for record in csv.reader(counted(), delimiter=file.delimiter, strict=True):
        if record:
            break
    return lines


def _write(target: Path, width: int, blocks: Iterator[Block]) -> int:
    texts = [(f"c{at}", pa.string()) for at in range(width)]
    schema = pa.schema(
        [*texts, ("at_line", pa.int64()), ("at_fault", pa.string()), ("at_found", pa.string())]
    )
    rows = 0
    with pq.ParquetWriter(target, schema, compression="lz4", write_statistics=False) as writer:
        for block in blocks:
            for batch in (_rows(block, schema), _faults(block, schema)):
                rows += batch.num_rows
                try:
                    writer.write_batch(batch)
                except OSError as fault:
                    raise CallsError(
                        f"{target.parent}: {fault}", "Free some space there, or name another place in TMPDIR."
                    ) from fault
    return rows


def _rows(block: Block, schema: pa.Schema) -> pa.RecordBatch:
    absent = pa.nulls(len(block.lines), pa.string())
    return pa.RecordBatch.from_arrays([*block.columns, pa.array(block.lines), absent, absent], schema=schema)


def _faults(block: Block, schema: pa.Schema) -> pa.RecordBatch:
    absent = pa.nulls(len(block.faults), pa.string())
    return pa.RecordBatch.from_arrays(
        [
            *(absent for _column in block.columns),
            pa.array([fault.line for fault in block.faults], pa.int64()),
            pa.array([fault.reason for fault in block.faults], pa.string()),
            pa.array([fault.found for fault in block.faults], pa.string()),
        ],
        schema=schema,
    )
