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


def test_the_place_of_a_mobile_is_its_blocks() -> None:
    """A mobile has the city where its block was first given out, and that city's area code."""
    number = read_number("+8613800100500")
    assert (number.area, number.place.en, number.place.zh) == ("010", "Beijing", "北京市")
