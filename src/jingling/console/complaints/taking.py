"""From what machines send to a report: an object of the API is read as a row of a hotline's file is."""

from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from jingling.complaints.clocks import BEIJING
from jingling.complaints.layouts import HOTLINE_COLUMNS, Layout
from jingling.complaints.quarantine import REASONS, Refused
from jingling.complaints.report import Report as Told
from jingling.complaints.rows import Source, read_row
from jingling.console.complaints.access import tokens_key
from jingling.console.complaints.reports import Report
from jingling.console.frame.language import say
from jingling.numbers import read_number
from jingling.words import Words

FIELDS = tuple(HOTLINE_COLUMNS)
_LAYOUT = Layout(
    "hotline",
    {name: at for at, name in enumerate(FIELDS)},
    Words("", ""),
    "CN",
    str(ZoneInfo("Asia/Shanghai")),
)
_SAID = {True: "yes", False: "no", None: ""}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why an object is no report: the field at fault, and what is wrong with it."""

    field: str
    message: str


def read_object(fields: dict[str, Any], channel: str) -> Told | Fault:
    """Read one report from an object whose fields are those of a hotline's file.

    Args:
        fields: by the names of `HOTLINE_COLUMNS`; texts, booleans, lists of texts or None.
        channel: how it came, where the object does not say.
    """
    row = [_text(fields.get(name)) for name in FIELDS]
    read = read_row(Source("", "", _LAYOUT, channel, BEIJING, tokens_key()), 1, row)
    if isinstance(read, Refused):
        reason = REASONS[read.reason]
        return Fault(reason.column, say(reason.words))
    return replace(read, report=read.report if fields.get("report") else "")


def _text(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(value)
    if value is None or isinstance(value, bool):
        return _SAID[value]
    return str(value)


def answering(person: str) -> int | None:
    """Return the key of the number to which an answer to a person goes; None for who is named otherwise."""
    key = read_number(person).key
    return key if key > 0 else None


def of_sender(told: Told, sender: int) -> Told:
    """Name a report by its sender too: two hotlines may both have a report 1. One without a name stays so."""
    return fitting(replace(told, report=f"{sender}.{told.report}" if told.report else ""))


def fitting(told: Told) -> Told:
    """Return a report that fits its columns; what is longer than a heading is kept in what was said."""
    most = {
        field.name: field.max_length for field in Report._meta.fields if getattr(field, "max_length", None)
    }
    said = told.said if len(told.about) <= most["about"] else f"{told.about}\n{told.said}".strip()
    told = replace(told, said=said)
    texts = ("report", "channel", "number_raw", "about", "said", "region")
    plain = {name: getattr(told, name).replace("\x00", "") for name in texts}
    cut = {name: plain[name][: most.get({"report": "name"}.get(name, name))] for name in texts}
    return replace(told, **cut)
