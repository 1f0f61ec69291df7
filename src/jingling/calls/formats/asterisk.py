"""Asterisk `cdr-csv` (Master.csv): no header, 16 fields, then what `cdr.conf` adds.

Fields: accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, start, answer, end,
duration, billsec, disposition, amaflags; then uniqueid and userfield where they are logged; then
peeraccount, linkedid and sequence with `newcdrcolumns` (Asterisk's cdr_csv module).

The number shown is the caller ID (`clid`), which the dial plan may have set; `src` is who dialled, often an
extension. One call leaves a row for each agent or extension that was tried: rows of one `linkedid`, else of
one `uniqueid`, else of one channel, source and start are legs of one attempt. It begins with the first leg,
goes to the number that leg dialled, and talk runs from the first answer to the last hang-up. Queue rows
without an agent's channel are music, not conversation.
"""

import re
from collections import Counter
from collections.abc import Sequence

from jingling.calls.layout import Layout
from jingling.words import Words

WIDTHS = range(16, 22)
_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_UNIQUE = re.compile(r"(.*-)?\d{6,}\.\d+")
_DISPOSITIONS = {"ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION", "UNKNOWN"}
_SHOWN = r"""coalesce(nullif(trim(regexp_extract(c4, '<([^<>]*)>\s*$', 1)), ''),
  nullif(regexp_extract(c4, '^\s*"?([+0-9*#]+)"?\s*$', 1), ''), nullif(trim(c1), ''),
  CASE WHEN regexp_matches(c4, '(?i)anonymous|withheld|restricted|private|unavailable')
    THEN 'anonymous' END)"""
_MERGE = """
WITH spoken AS (
  SELECT *, answered AND NOT (app = 'queue' AND to_channel = '') AS spoke,
    start_ms + CAST(round(1000 * lasted_s) AS BIGINT) AS end_ms
  FROM legs
), numbered AS (
  SELECT *, row_number() OVER one = 1 AS first
  FROM spoken WINDOW one AS (PARTITION BY leg ORDER BY is_origin DESC, start_ms, at_file, at_line)
)
SELECT min(caller) FILTER (first) AS caller, min(callee) FILTER (first) AS callee, min(start_ms) AS start_ms,
  coalesce(max(end_ms) FILTER (spoke) - min(end_ms - talk_ms) FILTER (spoke), 0) AS talk_ms,
  bool_or(spoke) AS answered, CASE WHEN NOT bool_or(spoke) THEN max(cause) END AS cause,
  min(line) FILTER (first) AS line, min(subscriber) FILTER (first) AS subscriber,
  min(unique_id) FILTER (first) AS call_id
FROM numbered GROUP BY leg"""


def recognise_asterisk(records: Sequence[Sequence[str]]) -> tuple[Layout, int, Words] | None:
    """Recognise the first records of a file; None when fewer than nine in ten are Asterisk's.

    Returns:
        The layout, the number of fields, and how sure that is.
    """
    fitting = [record for record in records if _fits(record)]
    if not records or len(fitting) < 0.9 * len(records):
        return None
    width = Counter(len(record) for record in fitting).most_common(1)[0][0]
    fitting = [record for record in fitting if len(record) == width]
    unique = (
        "c16" if width >= 17 and all(_UNIQUE.fullmatch(record[16].strip()) for record in fitting) else "''"
    )
    linked = f"c{width - 2}" if width >= 19 else "''"
    leg = f"coalesce(nullif(trim({linked}), ''), nullif(trim({unique}), ''), concat_ws(chr(31), c5, c1, c9))"
    values = {
        "caller": _SHOWN,
        "callee": "c2",
        "started_at": "c9",
        "talk_s": "c13",
        "answered": "CASE WHEN upper(trim(c14)) = 'ANSWERED' THEN 'true' ELSE 'false' END",
        "cause": "CASE upper(trim(c14)) WHEN 'BUSY' THEN '17' WHEN 'CONGESTION' THEN '34' END",
        "line": r"regexp_replace(c5, '-[0-9a-fA-F]+(;[12])?$', '')",
        "subscriber": "c0",
    }
    legs = {
        "leg": leg,
        "is_origin": f"{linked} <> '' AND {linked} = {unique}",
        "app": "lower(trim(c7))",
        "to_channel": "trim(c6)",
        "lasted_s": "greatest(coalesce(TRY_CAST(c12 AS DOUBLE), 0), coalesce(TRY_CAST(c13 AS DOUBLE), 0))",
        "starts": "true",
        "unique_id": f"coalesce(nullif(trim({linked}), ''), nullif(trim({unique}), ''))",
    }
    layout = Layout(
        format="asterisk cdr-csv",
        values=tuple(values.items()),
        rest=tuple(f"c{at}" for at in range(width)),
        legs=tuple(legs.items()),
        merge=_MERGE,
        merged=("call_id",),
    )
    sure = Words(
        f"certain: {width} fields, with start, end and disposition where Asterisk writes them",
        f"确定：{width} 个字段，开始、结束与处理结果均在 Asterisk 的位置",
    )
    return layout, width, sure


def _fits(record: Sequence[str]) -> bool:
    return (
        len(record) in WIDTHS
        and _TIME.fullmatch(record[9].strip()) is not None
        and (not record[11].strip() or _TIME.fullmatch(record[11].strip()) is not None)
        and record[14].strip().upper() in _DISPOSITIONS
    )
