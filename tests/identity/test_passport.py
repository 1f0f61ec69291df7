"""PASSporTs: the vectors of the standards, and no other way to write the same token."""

import base64
import json
import string

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from jingling.identity import passport as passports
from jingling.identity.identity_header import split_header, write_header
from jingling.identity.passport import SHAKEN, PassportError, base_claims, read, sign, signing_input

X5U = "https://cert.example.org/passport.cer"
PROTECTED = (
    "eyJhbGciOiJFUzI1NiIsInR5cCI6InBhc3Nwb3J0IiwieDV1IjoiaHR0cHM6Ly9jZXJ0LmV4YW1wbGUub3JnL3Bhc3Nwb3J0LmNlciJ9"
)
PAYLOAD = (
    "eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6MTQ3MTM3NTQxOCwib3JpZyI6eyJ0biI6IjEy"
    "MTU1NTUxMjEyIn19"
)
PRIVATE_KEY = b"""-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgi7q2TZvN9VDFg8Vy
qCP06bETrR2v8MRvr89rn4i+UAahRANCAAQWfaj1HUETpoNCrOtp9KA8o0V79IuW
ARKt9C1cFPkyd3FBP4SeiNZxQhDrD0tdBHls3/wFe8++K2FrPyQF9vuh
-----END PRIVATE KEY-----
"""
PUBLIC_KEY = b"""-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8HNbQd/TmvCKwPKHkMF9fScavGeH
78YTU8qLS8I5HLHSSmlATLcslQMhNC/OhlWBYC626nIlo7XeebYS7Sb37g==
-----END PUBLIC KEY-----
"""
RFC_8224 = (
    PROTECTED
    + ".eyJkZXN0Ijp7InVyaSI6WyJzaXA6YWxpY2VAZXhhbXBsZS5jb20iXX0sImlhdCI6IjE0NDMyMDgzNDUiLCJvcmlnIjp7"
    "InRuIjoiMTIxNTU1NTEyMTIifX0"
    ".rq3pjT1hoRwakEGjHCnWSwUnshd0-zJ6F1VOgFWSjHBr8Qjpjlk-cpFYpFYsojNCpTzO3QfPOlckGaS6hEck7w"
)


def rfc_key() -> EllipticCurvePrivateKey:
    """Return the private key of RFC 8225, appendix A.1."""
    key = load_pem_private_key(PRIVATE_KEY, None)
    assert isinstance(key, EllipticCurvePrivateKey)
    return key


def test_what_rfc_8225_signs_is_what_we_sign() -> None:
    """Header and payload of RFC 8225, appendix A, come out to the byte, and our signature verifies."""
    claims = base_claims("12155551212", ["sip:alice@example.com"], 1471375418)
    assert signing_input(claims, X5U).decode() == f"{PROTECTED}.{PAYLOAD}"
    token = sign(claims, rfc_key(), X5U)
    assert token.startswith(f"{PROTECTED}.{PAYLOAD}.")
    passport = read(token)
    assert passports.is_signed_by(passport, rfc_key().public_key())
    assert (passport.orig, passport.dest, passport.iat) == (
        "12155551212",
        ("sip:alice@example.com",),
        1471375418,
    )


def test_the_signature_printed_in_rfc_8224_verifies() -> None:
    """The token of RFC 8224's example is signed by the key of RFC 8225, appendix A.2; its iat is a text."""
    key = load_pem_public_key(PUBLIC_KEY)
    assert isinstance(key, EllipticCurvePublicKey)
    signed, _, signature = RFC_8224.rpartition(".")
    known = read(sign(base_claims("1", ["2"], 0), rfc_key(), X5U))
    rs = base64.urlsafe_b64decode(signature + "==")
    assert passports.is_signed_by(msgspec.structs.replace(known, signed=signed.encode(), signature=rs), key)
    with pytest.raises(PassportError, match="iat"):  # since RFC 8225 it must be a number
        read(RFC_8224)


