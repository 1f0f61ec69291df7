"""Portability files: who carries a number now, over who its block was given to."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.numbers import BadPortabilityFile, read_number, read_portability
from jingling.numbers.portability import _blocks_of


def ported(folder: Path, *rows: str) -> Path:
    """Write a portability file."""
    path = folder / "ported.csv"
    path.write_text("\n".join(["first,last,carrier", *rows]) + "\n", encoding="utf-8-sig")
    return path


def test_a_file_overlays_the_carrier_by_prefix(tmp_path: Path) -> None:
    """A single number beats a range that holds it; others keep the carrier by prefix."""
    overlay = read_portability(
        ported(
            tmp_path, "+8613912340000,+8613912349999,telecom", "139 1234 5678,,unicom", "13500000007,,某公司"
        )
    )
    carriers = {
        raw: overlay.carrier_of(read_number(raw)).zh
        for raw in ("13912345678", "13912345679", "13912350000", "13500000007", "95588")
    }
    assert carriers == {
        "13912345678": "中国联通",
        "13912345679": "中国电信",
        "13912350000": "中国移动",
        "13500000007": "某公司",
        "95588": "",
    }


def test_of_two_equal_rows_the_later_decides(tmp_path: Path) -> None:
    """A file is read in order, as numbers move again."""
    overlay = read_portability(ported(tmp_path, "13912345678,,unicom", "13912345678,,telecom"))
    assert overlay.carrier_of(read_number("13912345678")).en == "China Telecom"


@pytest.mark.parametrize(
    "row",
    ["abc,,unicom", "95588,,unicom", ",,unicom", "13912345678,13912345600,unicom", "13912345678,x,unicom"],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, row: str) -> None:
    """The error names file and line."""
    with pytest.raises(BadPortabilityFile, match=r"ported\.csv, line 3"):
        read_portability(ported(tmp_path, "13912345678,,unicom", row))


def test_a_header_that_differs_is_an_error(tmp_path: Path) -> None:
    """The hint says which header to write."""
    path = tmp_path / "ported.csv"
    path.write_text("number,carrier\n13912345678,unicom\n")
    with pytest.raises(BadPortabilityFile) as caught:
        read_portability(path)
    assert caught.value.hint == "write first,last,carrier"


@given(st.integers(1, 10**6), st.integers(0, 3000))
def test_ranges_are_cut_without_gap_or_overlap(first: int, more: int) -> None:
    """The blocks of a range hold each of its numbers once."""
    held = [
        number
        for scale, prefix in _blocks_of(first, first + more)
        for number in range(prefix * scale, (prefix + 1) * scale)
    ]
    assert held == list(range(first, first + more + 1))
