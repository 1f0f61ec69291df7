"""From a file's value to the contract's, in SQL: text or an Arrow type in; text, milliseconds, numbers out.

Nothing written comes to nothing unseen: a blank becomes null, but a value without meaning becomes one that
is out of range (-1, or 1e300 seconds), so that `canonical` sends its row to quarantine or counts it.
"""

import re

from jingling.calls.contract import Column
from jingling.calls.times import epoch_sql

_INTEGER = re.compile(r"u?int\d+")
_REAL = re.compile(r"(half)?float|double|decimal\d*\(.*\)")
_TEXT = re.compile(r"(large_)?(string|utf8)(_view)?|dictionary<values=(large_)?string.*|null")
NO_SECONDS = "1e300"
"""What seconds become when they are no number."""

_CLOCK = r"^[0-9]{1,3}:[0-5][0-9]:[0-5][0-9]\z"
_UNITS = r"^([0-9]{1,3}(小时|时))?([0-9]{1,5}(分钟|分))?([0-9]{1,7}秒)?\z"
"""Durations as bills write them: 00:01:05, 1分5秒. What may be minutes or hours, 01:05, stays unread."""

_TRUE = "'true', 't', 'yes', 'y', '1', '1.0', 'answered', '是', '接通', '已接通'"
_FALSE = "'false', 'f', 'no', 'n', '0', '0.0', 'no answer', 'unanswered', '否', '未接通'"


def is_text(arrow_type: str) -> bool:
    """Tell whether a column's values are texts (a column of nulls alone is, too)."""
    return not arrow_type or _TEXT.fullmatch(arrow_type) is not None


def fits(column: Column, arrow_type: str) -> bool:
    """Tell whether a Parquet type can hold a column of the contract."""
    if is_text(arrow_type):
        return True
    whole = _INTEGER.fullmatch(arrow_type) is not None
    number = whole or _REAL.fullmatch(arrow_type) is not None
    match column.kind:
        case "time":
            return number or arrow_type.startswith("timestamp")
        case "flag":
            return whole or arrow_type == "bool"
        case "choice":
            return False
        case "seconds" | "code" | "number" | "text":
            return number


def value_sql(column: Column, field: str, arrow_type: str, factor: float) -> str:
    """Return SQL of the contract's value of a field.

    Args:
        column: of the contract. Not a time in text, which needs a plan (`times`).
        field: SQL of the file's value.
        arrow_type: its type in Parquet; empty for text.
        factor: what to multiply a duration with.
    """
    field = f"CAST({field} AS VARCHAR)" if arrow_type == "null" else field
    if column.kind == "seconds":
        text = is_text(arrow_type)
        seconds = _from_text_seconds(field, bare=factor == 1) if text else _real(column, field)
        return seconds if factor == 1 else f"{factor!r} * ({seconds})"
    if is_text(arrow_type):
        return _from_text(column, field)
    return _from_number(column, field, arrow_type)


def meaningless(field: str, value: str, instead: str) -> str:
    """Return SQL of a value that is `instead` where something was written and it is null."""
    return f"coalesce({value}, CASE WHEN trim({field}) <> '' THEN {instead} END)"


def _from_text(column: Column, field: str) -> str:
    match column.kind:
        case "flag":
            low = f"lower(trim({field}))"
            known = f"WHEN {low} IN ({_TRUE}) THEN 1 WHEN {low} IN ({_FALSE}) THEN 0"
            return f"CASE {known} WHEN {low} <> '' THEN -1 END"
        case "code":
            whole = rf"regexp_matches(trim({field}), '^[0-9]{{1,6}}(\.0+)?\z')"
            return meaningless(
                field, f"CASE WHEN {whole} THEN CAST(TRY_CAST(trim({field}) AS DOUBLE) AS INTEGER) END", "-1"
            )
        case _:
            return field


def _from_text_seconds(field: str, *, bare: bool) -> str:
    """Return seconds written as a number or, where a bare number would be seconds, as bills write them."""
    number = f"CASE WHEN NOT contains({field}, '_') THEN TRY_CAST(trim({field}) AS DOUBLE) END"
    written = [f"nullif({number}, CAST('nan' AS DOUBLE))"]
    if bare:
        parts = [f"CAST(split_part(trim({field}), ':', {at}) AS DOUBLE)" for at in (1, 2, 3)]
        units = [
            f"coalesce(TRY_CAST(regexp_extract({field}, '([0-9]+){unit}', 1) AS DOUBLE), 0)"
            for unit in ("(小时|时)", "分", "秒")
        ]
        written += [
            f"CASE WHEN regexp_matches(trim({field}), '{form}') AND trim({field}) <> '' "
            f"THEN 3600 * {hours} + 60 * {minutes} + {seconds} END"
            for form, (hours, minutes, seconds) in ((_CLOCK, parts), (_UNITS, units))
        ]
    return meaningless(field, f"coalesce({', '.join(written)})", NO_SECONDS)


def _from_number(column: Column, field: str, arrow_type: str) -> str:
    real = _REAL.fullmatch(arrow_type) is not None
    match column.kind:
        case "number" | "text":
            if not real:
                return f"CAST({field} AS VARCHAR)"
            # a data frame made floats of integers for want of integer nulls
            whole = _whole(field, "1e18", "BIGINT")
            other = f"CASE WHEN {_is_number(field)} THEN CAST({field} AS VARCHAR) END"
            return f"coalesce(CAST({whole} AS VARCHAR), {other})"
        case "time":
            if arrow_type.startswith("timestamp"):
                zoned = "TIMESTAMPTZ" if "tz=" in arrow_type else "TIMESTAMP"
                value = f"epoch_ms(CAST({field} AS {zoned}))"
            else:
                value = epoch_sql(_real(column, field) if real else field)
            return f"coalesce({value}, CASE WHEN {field} IS NOT NULL THEN -1 END)"
        case "flag":
            return f"CAST({field} AS INTEGER)" if arrow_type == "bool" else f"TRY_CAST({field} AS INTEGER)"
        case _:
            if not real:
                return field
            return f"coalesce({_whole(field, '1e6', 'INTEGER')}, CASE WHEN {_is_number(field)} THEN -1 END)"


def _real(column: Column, field: str) -> str:
    """Return a number as DOUBLE; NaN, which is how data frames write null, is null where null may be."""
    instead = NO_SECONDS if column.required and column.kind == "seconds" else "NULL"
    real = f"CASE WHEN {_is_number(field)} THEN CAST({field} AS DOUBLE)"
    return f"{real} WHEN {field} IS NOT NULL THEN {instead} END"


def _whole(field: str, bound: str, kind: str) -> str:
    return f"CASE WHEN {field} % 1 = 0 AND abs({field}) < {bound} THEN TRY_CAST({field} AS {kind}) END"


def _is_number(field: str) -> str:
    """Tell numbers from NaN in SQL, by its hash.

    DuckDB folds `isnan` and comparisons by a Parquet file's minima and maxima, which leave NaN out.
    """
    return f"hash(CAST({field} AS DOUBLE)) <> hash(CAST('nan' AS DOUBLE))"
