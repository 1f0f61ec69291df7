"""From contract columns to the columns of the table `calls`, as portable SQL.

The input is a relation with the contract's columns, typed: numbers, choices and texts as text, `started_at`
as `started_ms` (UTC milliseconds), durations as seconds, codes as integers, `answered` as 1 or 0; columns
that no input has are not mentioned. What was written without meaning is out of range. Two readings of it:

* `plain_sql`: the rows that need no second thought, wholly vectorised. Nearly all rows are plain.
* `careful_sql`: of the rest, which `told_sql` tells, with a `reason` for those that go to quarantine, and
  what could be read tolerantly for those that do not.

Only comparisons, CASE, arithmetic, CAST, TRY_CAST, length, lower, upper, trim, nullif, coalesce and floor
appear here, and the expressions of `numbers.key_sql`: other engines can run it.
"""

from collections.abc import Collection, Iterator, Sequence

from jingling.calls.contract import BY_NAME, COLUMNS, FIRST_MS, LAST_MS, LONGEST_S, Column
from jingling.calls.quoting import quoted
from jingling.numbers import key_sql

_SHORT = 10**15
"""Keys from here on are short codes: `numbers`' keys of E.164 stay below."""


def contract_name(column: Column) -> str:
    """Return a column's name in the relation of contract columns."""
    return "started_ms" if column.kind == "time" else column.name


def _columns(present: Collection[str]) -> list[Column]:
    return [column for column in COLUMNS if column.name in present]


def targets(present: Collection[str]) -> list[str]:
    """Return the names that columns of the contract have in `calls`, in its order."""
    return [column.target for column in _columns({*present, "answered"})]


def keyed_sql(relation: str, present: Collection[str], home_area: str) -> str:
    """Return a query of a relation of contract columns with each number's key, `caller_key` and so on."""
    numbers = [column.name for column in _columns(present) if column.kind == "number"]
    keys = ", ".join(f"{key_sql(name, home_area=home_area)} AS {name}_key" for name in numbers)
    return f"SELECT *, {keys} FROM {relation}"


def plain_sql(relation: str, present: Collection[str], home_area: str, carry: Sequence[str] = ()) -> str:
    """Return a query of the plain rows.

    Args:
        relation: SQL of a relation of contract columns.
        present: which columns of the contract it has.
        home_area: area code of bare local numbers.
        carry: further columns of the keyed relation to hand on.

    Returns:
        SQL whose columns are `targets(present)`, then `odd` (a number is not written in its normal form),
        then those carried.
    """
    values = ", ".join((*_plain_values(present, targets(present)), *carry))
    keyed = keyed_sql(relation, present, home_area)
    return f"SELECT {values} FROM ({keyed}) keyed WHERE {plain_condition(present)}"


def told_sql(
    relation: str,
    present: Collection[str],
    home_area: str,
    wanted: Collection[str],
    row: str,
    carry: Sequence[str] = (),
) -> str:
    """Return a query of all rows, read as plain ones, that tells which are not.

    Args:
        relation: SQL of a relation of contract columns, with `identity`.
        present: which columns of the contract it has.
        home_area: area code of bare local numbers.
        wanted: which of `targets(present)` to return.
        row: SQL, over the relation, of a row as one value, or of where it stands (`place_sql`).
        carry: further columns of the keyed relation to hand on.

    Returns:
        SQL whose columns are those wanted, `odd`, `identity`, and `aside`: the row, if it is not plain, and
        null for a plain one; then those carried. Of a row that is not plain, nothing else holds.
    """
    values = ", ".join((*_plain_values(present, wanted), *carry))
    keyed = keyed_sql(relation, present, home_area)
    aside = f"CASE WHEN {plain_condition(present)} THEN NULL ELSE {row} END AS aside"
    return f"SELECT {values}, identity, {aside} FROM ({keyed}) keyed"


def _plain_values(present: Collection[str], wanted: Collection[str]) -> Iterator[str]:
    yield from (f"{sql} AS {target}" for target, sql in _values(present, careful=False) if target in wanted)
    odd = " OR ".join(_is_odd(column.name) for column in _columns(present) if column.kind == "number")
    yield f"{odd} AS odd"


def odd_sql(texts: str, home_area: str) -> str:
    """Return a query of numbers that SQL can read and that are not in their normal form: key, raw.

    Args:
        texts: SQL of a relation of texts `raw`.
        home_area: area code of bare local numbers.
    """
    keyed = f"SELECT raw, {key_sql('raw', home_area=home_area)} AS raw_key FROM {texts}"
    return f"SELECT raw_key AS key, raw FROM ({keyed}) keyed WHERE raw_key IS NOT NULL AND {_is_odd('raw')}"


def odd_text_sql(name: str) -> str:
    """Return SQL, over the keyed relation, of a number's text where it is not its normal form, or null."""
    return f"CASE WHEN {_is_odd(name)} THEN {name} END"