def test_the_example_of_rfc_8588() -> None:
    """The shaken token of RFC 8588, section 6 (iat a number, as RFC 8225 has it), comes out to the byte."""
    claims = base_claims("12155550121", ["12155550131"], 1443208345)
    claims |= {"attest": "A", "origid": "123e4567-e89b-12d3-a456-426655440000"}
    header, payload = signing_input(claims, X5U, SHAKEN).split(b".")
    assert base64.urlsafe_b64decode(header + b"==") == (
        b'{"alg":"ES256","ppt":"shaken","typ":"passport","x5u":"https://cert.example.org/passport.cer"}'
    )
    assert base64.urlsafe_b64decode(payload + b"==") == (
        b'{"attest":"A","dest":{"tn":["12155550131"]},"iat":1443208345,"orig":{"tn":"12155550121"},'
        b'"origid":"123e4567-e89b-12d3-a456-426655440000"}'
    )


@given(st.binary(min_size=64, max_size=64) | st.binary(min_size=32, max_size=32).map(lambda s: bytes(32) + s))
def test_a_signature_is_written_as_openssl_reads_it(signature: bytes) -> None:
    """Whatever r and s are, zeros in front or the first bit set, the DER says the same two numbers."""
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    assert decode_dss_signature(passports.as_der(signature)) == (r, s)
    assert passports.as_der(signature) == encode_dss_signature(r, s)


def test_the_compact_form_is_the_signature_alone() -> None:
    """RFC 8225, section 7: two dots and the signature; with what the call says, the full form comes back."""
    claims = base_claims("12155551212", ["12155551213"], 1443208345)
    token = sign(claims, rfc_key(), X5U)
    compact = passports.compact(token)
    assert compact == ".." + token.split(".")[2]
    assert passports.is_compact(compact)
    assert not passports.is_compact(token)
    assert passports.restored(compact, claims, X5U) == token


def test_the_algorithm_is_not_the_tokens_to_choose() -> None:
    """A header with another alg or typ, without x5u, or with critical extensions is refused."""
    payload = signing_input(base_claims("1", ["2"], 1), X5U).split(b".")[1].decode()
    right = {"alg": "ES256", "typ": "passport", "x5u": X5U}
    wrong: list[object] = [
        right | {"alg": "none"}, right | {"alg": "HS256"}, right | {"typ": "JWT"}, right | {"crit": ["x"]},
        right | {"ppt": 1}, {"alg": "ES256", "typ": "passport"}, [], "x",
    ]  # fmt: skip
    for header in wrong:
        text = base64.urlsafe_b64encode(json.dumps(header).encode()).decode().rstrip("=")
        with pytest.raises(PassportError):
            read(f"{text}.{payload}.{'A' * 86}")


WRONG_CLAIMS: list[object] = [
    {"orig": {"tn": "1"}, "dest": {"tn": ["2"]}},
    {"iat": "1", "orig": {"tn": "1"}, "dest": {"tn": ["2"]}},
    {"iat": True, "orig": {"tn": "1"}, "dest": {"tn": ["2"]}},
    {"iat": -1, "orig": {"tn": "1"}, "dest": {"tn": ["2"]}},
    {"iat": 1 << 40, "orig": {"tn": "1"}, "dest": {"tn": ["2"]}},
    {"iat": 1, "orig": {"tn": "1", "uri": "sip:a@b"}, "dest": {"tn": ["2"]}},
    {"iat": 1, "orig": {"tn": ["1"]}, "dest": {"tn": ["2"]}},
    {"iat": 1, "orig": {"tn": "sip:a@b"}, "dest": {"tn": ["2"]}},
    {"iat": 1, "orig": {"tn": "1\ud800"}, "dest": {"tn": ["2"]}},
    {"iat": 1, "orig": {"tn": "1"}, "dest": {"tn": ["2"]}, "attest": 1},
    {"iat": 1, "orig": {"tn": "1"}, "dest": {"tn": ["2"], "ip": ["::1"]}},
    {"iat": 1, "orig": "1", "dest": {"tn": ["2"]}},
    {"iat": 1, "orig": {"tn": "1"}, "dest": {"tn": "2"}},
    {"iat": 1, "orig": {"tn": "1"}, "dest": {"tn": []}},
    {"iat": 1, "orig": {"tn": "1"}, "dest": {}},
    {"iat": 1, "orig": {"tn": "1"}, "dest": {"tn": [2]}},
    [], None, 1, "x",
]  # fmt: skip


