"""What can come of looking at one Identity header, and what SIP calls it.

Codes and phrases are those of RFC 8224, section 6.2.2, and RFC 8224's Stale Date; where that RFC names no
code for a case (a replayed token, a claim that the certificate forbids), the nearest one is taken.
"""

from enum import StrEnum
from typing import NamedTuple

from jingling.words import Words


class Outcome(StrEnum):
    """What came of one Identity header (身份令牌核验结论)."""

    VALID = "valid"
    UNSUPPORTED = "unsupported"
    MALFORMED = "malformed"
    STALE = "stale"
    ORIG_DIFFERS = "orig-differs"
    DEST_DIFFERS = "dest-differs"
    ADDRESS_REFUSED = "address-refused"
    NOT_YET_KNOWN = "not-yet-known"
    UNREADABLE = "certificate-unreadable"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    REVOKED = "revoked"
    NOT_COVERED = "not-covered"
    CLAIM_FORBIDDEN = "claim-forbidden"
    BAD_SIGNATURE = "bad-signature"
    REPLAYED = "replayed"


class Answer(NamedTuple):
    """A SIP status and its phrase."""

    code: int
    phrase: str


USE_IDENTITY = Answer(428, "Use Identity Header")
_STALE = Answer(403, "Stale Date")
_BAD_INFO = Answer(436, "Bad Identity Info")
_CREDENTIAL = Answer(437, "Unsupported Credential")
_INVALID = Answer(438, "Invalid Identity Header")

ANSWERS = {
    Outcome.MALFORMED: _INVALID,
    Outcome.STALE: _STALE,
    Outcome.ORIG_DIFFERS: _INVALID,
    Outcome.DEST_DIFFERS: _INVALID,
    Outcome.ADDRESS_REFUSED: _BAD_INFO,
    Outcome.NOT_YET_KNOWN: _BAD_INFO,
    Outcome.UNREADABLE: _BAD_INFO,
    Outcome.UNTRUSTED: _CREDENTIAL,
    Outcome.EXPIRED: _CREDENTIAL,
    Outcome.REVOKED: _CREDENTIAL,
    Outcome.NOT_COVERED: _CREDENTIAL,
    Outcome.CLAIM_FORBIDDEN: _CREDENTIAL,
    Outcome.BAD_SIGNATURE: _INVALID,
    Outcome.REPLAYED: _INVALID,
}
"""The failure that SIP tells for each outcome; `VALID` and `UNSUPPORTED` are no failures."""

WORDS = {
    Outcome.VALID: Words(
        "signed for this call by somebody trusted who may sign for this number",
        "由可信且有权为该号码签名者为本次呼叫签发",
    ),
    Outcome.UNSUPPORTED: Words("a kind of token that is passed on untouched", "不处理的令牌类型，原样传递"),
    Outcome.MALFORMED: Words("not written as the standard demands", "不符合标准格式"),
    Outcome.STALE: Words("signed more than 60 seconds from now", "签发时间与本机时钟相差超过 60 秒"),
    Outcome.ORIG_DIFFERS: Words("signed for another caller number", "签名针对另一主叫号码，与本次呼叫不符"),
    Outcome.DEST_DIFFERS: Words("signed for another called number", "签名针对另一被叫号码，与本次呼叫不符"),
    Outcome.ADDRESS_REFUSED: Words(
        "the certificate's address is not among those allowed", "证书地址不在允许的范围内"
    ),
    Outcome.NOT_YET_KNOWN: Words(
        "the certificate is not yet known; it is waiting to be fetched", "证书尚未取得，正在等待获取"
    ),
    Outcome.UNREADABLE: Words(
        "what stands at the certificate's address is no certificate", "证书地址处并非证书"
    ),
    Outcome.UNTRUSTED: Words(
        "the certificate leads to no root that is trusted here", "证书不能追溯到受信任的根"
    ),
    Outcome.EXPIRED: Words(
        "a certificate of the chain is not valid at this time", "证书链中有证书不在有效期内"
    ),
    Outcome.REVOKED: Words("a certificate of the chain was revoked", "证书链中有证书已被吊销"),
    Outcome.NOT_COVERED: Words(
        "the certificate does not speak for this caller number", "证书的号码范围不含该主叫号码"
    ),
    Outcome.CLAIM_FORBIDDEN: Words("the certificate does not permit this claim", "证书不允许作此声明"),
    Outcome.BAD_SIGNATURE: Words("the signature does not match", "签名不符"),
    Outcome.REPLAYED: Words("the same token was used for another call before", "同一令牌此前已用于另一呼叫"),
}
