"""The verdict 判定: what is answered, with every reason, and how it is said in SIP."""

from functools import lru_cache
from typing import Literal

import msgspec

from jingling.rules import Answer

Word = Literal["allow", "label", "challenge", "reject"]
WORDS: tuple[Word, ...] = ("allow", "label", "challenge", "reject")


class Sip(msgspec.Struct, frozen=True):
    """How the answer is said in SIP: status, and the value of a Reason header field, empty for none.

    Redirect fronts answer with the status; inline fronts let a call with 404 or 302 go on.
    """

    status: int
    reason: str = ""


class Verdict(msgspec.Struct, frozen=True, gc=False):
    """The answer to one question.

    Attributes:
        verdict: the strongest effect among the reasons.
        reasons: every answer of a rule that applies, strongest first.
        shadow: what rules in shadow would have said.
        label: what is shown beside the call, empty without.
        sip: how it is said in SIP.
        evidence: the id of the decision's record; empty where none was written, as in previews.
        vouched: somebody trusted signed that the caller has the number; for the called person's phone.
    """

    verdict: Word
    reasons: tuple[Answer, ...]
    shadow: tuple[Answer, ...]
    label: str
    sip: Sip
    evidence: str = ""
    vouched: bool = False

    def json(self) -> bytes:
        """Return the answer as JSON."""
        return _encoder.encode(
            {
                "verdict": self.verdict,
                "reasons": [_reason(answer) for answer in self.reasons],
                "shadow": [_reason(answer) for answer in self.shadow],
                "label": self.label,
                "sip": self.sip,
                "evidence": self.evidence,
            }
        )


_encoder = msgspec.json.Encoder()
_written: dict[int, msgspec.Raw] = {}
_known: dict[int, Answer] = {}


def _reason(answer: Answer) -> msgspec.Raw:
    """Return a reason's JSON; each answer is written once, and lives as long as its pack."""
    at = id(answer)
    if _known.get(at) is not answer:
        _known[at] = answer
        _written[at] = msgspec.Raw(_encoder.encode(reason_as_json(answer)))
    return _written[at]


def reason_as_json(answer: Answer) -> dict[str, object]:
    """Return a reason as plain values: code, status, source, text and remedy in both languages."""
    return {
        "code": answer.code,
        "answer": answer.name,
        "effect": answer.effect,
        "status": answer.status,
        "source": {"en": answer.source.en, "zh": answer.source.zh},
        "text": {"en": answer.text.en, "zh": answer.text.zh},
        "remedy": {"en": answer.remedy.en, "zh": answer.remedy.zh},
    }


NO_OBJECTION = Sip(404, "")
_CHALLENGE = Sip(302, "")
_CALL_REJECTED = 'Q.850;cause=21;text="call rejected"'
_IDENTITY = {
    "identity-428": Sip(428, 'STIR;cause=428;text="Use Identity Header"'),
    "identity-436": Sip(436, 'STIR;cause=436;text="Bad Identity Info"'),
    "identity-437": Sip(437, 'STIR;cause=437;text="Unsupported Credential"'),
    "identity-438": Sip(438, 'STIR;cause=438;text="Invalid Identity Header"'),
    "identity-403": Sip(403, 'STIR;cause=403;text="Stale Date"'),
}
_BY_PROFILE = {
    "china": Sip(603, _CALL_REJECTED),
    "strict": Sip(603, _CALL_REJECTED),
    "us-603": Sip(603, 'SIP;cause=603;text="v=analytics1;location=upstream"'),
    "608": Sip(608, _CALL_REJECTED),
}


@lru_cache(maxsize=16_384)
def sip_answer(reasons: tuple[Answer, ...], word: Word, profile: str) -> Sip:
    """Say a verdict in SIP.

    China: 603 with Q.850 cause 21, and 403 for a false caller number. Strict identity: the codes of RFC
    8224. `us-603`: Network Blocked (ATIS-1000099). 607 stands for the person's own block alone (RFC 8197),
    outside China's profile; 608 is RFC 8688's. A failed identity that does not stop the call is told in
    the Reason of whatever is answered (RFC 9410).

    Args:
        reasons: strongest first.
        word: the verdict.
        profile: the line's.
    """
    if word == "reject":
        cause = reasons[0].cause
        if any(answer.cause == "caller-number" and answer.effect == "reject" for answer in reasons):
            return Sip(403, _CALL_REJECTED)
        if reasons[0].effect != "reject":  # a strict line, where a failed identity is what rejects
            cause = next(answer.cause for answer in reasons if answer.cause in _IDENTITY)
        if cause in _IDENTITY:
            return _IDENTITY[cause]
        if cause == "personal" and profile != "china":
            return Sip(607, _CALL_REJECTED)
        return _BY_PROFILE[profile]
    for answer in reasons:
        if answer.cause in _IDENTITY:
            status = 302 if word == "challenge" else NO_OBJECTION.status
            return Sip(status, _IDENTITY[answer.cause].reason)
    return _CHALLENGE if word == "challenge" else NO_OBJECTION
