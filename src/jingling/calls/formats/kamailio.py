"""Kamailio's `acc`: its tables `acc`, `missed_calls` and `acc_cdrs`, exported with a header, and its log.

A row of `acc` is a SIP transaction. Its default columns (method, from_tag, to_tag, callid, sip_code,
sip_reason, time) name no numbers: those stand in columns that `db_extra` or `log_extra` adds, by default
src_user and dst_ouser. `time` is when the transaction ended, so an answered call starts, for us, when it was
answered, and ringing is unknown.

Rows of one Call-ID are legs of one attempt: INVITE, its retries and forks, and the BYE that ends it. Talk
runs from the first 2xx to the first BYE; an answered call without its BYE is answered and of 0 seconds. Who
sent the BYE is told by its tags, once some BYE in the file came from the callee: with `detect_direction`
Kamailio swaps them, and then nothing can be told.
"""

import re
from collections.abc import Iterator, Sequence
from typing import TextIO

import numpy as np
import pyarrow as pa

from jingling.calls.blocks import Block
from jingling.calls.formats.named import find_name
from jingling.calls.layout import Layout
from jingling.calls.mapping import Mapping
from jingling.words import Words

_CALLER = (
    "src_user",
    "caller",
    "from_user",
    "fU",
    "src_username",
    "from_uri",
    "src_uri",
    "caller_id",
    "src",
    "from",
)
_CALLEE = (
    "dst_ouser",
    "callee",
    "to_user",
    "tU",
    "dst_ousername",
    "dst_user",
    "dst_username",
    "rU",
    "to_uri",
    "dst_uri",
    "dst",
    "to",
)
_CALL_ID = ("callid", "call_id", "sip_call_id")
_STATUS = ("sip_code", "code")
_TIME = ("time", "timestamp")
_START = ("start_time", "call_start_time")
_LINE = ("src_ip", "src_addr", "si")
LOG_KEYS = tuple(
    dict.fromkeys(
        (
            "event",
            "method",
            "from_tag",
            "to_tag",
            *_CALL_ID,
            *_STATUS,
            "reason",
            *_TIME,
            *_CALLER,
            *_CALLEE,
            *_LINE,
        )
    )
)
"""What is taken from a log line: its event, as `call missed`, and these values, nothing else."""
_LOG_LINE = re.compile(r"ACC: ([^:=]+): (timestamp=\d+;.*)")
_OTHER_METHODS = "'MESSAGE', 'REGISTER', 'OPTIONS', 'SUBSCRIBE', 'NOTIFY', 'PUBLISH'"
_LOG_LINES_PER_BLOCK = 20_000

_MERGE = """
WITH dialogs AS (
  SELECT leg, min(start_ms) FILTER (starts) AS start_ms,
    min(start_ms) FILTER (starts AND sip_status BETWEEN 200 AND 299) AS answer_ms,
    min(start_ms) FILTER (method = 'BYE') AS end_ms
  FROM legs GROUP BY leg
), first_invite AS (
  SELECT * FROM legs WHERE starts
  QUALIFY row_number() OVER (PARTITION BY leg ORDER BY start_ms, at_file, at_line) = 1
), last_answer AS (
  SELECT leg, sip_status FROM legs WHERE starts
  QUALIFY row_number() OVER (PARTITION BY leg ORDER BY coalesce(sip_status BETWEEN 200 AND 299, false) DESC,
    start_ms DESC, at_file DESC, at_line DESC) = 1
), bye AS (
  SELECT leg, from_tag FROM legs WHERE method = 'BYE' AND from_tag <> ''
  QUALIFY row_number() OVER (PARTITION BY leg ORDER BY start_ms, at_file, at_line) = 1
), directed AS (
  SELECT coalesce(bool_or(bye.from_tag <> f.from_tag), false) AS told
  FROM bye JOIN first_invite f USING (leg) WHERE f.from_tag <> ''
)
SELECT f.caller, f.callee, d.start_ms, greatest(coalesce(d.end_ms - d.answer_ms, 0), 0) AS talk_ms,
  d.answer_ms IS NOT NULL AS answered, l.sip_status,
  CASE WHEN d.answer_ms IS NULL THEN CASE WHEN l.sip_status = 487 THEN 'caller' END
    WHEN directed.told AND f.from_tag <> ''
    THEN CASE WHEN bye.from_tag = f.from_tag THEN 'caller' ELSE 'callee' END
  END AS released_by,
  f.line, f.unique_id AS call_id
FROM dialogs d JOIN first_invite f USING (leg) JOIN last_answer l USING (leg) LEFT JOIN bye USING (leg)
CROSS JOIN directed"""


