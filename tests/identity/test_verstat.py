"""`verstat` at the edge: whatever a stranger wrote of it is gone, and nothing else is."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.identity import Verstat, with_verstat, without_verstat

STRIPPED = {
    "<sip:+8610@a.cn;user=phone>;tag=1": "<sip:+8610@a.cn;user=phone>;tag=1",
    "sip:+8610;verstat=TN-Validation-Passed@a.cn;user=phone": "sip:+8610@a.cn;user=phone",
    "<tel:+8610;verstat=TN-Validation-Passed>;tag=1": "<tel:+8610>;tag=1",
    "tel:+8610;verstat=TN-Validation-Passed;cpc=ordinary": "tel:+8610;cpc=ordinary",
    "<sip:+8610@a.cn>;VerStat=TN-Validation-Passed;tag=1": "<sip:+8610@a.cn>;tag=1",
    "sip:+8610;verstat;x=1@a.cn": "sip:+8610;x=1@a.cn",
    "sip:+8610;verstat=a;verstat=b@a.cn": "sip:+8610@a.cn",
    "sip:+8610;%76erst%61t=TN-Validation-Passed@a.cn": "sip:+8610@a.cn",
    'sip:+8610 ; verstat = "x;y" @a.cn': "sip:+8610 @a.cn",
    '"a;verstat=b" <sip:+8610@a.cn>': '"a;verstat=b" <sip:+8610@a.cn>',
    '"a\\";verstat=b" <sip:+8610;verstat=c@a.cn>': '"a\\";verstat=b" <sip:+8610@a.cn>',
    "sip:+8610;verstatus=1@a.cn": "sip:+8610;verstatus=1@a.cn",
    "<tel:+8610;verstat=x>, <sip:+8610;verstat=y@a.cn>": "<tel:+8610>, <sip:+8610@a.cn>",
}


@pytest.mark.parametrize("header", STRIPPED)
def test_verstat_is_taken_out(header: str) -> None:
    """In the user part, as a parameter of URI or header, in any case and encoding; display names stay."""
    assert without_verstat(header) == STRIPPED[header]


PARTS = st.lists(
    st.sampled_from(
        [
            ";",
            "verstat",
            "=",
            "TN-Validation-Passed",
            "%76",
            "erstat",
            " ",
            "@",
            "sip:",
            "<",
            ">",
            '"',
            "\\",
            ",",
            "tag",
        ]
    ),
    max_size=20,
)


@given(PARTS)
def test_nothing_is_left_to_find(parts: list[str]) -> None:
    """However it is put together, outside quotes no verstat is left, and once more changes nothing."""
    once = without_verstat("".join(parts))
    assert without_verstat(once) == once
    bare = re.sub(r'"(?:[^"\\]|\\.)*"', "", once)
    assert not re.search(r"[;]\s*verstat\s*(=|[\s;,@?<>]|$)", unquote(bare)) or '"' in once


@pytest.mark.parametrize(
    ("uri", "told"),
    [
        ("sip:+8610@a.cn;user=phone", "sip:+8610;verstat=TN-Validation-Passed@a.cn;user=phone"),
        ("tel:+8610", "tel:+8610;verstat=TN-Validation-Passed"),
        ("sip:+8610;verstat=No-TN-Validation@a.cn", "sip:+8610;verstat=TN-Validation-Passed@a.cn"),
    ],
)
def test_verstat_is_written_into_the_number(uri: str, told: str) -> None:
    """In the user part of a SIP URI, behind the number of a tel URI, in place of what was there."""
    assert with_verstat(uri, Verstat.PASSED) == told
