"""The report (举报): one message by one person about one call, never changed after it was taken in.

A report is complete when somebody can act on it and answer it: it says which number, when, and what about,
and who is to be answered. An incomplete one is kept as intelligence (线索参考), and the person is told what
is missing. A later message of the same person can bring it.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from jingling.numbers import ANONYMOUS_KEY
from jingling.words import Words

Precision = Literal["minute", "day", ""]


@dataclass(frozen=True, slots=True)
class Report:
    """One report (举报).

    Args:
        report: its own name, that of its channel and what it is called there: the same whenever sent again.
        channel: how it came: `app`, `web`, `hotline`, `ftc`, or as the operator calls it.
        received_at: when, UTC; None where the source does not say.
        number_raw: the number complained about, as written.
        number: its normal form; empty where the report names none.
        key: its key (see `jingling.numbers`); None where the report names none.
        called_at: when the call came, UTC; of precision `day`, the beginning of that day.
        precision: to what `called_at` is known; empty where it is None.
        called: key of the number that was rung, for matching with call records; None where not told.
        called_proven: whether the person proved to hold it, by a code sent to it or by calling from it.
        about: what the person says the call was about.
        said: what was said, in the person's words.
        refused_before: whether the person had refused such calls before.
        recorded: whether a recording or a robot spoke.
        region: where the person is, as the source names it.
        reporter: token of the person, see `tokens`; empty for nobody who could be answered.
        attachments: SHA-256 digests of screenshots and recordings.
    """

    report: str
    channel: str
    received_at: datetime | None
    number_raw: str
    number: str
    key: int | None
    called_at: datetime | None = None
    precision: Precision = ""
    called: int | None = None
    called_proven: bool = False
    about: str = ""
    said: str = ""
    refused_before: bool | None = None
    recorded: bool | None = None
    region: str = ""
    reporter: str = ""
    attachments: tuple[str, ...] = ()


MISSING_WORDS = {
    "number": Words("the number that rang", "来电号码"),
    "called_at": Words("when the call came", "来电时间"),
    "about": Words("what it was about", "来电事由"),
    "reporter": Words("whom to answer", "可联系的举报人"),
}
"""What a complete report says, in the order in which a person is asked for it."""


def missing(report: Report) -> tuple[str, ...]:
    """Return what a report lacks to be acted on and answered, keys of `MISSING_WORDS`; empty if complete."""
    lacks = []
    if report.key is None or report.key == ANONYMOUS_KEY:
        lacks.append("number")
    if report.called_at is None:
        lacks.append("called_at")
    if not (report.about or report.said):
        lacks.append("about")
    if not report.reporter:
        lacks.append("reporter")
    return tuple(lacks)


def missing_words(names: tuple[str, ...]) -> Words:
    """Tell a person what is missing, and that the report is kept; empty text if nothing is."""
    if not names:
        return Words("", "")
    en = ", ".join(MISSING_WORDS[name].en for name in names)
    zh = "、".join(MISSING_WORDS[name].zh for name in names)
    return Words(
        f"Kept as intelligence. To have it handled, please add: {en}.",
        f"已作为线索参考留存。如需办理，请补充：{zh}。",
    )
