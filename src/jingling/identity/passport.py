"""PASSporTs: signed sentences "this number calls that number, now" (RFC 8225; RFC 8588, 8443, 8946, 9027).

A token is `header.payload.signature`, each part in base64url without padding. Header and payload are
JSON with sorted keys and no white space, so that both sides write the same bytes. ES256 is the only
algorithm of RFC 8225, and the only one read here: what a token says of its algorithm chooses nothing.

`orig` and `dest` are telephone numbers as digits, or URIs, which have a colon and numbers have none.
"""

import binascii
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from jingling.errors import JinglingError
from jingling.words import Words

SHAKEN = "shaken"
RPH = "rph"
DIV = "div"
SUPPORTED = frozenset({"", SHAKEN, RPH})
"""The `ppt` values that are verified for their own sake; the empty one is the base PASSporT."""

LONGEST = 8192
"""Longest token read, in bytes: shaken tokens have some 500."""

_ES256 = ECDSA(SHA256())
_OF_DIGEST = ECDSA(Prehashed(SHA256()))  # hashlib's SHA-256 costs half of what the same hash costs in there
_SEQUENCES = (b"\x30\x44", b"\x30\x45", b"\x30\x46")
_INTEGERS = (b"\x02\x20", b"\x02\x21\0")
# `+`, `/` and `=` are no base64url: read as such they would let one signature be written in two ways.
_FROM_URL = bytes.maketrans(b"-_+/=", b"+/!!!")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_PADDING = (b"", b"!", b"==", b"=")
_LAST_OF_86 = frozenset(b"AQgw")  # 64 bytes leave four bits over, which must be zero


_NOT_64_BYTES = Words("the token's signature is not 64 bytes long", "令牌签名不是 64 字节")
_NOT_JSON = Words(
    "the token is not three parts in base64url, the first two of them JSON",
    "令牌不是以 base64url 书写的三段 JSON",
)
_WRONG_CLAIMS = Words("the token's claims are not of the form they must have", "令牌声明的格式不正确")
_NO_TIME = Words("claim iat is no time since 1970", "声明 iat 不是 1970 年以来的时间")
_OTHER_TYPE = Words(
    "the token's header does not say typ passport and alg ES256", "令牌头未写明 typ passport 和 alg ES256"
)
_NO_ADDRESS = Words(
    "the token's header has no x5u, or a ppt that is no text", "令牌头缺少 x5u，或 ppt 不是文本"
)
_CRITICAL = Words(
    "the token's header demands extensions that nobody here knows", "令牌头要求本系统不支持的扩展"
)
_NO_ORIG = Words("claim orig is not one telephone number or URI", "声明 orig 不是一个电话号码或 URI")
_NO_DEST = Words(
    "claim dest holds no lists of telephone numbers or URIs", "声明 dest 不是电话号码或 URI 的列表"
)


class PassportError(JinglingError):
    """A token is not written as RFC 8225 demands.

    Args:
        words: what is wrong, in both languages.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


class Party(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Who calls: one telephone number or one URI."""

    tn: str = ""
    uri: str = ""


