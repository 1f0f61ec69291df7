"""A case always has somebody to act on it, and bouncing ends."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.complaints.errors import RoutingError
from jingling.complaints.places import province_of
from jingling.complaints.routing import Bounce, candidates, read_rules, route
from jingling.numbers import read_number, read_portability
from jingling.numbers.plan_files import areas

NUMBERS = [
    "17000001234",
    "13912345678",
    "02558881234",
    "4008123456",
    "95202133",
    "95588",
    "+442079460000",
    "anonymous",
]


def test_every_area_code_has_a_province() -> None:
    """All area codes of the plan fall into 31 provinces."""
    assert len({province_of(area) for area in areas()}) == 31
    assert province_of("025").zh == "江苏省"
    assert province_of("0471").zh == "内蒙古"
    assert province_of("").zh == ""


def test_a_number_goes_to_its_present_carrier_in_its_province(tmp_path: Path) -> None:
    """A landline of Nanjing goes to its province's office, a ported mobile to the carrier it has now."""
    ported = tmp_path / "ported.csv"
    ported.write_text("first,last,carrier\n13912345678,,telecom\n", "utf-8")
    mobile = read_number("13912345678")
    before, after = route(mobile), route(mobile, ported=read_portability(ported))
    assert "中国移动" in before.words.zh
    assert "中国电信" in after.words.zh
    assert after.words.zh.endswith("公司")


def test_an_enterprise_number_goes_to_its_holder_where_the_ledger_knows_it() -> None:
    """A 95 number with a known holder goes there; without one, onwards."""
    number = read_number("95202133")
    assert route(number, holders={number.key: "某某科技有限公司"}).words.zh == "某某科技有限公司"
    assert route(number).why != "holder"


@given(st.sampled_from(NUMBERS), st.lists(st.booleans(), max_size=8))
def test_bouncing_ends_and_nobody_is_asked_twice(written: str, names_other: list[bool]) -> None:
    """Each bounce goes to somebody new, until the desk keeps the case."""
    number, bounces = read_number(written), list[Bounce]()
    for at, named in enumerate(names_other):
        handler = route(number, bounces)
        if handler.why == "desk":
            break
        assert handler.name not in {bounce.handler for bounce in bounces}
        bounces.append(Bounce(handler.name, "not ours", f"office {at}" if named else ""))
    offered = [handler.name for handler in candidates(number)]
    assert offered[-1].startswith("desk:")
    everybody = [*bounces, *(Bounce(name, "not ours") for name in offered)]
    named = [Bounce(bounce.names, "not ours") for bounce in bounces if bounce.names]
    assert route(number, [*everybody, *named]).why == "desk"


def test_whom_a_handler_names_is_asked_next() -> None:
    """A carrier that names another one is believed once."""
    number = read_number("13912345678")
    first = route(number)
    assert route(number, [Bounce(first.name, "ported", "中国联通江苏省公司")]).name == "中国联通江苏省公司"


@pytest.mark.parametrize(
    "text",
    [
        "kind,carrier\n*,",
        "kind,carrier,handler,en,zh,source\nmobile,*,carrier,a,b,c\n",
        "kind,carrier,handler,en,zh,source\n*,,nobody,a,b,c\n",
    ],
)
def test_a_table_that_could_lose_a_case_is_refused(text: str, tmp_path: Path) -> None:
    """A table must end with the desk, and name only handlers that exist."""
    path = tmp_path / "routes.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(RoutingError):
        read_rules(path)
