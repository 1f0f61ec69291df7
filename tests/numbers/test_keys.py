"""Keys and normal forms: one number, one key, whatever was written."""

from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.numbers.texts import texts

from jingling.numbers import SHORT_BASE, NumberKind, normal_form, read_key, read_number
from jingling.numbers.kinds import EVIDENCE_WORDS, KIND_WORDS, evidence_words

BOUND = 2**63


@settings(deadline=None)
@given(texts)
def test_every_text_is_read(raw: str) -> None:
    """No text is an error, the raw text is untouched, and the key fits in 64 signed bits."""
    number = read_number(raw)
    assert number.raw == raw
    assert -BOUND <= number.key < 2 * SHORT_BASE
    assert (number.key, number.evidence) == read_key(raw)


@settings(deadline=None)
@given(texts)
@example("2000000 0")
def test_reading_a_normal_form_changes_nothing(raw: str) -> None:
    """The normal form of a number is read as that number, with or without a home area."""
    number = read_number(raw)
    assert read_number(number.normal).key == number.key
    in_beijing = read_number(f"+8610{number.normal}").normal
    assert read_number(number.normal, home_area="010").normal in (number.normal, in_beijing)


@settings(deadline=None)
@given(texts)
def test_a_key_tells_its_normal_form(raw: str) -> None:
    """`normal_form` gives the normal form of every key that is no text's, and None for the others."""
    number = read_number(raw)
    told = normal_form(number.key)
    assert told == (None if number.kind is NumberKind.UNKNOWN else number.normal)
    if told is None:
        assert number.normal == raw.strip()


@settings(deadline=None)
@given(texts)
def test_kinds_and_keys_go_together(raw: str) -> None:
    """Withheld is key 0, unknown is negative, codes lie between 10**15 and 2 * 10**15."""
    number = read_number(raw)
    assert (number.key == 0) == (number.kind is NumberKind.ANONYMOUS)
    assert (number.key < 0) == (number.kind is NumberKind.UNKNOWN)
    assert (number.key >= SHORT_BASE) == (
        number.normal.isascii() and number.key > 0 and number.normal.isdigit()
    )
    assert (0 < number.key < SHORT_BASE) == (number.normal == f"+{number.key}")
    assert number.virtual_operator == (number.kind is NumberKind.VIRTUAL)


@settings(deadline=None)
@given(texts)
def test_every_mark_of_evidence_has_its_words(raw: str) -> None:
    """What reading noticed can be said in both languages, with the digits it is about."""
    for mark in read_number(raw).evidence:
        words = evidence_words(mark)
        assert words.en
        assert words.zh


@settings(deadline=None)
@given(st.text(max_size=12), st.text(max_size=12))
def test_texts_that_differ_are_told_apart(one: str, other: str) -> None:
    """Two unknown texts that differ have different keys."""
    first, second = read_number(one), read_number(other)
    if first.kind is second.kind is NumberKind.UNKNOWN:
        assert (first.key == second.key) == (one.strip() == other.strip())


def test_every_kind_has_its_words() -> None:
    """Kinds and marks are told in English and Chinese."""
    assert set(KIND_WORDS) == set(NumberKind)
    for words in [kind.words for kind in NumberKind] + list(EVIDENCE_WORDS.values()):
        assert words.en
        assert words.zh
