"""What a reminder says: in both languages, for nobody knows who reads it."""

from typing import Any

from jingling.console.complaints.filters import last_day
from jingling.console.complaints.models import Case
from jingling.numbers import mask
from jingling.words import Words

_STEPS = {
    "forwarded": Words("is to be forwarded", "应转办"),
    "acted": Words("is to be acted on, with proof", "应处置并附凭证"),
    "answered": Words("is to be answered", "应答复"),
}


def subject_of(notice: Any) -> str:
    """Return a mail's subject."""
    said = notice.kind_words
    return f"[静铃 jingling] {notice.case.code} {said.zh} / {said.en}"


def text_of(notice: Any) -> str:
    """Return what a reminder says; numbers in it are masked."""
    case: Case = notice.case
    step, kind = _STEPS[notice.step], notice.kind_words
    number, day = mask(case.number), last_day(case.due_at)
    return (
        f"案件 {case.code}（被举报号码 {number}）{step.zh}，{kind.zh}，末日：{day}。\n"
        f"Case {case.code} about {number} {step.en}; {kind.en}, its last day is {day}.\n"
    )
