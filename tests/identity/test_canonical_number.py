"""One number is signed and compared in one way, however it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.identity.canonical_number import canonical_identity

SAME = {
    "8613912345678": ["+8613912345678", "13912345678", "+86 139-1234-5678", "tel:+8613912345678",
                      "sip:+8613912345678@example.com;user=phone", '"x" <sip:13912345678@10.0.0.1>;tag=1',
                      "008613912345678", "8613912345678"],
    "861051000007": ["+861051000007", "+86 010 51000007", "+8601051000007", "010 5100 0007", "01051000007"],
    "95588": ["95588", "tel:95588;phone-context=+86", "sip:95588@example.com", "+8695588"],
    "12155551212": ["+12155551212", "12155551212", "+1 (215) 555-1212", "sip:+1-215-555-1212@example.com"],
    "sip:alice@example.com": ["sip:alice@example.com", "SIP:alice@EXAMPLE.com:5060;transport=tcp?a=b",
                              "Alice <sip:alice@example.com>;tag=9", "sip:%61lice@example.com"],
    "urn:service:sos": ["urn:service:sos", "URN:service:SOS"],
    "anonymous": ["anonymous"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("canonical", "written"), [(one, text) for one, texts in SAME.items() for text in texts]
)
def test_ways_of_writing_one_identity_are_one(canonical: str, written: str) -> None:
    """Separators, plus sign, URI scheme, parameters and ways of dialling do not matter."""
    assert canonical_identity(written) == canonical


@given(st.text(max_size=60))
def test_no_text_is_an_error(written: str) -> None:
    """Whatever a call shows has a canonical form, and a number's form is its own."""
    found = canonical_identity(written)
    if found.isascii() and found.isdecimal() and written.startswith("+"):
        assert canonical_identity(f"+{found}") == found
