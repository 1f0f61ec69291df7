"""The traps of the Chinese numbering plan, one by one."""

import pytest

from jingling.numbers import NumberKind, UnknownHomeArea, read_number

TELECOM, MOBILE, UNICOM, BROADNET = "China Telecom", "China Mobile", "China Unicom", "China Broadnet"


@pytest.mark.parametrize(
    ("raw", "normal", "kind"),
    [
        ("95588", "95588", NumberKind.SERVICE_95),
        ("955880", "955880", NumberKind.SERVICE_95),
        ("12321", "12321", NumberKind.SHORT),
        ("12345", "12345", NumberKind.SHORT),
        ("114", "114", NumberKind.SHORT),
        ("116114", "116114", NumberKind.SHORT),
        ("10086", "10086", NumberKind.SHORT),
        ("1008611", "1008611", NumberKind.SHORT),
        ("96110", "96110", NumberKind.SERVICE_96),
        ("9612345678", "9612345678", NumberKind.SERVICE_96),
        ("95110", "95110", NumberKind.EMERGENCY),
        ("110", "110", NumberKind.EMERGENCY),
        ("119", "119", NumberKind.EMERGENCY),
        ("120", "120", NumberKind.EMERGENCY),
        ("122", "122", NumberKind.EMERGENCY),
        ("999", "999", NumberKind.EMERGENCY),
        ("112", "112", NumberKind.SHORT),
        ("1234", "1234", NumberKind.UNASSIGNED),
        ("95801", "95801", NumberKind.UNASSIGNED),
        ("10690000123456", "10690000123456", NumberKind.SMS_106),
        ("4001234567", "+864001234567", NumberKind.SHARED_COST_400),
        ("400-123-4567", "+864001234567", NumberKind.SHARED_COST_400),
        ("8008201234", "+868008201234", NumberKind.FREEPHONE_800),
    ],
)
def test_service_numbers_and_codes(raw: str, normal: str, kind: NumberKind) -> None:
    """Codes stay bare digits; 400 and 800 numbers are E.164."""
    number = read_number(raw)
    assert (number.normal, number.kind, number.country) == (normal, kind, "CN")


@pytest.mark.parametrize("code", ["95588", "95202133", "110", "10086", "12345", "96110", "116114"])
@pytest.mark.parametrize("prefix", ["+86", "0086", "+86 ", "tel:+86"])
def test_codes_stay_bare_behind_the_country_code(prefix: str, code: str) -> None:
    """+8695588 is 95588: the same key however it was written."""
    assert read_number(prefix + code).normal == code
    assert read_number(prefix + code).key == read_number(code).key


@pytest.mark.parametrize("raw", ["01095588", "010-95588", "+861095588", "+86 10 95588"])
def test_a_service_number_behind_an_area_code_is_the_service_number(raw: str) -> None:
    """010 95588 rings the bank's 95588; the area stays as evidence."""
    number = read_number(raw)
    assert (number.normal, number.evidence) == ("95588", ("area-prefix-010",))


def test_an_enterprise_number_and_its_suffix() -> None:
    """95202133 is the enterprise 95202 with the suffix 133, and of a call-centre block."""
    number = read_number("95202133")
    assert number.normal == "95202133"
    assert number.kind is NumberKind.CALL_CENTRE_95
    assert number.evidence == ("enterprise-95202", "suffix-133")


@pytest.mark.parametrize("block", ["950", "951", "952", "954", "957"])
def test_call_centre_blocks(block: str) -> None:
    """950, 951, 952, 954 and 957 are call centres; 953, 955 and 956 are enterprises' own service."""
    assert read_number(block + "00").kind is NumberKind.CALL_CENTRE_95
    assert {read_number(other + "00").kind for other in ("953", "955", "956")} == {NumberKind.SERVICE_95}


def test_9512345678_shown_bare_is_a_service_number() -> None:
    """Bare, it is 95123 and a suffix, not a landline of Yinchuan."""
    number = read_number("9512345678")
    assert (number.normal, number.kind) == ("9512345678", NumberKind.CALL_CENTRE_95)
    assert number.evidence == ("enterprise-95123", "suffix-45678")


@pytest.mark.parametrize(
    "raw", ["+869512345678", "09512345678", "0951-2345678", "(0951) 2345678", "00869512345678"]
)
def test_9512345678_behind_a_zero_or_country_code_is_yinchuan(raw: str) -> None:
    """Behind +86 or 0, it is area 0951 and the local number 2345678."""
    number = read_number(raw)
    assert (number.normal, number.kind, number.area) == ("+869512345678", NumberKind.LANDLINE, "0951")
    assert number.place.zh == "宁夏银川市"
    assert number.key != read_number("9512345678").key


@pytest.mark.parametrize(
    ("prefix", "carrier"),
    [
        ("162", TELECOM),
        ("165", MOBILE),
        ("167", UNICOM),
        ("1700", TELECOM),
        ("1701", TELECOM),
        ("1702", TELECOM),
        ("1703", MOBILE),
        ("1704", UNICOM),
        ("1705", MOBILE),
        ("1706", MOBILE),
        ("1707", UNICOM),
        ("1708", UNICOM),
        ("1709", UNICOM),
        ("171", UNICOM),
    ],
)
def test_blocks_of_virtual_operators(prefix: str, carrier: str) -> None:
    """Each block of virtual operators is known, with the carrier whose network it rides on."""
    number = read_number(prefix.ljust(11, "5"))
    assert number.kind is NumberKind.VIRTUAL
    assert number.virtual_operator
    assert number.carrier.en == carrier


