"""Formats that write several rows for one call: legs (话段) become one attempt.

Every row is judged on its own first; repeats, and ends of calls whose start is not there, go to quarantine;
the rows that stay are merged by the format's own query.
"""

import duckdb

from jingling.calls import quarantine
from jingling.calls.second_look import SecondLook, count


def take_attempts(connection: duckdb.DuckDBPyConnection, look: SecondLook) -> tuple[int, int, int]:
    """Merge the rows set aside into attempts in `calls`; the others go to `quarantine`.

    Returns:
        How many rows were kept, how many refused, and how many attempts they became.
    """
    refused = look.refuse()
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE legs AS
        SELECT *, row_number() OVER same AS place, first_value(at_file) OVER same AS first_file,
          first_value(at_line) OVER same AS first_line
        FROM (SELECT * EXCLUDE (reason), bool_or(starts) OVER (PARTITION BY leg) AS has_start FROM ({look.sql}) WHERE reason IS NULL)
        WINDOW same AS (PARTITION BY whole ORDER BY at_file, at_line)"""
    )
    refused += count(
        connection,
        f"""INSERT INTO quarantine
        SELECT files.path, at_line, {quarantine.COLUMN_SQL}, CASE reason WHEN 'end-without-start' THEN leg END, reason,
          CASE reason WHEN 'repeated-row' THEN 'The first stands in ' || first_files.path || ', line ' || first_line || '. '
            ELSE '' END || {quarantine.HINT_SQL}
        FROM (SELECT *, CASE WHEN place > 1 THEN 'repeated-row' ELSE 'end-without-start' END AS reason
          FROM legs WHERE place > 1 OR NOT coalesce(has_start, false))
        JOIN files ON at_file = files.number JOIN files first_files ON first_file = first_files.number""",
    )
    connection.execute("DELETE FROM legs WHERE place > 1 OR NOT coalesce(has_start, false)")
    kept = connection.execute("SELECT count(*) FROM legs").fetchall()[0][0]
    attempts = count(
        connection,
        f"INSERT INTO calls BY NAME SELECT *, false AS odd, CAST(NULL AS UBIGINT) AS identity FROM ({look.group.layout.merge})",
    )
    connection.execute("DROP TABLE legs")
    return kept, refused, attempts
