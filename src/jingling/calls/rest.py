"""The rows that are not plain, in SQL: what each became, which are taken, which are refused, and why.

Nothing runs here: `second_look` runs it in DuckDB, `on_spark` on Spark.
"""

from collections.abc import Collection, Iterable, Sequence

import pyarrow as pa

from jingling.calls import quarantine
from jingling.calls.canonical import careful_sql, contract_name, targets
from jingling.calls.contract import COLUMNS, Column
from jingling.calls.quoting import quoted
from jingling.calls.relation import LOSSY, Group
from jingling.numbers import normal_form, normal_form_sql, read_key


class Rest:
    """SQL over the rows of one group of files that are set aside.

    Args:
        group: the files.
        rows: SQL of the rows set aside, with the columns `names`.
        wanted: which columns `calls` shall have; None is all.

    Attributes:
        judged: name of a table made of `sql`, where an engine makes one.
    """

    def __init__(self, group: Group, rows: str, wanted: Collection[str] | None) -> None:
        self.group = group
        self.rows = rows
        there = [column for column in COLUMNS if column.name in group.present]
        kept = {column.name for column in there if wanted is None or column.required or column.name in wanted}
        # a number is never refused for what is written: one that nobody wants need not be read
        self.columns = [column for column in there if column.kind != "number" or column.name in kept]
        self.present = tuple(column.name for column in self.columns)
        self.numbers = [column.name for column in self.columns if column.kind == "number"]
        self.targets = targets(kept)
        self.judged = ""

    @property
    def names(self) -> list[str]:
        """What is set aside of each row, `SQL AS name` over the keyed relation."""
        group = self.group
        names = ["at_file", "at_line", "fault", "found", "identity", *map(contract_name, self.columns)]
        return [*names, *(f"{name}_key" for name in self.numbers), *group.extras, f"{group.whole} AS whole"]

    def unread_sql(self, known: str) -> str:
        """Return a query of the texts `raw` that SQL could not read and that the table `known` has not."""
        texts = " UNION ".join(
            f"SELECT {name} AS raw FROM {self.rows} WHERE {name}_key IS NULL AND trim({name}) <> ''"
            for name in self.numbers
        )
        return f"SELECT raw FROM ({texts}) WHERE raw NOT IN (SELECT raw FROM {known})"

    @property
    def sql(self) -> str:
        """A query of what each row became: the targets, `reason`, where it stood, and what was written."""
        names = [name.rsplit(" AS ", 1)[-1] for name in self.names]
        keys = {f"{name}_key": f"coalesce({name}_key, {name}_slow.key)" for name in self.numbers}
        chosen = ", ".join(f"{keys[name]} AS {name}" if name in keys else name for name in names)
        joins = " ".join(
            f"LEFT JOIN slow_numbers {name}_slow ON {name}_key IS NULL AND {name} = {name}_slow.raw"
            for name in self.numbers
        )
        keyed = f"(SELECT {chosen} FROM {self.rows} rest {joins})"
        carry = ["at_file", "at_line", "found", "identity", "whole"]
        carry += [f"{name} AS raw_{name}" for name in self.numbers]
        carry += [f"raw_{column.name}" for column in LOSSY if column.name in self.present]
        carry += [f"{name} AS written_{name}" for name in ("answered", "call_id") if name in self.present]
        carry += [f"leg_{name} AS {name}" for name, _sql in self.group.layout.legs if name != "fault"]
        return careful_sql(keyed, self.present, carry)

    @property
    def judged_sql(self) -> str:
        """What to select from of `sql`."""
        return self.judged or f"({self.sql})"

    @property
    def texts_sql(self) -> str:
        """A query of the numbers of the rows taken: key, raw."""
        return " UNION ".join(
            f"SELECT {name} AS key, raw_{name} AS raw FROM {self.judged_sql} "
            f"WHERE reason IS NULL AND {name} IS NOT NULL"
            for name in self.numbers
        )

    @property
    def taken_sql(self) -> str:
        """A query of the rows without a reason against them, as they stand in `calls`."""
        names = ", ".join(self.targets)
        return f"SELECT {names}, false AS odd, identity FROM {self.judged_sql} WHERE reason IS NULL"

    @property
    def refused_sql(self) -> str:
        """A query of the rows with a reason against them, as they stand in `quarantine`."""
        values = " ".join(
            f"WHEN {quoted(reason.code)} THEN raw_{reason.column}"
            for reason in quarantine.REASONS.values()
            if reason.column in self.present and reason.column != "call_id"
        )
        return f"""SELECT path AS file, at_line AS line, {quarantine.COLUMN_SQL} AS "column",
              coalesce(CASE reason {values} END, found) AS value, reason, {quarantine.HINT_SQL} AS hint
            FROM {self.judged_sql} JOIN files ON at_file = number WHERE reason IS NOT NULL"""

    @property
    def lossy(self) -> list[Column]:
        """The optional columns in which a value may be written that has no meaning."""
        return [column for column in LOSSY if column.name in self.present and not column.required]

    @property
    def lost_sql(self) -> str:
        """A query of how many such values each file has: `at_file`, then a count for each column."""
        counts = ", ".join(f"count(*) FILTER (WHERE {_is_lost(column)})" for column in self.lossy)
        return f"""SELECT at_file, {counts} FROM {self.judged_sql} WHERE reason IS NULL
            GROUP BY at_file ORDER BY at_file"""

    def told_lost(self, found: Iterable[Sequence[int]]) -> list[tuple[int, str, int]]:
        """Tell what the rows of `lost_sql` say: file, column, how many, where there are any."""
        return [
            (file, column.name, times)
            for file, *counted in found
            for column, times in zip(self.lossy, counted, strict=True)
            if times
        ]


def odd_numbers_sql(texts: Sequence[str]) -> str:
    """Return a query of `odd_numbers`: texts that are no number, or not its normal form.

    Args:
        texts: queries of key and raw.
    """
    normal = f"coalesce(slow.normal, {normal_form_sql('texts.key')}, raw)"
    return f"""SELECT * FROM (
        SELECT DISTINCT texts.key, raw, {normal} AS normal
        FROM ({" UNION ALL ".join(texts)}) texts LEFT JOIN slow_numbers slow USING (key, raw))
      WHERE key < 0 OR raw <> normal"""


def read_texts(raw: Sequence[str], home_area: str) -> pa.Table:
    """Return the key and normal form of texts: `raw`, `key`, `normal`."""
    keys = [read_key(text, home_area=home_area)[0] for text in raw]
    normal = [normal_form(key) or text.strip() for key, text in zip(keys, raw, strict=True)]
    return pa.table(
        {
            "raw": pa.array(raw, pa.string()),
            "key": pa.array(keys, pa.int64()),
            "normal": pa.array(normal, pa.string()),
        }
    )


def _is_lost(column: Column) -> str:
    """Tell in SQL whether a value was written and came to nothing; NaN is how data frames write null."""
    lost = "written_answered NOT IN (0, 1)" if column.kind == "flag" else f"{column.target} IS NULL"
    return f"trim(raw_{column.name}) NOT IN ('', 'nan', 'NaN') AND {lost}"