def recognise_kamailio(
    names: Sequence[str], mapping: Mapping | None
) -> tuple[Layout, dict[str, str], Words] | None:
    """Recognise the columns of an `acc`, `missed_calls` or `acc_cdrs` table; None when they are others.

    Args:
        names: the file's columns as it names them.
        mapping: for caller and callee where `db_extra` gave them other names.

    Returns:
        The layout, the file's name of each column of the contract, and how sure that is.
    """
    at = {
        "method": _find(names, ("method",)),
        "call_id": _find(names, _CALL_ID),
        "sip_status": _find(names, _STATUS),
        "time": _find(names, _TIME),
        "start": _find(names, _START),
        "duration": _find(names, ("duration",)),
        "from_tag": _find(names, ("from_tag",)),
        "caller": _find(names, _CALLER, mapping, "caller"),
        "callee": _find(names, _CALLEE, mapping, "callee"),
        "line": _find(names, _LINE, mapping, "line"),
    }
    if at["caller"] is None or at["callee"] is None:
        return None
    sql = {name: None if place is None else f"c{place}" for name, place in at.items()}
    found = {name: names[place] for name, place in at.items() if place is not None and name in _SAID}
    if all(at[name] is not None for name in ("method", "call_id", "sip_status", "time")):
        found["started_at"] = names[at["time"] or 0]
        sure = Words("certain: the columns of Kamailio's acc table", "确定：Kamailio acc 表的列")
        return _transactions(sql, tuple(f"c{place}" for place in range(len(names)))), found, sure
    if at["start"] is not None and at["duration"] is not None:
        found |= {"started_at": names[at["start"]], "talk_s": names[at["duration"]]}
        sure = Words("certain: the columns of Kamailio's acc_cdrs table", "确定：Kamailio acc_cdrs 表的列")
        return _dialogs(sql), found, sure
    return None


_SAID = ("caller", "callee", "call_id", "sip_status", "line")


def is_acc(names: Sequence[str]) -> bool:
    """Tell whether these are columns of an `acc` table, with or without numbers in it."""
    return all(_find(names, wanted) is not None for wanted in (("method",), _CALL_ID, _STATUS, _TIME))


def _find(
    names: Sequence[str], wanted: Sequence[str], mapping: Mapping | None = None, column: str = ""
) -> int | None:
    mapped = dict(mapping.sources).get(column) if mapping else None
    for name in (mapped.column,) if mapped else wanted:
        if (place := find_name(names, name)) is not None:
            return place
    return None


def _user(uri: str | None) -> str:
    return rf"coalesce(nullif(regexp_extract({uri}, '^[^:<]*<?(?:sips?|tel):([^@;>]*)', 1), ''), {uri})"


def _transactions(sql: dict[str, str | None], rest: tuple[str, ...]) -> Layout:
    method = f"upper(trim({sql['method']}))"
    values = {
        "caller": f"CASE WHEN {method} = 'INVITE' THEN {_user(sql['caller'])} ELSE 'anonymous' END",
        "callee": f"CASE WHEN {method} = 'INVITE' THEN {_user(sql['callee'])} ELSE 'anonymous' END",
        "started_at": str(sql["time"]),
        "talk_s": "'0'",
        "sip_status": str(sql["sip_status"]),
        "line": sql["line"] or "CAST(NULL AS VARCHAR)",
    }
    legs = {
        "fault": f"CASE WHEN {method} IN ({_OTHER_METHODS}) THEN 'not-a-call' END",
        "leg": f"coalesce(nullif(trim({sql['call_id']}), ''), 'row ' || at_file || ' ' || at_line)",
        "unique_id": f"nullif(trim({sql['call_id']}), '')",
        "method": method,
        "starts": f"{method} = 'INVITE'",
        "from_tag": f"coalesce({sql['from_tag'] or 'NULL'}, '')",
    }
    return Layout(
        "kamailio acc",
        tuple(values.items()),
        rest=rest,
        legs=tuple(legs.items()),
        merge=_MERGE,
        merged=("answered", "released_by", "call_id"),
    )


def _dialogs(sql: dict[str, str | None]) -> Layout:
    values = {
        "caller": _user(sql["caller"]),
        "callee": _user(sql["callee"]),
        "started_at": sql["start"],
        "talk_s": sql["duration"],
        "line": sql["line"],
        "call_id": sql["call_id"],
    }
    return Layout("kamailio acc_cdrs", tuple((name, value) for name, value in values.items() if value))


def is_acc_log(text: str) -> bool:
    """Tell whether a text holds accounting lines of Kamailio."""
    return _LOG_LINE.search(text) is not None


def read_acc_log(text: TextIO) -> Iterator[Block]:
    """Read the accounting lines of a log into blocks of `LOG_KEYS`; its other lines are not records."""
    rows: list[list[str]] = []
    lines: list[int] = []
    for at, line in enumerate(text, start=1):
        if match := _LOG_LINE.search(line):
            pairs = dict(part.partition("=")[::2] for part in reversed(match[2].strip().split(";")))
            rows.append([match[1], *(pairs.get(key, "") for key in LOG_KEYS[1:])])
            lines.append(at)
        if len(rows) == _LOG_LINES_PER_BLOCK:
            yield _block(rows, lines)
            rows, lines = [], []
    if rows:
        yield _block(rows, lines)


def _block(rows: list[list[str]], lines: list[int]) -> Block:
    columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
    return Block(columns, np.array(lines, dtype=np.int64), [])
