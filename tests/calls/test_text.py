"""Delimited text as it is met: encodings, delimiters, quotes, line ends; and errors for a whole file."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jingling.calls import CallsError, blocks
from jingling.calls.errors import DamagedError, NoInputError, NotCallRecordsError, UnreadableError

Reader = Callable[..., Any]
HEADER = "caller,callee,started_at,talk_s"
CALL = "+8613912345678,110,2026-05-01T10:00:00Z,1"
CHINESE = f"{HEADER},carrier\n{CALL},中国移动\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_encodings_are_recognised(read_text: Reader, encoding: str) -> None:
    """Chinese text comes out right from every usual encoding, with its byte-order mark or without."""
    assert read_text(CHINESE.encode(encoding)).calls("carrier") == [("中国移动",)]


def test_an_encoding_is_settled_by_the_whole_file(read_text: Reader) -> None:
    """Chinese in GB18030 that first appears beyond what is looked at is still read right."""
    many = "".join(f"+86139{at:08},110,2026-05-01T10:00:00Z,1,CMCC\n" for at in range(20_000))
    got = read_text(f"{HEADER},carrier\n{many}{CALL},中国移动\n".encode("gb18030"))
    assert got.rows("SELECT count(*), max(carrier) FROM calls") == [(20_001, "中国移动")]
    assert [words.en for words in got.reading.inputs[0].notes] == ["The text is in GB18030."]


def test_bytes_of_no_encoding_are_replaced_and_said(read_text: Reader) -> None:
    """A file that no encoding explains is read all the same, and the note says that bytes were replaced."""
    got = read_text(
        f"{HEADER},carrier\n{CALL},T\n".encode().replace(b",T\n", b",T\xe9,\xff\n").replace(b",\xff", b"")
    )
    assert got.calls("carrier") == [("T\N{REPLACEMENT CHARACTER}",)]
    assert "no text in any encoding" in got.reading.inputs[0].notes[0].en


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_recognised(read_text: Reader, delimiter: str, end: str) -> None:
    """Fields may be cut at commas, semicolons, tabs or bars, and lines end in any of three ways."""
    text = end.join([HEADER, CALL, CALL[:-1], CALL[:-1] + "2"]).replace(",", delimiter)
    got = read_text(text)
    assert got.calls("talk_ms") == [(1000,), (2000,)]
    assert got.reasons() == [(3, "missing-talk")]


def test_lines_stay_true_after_a_quoted_line_break(read_text: Reader) -> None:
    """A record's line is where it begins in the file, however many lines came before in one field."""
    rows = [f'{CALL},"a\nb\nc"', f"{CALL[:-1]}x,d", "", f'{CALL[:-1]}2,"e\n"', f"{CALL[:-1]}y,f"]
    got = read_text("\n".join([f"{HEADER},line", *rows]))
    assert got.calls("line") == [("a\nb\nc",), ("e\n",)]
    assert got.reasons() == [(5, "talk-not-a-number"), (9, "talk-not-a-number")]


def test_a_header_may_have_line_breaks(read_text: Reader) -> None:
    """The header is a record like others."""
    got = read_text(f'{HEADER},"two\nlines"\n{CALL},a\n{CALL[:-1]}z,b\n')
    assert got.reasons() == [(4, "talk-not-a-number")]


