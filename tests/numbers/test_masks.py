"""Masks never show what lies in the middle of a number."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.numbers.texts import texts

from jingling.numbers import mask, read_number


@pytest.mark.parametrize(
    ("normal", "masked"),
    [
        ("+8613912340001", "139****0001"),
        ("+861088886666", "010-****6666"),
        ("+8675588886666", "0755-****6666"),
        ("+869512345678", "0951-***5678"),
        ("+864001234567", "400****567"),
        ("+861064812345678", "10648****5678"),
        ("+12125552368", "+1****2368"),
        ("+85223456789", "+852****6789"),
        ("+447911123456", "+44****3456"),
        ("+8531234567", "+853****67"),
        ("95588", "95588"),
        ("116114", "116114"),
        ("95202133", "95202***"),
        ("106900001234", "10690*******"),
        ("anonymous", "anonymous"),
        ("349", "349"),
        ("alice@example.com", "al*************om"),
        ("139-1234-567", "13********67"),
        ("+861391234567", "+****4567"),
    ],
)
def test_masks(normal: str, masked: str) -> None:
    """Each kind of number keeps what tells the kind, and as much as a person needs to recognise it."""
    assert mask(normal) == masked


@given(st.from_regex(r"1[3-9]\d", fullmatch=True), st.from_regex(r"\d{4}", fullmatch=True), st.data())
def test_the_middle_of_a_mobile_does_not_show(front: str, back: str, data: st.DataObject) -> None:
    """Mobiles that differ only in their middle four digits have one mask."""
    middle = data.draw(st.from_regex(r"\d{4}", fullmatch=True))
    assert mask(f"+86{front}{middle}{back}") == mask(f"+86{front}0000{back}") == f"{front}****{back}"


@settings(deadline=None)
@given(texts)
def test_a_mask_hides_what_is_longer_than_a_public_code(raw: str) -> None:
    """Of a text longer than six characters at least three are hidden, of a whole number's digits too."""
    normal = read_number(raw).normal
    masked = mask(normal)
    if normal == "anonymous" or len(normal) <= 4:
        assert masked == normal
    elif not (len(normal) <= 6 and normal.isdigit() and normal[0] in "19"):
        assert "*" in masked
        shown = sum(character not in "*-" for character in masked)
        assert shown <= max(len(normal) - 2, 2)
    assert mask(normal) == masked
