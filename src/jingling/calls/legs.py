"""Formats that write several rows for one call: legs (话段) become one attempt.

Every row is judged on its own first; repeats, and ends of calls whose start is not there, go to quarantine;
the rows that stay are merged by the format's own query.
"""

import duckdb

from jingling.calls.quarantine import refuse_later_sql
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
          first_value(at_line) OVER same AS first_line,
          CASE WHEN row_number() OVER same > 1 THEN 'repeated-row'
            WHEN coalesce(bool_or(starts) OVER (PARTITION BY leg), false) THEN NULL
            ELSE 'end-without-start' END AS reason
        FROM (SELECT * EXCLUDE (reason) FROM ({look.sql}) WHERE reason IS NULL)
        WINDOW same AS (PARTITION BY whole ORDER BY at_file, at_line)"""
    )
    later = refuse_later_sql("SELECT * FROM legs WHERE reason IS NOT NULL", "leg")
    refused += count(connection, f"INSERT INTO quarantine {later}")
    connection.execute("DELETE FROM legs WHERE reason IS NOT NULL")
    kept = connection.execute("SELECT count(*) FROM legs").fetchall()[0][0]
    attempts = count(
        connection,
        f"""INSERT INTO calls BY NAME
        SELECT *, false AS odd, CAST(NULL AS UBIGINT) AS identity FROM ({look.group.layout.merge})""",
    )
    connection.execute("DROP TABLE legs")
    return kept, refused, attempts
