"""Number lists of certificates: what is written is read, and covers what it says and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.identity import der
from jingling.identity.claim_constraints import ClaimConstraints, read_claim_constraints
from jingling.identity.number_list import (
    Coverage,
    NumberList,
    Range,
    ranges_of,
    read_number_list,
)
from jingling.numbers import BadRange

RANGES = st.builds(
    lambda first, size: Range(first, size if first.isdecimal() else 1),
    st.text("0123456789#*", min_size=1, max_size=15),
    st.integers(1, 1 << 70),
)
CODES = st.text("ABC0123456789", min_size=1, max_size=200)
TEXTS = st.frozensets(st.text(min_size=1, max_size=10), max_size=4)
NAMES = st.frozensets(st.text("abcdefgh", min_size=1, max_size=10), max_size=4)


@given(st.lists(CODES, max_size=4), st.lists(RANGES, max_size=6))
def test_a_list_that_was_written_is_read(codes: list[str], ranges: list[Range]) -> None:
    """Codes, single numbers and ranges of any size come back from DER."""
    written = NumberList(tuple(codes), tuple(ranges))
    if not codes and not ranges:
        with pytest.raises(ValueError, match="empty"):
            read_number_list(written.as_der())
    else:
        assert read_number_list(written.as_der()) == written


def test_the_bytes_are_those_of_rfc_8226() -> None:
    """Explicit tags 0, 1 and 2, IA5 strings and an integer, as the ASN.1 module says."""
    written = NumberList(("1234",), (Range("12155551212", 128), Range("95588", 1)))
    assert written.as_der() == (
        b"\x30\x26"
        b"\xa0\x06\x16\x041234"
        b"\xa1\x13\x30\x11\x16\x0b12155551212\x02\x02\x00\x80"
        b"\xa2\x07\x16\x0595588"
    )


@given(st.binary(max_size=80))
def test_bytes_that_are_no_list_are_a_value_error(data: bytes) -> None:
    """Whatever stands in an extension, reading it ends, in a list or a ValueError."""
    for read in (read_number_list, read_claim_constraints):
        try:
            read(data)
        except ValueError:
            continue


@given(st.lists(st.tuples(st.integers(0, 9_999), st.integers(1, 300)), max_size=8), st.integers(0, 99_999))
def test_ranges_cover_their_numbers_alone(spans: list[tuple[int, int]], number: int) -> None:
    """A number is covered if it has a range's length and fewer than `size` numbers before it there."""
    told = Coverage([Range(f"{first:04d}", size) for first, size in spans])
    assert told.covers(f"{number:04d}") == (
        number <= 9_999 and any(first <= number < first + size for first, size in spans)
    )
    assert not told.covers(f"+{number:04d}")
    assert not told.covers(f"{number:05d}")
    assert not told.covers(f"{number % 1000:03d}")
    assert not told.covers("")
    assert not told.covers("²²²²")


def test_a_code_covers_what_its_provider_is_known_to_hold() -> None:
    """A provider that nobody listed holds nothing; `*` is all; others hold their ranges."""
    told = NumberList(("1234", "5678"), ())
    assert not told.coverage({}).covers("8613912345678")
    assert told.coverage({"1234": ranges_of(["*"])}).covers("8613912345678")
    held = {"5678": ranges_of(["+861051000000-+861051000099"]), "9": ranges_of(["*"])}
    assert told.coverage(held).covers("861051000099")
    assert not told.coverage(held).covers("861051000100")
    dialled = NumberList((), (Range("*", 1), Range("*67", 1)))
    assert not dialled.coverage({}).covers("861051000100")
    assert dialled.coverage({}).covers("*67")


def test_numbers_are_written_as_registers_write_them() -> None:
    """Numbers, short codes and ranges; an upside-down range or a word is an error with a hint."""
    assert ranges_of(["+861051000000-+861051000099", "95588"]) == (
        Range("861051000000", 100),
        Range("95588", 1),
    )
    for text in ("+861051000099-+861051000000", "+8610-95588", "alice", "", "-", "sip:a@b"):
        with pytest.raises(BadRange) as fault:
            ranges_of([text])
        assert fault.value.hint


@given(NAMES, st.dictionaries(st.text("xyz", min_size=1, max_size=5), TEXTS, max_size=3), NAMES)
def test_constraints_that_were_written_are_read(
    include: frozenset[str], permitted: dict[str, frozenset[str]], exclude: frozenset[str]
) -> None:
    """Claims demanded, permitted and forbidden come back from DER."""
    told = ClaimConstraints(include, tuple(permitted.items()), exclude)
    if include or permitted or exclude:
        assert read_claim_constraints(told.as_der()) == told


def test_constraints_hold_a_token_to_them() -> None:
    """What must be there is, what may not be there is not, and a claim has one of its permitted values."""
    told = ClaimConstraints(frozenset({"attest"}), (("attest", frozenset({"B", "C"})),), frozenset({"rph"}))
    assert told.permit({"attest": "B"})
    assert not told.permit({})
    assert not told.permit({"attest": "A"})
    assert not told.permit({"attest": ["B"]})
    assert not told.permit({"attest": "B", "rph": {}})


@pytest.mark.parametrize(
    "data", [b"\x30\x80", b"\x30\x81\x01\x00", b"\x3f\x01\x00", b"\x30\x84\x00\x00\x00\x00"]
)
def test_only_the_shortest_der_is_read(data: bytes) -> None:
    """Indefinite lengths, long forms of short lengths and long tags are refused."""
    with pytest.raises(ValueError, match="DER"):
        list(der.elements(data))


@given(st.binary(max_size=70_000))
def test_an_element_that_was_written_is_read(content: bytes) -> None:
    """Any content comes back, short and long."""
    assert list(der.elements(der.element(der.SEQUENCE, content))) == [(der.SEQUENCE, content)]