@pytest.mark.parametrize(
    ("prefix", "carrier"),
    [
        ("173", TELECOM),
        ("175", UNICOM),
        ("176", UNICOM),
        ("177", TELECOM),
        ("178", MOBILE),
        ("192", BROADNET),
        ("166", UNICOM),
        ("191", TELECOM),
        ("1348", MOBILE),
        ("197", MOBILE),
        ("196", UNICOM),
    ],
)
def test_blocks_that_are_not_virtual(prefix: str, carrier: str) -> None:
    """173 and 175 to 178 are no virtual operators' blocks, nor are the carriers' new ones."""
    number = read_number(prefix.ljust(11, "5"))
    assert (number.kind, number.virtual_operator) == (NumberKind.MOBILE, False)
    assert number.carrier.en == carrier


@pytest.mark.parametrize(
    ("raw", "carrier"),
    [
        ("1064812345678", MOBILE),
        ("1064912345678", TELECOM),
        ("1064612345678", UNICOM),
        ("1440123456789", MOBILE),
        ("1441023456789", MOBILE),
        ("1410123456789", TELECOM),
        ("1400123456789", UNICOM),
        ("14612345678", UNICOM),
        ("14812345678", MOBILE),
    ],
)
def test_machines(raw: str, carrier: str) -> None:
    """Machines have 13 digits behind 1064 and 140 to 144, and 11 behind 146 and 148."""
    number = read_number(raw)
    assert (number.normal, number.kind) == ("+86" + raw, NumberKind.MACHINE)
    assert number.carrier.en == carrier
    assert read_number("+86" + raw).key == number.key


@pytest.mark.parametrize("prefix", ["1349", "17400", "17406", "17412", "1749", "1619"])
def test_satellite_phones(prefix: str) -> None:
    """1349, 174 and 1619 are satellite phones."""
    assert read_number(prefix.ljust(11, "0")).kind is NumberKind.SATELLITE


@pytest.mark.parametrize("prefix", ["154", "160", "164", "168", "169", "179", "194", "141"])
def test_mobile_blocks_that_were_not_given_out(prefix: str) -> None:
    """A mobile number of a block that was not given out is a number, and unassigned."""
    number = read_number(prefix.ljust(11, "0"))
    assert number.normal == "+86" + prefix.ljust(11, "0")
    assert number.kind is NumberKind.UNASSIGNED


@pytest.mark.parametrize(
    "raw",
    [
        "04101234567",
        "0900-2345678",
        "026-23456789",
        "+86 600 2345678",
        "0951-23456789",
        "0755-2345678",
        "010-95123456",
    ],
)
def test_landlines_that_were_not_given_out(raw: str) -> None:
    """Area codes that are none, local numbers too long or short for their area, locals behind a 9.

    The first one has a local number that begins with 1, which the plan forbids: it is no number at all.
    """
    number = read_number(raw)
    assert number.kind is (NumberKind.UNKNOWN if raw == "04101234567" else NumberKind.UNASSIGNED)


@pytest.mark.parametrize("raw", ["010-12345678", "010 02345678", "0755-12345678", "+86 951 0234567"])
def test_local_numbers_do_not_begin_with_0_or_1(raw: str) -> None:
    """Such digits are no landline; those behind +86 951 may be 95102 and a suffix."""
    assert read_number(raw).kind in (NumberKind.UNKNOWN, NumberKind.CALL_CENTRE_95)


def test_wuhan() -> None:
    """02788886666 is a landline of Wuhan."""
    number = read_number("02788886666")
    assert (number.normal, number.kind, number.area) == ("+862788886666", NumberKind.LANDLINE, "027")
    assert number.place.en == "Wuhan, Hubei"


@pytest.mark.parametrize(
    ("home_area", "raw"), [("010", "88886666"), ("0951", "2345678"), ("010", "8888-6666")]
)
def test_a_bare_local_number_needs_a_home_area(home_area: str, raw: str) -> None:
    """Without a home area a local number is unknown, with one a landline there."""
    assert read_number(raw).kind is NumberKind.UNKNOWN
    number = read_number(raw, home_area=home_area)
    assert number.normal == f"+86{home_area[1:]}{raw.replace('-', '')}"
    assert (number.area, number.evidence) == (home_area, (f"home-area-{home_area}",))


@pytest.mark.parametrize("raw", ["2345678", "95202133", "12345678", "98765432"])
def test_what_is_not_local_even_at_home(raw: str) -> None:
    """Too short for the home area, or a service number, or beginning with 1 or 9: not local."""
    assert not read_number(raw, home_area="010").normal.startswith("+8610")


def test_a_home_area_that_is_none() -> None:
    """A home area must be one of the plan; the error says how to write it."""
    with pytest.raises(UnknownHomeArea, match="no area code '10'") as caught:
        read_number("88886666", home_area="10")
    assert "010" in caught.value.hint


@pytest.mark.parametrize(
    ("raw", "evidence"),
    [
        ("+8613912345678", ()),
        ("13912345678", ()),
        ("+86 139-1234-5678", ()),
        ("(+86)139 1234 5678", ()),
        ("8613912345678", ("country-code-bare",)),
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


def test_the_place_of_a_mobile_is_its_blocks() -> None:
    """A mobile has the city where its block was first given out, and that city's area code."""
    number = read_number("+8613800100500")
    assert (number.area, number.place.en, number.place.zh) == ("010", "Beijing", "北京市")
