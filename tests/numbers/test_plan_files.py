"""The plan's files hold together, and every row names a source."""

from importlib.resources import files
from pathlib import Path

import phonenumbers
import pytest
from phonenumbers import carrier

from jingling.numbers import NumberKind, read_number
from jingling.numbers.from_libphonenumber import write
from jingling.numbers.plan import descriptions
from jingling.numbers.plan_files import (
    areas,
    block_ranges,
    carriers,
    networks,
    places,
    rows,
    selection_codes,
    services,
    sources,
)

DATA = files("jingling.numbers") / "data"
NAMING_SOURCES = [
    "areas.csv",
    "places.csv",
    "mobile_networks.csv",
    "service_numbers.csv",
    "carrier_selection.csv",
    "withheld.csv",
]
# The package phonenumbers that `mobile_blocks.csv.gz` and `abroad.csv` were made from.
MADE_FROM = "9.0.43"


@pytest.mark.parametrize("name", NAMING_SOURCES)
def test_every_row_names_a_source_that_is_described(name: str) -> None:
    """A rule without a source is not a rule, nor is a row of the plan; weak ones are marked."""
    for row in rows(name):
        assert row["source"] in sources(), row
        assert row.get("strength", "good") in ("good", "weak"), row


def test_every_source_says_what_of_it_was_read() -> None:
    """A source has a title, a publisher and what was read of it, so that nobody takes it for more."""
    for name, source in sources().items():
        assert set(source) == {"title", "publisher", "date", "address", "read"}, name
        assert source["title"]
        assert source["publisher"]
        assert source["read"]


def test_areas_are_well_formed() -> None:
    """Area codes are 010, 02x, and 03xx to 09xx without 026; each has a city in both languages."""
    assert len(areas()) > 300
    assert {code for code in areas() if len(code) == 3} == {"010", *(f"02{last}" for last in "012345789")}
    for area in areas().values():
        assert area.code[0] == "0"
        assert len(area.code) == 3 or (len(area.code) == 4 and area.code[1] in "3456789")
        assert set(area.local_digits) <= {7, 8}
        assert area.place.en.isascii() or "ü" in area.place.en
        assert area.place.zh
        assert len(area.code) == 4 or area.local_digits == (8,)


@pytest.mark.parametrize(
    ("area", "city", "digits"),
    [
        ("010", "北京市", (8,)),
        ("0951", "宁夏银川市", (7,)),
        ("0755", "广东省深圳市", (8,)),
        ("0592", "福建省厦门市", (7,)),
        ("0991", "新疆乌鲁木齐市", (7,)),
        ("0571", "浙江省杭州市", (8,)),
        ("0371", "河南省郑州市、开封市", (8,)),
    ],
)
def test_some_areas(area: str, city: str, digits: tuple[int, ...]) -> None:
    """Spot checks of city and local length."""
    assert (areas()[area].place.zh, areas()[area].local_digits) == (city, digits)


def test_places_lie_in_areas_of_the_plan() -> None:
    """Every place of a mobile block has an area code, so that mobiles can be counted by area."""
    for area, words in places():
        assert area in areas(), words
        assert words.en
        assert words.zh


def test_blocks_are_in_order_and_apart() -> None:
    """Ranges of mobile blocks do not overlap, and lie in 13 to 19."""
    end = 1_300_000
    for found in block_ranges():
        assert found.first >= end
        end = found.first + found.blocks
        assert found.place < len(places())
    assert end <= 2_000_000


def test_blocks_with_a_place_were_given_out() -> None:
    """A block has a place only where the plan lists its network, so that SQL need not ask for both."""
    codes = {86_00000 + found.first // 100 for found in block_ranges()}
    assert codes <= set(descriptions())


def test_kinds_and_carriers_of_the_files_exist() -> None:
    """A file names only kinds and carriers there are, and its prefixes stand once."""
    for network in networks():
        assert NumberKind(network.kind)
        assert network.carrier in carriers()
    for service in services():
        assert NumberKind(service.kind)
        assert service.carrier in carriers()
        assert len(service.prefix) <= min(service.least_digits, 5) <= service.most_digits <= 15
    assert len({(network.prefix, network.digits) for network in networks()}) == len(networks())
    assert len(set(selection_codes())) == len(selection_codes())


def test_carriers_by_prefix_agree_with_libphonenumber() -> None:
    """Two independent lists of carriers by prefix agree, but for where one of them is silent."""
    for network in networks():
        if network.digits != 11 or network.kind in ("satellite", "machine"):
            continue
        national = network.prefix.ljust(11, "5")
        number = phonenumbers.parse("+86" + national)
        theirs = carrier.name_for_number(number, "en")
        assert theirs in ("", read_number(national).carrier.en), network


def test_libphonenumber_finds_our_landlines_valid() -> None:
    """A landline of every area, in each length, is a valid fixed line to libphonenumber."""
    for area in areas().values():
        for digits in area.local_digits:
            number = phonenumbers.parse("+86" + area.code[1:] + "8" * digits)
            assert phonenumbers.is_valid_number(number), (area.code, digits)


@pytest.mark.skipif(
    phonenumbers.__version__ != MADE_FROM,
    reason=f"the files were made from phonenumbers {MADE_FROM}, another release is installed",
)
def test_the_files_from_libphonenumber_are_made_again_alike(tmp_path: Path) -> None:
    """`from_libphonenumber` makes the shipped files, byte for byte."""
    write(tmp_path)
    assert (tmp_path / "abroad.csv").read_bytes() == (DATA / "abroad.csv").read_bytes()
    assert (tmp_path / "mobile_blocks.csv.gz").read_bytes() == (DATA / "mobile_blocks.csv.gz").read_bytes()
