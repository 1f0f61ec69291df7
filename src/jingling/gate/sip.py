"""SIP: from the parts of an INVITE to a question, and from a verdict to what a switch does with the call.

Nothing here knows a SIP stack; `kamailio` is the front that does. What a caller writes is not believed:
P-Asserted-Identity counts from trusted peers alone, and so does a `verstat` that is already there.
"""

import re
from collections.abc import Set as AbstractSet
from hashlib import blake2b
from typing import Literal, NamedTuple
from urllib.parse import unquote

import msgspec

from jingling.gate.question import Question
from jingling.gate.verdict import Verdict
from jingling.identity.verstat import Verstat

Action = Literal["pass", "challenge", "refuse"]

_NOBODY = "anonymous"
_LONGEST_TEXT = 256
_MOST_IDENTITIES = 8
_PHRASES = {
    302: "Moved Temporarily",
    403: "Forbidden",
    404: "No objection",
    428: "Use Identity Header",
    436: "Bad Identity Info",
    437: "Unsupported Credential",
    438: "Invalid Identity Header",
    603: "Decline",
    607: "Unwanted",
    608: "Rejected",
}
_ENTRY = re.compile(r"<([^<>]*)>([^,<]*)")
_RETARGETED = re.compile(r"[;?&]cause=|;\s*(?:mp|rc)\s*=", re.IGNORECASE)


class Invite(msgspec.Struct, frozen=True, gc=False):
    """The parts of an INVITE (呼叫请求) that a gate looks at; empty where it has none.

    Attributes:
        line: the line it came in by, as the switch knows its peers; where it does not, the address stands
            for one that no register has.
        source: the address it came from.
        target: the request URI, or its user part.
        shown: the URI of From.
        asserted: the URI of P-Asserted-Identity.
        diverted: the URI of the topmost Diversion.
        history: the value of History-Info.
        identity: the values of Identity, in their order.
    """

    line: str
    source: str
    target: str
    shown: str
    call_id: str
    from_tag: str
    asserted: str = ""
    diverted: str = ""
    history: str = ""
    identity: tuple[str, ...] = ()
    priority: str = ""


class Treatment(NamedTuple):
    """What a switch does with a call (处置).

    Attributes:
        action: let it go on, send it to the challenge service, or refuse it.
        status, phrase: what a redirect server answers; what anybody answers who refuses.
        reason: the value of a Reason header field; empty for none.
        display: the name to show beside the number; empty to leave what stands there.
        verstat: what to tell the called person's phone of the number; None to tell nothing.
    """

    action: Action
    status: int
    phrase: str
    reason: str = ""
    display: str = ""
    verstat: Verstat | None = None


def question_of(
    invite: Invite, direction: Literal["network", "inbound"], trusted: AbstractSet[str]
) -> Question:
    """Put an INVITE as a question.

    A caller who shows nobody's number is `anonymous`, and is judged as such. Call-ID and From tag name
    the call, so that its retransmissions and forks are one call.

    Args:
        invite: the INVITE's parts.
        direction: on whose behalf the gate is asked.
        trusted: addresses of peers whose P-Asserted-Identity counts.
    """
    asserted = number_of(invite.asserted) if invite.asserted and invite.source in trusted else ""
    diverted = invite.diverted or (diverting_uri(invite.history) if invite.history else "")
    return Question(
        direction,
        number_of(invite.shown) or _NOBODY,
        number_of(invite.target),
        invite.line or invite.source,
        asserted,
        number_of(diverted) if diverted else "",
        identity=list(invite.identity[:_MOST_IDENTITIES]),
        priority=invite.priority[:_LONGEST_TEXT],
        call_id=name_of_call(invite.call_id, invite.from_tag),
    )


def number_of(uri: str) -> str:
    """Return the number in a SIP or tel URI, or in its user part, as written; empty if there is none."""
    start = uri.find(":") + 1
    end = uri.find("@", start)
    user = uri[start:] if end < 0 else uri[start:end]
    if not user[1:].isdecimal():
        if end < 0 and uri[:3].lower() == "sip":
            return ""  # a host alone
        user = unquote(user.partition(";")[0]).partition(":")[0].strip()
    return user[:_LONGEST_TEXT]


def name_of_call(call_id: str, from_tag: str) -> str:
    """Return what names a call: Call-ID and From tag, or a digest of them where they are very long."""
    name = f"{call_id};{from_tag}"
    if len(name) > _LONGEST_TEXT:
        return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return name


def diverting_uri(history: str) -> str:
    """Return the URI that forwarded the call last, as History-Info tells it (RFC 7044); else empty.

    That is the entry before the current target, where the target says that it came by forwarding.
    """
    entries = _ENTRY.findall(history)
    if len(entries) < 2 or not _RETARGETED.search(f"{entries[-1][0]}{entries[-1][1]}"):
        return ""
    return str(entries[-2][0])


def treatment_of(verdict: Verdict) -> Treatment:
    """Say what a switch does with a call that was judged so."""
    sip = verdict.sip
    verstat: Verstat | None = None
    if any(answer.cause.startswith("identity") for answer in verdict.reasons):
        verstat = Verstat.FAILED
    elif verdict.vouched:
        verstat = Verstat.PASSED
    elif verdict.label:
        verstat = Verstat.NONE
    if verdict.verdict == "reject":
        phrase = "Network Blocked" if sip.reason.startswith("SIP;cause=603") else _phrase(sip.status)
        if "Stale Date" in sip.reason:
            phrase = "Stale Date"
        return Treatment("refuse", sip.status, phrase, sip.reason)
    action: Action = "challenge" if verdict.verdict == "challenge" else "pass"
    return Treatment(action, sip.status, _phrase(sip.status), sip.reason, verdict.label, verstat)


def _phrase(status: int) -> str:
    return _PHRASES.get(status, "Decline")
