"""One number is written in many ways; what is no number keeps its text."""

import pytest

from jingling.numbers import NumberKind, read_number


@pytest.mark.parametrize(
    ("raw", "evidence"),
    [
        ("+8613912345678", ()),
        ("13912345678", ()),
        ("+86 139-1234-5678", ()),
        ("(+86)139 1234 5678", ()),
        ("8613912345678", ("country-code-bare",)),
        ("86013912345678", ("country-code-bare", "trunk-zero")),
        ("008613912345678", ("international-00",)),
        ("013912345678", ("trunk-zero",)),
        ("+86013912345678", ("trunk-zero",)),
        ("+86(0)13912345678", ("trunk-zero",)),
        ("＋８６１３９１２３４５６７８", ("folded-characters",)),
        ("\u202a+86 139 1234 5678\u202c", ("folded-characters",)),
        ("sip:+8613912345678@10.0.0.1;user=phone", ("uri",)),
        ('"某人" <sip:13912345678;tag=1@pbx.example>', ("uri",)),
        ("13912345678@10.0.0.1", ("uri",)),
        ("tel:+86-139-1234-5678", ("uri",)),
        ("13912345678.0", ("written-as-float",)),
        ("13912345678,123", ("extension-123",)),
        ("13912345678转9", ("extension-9",)),
        ("1259313912345678", ("carrier-selection-12593",)),
        ("1795113912345678", ("carrier-selection-17951",)),
        ("1791113912345678", ("carrier-selection-17911",)),
        ("17909013912345678", ("carrier-selection-17909", "trunk-zero")),
        ("1019313912345678", ("carrier-selection-10193",)),
        ("+861259313912345678", ("carrier-selection-12593",)),
        ("12593008613912345678", ("carrier-selection-12593", "international-00")),
    ],
)
def test_one_mobile_number_written_in_many_ways(raw: str, evidence: tuple[str, ...]) -> None:
    """All of them are one number; what the normal form does not show stays as evidence."""
    number = read_number(raw)
    assert (number.raw, number.normal) == (raw, "+8613912345678")
    assert number.key == 8613912345678
    assert number.evidence == evidence


@pytest.mark.parametrize(
    "raw",
    [
        "010-88886666",
        "01088886666",
        "+861088886666",
        "+8601088886666",
        "8601088886666",
        "86-010-88886666",
        "1795101088886666",
        "010-88886666-801",
    ],
)
def test_one_landline_written_in_many_ways(raw: str) -> None:
    """A carrier's access code, a 0 left behind +86 and an extension do not change the number."""
    assert read_number(raw).normal == "+861088886666"


@pytest.mark.parametrize(
    "raw",
    [
        "+861391234567",
        "+86139123456789",
        "+8610888866667",
        "+86 123",
        "+86 7552345",
        "+86",
        "086",
    ],
)
def test_an_impossible_length_behind_the_country_code(raw: str) -> None:
    """Of a possible length or not, +86 does not make a number: unknown, the text kept as written."""
    number = read_number(raw)
    if raw == "+86 123":  # three digits that begin with 1 are a code, if one that was not given out
        assert (number.normal, number.kind) == ("123", NumberKind.UNASSIGNED)
        return
    assert (number.normal, number.kind) == (raw, NumberKind.UNKNOWN)
    assert "impossible-form" in number.evidence
    assert number.key < 0


@pytest.mark.parametrize(
    "raw",
    [
        "anonymous",
        "Anonymous",
        " ANONYMOUS ",
        "unavailable",
        "private",
        "restricted",
        "withheld",
        "sip:anonymous@anonymous.invalid",
        '"Anonymous" <sip:anonymous@anonymous.invalid>;tag=9',
        "未知",
        "匿名",
        "-1",
        "-2",
    ],
)
def test_withheld_numbers(raw: str) -> None:
    """Whatever a network writes for a withheld number is the word `anonymous`, key 0."""
    number = read_number(raw)
    assert (number.normal, number.key, number.kind) == ("anonymous", 0, NumberKind.ANONYMOUS)
    assert number.raw == raw


@pytest.mark.parametrize("raw", ["", " ", "\t"])
def test_empty_is_not_withheld(raw: str) -> None:
    """An empty field says nothing; it must not become a caller who withheld the number."""
    assert read_number(raw).kind is NumberKind.UNKNOWN


@pytest.mark.parametrize(
    "raw",
    [
        "349",
        "0",
        "7",
        "abc",
        "alice",
        "user-42",
        "10.0.0.1",
        "1.5",
        "1e3",
        "0x1F",
        "3-5",
        "+",
        "a@b",
        "sip:10.0.0.1",
        "0110",
    ],
)
def test_what_is_no_number_keeps_its_text(raw: str) -> None:
    """Research data name phones 349; such texts are unknown, kept as written, with a key of their own."""
    number = read_number(raw)
    assert (number.normal, number.kind) == (raw, NumberKind.UNKNOWN)
    assert number.key < 0
    assert number.key == read_number(f" {raw}\n").key


def test_keys_of_unknown_texts_do_not_change() -> None:
    """A key is written into files, so it is the same on every machine and in every release."""
    assert read_number("349").key == -210872794018302065


@pytest.mark.parametrize(
    ("raw", "normal", "country"),
    [
        ("+12125552368", "+12125552368", "US"),
        ("+1 (212) 555-2368", "+12125552368", "US"),
        ("+1 416 555 2368", "+14165552368", "CA"),
        ("0012125552368", "+12125552368", "US"),
        ("+44 20 7946 0018", "+442079460018", "GB"),
        ("+44 (0)20 7946 0018", "+442079460018", "GB"),
        ("+39 06 698 12345", "+390669812345", "IT"),
        ("+7 701 234 5678", "+77012345678", "KZ"),
        ("+7 495 123 45 67", "+74951234567", "RU"),
        ("+852 2345 6789", "+85223456789", "HK"),
        ("0085223456789", "+85223456789", "HK"),
        ("+853 2857 1234", "+85328571234", "MO"),
        ("+886 2 2345 6789", "+886223456789", "TW"),
        ("+33.1.42.68.53.00", "+33142685300", "FR"),
        ("+870 773 123 456", "+870773123456", ""),
    ],
)
def test_numbers_from_outside_the_mainland(raw: str, normal: str, country: str) -> None:
    """The rest of the world, Hong Kong, Macau and Taiwan included, is E.164 with its country."""
    number = read_number(raw)
    assert (number.normal, number.kind, number.country) == (normal, NumberKind.FOREIGN, country)


@pytest.mark.parametrize(
    "raw", ["+999123456789", "+1212555", "+0123456789", "+", "00", "+49" + "1" * 18, "+4400005904035"]
)
def test_what_no_country_has(raw: str) -> None:
    """A calling code that is none, or a length its country does not have: unknown."""
    assert read_number(raw).kind is NumberKind.UNKNOWN