def plain_condition(present: Collection[str]) -> str:
    """Return the condition, over the relation with its keys, under which a row needs no second thought."""
    return " AND ".join(filter(None, map(_is_plain, _columns(present))))


def _is_plain(column: Column) -> str:
    name = contract_name(column)
    match column.kind:
        case "number":
            return (
                f"{name}_key IS NOT NULL"
                if column.required
                else f"({name} IS NULL OR {name} = '' OR {name}_key IS NOT NULL)"
            )
        case "time":
            return f"{name} BETWEEN {FIRST_MS} AND {LAST_MS - 1}"
        case "seconds":
            bounds = f"{name} BETWEEN 0 AND {LONGEST_S}"
            return bounds if column.required else f"({name} IS NULL OR {bounds})"
        case "choice":
            return f"({name} IS NULL OR {name} IN ('', {', '.join(map(quoted, column.choices))}))"
        case "code":
            return f"({name} IS NULL OR {name} BETWEEN {column.low} AND {column.high})"
        case "flag":
            return f"({name} IS NULL OR {name} BETWEEN 0 AND 1)"
        case "text":
            return ""


def has_value_sql(name: str) -> str:
    """Return a condition, over the relation, that an optional column has a value with a meaning."""
    column = BY_NAME[name]
    if column.kind == "number":
        return f"trim({name}) <> ''"
    return f"({_value(column, careful=True)}) IS NOT NULL"


def careful_sql(keyed: str, present: Collection[str], carry: Sequence[str] = ()) -> str:
    """Return a query of rows that are not plain.

    Args:
        keyed: SQL of a keyed relation, with `fault`, the reason why a row is no record, or null.
        present: which columns of the contract it has.
        carry: further columns of the relation to hand on.

    Returns:
        SQL whose columns are `targets(present)`, with null keys where `numbers` cannot read a text,
        then `reason` (a code of `quarantine`, or null), then those carried.
    """
    values = ", ".join(
        (
            *(f"{sql} AS {target}" for target, sql in _values(present, careful=True)),
            f"{_reason()} AS reason",
            *carry,
        )
    )
    return f"SELECT {values} FROM {keyed}"


def _reason() -> str:
    return f"""CASE WHEN fault IS NOT NULL THEN fault
      WHEN caller IS NULL OR trim(caller) = '' THEN 'missing-caller'
      WHEN callee IS NULL OR trim(callee) = '' THEN 'missing-callee'
      WHEN started_ms IS NULL THEN 'missing-start'
      WHEN started_ms NOT BETWEEN {FIRST_MS} AND {LAST_MS - 1} THEN 'impossible-date'
      WHEN talk_s IS NULL THEN 'missing-talk'
      WHEN talk_s < 0 THEN 'negative-talk'
      WHEN talk_s <= {LONGEST_S} THEN NULL
      WHEN talk_s < 1e200 THEN 'talk-too-long'
      ELSE 'talk-not-a-number' END"""


def _values(present: Collection[str], *, careful: bool) -> list[tuple[str, str]]:
    values = [(column.target, _value(column, careful=careful)) for column in _columns({*present, "answered"})]
    answered = (
        "CASE WHEN answered BETWEEN 0 AND 1 THEN answered = 1 ELSE talk_s > 0 END"
        if "answered" in present
        else "talk_s > 0"
    )
    return [(target, answered if target == "answered" else sql) for target, sql in values]


def _value(column: Column, *, careful: bool) -> str:
    name = contract_name(column)
    sql = _bare_value(column)
    if not careful or column.kind in ("flag", "text", "time"):
        return sql
    if column.kind == "number":
        return f"CASE WHEN trim({name}) <> '' THEN {name}_key END"
    if column.kind == "choice":
        turn = "upper" if column.choices[0].isupper() else "lower"
        told = f"{turn}(trim({name}))"
        return f"CASE WHEN {told} IN ({', '.join(map(quoted, column.choices))}) THEN {told} END"
    return f"CASE WHEN {_is_plain(column)} THEN {sql} END"


def _bare_value(column: Column) -> str:
    name = contract_name(column)
    match column.kind:
        case "number":
            return f"{name}_key"
        case "seconds":
            return f"TRY_CAST(floor(1000 * {name} + 0.5) AS INTEGER)"
        case "code":
            return f"TRY_CAST({name} AS SMALLINT)"
        case "choice" | "text":
            return f"nullif({name}, '')"
        case "time" | "flag":
            return name


def _is_odd(name: str) -> str:
    """Tell in SQL whether a text that has a key differs from its normal form.

    Of what `key_sql` reads, E.164 with its plus, short codes and `anonymous` are normal as they stand.
    """
    return f"{name}_key BETWEEN 1 AND {_SHORT - 1} AND NOT starts_with({name}, '+')"
