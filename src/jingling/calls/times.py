"""How a file writes its times, told from all of them; and the SQL that reads them.

The shapes of the texts (digits as 9) say which forms are in use. Where 6/1 may be June or January, the
order is settled, in this turn, by a value above 12; by which reading keeps the file in time order; by which
reading spans fewer days. What settled it is said in the notes.
"""

import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import duckdb

from jingling.calls.errors import TimesError
from jingling.calls.quoting import quoted
from jingling.calls.zones import read_zone, twice_sql, utc_sql
from jingling.words import Words

_SHAPES = 400
_ORDER_ROWS = 500_000
_ZONE = r"(?:Z|z| ?UTC| ?GMT| ?[+-]99:?99| ?[+-]99)"
_CLOCK = r"(?P<clock>9{1,2}:99(?P<second>:99(?P<fraction>\.9{1,9})?)?)(?P<half> ?[AaPp][Mm])?"
_FORMS = tuple(
    re.compile(rf"(?P<date>{date})(?P<gap>[ T]|, ){_CLOCK}(?P<zone>{_ZONE})?")
    for date in (
        r"(?P<year>9999)(?P<cut>[-/.])9{1,2}(?P=cut)9{1,2}",
        r"(?P<year>9999)年9{1,2}月9{1,2}日",
        r"9{1,2}(?P<cut>[-/.])9{1,2}(?P=cut)(?P<late>9999|99)",
    )
)
_COMPACT = re.compile(r"9{14}|9{8} 9{6}|9{8}T9{6}(?P<zone>Z)?")
_EPOCH = re.compile(r"(9{9,10}|9{13}|9{16})(\.9{1,9})?|9{7}\.9+")
_JULIAN_1970 = 2_440_587.5
_ZONE_AT_END = r"(Z|z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}|[+-][0-9]{2})$"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of writing a time.

    Args:
        strptime: its format, of the text without zone; empty for epoch seconds, milliseconds or microseconds.
        zoned: whether the text ends in a zone.
        other: the format with day and month exchanged, where they cannot be told apart.
    """

    strptime: str
    zoned: bool = False
    other: str = ""


@dataclass(frozen=True, slots=True)
class TimePlan:
    """How the times of some files are read.

    Args:
        sql: UTC milliseconds, from the text and `at_local`; null for a blank, -1 where there is no such time.
        local: SQL of `at_local`, the milliseconds that texts without a zone say as if they were UTC; may be
            empty.
        notes: what was settled, for people.
    """

    sql: str
    local: str = ""
    notes: tuple[Words, ...] = ()


def form_of(shape: str) -> Form | None:
    """Tell the form of a shape (a text with every digit as 9); None when it is no time.

    Month-first is the form's own reading where day and month cannot be told apart by the shape.
    """
    if _EPOCH.fullmatch(shape):
        return Form("")
    if match := _COMPACT.fullmatch(shape):
        gap = shape[8:9] if len(shape) > 14 else ""
        return Form(f"%Y%m%d{gap}%H%M%S", zoned=match["zone"] is not None)
    for match in filter(None, (form.fullmatch(shape) for form in _FORMS)):
        groups = match.groupdict()
        clock = ("%I" if groups["half"] else "%H") + ":%M" + (":%S" if groups["second"] else "")
        if groups["fraction"]:
            clock += ".%f" if len(groups["fraction"]) <= 7 else ".%n"
        tail = (
            groups["gap"]
            + clock
            + ((" " if groups["half"][0] == " " else "") + "%p" if groups["half"] else "")
        )
        zoned = groups["zone"] is not None
        if "年" in shape:
            return Form(f"%Y年%m月%d日{tail}", zoned)
        cut = groups["cut"]
        if groups.get("year"):
            return Form(f"%Y{cut}%m{cut}%d{tail}", zoned)
        year = "%Y" if groups["late"] == "9999" else "%y"
        return Form(f"%m{cut}%d{cut}{year}{tail}", zoned, f"%d{cut}%m{cut}{year}{tail}")
    return None


def plan_times(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    field: str,
    *,
    timezone: str | None,
    time_format: str | None,
    where: str,
) -> TimePlan:
    """Find out how some files write their times.

    Args:
        connection: for looking at all of them.
        rows: SQL of a relation with `at_file`, `at_line` and the field.
        field: SQL of the text of a time.
        timezone: IANA zone of times that have none.
        time_format: strptime format to use instead of what is seen; `epoch` is one too.
        where: the first file, for an error.

    Raises:
        TimesError: some time has no zone, and no timezone was given or it does not exist.
    """
    text = f"trim(CAST({field} AS VARCHAR))"
    notes: list[Words] = []
    if time_format:
        forms = [_given(connection, time_format)]
        example = time_format
        notes.append(
            Words(f"Times are read as {time_format}, as told.", f"时间按指定格式 {time_format} 读取。")
        )
    else:
        shapes = connection.execute(
            f"""SELECT translate({text}, '012345678', '999999999') AS shape, min({text}) AS example,
              count(*) AS n
            FROM {rows} WHERE {text} <> '' GROUP BY shape ORDER BY n DESC, shape LIMIT {_SHAPES}"""
        ).fetchall()
        told = {example: form for shape, example, _n in shapes if (form := form_of(shape)) is not None}
        forms = list(dict.fromkeys(told.values()))
        example = next((example for example, form in told.items() if form.strptime and not form.zoned), "")
        if any(form.other for form in forms):
            forms, note = _settle_order(connection, rows, text, forms)
            notes.append(note)
    if not forms:
        notes.append(Words("No time could be read.", "没有可识别的时间。"))
    local = _local(text, [form for form in forms if not form.zoned])
    zone = None
    if local:
        if timezone is None:
            raise TimesError(
                f"{where}: its times have no zone, such as {example}.",
                "Say where the clock stood: --timezone Asia/Shanghai.",
            )
        zone = read_zone(timezone)
        notes += _lived_twice(connection, rows, local, twice_sql("t", zone))
    sql = _utc(text, forms, zone)
    return TimePlan(f"coalesce({sql}, CASE WHEN {text} <> '' THEN -1 END)", local, tuple(notes))


def _given(connection: duckdb.DuckDBPyConnection, time_format: str) -> Form:
    if time_format == "epoch":
        return Form("")
    bare = re.sub(r" *(%z|Z)$", "", time_format.strip())
    try:
        connection.execute("SELECT try_strptime('', $1)", [bare])
    except duckdb.Error as fault:
        raise TimesError(
            f"--time-format {time_format!r} is no time format.", "As for strptime: %d/%m/%Y %H:%M:%S."
        ) from fault
    return Form(bare, bare != time_format.strip())


def _settle_order(
    connection: duckdb.DuckDBPyConnection, rows: str, text: str, forms: list[Form]
) -> tuple[list[Form], Words]:
    month_first = [Form(form.strptime, form.zoned) for form in forms]
    day_first = [Form(form.other or form.strptime, form.zoned) for form in forms]
    month, day = (_local(text, readings) for readings in (month_first, day_first))
    month_failed, day_failed, month_span, day_span = connection.execute(
        f"""SELECT count(*) FILTER (month IS NULL AND day IS NOT NULL),
          count(*) FILTER (day IS NULL AND month IS NOT NULL), max(month) - min(month), max(day) - min(day)
        FROM (SELECT {month} AS month, {day} AS day FROM {rows})"""
    ).fetchall()[0]
    if month_failed != day_failed:
        chosen = month_first if month_failed < day_failed else day_first
        return chosen, _said(
            chosen is month_first,
            "a value above 12 stands second",
            "a value above 12 stands first",
            "有大于 12 的值",
        )
    month_back, day_back = connection.execute(
        f"""SELECT count(*) FILTER (month < month_before), count(*) FILTER (day < day_before) FROM (
          SELECT month, day, lag(month) OVER w AS month_before, lag(day) OVER w AS day_before
          FROM (SELECT at_file, at_line, {month} AS month, {day} AS day
            FROM {rows} WHERE at_line <= {_ORDER_ROWS})
          WINDOW w AS (PARTITION BY at_file ORDER BY at_line))"""
    ).fetchall()[0]
    fewer, more = sorted((month_back, day_back))
    if more > 10 * fewer:
        why = "that keeps the file in time order"
        return (month_first if month_back < day_back else day_first), _said(
            month_back < day_back, why, why, "如此文件按时间有序"
        )
    if month_span != day_span:
        why = "the calls then span fewer days"
        chosen = month_first if month_span < day_span else day_first
        return chosen, _said(chosen is month_first, why, why, "如此通话时间跨度更短")
    why = "nothing in the file settles it; --time-format does"
    return month_first, _said(True, why, why, "文件本身无法确定，可用 --time-format 指定")


def _said(month_first: bool, month_why: str, day_why: str, why_zh: str) -> Words:
    if month_first:
        return Words(
            f"Dates are read month first (6/1 is 1 June), because {month_why}.",
            f"日期按“月/日”读取（6/1 为 6 月 1 日），因为{why_zh}。",
        )
    return Words(
        f"Dates are read day first (6/1 is 6 January), because {day_why}.",
        f"日期按“日/月”读取（6/1 为 1 月 6 日），因为{why_zh}。",
    )


def _local(text: str, forms: list[Form]) -> str:
    """Return SQL of the milliseconds that texts without a zone say, as if UTC; empty without forms."""
    formats = list(dict.fromkeys(form.strptime for form in forms if form.strptime))
    return f"epoch_ms(try_strptime({text}, [{', '.join(map(quoted, formats))}]))" if formats else ""


def _utc(text: str, forms: list[Form], zone: ZoneInfo | None) -> str:
    ways = [utc_sql("at_local", zone)] if zone else []
    bare = f"trim(regexp_replace({text}, {quoted(_ZONE_AT_END)}, ''))"
    if zoned := _local(bare, [form for form in forms if form.zoned]):
        ways.append(f"{zoned} - {_offset(text)}")
    if any(not form.strptime for form in forms):
        ways.append(epoch_sql(f"TRY_CAST({text} AS DOUBLE)"))
    return f"coalesce({', '.join(ways)}, NULL)" if ways else "CAST(NULL AS BIGINT)"


def _lived_twice(connection: duckdb.DuckDBPyConnection, rows: str, local: str, condition: str) -> list[Words]:
    if condition == "false":
        return []
    times = connection.execute(
        f"SELECT count(*) FROM (SELECT {local} AS t FROM {rows}) WHERE {condition}"
    ).fetchall()[0][0]
    if not times:
        return []
    return [
        Words(
            f"{times} times fall in an hour that was lived twice, as clocks went back; "
            "they are read as its first pass.",
            f"{times} 个时间处于时钟回拨的重复小时内，按第一次经过读取。",
        )
    ]


def _offset(text: str) -> str:
    zone = f"regexp_extract({text}, {quoted(_ZONE_AT_END)}, 1)"
    digits = f"replace(substr({zone}, 2), ':', '')"
    minutes = f"60 * CAST(substr({digits}, 1, 2) AS BIGINT) + CAST('0' || substr({digits}, 3, 2) AS BIGINT)"
    signed = f"CASE WHEN starts_with({zone}, '-') THEN -60000 ELSE 60000 END * ({minutes})"
    return f"CASE WHEN regexp_matches({zone}, '^[+-]') THEN {signed} ELSE 0 END"


def epoch_sql(number: str) -> str:
    """Return SQL from an epoch, in a unit told by its size, to milliseconds.

    Seconds, milliseconds and microseconds since 1970, or Julian days, which SQLite writes. Any other number
    below 100,000,000 (seconds in 1973) is no time of a call: null.
    """
    return (
        f"CASE WHEN {number} BETWEEN {_JULIAN_1970} AND {_JULIAN_1970 + 47_482} "
        f"THEN TRY_CAST(round(86400000 * ({number} - {_JULIAN_1970})) AS BIGINT) "
        f"WHEN {number} < 1e8 THEN NULL "
        f"WHEN {number} < 1e11 THEN TRY_CAST(floor(1000 * {number}) AS BIGINT) "
        f"WHEN {number} < 1e14 THEN TRY_CAST(floor({number}) AS BIGINT) "
        f"WHEN {number} < 1e17 THEN TRY_CAST(floor({number} / 1000) AS BIGINT) END"
    )
