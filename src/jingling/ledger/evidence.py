"""Evidence ids: `<stream>-<sequence>`, such as `gate-1-70001`."""

import re
from typing import NamedTuple

from jingling.ledger.errors import RecordError

_STREAM = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_EVIDENCE = re.compile(r"(.+)-(0|[1-9][0-9]{0,18})")


class Evidence(NamedTuple):
    """Which record of which stream."""

    stream: str
    sequence: int


def check_stream(stream: str) -> str:
    """Return the name of a stream if it can be one: at most 64 small letters, digits and inner hyphens.

    Raises:
        RecordError: it cannot.
    """
    if not _STREAM.fullmatch(stream):
        raise RecordError(
            f"{stream!r} cannot name a stream.", "Use small letters, digits and hyphens, as in gate-1."
        )
    return stream


def format_evidence(stream: str, sequence: int) -> str:
    """Return the evidence id of a record."""
    return f"{stream}-{sequence}"


def parse_evidence(text: str) -> Evidence:
    """Read an evidence id.

    Raises:
        RecordError: the text is none.
    """
    found = _EVIDENCE.fullmatch(text)
    if not found or not _STREAM.fullmatch(found[1]):
        raise RecordError(
            f"{text!r} is no evidence id.", "An evidence id is a stream and a number: gate-1-70001."
        )
    return Evidence(found[1], int(found[2]))
