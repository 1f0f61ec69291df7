"""Texts to try: numbers in the forms people write, forms that casts mistake for numbers, and noise."""

from hypothesis import strategies as st

DIGITS = "0123456789"

whole_numbers = st.one_of(
    st.from_regex(r"1[3-9]\d{9}", fullmatch=True),
    st.from_regex(r"(10|2\d)[1-9]\d{7}", fullmatch=True),
    st.from_regex(r"[3-9]\d\d\d{7,8}", fullmatch=True),
    st.from_regex(r"95\d{3,13}", fullmatch=True),
    st.from_regex(r"96\d{3,13}", fullmatch=True),
    st.from_regex(r"1\d{2,8}", fullmatch=True),
    st.from_regex(r"[48]00\d{7}", fullmatch=True),
    st.from_regex(r"106\d{6,12}", fullmatch=True),
    st.from_regex(r"14[0-4]\d{10}", fullmatch=True),
    st.from_regex(r"[2-9]\d{6,7}", fullmatch=True),
    st.text(DIGITS, min_size=1, max_size=16),
)
prefixes = st.sampled_from(
    [
        "",
        "",
        "+86",
        "+86",
        "86",
        "0",
        "0086",
        "+860",
        "+",
        "00",
        "12593",
        "17951",
        "+8612593",
        "+1",
        "+44",
        "+852",
    ]
)
numbers = st.builds(lambda prefix, number: prefix + number, prefixes, whole_numbers)


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """Replace or add a few characters, so that a cast may still take the text for a number."""
    text = list(draw(numbers))
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        mark = draw(st.sampled_from([*" _.eE-+xX\n\t00,;'０１é", "e1", "e0", "E2", ".0", "00"]))
        text[at : at + draw(st.integers(0, 1))] = [mark]
    return "".join(text)


@st.composite
def exponents(draw: st.DrawFn) -> str:
    """Write a number as mantissa and exponent in exactly as many characters as its digits would take."""
    prefix = draw(st.sampled_from(["", "+86", "0"]))
    length = draw(st.sampled_from([7, 8, 10, 11, 12, 13]))
    mantissa = draw(st.text(DIGITS, min_size=1, max_size=length - 2))
    if draw(st.booleans()) and len(mantissa) > 1:
        at = draw(st.integers(1, len(mantissa) - 1))
        mantissa = mantissa[:at] + draw(st.sampled_from("._")) + mantissa[at + 1 :]
    power = str(max(length - len(mantissa), 0))
    room = max(length - len(mantissa) - 1, 1)
    return prefix + mantissa + draw(st.sampled_from("eE")) + power.zfill(room)


hexadecimals = st.from_regex(r"0[xX][0-9a-fA-F]{1,12}", fullmatch=True)
texts = st.one_of(
    numbers,
    hexadecimals,
    spoiled(),
    exponents(),
    st.text(max_size=20),
    st.sampled_from(
        ["anonymous", "Anonymous", "unknown", "-1", "", " ", "0x2540BE400", "0b1", "1e3", "+", "nan"]
    ),
)