@pytest.mark.parametrize("claims", WRONG_CLAIMS)
def test_claims_of_the_wrong_form_are_refused(claims: object) -> None:
    """Iat is a number of seconds, orig one identity, dest lists of them."""
    text = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    with pytest.raises(PassportError):
        read(f"{PROTECTED}.{text}.{'A' * 86}")


@given(st.one_of(st.text(max_size=300), st.text('AbZ09-_.{}[]:,"', max_size=300)))
def test_whatever_is_no_token_is_an_error_of_ours(text: str) -> None:
    """No text at all makes the reader of tokens or headers fail in another way."""
    for one in (text, f"{PROTECTED}.{text}.{'A' * 86}", f"{text}.{PAYLOAD}.{'A' * 86}"):
        with pytest.raises(PassportError):
            read(one)
    try:
        token, parameters = split_header(text)
    except PassportError:
        return
    assert parameters.info
    assert token == token.strip()


def test_deep_nesting_is_refused() -> None:
    """JSON nested so deep that a reader could run out of stack is malformed."""
    text = base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("=")
    with pytest.raises(PassportError):
        read(f"{PROTECTED}.{text}.{'A' * 86}")


def test_no_token_can_be_written_in_two_ways() -> None:
    """Every change of one character of a token, to any other, is refused or has another signature."""
    key = generate_private_key(SECP256R1())
    token = sign(base_claims("12155551212", ["12155551213"], 1443208345), key, X5U)
    told = read(token)
    for at, character in enumerate(token):
        for other in set("+/=. " + string.ascii_letters[::7] + string.digits[::3] + "-_~é\x00") - {character}:
            try:
                changed = read(token[:at] + other + token[at + 1 :])
            except PassportError:
                continue
            assert (changed.signed, changed.signature) != (told.signed, told.signature)
    for last in set(string.ascii_letters + string.digits + "-_") - {token[-1]}:
        try:
            assert read(token[:-1] + last).signature != told.signature
        except PassportError:
            continue


HEADERS = {
    f"t;info=<{X5U}>;alg=ES256;ppt=shaken": "shaken",
    f' t ; info = <{X5U}> ; ppt = "shaken" ': "shaken",
    f"t;INFO=<{X5U}>;PPT=shaken;other;more=1": "shaken",
    f"t;info=<{X5U}>": None,
}


@pytest.mark.parametrize("header", HEADERS)
def test_an_identity_header_is_read_as_sip_writes_it(header: str) -> None:
    """Blanks, quotes and the case of names do not matter; ppt may be missing, unknown parameters stand."""
    assert split_header(header) == ("t", (X5U, HEADERS[header]))


@pytest.mark.parametrize(
    "header",
    ["t", "t;", "t;info=<>", "t;alg=ES256", f"t;info=<{X5U}>;alg=RS256", f"t;info=<{X5U}>;info=<{X5U}>",
     f"t;info=<{X5U}", f"t;info=<{X5U}>x", "t" * 20_000],
)  # fmt: skip
def test_a_broken_identity_header_is_refused(header: str) -> None:
    """Without info, with two of them, with another algorithm, with rubbish: an error of ours."""
    with pytest.raises(PassportError):
        split_header(header)


def test_a_header_that_was_written_is_read() -> None:
    """What we write we read."""
    assert split_header(write_header("a.b.c", X5U, "rph")) == ("a.b.c", (X5U, "rph"))
    assert split_header(write_header("a.b.c", X5U)) == ("a.b.c", (X5U, None))