class Parties(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """Who is called: telephone numbers and URIs."""

    tn: tuple[str, ...] = ()
    uri: tuple[str, ...] = ()


class Priority(msgspec.Struct, frozen=True, gc=False):
    """What an rph token authorises: values of Resource-Priority (RFC 8443)."""

    auth: tuple[str, ...]


class Retargeted(msgspec.Struct, frozen=True, gc=False):
    """Who was called and sent the call on (RFC 8946)."""

    tn: str = ""
    uri: str = ""


class Claims(msgspec.Struct, frozen=True, gc=False):
    """The claims of a token that are read here; whatever else it claims stands in `every_claim`."""

    iat: int
    orig: Party
    dest: Parties
    attest: str = ""
    origid: str = ""
    rph: Priority | None = None
    sph: str = ""
    div: Retargeted | None = None


_CLAIMS = msgspec.json.Decoder(Claims)


class Protected(NamedTuple):
    """A token's header: where the certificate is, and what kind of token it is (`""`: the base kind)."""

    x5u: str
    ppt: str


class Passport(msgspec.Struct, frozen=True, gc=False):
    """A token as read; nothing in it is true before its signature is verified.

    Attributes:
        protected: its header.
        iat: when it was signed, seconds since 1970.
        orig: who calls, digits or URI.
        dest: who is called, each digits or URI.
        claims: what it claims.
        signed: the bytes that were signed.
        signature: r and s, 64 bytes.
    """

    protected: Protected
    iat: int
    orig: str
    dest: tuple[str, ...]
    claims: Claims
    signed: bytes
    signature: bytes

    @property
    def diverted(self) -> str:
        """Who sent the call on, digits or URI; empty if the token does not say."""
        return "" if self.claims.div is None else self.claims.div.tn or self.claims.div.uri


def canonical_json(value: object) -> bytes:
    """Write JSON as RFC 8225, section 9, demands: sorted keys, no white space, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def base_claims(orig: str, dest: Sequence[str], iat: int) -> dict[str, object]:
    """Return the claims that every token has.

    Args:
        orig: digits, or a URI.
        dest: at least one of the same.
        iat: seconds since 1970.
    """
    by_kind: dict[str, list[str]] = {}
    for one in dest:
        by_kind.setdefault("uri" if ":" in one else "tn", []).append(one)
    return {"dest": by_kind, "iat": iat, "orig": {"uri" if ":" in orig else "tn": orig}}


def signing_input(claims: Mapping[str, object], x5u: str, ppt: str = "") -> bytes:
    """Return the bytes that are signed: header and payload."""
    header = {"alg": "ES256", "typ": "passport", "x5u": x5u} | ({"ppt": ppt} if ppt else {})
    return _encoded(canonical_json(header)) + b"." + _encoded(canonical_json(claims))


def sign(claims: Mapping[str, object], key: EllipticCurvePrivateKey, x5u: str, ppt: str = "") -> str:
    """Sign claims with a P-256 key; returns the token in full form."""
    signed = signing_input(claims, x5u, ppt)
    r, s = decode_dss_signature(key.sign(signed, _ES256))
    return (signed + b"." + _encoded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))).decode("ascii")


def compact(token: str) -> str:
    """Return the compact form of a token (RFC 8225, section 7): its signature behind two dots."""
    return f"..{token.rpartition('.')[2]}"


def is_compact(token: str) -> bool:
    """Tell whether a token is in compact form."""
    return token.startswith("..")


def restored(token: str, claims: Mapping[str, object], x5u: str) -> str:
    """Return the full form of a base token in compact form, from what its call says of the rest."""
    return f"{signing_input(claims, x5u).decode('ascii')}.{token[2:]}"


def read(token: str) -> Passport:
    """Read a token in full form.

    Raises:
        PassportError: it is not written as RFC 8225 demands; says where.
    """
    try:
        raw = token.encode("ascii")
        header, payload, signature = raw.translate(_FROM_URL).split(b".")
        if len(raw) > LONGEST or len(signature) != 86 or signature[85] not in _LAST_OF_86:
            raise PassportError(_NOT_64_BYTES)
        rs = binascii.a2b_base64(signature + b"==", strict_mode=True)
        claims = _CLAIMS.decode(binascii.a2b_base64(payload + _PADDING[len(payload) & 3], strict_mode=True))
        protected = _protected(header)
    except msgspec.ValidationError as fault:
        raise PassportError(Words(f"{_WRONG_CLAIMS.en}: {fault}", f"{_WRONG_CLAIMS.zh}：{fault}")) from fault
    except (ValueError, RecursionError) as fault:
        raise PassportError(_NOT_JSON) from fault
    if not 0 <= claims.iat < 1 << 32:
        raise PassportError(_NO_TIME)
    tn, uri = claims.orig.tn, claims.orig.uri
    if (tn == "") == (uri == "") or ":" in tn or (uri and ":" not in uri):
        raise PassportError(_NO_ORIG)
    numbers, uris = claims.dest.tn, claims.dest.uri
    if not (numbers or uris) or ":" in "".join(numbers) or (uris and not all(":" in one for one in uris)):
        raise PassportError(_NO_DEST)
    return Passport(protected, claims.iat, tn or uri, numbers + uris, claims, raw[:-87], rs)


def every_claim(passport: Passport) -> dict[str, object]:
    """Return a token's whole payload."""
    payload = passport.signed.partition(b".")[2].translate(_FROM_URL)
    told: dict[str, object] = json.loads(binascii.a2b_base64(payload + _PADDING[len(payload) & 3]))
    return told


def is_signed_by(passport: Passport, key: EllipticCurvePublicKey) -> bool:
    """Tell whether a P-256 key signed the token."""
    try:
        key.verify(as_der(passport.signature), hashlib.sha256(passport.signed).digest(), _OF_DIGEST)
    except InvalidSignature:
        return False
    return True


def as_der(signature: bytes) -> bytes:
    """Write a signature's r and s, 64 bytes, as OpenSSL reads them."""
    r, s = signature[:32], signature[32:]
    if r[0] and s[0]:  # both 32 bytes long, or one more where the first bit would be read as a minus
        r_wider, s_wider = r[0] >> 7, s[0] >> 7
        return _SEQUENCES[r_wider + s_wider] + _INTEGERS[r_wider] + r + _INTEGERS[s_wider] + s
    return encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))


@lru_cache(maxsize=1024)  # a signer writes the same header into all its tokens
def _protected(segment: bytes) -> Protected:
    header = json.loads(binascii.a2b_base64(segment + _PADDING[len(segment) & 3], strict_mode=True).decode())
    if type(header) is not dict or header.get("typ") != "passport" or header.get("alg") != "ES256":
        raise PassportError(_OTHER_TYPE)
    x5u, ppt = header.get("x5u"), header.get("ppt", "")
    if not isinstance(x5u, str) or not isinstance(ppt, str):
        raise PassportError(_NO_ADDRESS)
    if "crit" in header:
        raise PassportError(_CRITICAL)
    return Protected(x5u, ppt)


def _encoded(data: bytes) -> bytes:
    return binascii.b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL)
