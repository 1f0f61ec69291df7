"""Previews 预检: which of up to 10,000 people one project would skip, and why, before anything is dialled.

Nothing is counted or recorded, and the counters are not looked at: a preview says what registers and lists
hold. The project's facts are read once; only what differs from person to person is read for each.
"""

from collections import Counter
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from jingling.gate.decide import brief_of, situate
from jingling.gate.errors import BadQuestion
from jingling.gate.gate import Gate
from jingling.gate.question import Purpose, Question, Text, bad_json, read_call, read_callee
from jingling.gate.zones import zone_offset_s
from jingling.numbers import NumberKind

MOST_CALLEES = 10_000


class Preview(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked: one project's numbers and line, and the people it would ring."""

    principal: Text
    project: Text
    line: Text
    caller: Text
    callees: Annotated[list[Text], Meta(max_length=MOST_CALLEES)]
    purpose: Purpose | Literal[""] = ""


_decoder = msgspec.json.Decoder(Preview)


def read_preview(text: bytes) -> Preview:
    """Read a preview's JSON.

    Raises:
        BadQuestion: it does not follow the contract.
    """
    try:
        return _decoder.decode(text)
    except msgspec.DecodeError as fault:
        raise bad_json(fault) from fault


def preview(gate: Gate, asked: Preview, now: float) -> dict[str, Any]:
    """Answer a preview.

    Returns:
        `total`, `allowed`, `skipped`, `by_reason` (code to people; one may stand under several),
        `unreadable`, and `verdicts`: of each person, in the order asked, `callee`, `verdict`, `reasons`.

    Raises:
        BadQuestion: the project's part does not follow the contract.
        ListsError: the lists cannot be read; marketers without proof may not dial.
    """
    if not asked.callees:
        return {"total": 0, "allowed": 0, "skipped": 0, "by_reason": {}, "unreadable": 0, "verdicts": []}
    question = Question(
        "outbound",
        asked.caller,
        "+8613800000000",
        asked.line,
        principal=asked.principal,
        project=asked.project,
        purpose=asked.purpose,
    )
    call = read_call(question, now, trust_times=True)
    lists = gate.lists()
    at = int(call.at)
    facts = gate.lookup.facts_for(call, lists)
    brief = brief_of(call, facts)
    known = [answer.code for _, _, answer in sorted(brief.said) if answer.effect == "reject"]
    situation = situate(call, facts, brief)
    rules = brief.enforced.of_call
    person = lists.person
    by_reason: Counter[str] = Counter()
    verdicts: list[dict[str, Any]] = []
    allowed = unreadable = 0
    for text in asked.callees:
        callee, kind = read_callee(text)
        if callee <= 0:
            unreadable += 1
            verdicts.append({"callee": text, "verdict": "reject", "reasons": ["NUM-INVALID"]})
            continue
        situation.callee = callee
        situation.minute = (at + zone_offset_s(lists, callee, at)) // 60 % 1440
        situation.consents, situation.refusals = person(callee)
        codes = (
            []
            if kind is NumberKind.EMERGENCY
            else known
            + [
                answers[said].code
                for _, judge, figures, answers in rules
                if (said := judge(situation, figures)) is not None and answers[said].effect == "reject"
            ]
        )
        if codes:
            by_reason.update(codes)
        else:
            allowed += 1
        verdicts.append({"callee": text, "verdict": "reject" if codes else "allow", "reasons": codes})
    if unreadable:
        by_reason["NUM-INVALID"] += unreadable
    return {
        "total": len(asked.callees),
        "allowed": allowed,
        "skipped": len(asked.callees) - allowed,
        "by_reason": dict(by_reason.most_common()),
        "unreadable": unreadable,
        "verdicts": verdicts,
    }


__all__ = ["BadQuestion", "Preview", "preview", "read_preview"]
