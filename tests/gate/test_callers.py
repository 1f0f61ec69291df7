"""Callers as questions name them: read the short way or the whole way, they are the same."""

from hypothesis import given
from hypothesis import strategies as st

from jingling.gate.question import read_caller
from jingling.numbers import describe, kind_of, read_key

MOBILES = st.integers(13_000_000_000, 19_999_999_999).map(lambda number: f"+86{number}")
OTHERS = st.sampled_from(["95588", "4001234567", "+861051000001", "+442079460000", "110", "anonymous", "12"])


@given(MOBILES | OTHERS | st.from_regex(r"\+?[0-9]{3,16}", fullmatch=True))
def test_a_caller_is_read_as_the_plan_reads_it(text: str) -> None:
    """Key and kind are those that reading the whole number gives."""
    key, _ = read_key(text)
    assert read_caller(text) == (key, describe(key).kind)
    assert kind_of(key) is describe(key).kind