def test_lines_stay_true_across_blocks(read_text: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of any size, quotes across their borders and empty lines give the same rows and lines."""
    rows = []
    for at in range(200):
        rows.append(f'{CALL[:-1]}{at},"q{at}\n,"')
        rows.append(f"{CALL[:-1]}x{at},plain")
        rows.append(f"{CALL[:-1]}{at},plain {at}")
    text = "\n".join([f"{HEADER},line", *rows]) + "\n"
    expected = None
    for size in (1 << 23, 1000, 97, 1):
        monkeypatch.setattr(blocks, "BLOCK_CHARS", size)
        got = read_text(text)
        seen = (got.calls("talk_ms, line"), got.reasons())
        assert seen == (expected or seen)
        expected = seen
    assert expected is not None
    assert expected[1][:2] == [(4, "talk-not-a-number"), (8, "talk-not-a-number")]


def test_headers_may_be_in_any_case_and_order(read_text: Reader) -> None:
    """Names are compared without case and blanks; columns stand in any order."""
    got = read_text("Talk_S; STARTED_AT ;callee;Caller\n1;2026-05-01T10:00:00Z;110;+8613912345678\n")
    assert got.calls("caller, talk_ms") == [(8613912345678, 1000)]


@pytest.mark.parametrize(
    "text",
    [
        f'{HEADER}\n"{CALL}\n{CALL}\n',
        f'{HEADER}\n{CALL}\n+86139,"110,2026-05-01T10:00:00Z,1\n{CALL}\n{CALL}\n',
        f'{HEADER},"line\n{CALL},a\n',
        f'{HEADER},line\n{CALL},"a\n{CALL},"b"\n',
        f'{HEADER},line\n{CALL},"a\n{CALL},b",c\n',
    ],
)
def test_a_quote_that_never_closes_is_an_error_for_the_file(read_text: Reader, text: str) -> None:
    """Nothing is read of a file whose records cannot be told apart; the error names the line."""
    with pytest.raises(DamagedError, match=r"a quote opened in (line \d|its first record)"):
        read_text(text)


def test_an_open_quote_is_noticed_in_a_large_file(read_text: Reader) -> None:
    """An open quote stops the reading within a bounded stretch, not at the end of memory."""
    many = "".join(f"+86139{at:08},110,2026-05-01T10:00:00Z,1\n" for at in range(20_000))
    with pytest.raises(DamagedError, match="line 3 never closes"):
        read_text(f'{HEADER}\n{CALL}\n"{CALL}\n{many}')


def test_a_truncated_parquet_is_an_error_for_the_file(read: Reader, tmp_path: Path) -> None:
    """A Parquet file that was cut anywhere is refused as a whole."""
    whole = tmp_path / "whole.parquet"
    count = 5000
    table = {"caller": [f"+86139{at:08}" for at in range(count)], "callee": ["110"] * count}
    pq.write_table(
        pa.table({**table, "started_at": list(range(10**9, 10**9 + count)), "talk_s": [1] * count}), whole
    )
    assert read(whole).reading.rows_kept == count
    data = whole.read_bytes()
    for length in (3, len(data) // 2, len(data) - 1):
        (tmp_path / "cut.parquet").write_bytes(data[:length])
        with pytest.raises(DamagedError, match=r"cut\.parquet"):
            read(tmp_path / "cut.parquet")


def test_a_parquet_damaged_in_its_middle_is_an_error(read: Reader, tmp_path: Path) -> None:
    """A file whose footer is whole and whose pages are not is refused, and named among several."""
    table = {"caller": [f"+86139{at:08}" for at in range(5000)], "callee": ["110"] * 5000}
    table |= {"started_at": list(range(10**9, 10**9 + 5000)), "talk_s": [1] * 5000}
    pq.write_table(pa.table(table), tmp_path / "good.parquet", compression="zstd")
    data = bytearray((tmp_path / "good.parquet").read_bytes())
    data[1000:1400] = bytes(400)
    (tmp_path / "bad.parquet").write_bytes(data)
    with pytest.raises(DamagedError, match=r"bad\.parquet"):
        read(tmp_path / "good.parquet", tmp_path / "bad.parquet")


def test_truncated_gzip_is_an_error_for_the_file(read: Reader, tmp_path: Path) -> None:
    """Compressed text that ends early is refused as a whole."""
    rows = "".join(f"+86139{at:08},110,2026-05-01T10:00:00Z,{at}\n" for at in range(5000))
    data = gzip.compress(f"{HEADER}\n{rows}".encode())
    (tmp_path / "calls.csv.gz").write_bytes(data)
    assert read(tmp_path / "calls.csv.gz").reading.rows_kept == 5000
    for length in (20, len(data) // 2, len(data) - 4):
        (tmp_path / "cut.csv.gz").write_bytes(data[:length])
        with pytest.raises(DamagedError, match="cut short"):
            read(tmp_path / "cut.csv.gz")


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4,
        b"PK\x03\x04" + bytes(100),
        b"Dear Sir,\nplease find enclosed, as agreed, the records.\nYours\n",
        b"id,name,colour\n1,a,red\n",
        b"\0\0\0\0",
    ],
)
def test_what_is_no_call_record_is_refused(read_text: Reader, data: bytes) -> None:
    """Other files are an error with a hint, never a reading."""
    with pytest.raises(NotCallRecordsError) as caught:
        read_text(data)
    assert caught.value.hint


def test_a_missing_column_names_the_nearest_and_a_map(read_text: Reader) -> None:
    """The error says which columns are there, which one is nearest, and how to map it."""
    with pytest.raises(NotCallRecordsError) as caught:
        read_text("Calling_Number,Called_Number,DateTime,Duration\n1,2,3,4\n")
    assert (
        "--map caller=Calling_Number,callee=Called_Number,started_at=DateTime,talk_s=Duration"
        in caught.value.hint
    )
    with pytest.raises(NotCallRecordsError, match="no column talk_s") as caught:
        read_text("caller,callee,started_at,Dauer,talktime\n1,2,3,4,5\n")
    assert caught.value.hint.endswith("Perhaps: --map talk_s=talktime")


def test_the_nearest_talk_time_leaves_ringing_out(read_text: Reader) -> None:
    """Of a database of Asterisk, `billsec` is proposed, not `duration`, which counts ringing as talk."""
    with pytest.raises(NotCallRecordsError) as caught:
        read_text("calldate,clid,src,dst,duration,billsec,disposition\n1,2,3,4,5,6,7\n")
    assert caught.value.hint.endswith("--map caller=src,callee=dst,started_at=calldate,talk_s=billsec")


@pytest.mark.parametrize("null", ["NULL", "null", r"\N"])
@pytest.mark.parametrize("quote", ["", '"'])
@pytest.mark.parametrize("end", ["", ',"two\nlines"'])
def test_what_databases_write_for_no_value_is_none(
    read_text: Reader, null: str, quote: str, end: str
) -> None:
    """An absent value is no caller, no shared line and no repeated call_id, whatever stands for it."""
    none = f"{quote}{null}{quote}"
    rows = [f"+861391234567{at},110,2026-05-01T10:00:00Z,1,{none},{none}{end}" for at in range(3)]
    rows.append(f"{none},110,2026-05-01T10:00:00Z,1,T,9{end}")
    extra = ",note" if end else ""
    got = read_text("\n".join([f"{HEADER},line,call_id{extra}", *rows]))
    assert got.reading.rows_kept == 3
    assert "line" not in got.reading.columns
    assert [reason for _line, reason in got.reasons()] == ["missing-caller"]


def test_a_name_that_several_columns_bear_is_said(read_text: Reader) -> None:
    """Of two columns of one name the first is read, and the notes say so."""
    got = read_text(f"{HEADER},line,line\n{CALL},T1,T2\n")
    assert got.calls("line") == [("T1",)]
    assert [note.en for note in got.reading.inputs[0].notes] == [
        "Several columns are named line; the first is read."
    ]


def test_a_header_with_a_quoted_name_is_found(read_text: Reader) -> None:
    """Quoted headers are names like others."""
    quoted = ",".join(f'"{name}"' for name in HEADER.split(","))
    assert len(read_text(f"{quoted}\n{CALL}\n").calls()) == 1


def test_paths_that_find_nothing_are_an_error(read: Reader, tmp_path: Path) -> None:
    """No match, an empty directory and no path at all are said, not read as nothing."""
    (tmp_path / "empty").mkdir()
    for path in (tmp_path / "none.csv", str(tmp_path / "*.parquet"), tmp_path / "empty"):
        with pytest.raises(NoInputError, match=r"no such file|no call records"):
            read(path)
    with pytest.raises(NoInputError, match="No files"):
        read()


def test_directories_patterns_and_repeats_of_paths(read: Reader, tmp_path: Path) -> None:
    """Directories are searched, patterns expand in order, hidden files stay out, one file is read once."""
    (tmp_path / "day=1").mkdir()
    for at, name in enumerate(
        ("day=1/b.csv", "a.csv", ".hidden.csv", "_temporary.csv", "notes.md", "odd[1].csv")
    ):
        (tmp_path / name).write_text(f"{HEADER}\n{CALL[:-1]}{at}\n")
    got = read(tmp_path, str(tmp_path / "*.csv"), tmp_path / "a.csv")
    assert [Path(one.path).name for one in got.reading.inputs] == [
        "a.csv",
        "b.csv",
        "odd[1].csv",
        "_temporary.csv",
    ]
    assert sum("named more than once" in words.en for words in got.reading.inputs[0].notes) == 3
    assert got.reading.rows_kept == 4


def test_parquet_paths_with_pattern_letters_are_files(read: Reader, tmp_path: Path) -> None:
    """Brackets and stars in a file's name are letters."""
    table = pa.table({"caller": ["1391234567"], "callee": ["110"], "started_at": [10**9], "talk_s": [1]})
    pq.write_table(table, tmp_path / "odd[1]*'.parquet")
    assert read(tmp_path / "odd[1]*'.parquet").reading.rows_kept == 1


def test_every_error_has_a_hint_and_no_traceback(read_text: Reader) -> None:
    """Errors for a whole file are one family, which commands show without a traceback."""
    for text in (f'{HEADER}\n"', "a,b\n1,2\n", b"\0\1\2"):
        with pytest.raises(CallsError) as caught:
            read_text(text)
        assert isinstance(caught.value, UnreadableError)
        assert caught.value.hint
