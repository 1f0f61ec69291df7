"""Previews 预检: which of up to 10,000 people one project would skip, and why, before anything is dialled.

Nothing is counted or recorded, and the counters are not looked at: a preview says what registers and lists
hold. The project's facts are read once; only what differs from person to person is read for each.
"""

from collections import Counter
from itertools import islice
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from jingling.gate.decide import brief_of, situate
from jingling.gate.errors import BadQuestion
from jingling.gate.gate import Gate
from jingling.gate.question import Purpose, Question, Text, bad_json, read_call, read_callee
from jingling.gate.zones import zone_offset_s
from jingling.lists.live import LiveLists
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


class Previewing:
    """A preview on its way, some people at a time, so that who serves calls meanwhile need not wait.

    Args:
        gate: the gate.
        asked: what is asked.
        now: Unix seconds.

    Raises:
        BadQuestion: the project's part does not follow the contract.
        ListsError: the lists cannot be read; marketers without proof may not dial.
    """

    def __init__(self, gate: Gate, asked: Preview, now: float) -> None:
        self._gate, self._left = gate, iter(asked.callees)
        self._home = gate.settings.home_zone
        self._by_reason: Counter[str] = Counter()
        self._verdicts: list[dict[str, Any]] = []
        self._allowed = self._unreadable = 0
        if not asked.callees:
            return
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
        self._at = int(call.at)
        facts = gate.lookup.facts_for(call, gate.lists())
        brief = brief_of(call, facts)
        self._known = [answer.code for _, _, answer in sorted(brief.said) if answer.effect == "reject"]
        self._situation = situate(call, facts, brief)
        self._rules = brief.enforced.of_call

    def go_on(self, most: int) -> bool:
        """Look at so many more people; say whether there may be others.

        Raises:
            ListsError: as above.
        """
        people = list(islice(self._left, most))
        if not people:
            return False
        lists = self._gate.lists()  # what was said meanwhile holds
        for text in people:
            codes = self._codes(text, lists)
            if codes:
                self._by_reason.update(codes)
            else:
                self._allowed += 1
            verdict = "reject" if codes else "allow"
            self._verdicts.append({"callee": text, "verdict": verdict, "reasons": codes})
        return len(people) == most

    def told(self) -> dict[str, Any]:
        """Return the answer, as `preview` describes it."""
        total = len(self._verdicts)
        return {
            "total": total,
            "allowed": self._allowed,
            "skipped": total - self._allowed,
            "by_reason": dict(self._by_reason.most_common()),
            "unreadable": self._unreadable,
            "verdicts": self._verdicts,
        }

    def _codes(self, text: str, lists: LiveLists) -> list[str]:
        """Return why a person would be skipped."""
        callee, kind = read_callee(text)
        if callee <= 0:
            self._unreadable += 1
            return ["NUM-INVALID"]
        if kind is NumberKind.EMERGENCY:
            return []
        situation, at = self._situation, self._at
        situation.callee = callee
        situation.minute = (at + zone_offset_s(lists, callee, at, self._home)) // 60 % 1440
        situation.consents, situation.refusals = lists.person(callee)
        return self._known + [
            answers[said].code
            for _, judge, figures, answers in self._rules
            if (said := judge(situation, figures)) is not None and answers[said].effect == "reject"
        ]


def preview(gate: Gate, asked: Preview, now: float) -> dict[str, Any]:
    """Answer a preview.

    Returns:
        `total`, `allowed`, `skipped`, `by_reason` (code to people; one may stand under several),
        `unreadable`, and `verdicts`: of each person, in the order asked, `callee`, `verdict`, `reasons`.

    Raises:
        BadQuestion, ListsError: see `Previewing`.
    """
    way = Previewing(gate, asked, now)
    way.go_on(MOST_CALLEES)
    return way.told()


__all__ = ["BadQuestion", "Preview", "Previewing", "preview", "read_preview"]
