"""From one row to one report, or to the reason why it is none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from jingling.complaints.layouts import FTC_COLUMNS, HOTLINE_COLUMNS, Layout
from jingling.complaints.quarantine import Refused
from jingling.complaints.report import Precision, Report
from jingling.complaints.tokens import reporter_token
from jingling.numbers import normal_form, read_number

AMERICA = 10**10
"""Country code 1 before a national number of ten digits."""

_PLAIN = re.compile(r"[0-9]+")
_LONGEST = 15
_SHORTEST = 3
_YES = frozenset({"1", "y", "yes", "true", "是", "有"})
_NO = frozenset({"0", "n", "no", "false", "否", "无"})
_DAY_LENGTH = 10
_NOTHING = dict.fromkeys([*HOTLINE_COLUMNS, *FTC_COLUMNS], "")
_UNKNOWN_WORDS = frozenset({"", "unknown", "n/a"})


@dataclass(frozen=True, slots=True)
class Source:
    """What is the same for all rows of a file.

    Args:
        path: as the user named it.
        digest: SHA-256 of its bytes, of which unnamed reports are named.
        layout: how its columns become a report's.
        channel: how its reports came, where a row does not say.
        zone: of times without one.
        key: the secret of tokens.
    """

    path: str
    digest: str
    layout: Layout
    channel: str
    zone: ZoneInfo
    key: bytes


class _RefusedError(Exception):
    """A row cannot be a report; args are the reason and the value."""


def read_row(source: Source, line: int, row: Sequence[str]) -> Report | Refused:
    """Read one row.

    Args:
        source: what is the same for the whole file.
        line: where the row begins, counted from 1.
        row: its fields, as many as the header's.
    """
    said = _NOTHING | {name: row[place].strip() for name, place in source.layout.places.items()}
    try:
        raw = said["number"]
        number, key = number_of(raw, source.layout.country)
        received_at, _ = _time(said["received_at"], source.zone)
        called_at, precision = _time(said["called_at"], source.zone)
        called = read_number(said["called"]) if said["called"] else None
        channel = said["channel"] or source.channel
        return Report(
            report=f"{channel}:{said['report'] or f'{source.digest[:12]}-{line}'}",
            channel=channel,
            received_at=received_at,
            number_raw=raw,
            number=number,
            key=key,
            called_at=called_at,
            precision=precision,
            called=called.key if called and called.key > 0 else None,
            called_proven=_yes(said["called_proven"]) or False,
            about=said["about"],
            said=said["said"],
            refused_before=_yes(said["refused_before"]),
            recorded=_yes(said["recorded"]),
            region=", ".join(filter(None, (said["city"], said["region"]))),
            reporter=reporter_token(said["reporter"] or (called.normal if called else ""), source.key),
            attachments=tuple(said["attachments"].split()),
        )
    except _RefusedError as refused:
        return Refused(source.path, line, masked_value(refused.args[1]), refused.args[0])


def masked_value(value: str) -> str:
    """Return a wrong value for showing: every digit but the first two is covered."""
    digits = 0
    shown = []
    for mark in value[:40]:
        digits += mark.isdigit()
        shown.append("*" if mark.isdigit() and digits > 2 else mark)
    return "".join(shown)


@lru_cache(maxsize=1 << 19)
def number_of(raw: str, country: str) -> tuple[str, int]:
    """Return the normal form and the key of the number complained about.

    A number that cannot be in use (an area code that does not exist) is kept: it was shown, and forged.
    """
    if not raw:
        raise _RefusedError("no-number", raw)
    if country == "US" and _PLAIN.fullmatch(raw):
        national = raw[1:] if len(raw) == 11 and raw[0] == "1" else raw
        if len(national) != 10:
            raise _RefusedError("impossible-length", raw)
        key = AMERICA + int(national)
        return normal_form(key) or "", key
    number = read_number(raw)
    if "not-a-number" in number.evidence:
        raise _RefusedError("not-a-number", raw)
    if not _SHORTEST <= sum(mark.isdigit() for mark in raw) <= _LONGEST + 4 and number.key < 0:
        raise _RefusedError("impossible-length", raw)
    return number.normal, number.key


def _time(text: str, zone: ZoneInfo) -> tuple[datetime | None, Precision]:
    if not text:
        return None, ""
    try:
        moment = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError as fault:
        raise _RefusedError("impossible-date", text) from fault
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    try:
        return moment.astimezone(UTC), "day" if len(text) <= _DAY_LENGTH else "minute"
    except OverflowError as fault:
        raise _RefusedError("impossible-date", text) from fault


def _yes(text: str) -> bool | None:
    folded = text.casefold()
    if folded in _UNKNOWN_WORDS:
        return None
    if folded in _YES or folded in _NO:
        return folded in _YES
    raise _RefusedError("impossible-value", text)
