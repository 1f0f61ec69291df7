"""Reading one result directory into the contents of a report.

Each question is one query over the result's files; a file or a column that is not there leaves its part
of the contents empty, and the report says so.
"""

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import duckdb

from jingling.detect.errors import ResultError
from jingling.detect.report.campaigns import read_campaigns, read_story
from jingling.detect.report.contents import Contents, Finding, Hours, Reached, Reason, Spread, Totals
from jingling.detect.report.people import Person, describe, shown_number
from jingling.detect.report.tables import Tables, require_result
from jingling.words import Words

MOST_NUMBERS = 500
MOST_LINES = 100
MOST_CAMPAIGNS = 40
JUST_BELOW, LINES_JUST_BELOW = 20, 5
JUST_BELOW_LOG_ODDS = 3
"""How many findings and campaigns a report embeds, and how many findings just below the threshold."""


def read_contents(out: Path, *, unmask: bool = False) -> Contents:
    """Read one result directory.

    Raises:
        ResultError: `out` holds no summary or no findings.
    """
    require_result(out)
    return _read(out.resolve(), (out / "summary.json").stat().st_mtime_ns, unmask=unmask)


@lru_cache(maxsize=1)
def _read(out: Path, _written_ns: int, *, unmask: bool) -> Contents:
    """Read a result once for the report and for the terminal; a summary written since is another result."""
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        return _Result(connection, out, summary, unmask=unmask).contents()


def read_finding(out: Path, kind: Literal["number", "line"], key: str, *, unmask: bool = False) -> Contents:
    """Read one finding of a result, with what it is compared to and nothing else.

    Raises:
        ResultError: `out` holds no result, or none for this number or line.
    """
    require_result(out)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        return _Result(connection, out, summary, unmask=unmask).one(kind, key)


def _moved(score: float, log_odds: float) -> float:
    """Return the score whose log-odds are higher by so much."""
    odds = score / (1 - score) * math.exp(log_odds)
    return odds / (1 + odds)


NOBODY = Totals(0, 0, 0, 0, 0, 0.0, 0.0, 0, 0, 0, 0)
"""What one finding alone says of everybody."""


@lru_cache(maxsize=16)
def _spreads(out: Path, _written_ns: int) -> tuple[int, int, list[Spread]]:
    """Read once what the findings of a result are compared to."""
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    with duckdb.connect() as connection:
        result = _Result(connection, out, summary, unmask=False)
        result.flagged()
        return result.spreads()


class _Result(Tables):
    """One result directory, open in an engine."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, out: Path, summary: dict[str, Any], *, unmask: bool
    ) -> None:
        super().__init__(connection, out)
        self.out = out
        self.summary = summary
        self.threshold = float(summary["threshold"])
        self.unmask = unmask

    def contents(self) -> Contents:
        score_counts, totals = self.totals()
        self.flagged()
        numbers = self.findings("number", "findings", MOST_NUMBERS, self.threshold, totals.flagged)
        lines: list[Finding] = []
        if "lines" in self.have:
            least = float(self.summary.get("line_threshold", self.threshold))
            lines = self.findings("line", "lines", MOST_LINES, least, totals.flagged_lines)
        by_key = {finding.key: finding for finding in numbers}
        self.connection.execute("CREATE TEMP TABLE looked_at (key VARCHAR PRIMARY KEY)")
        if by_key:
            self.connection.execute("INSERT INTO looked_at SELECT unnest(?::VARCHAR[])", [list(by_key)])
        self.add_hours(by_key)
        self.add_reached(by_key)
        self.add_lines(by_key, {finding.key: finding for finding in lines})
        least_calls, heavy, spreads = self.spreads()
        campaigns = read_campaigns(self)
        return Contents(
            summary=self.summary,
            totals=totals,
            numbers=numbers,
            lines=lines,
            pattern_counts=self.pattern_counts(),
            score_counts=score_counts,
            hours=self.flagged_hours(),
            spreads=spreads,
            heavy_least=least_calls,
            heavy_count=heavy,
            quarantine=self.quarantine(),
            campaigns_sought="campaigns" in self.have,
            campaigns=campaigns,
            stories=[
                read_story(self, campaign, self.summary, unmask=self.unmask)
                for campaign in campaigns[:MOST_CAMPAIGNS]
            ],
        )

    def one(self, kind: Literal["number", "line"], key: str) -> Contents:
        """Read one finding; the features of the flagged and of the others are read once for a result."""
        table = "findings" if kind == "number" else "lines"
        rows = self.chosen(kind, table, f'WHERE "{kind}" = ?', [key]) if table in self.have else []
        if not rows:
            raise ResultError(f"{key}: no such {kind} in {self.out}.", "Look for it in the list of findings.")
        finding = rows[0]
        self.connection.execute("CREATE TEMP TABLE looked_at (key VARCHAR PRIMARY KEY)")
        if kind == "number":
            self.connection.execute("INSERT INTO looked_at VALUES (?)", [key])
            self.add_hours({key: finding})
            self.add_reached({key: finding})
            self.add_lines({key: finding}, {})
        else:
            self.add_lines({}, {key: finding})
        least_calls, heavy, spreads = _spreads(self.out, (self.out / "summary.json").stat().st_mtime_ns)
        return Contents(
            summary=self.summary,
            totals=NOBODY,
            numbers=[finding] if kind == "number" else [],
            lines=[finding] if kind == "line" else [],
            pattern_counts={},
            score_counts={},
            hours=(),
            spreads=spreads,
            heavy_least=least_calls,
            heavy_count=heavy,
            quarantine=[],
            campaigns_sought="campaigns" in self.have,
            campaigns=[],
            stories=[],
        )

    def flagged(self) -> None:
        """Lay out the flagged, whom several questions are about."""
        # scores stand in order in the file, so that a condition on them reads little of it
        wanted = ["number", "calls", *sorted({"patterns", "reasons"} & self.have["findings"])]
        self.connection.execute(
            f"CREATE TEMP TABLE flagged AS SELECT {', '.join(wanted)} FROM findings WHERE score >= ?",
            [self.threshold],
        )

    def totals(self) -> tuple[dict[int, int], Totals]:
        """Count everybody in one pass: callers by steps of log-odds, and all sums over them."""
        low, high = (_moved(self.threshold, by) for by in (-1, 1))
        steps = self.rows(
            "SELECT CAST(floor(2 * ln(p / (1 - p))) AS INTEGER), count(*), count(*) FILTER (flagged), "
            "count(*) FILTER (shown_falsely), sum(calls), sum(calls) FILTER (flagged), "
            "sum(1 - score) FILTER (flagged), sum(score * (1 - score)) FILTER (flagged), "
            "count(*) FILTER (flagged AND score < ?), count(*) FILTER (NOT flagged AND score >= ?) "
            "FROM (SELECT *, least(greatest(score, 4.6e-5), 0.99995) AS p FROM findings) "
            "GROUP BY 1 ORDER BY 1",
            [high, low],
        )
        sums = [sum(row[place] or 0 for row in steps) for place in range(1, 10)]
        lines = (
            self.rows("SELECT count(*), count(*) FILTER (flagged) FROM lines") if "lines" in self.have else []
        )
        all_lines, flagged_lines = lines[0] if lines else (0, 0)
        return {max(-20, min(19, row[0])): row[1] for row in steps}, Totals(
            callers=sums[0],
            flagged=sums[1],
            shown_falsely=sums[2],
            calls=int(sums[3]),
            flagged_calls=int(sums[4]),
            expected_wrong=float(sums[5]),
            wrong_variance=float(sums[6]),
            near_above=sums[7],
            near_below=sums[8],
            lines=all_lines,
            flagged_lines=flagged_lines,
        )

    def findings(
        self, kind: Literal["number", "line"], table: str, most: int, threshold: float, flagged: int
    ) -> list[Finding]:
        order = f'score DESC, calls DESC, "{kind}"'
        below = JUST_BELOW if kind == "number" else LINES_JUST_BELOW
        # where nothing is flagged, the nearest are shown however far they are
        least = _moved(threshold, -JUST_BELOW_LOG_ODDS) if flagged else 0.0
        found = self.chosen(kind, table, f"WHERE score >= ? ORDER BY {order} LIMIT {most}", [threshold])
        found += self.chosen(
            kind, table, f"WHERE NOT flagged AND score >= ? ORDER BY {order} LIMIT {below}", [least]
        )
        return sorted(found, key=lambda one: (not one.flagged, -one.score, -one.calls, one.key))

    def chosen(
        self, kind: Literal["number", "line"], table: str, condition: str, values: list[Any]
    ) -> list[Finding]:
        """Read the findings that meet a condition."""
        have = self.have[table]
        optional = {
            "shown_falsely": "false",
            "patterns": "[]::VARCHAR[]",
            "campaign": "NULL",
            "active_days": "0",
            "intercept": "NULL",
            "reasons": "NULL",
            "numbers": "NULL",
            "raw": f'"{kind}"',
        }
        picked = ", ".join(
            name if name in have else f"{default} AS {name}" for name, default in optional.items()
        )
        rows = self.rows(
            f'SELECT "{kind}" AS key, score, flagged, calls, callees, {picked}, '
            f"epoch_ms(first_at) AS first_ms, epoch_ms(last_at) AS last_ms FROM {table} {condition}",
            values,
        )
        names = [column[0] for column in self.connection.description or []]
        return [self.finding(kind, dict(zip(names, row, strict=True))) for row in rows]

    def finding(self, kind: Literal["number", "line"], row: dict[str, Any]) -> Finding:
        reasons = tuple(
            Reason(reason["feature"], reason["value"], float(reason["contribution"]))
            for reason in row["reasons"] or ()
        )
        key = str(row["key"])
        person = (
            describe(key, unmask=self.unmask, raw=str(row["raw"]))
            if kind == "number"
            else Person(key, Words("line", "线路"))
        )
        return Finding(
            kind=kind,
            key=key,
            person=person,
            score=float(row["score"]),
            flagged=row["flagged"],
            shown_falsely=bool(row["shown_falsely"]),
            patterns=tuple(row["patterns"] or ()),
            campaign=row["campaign"],
            calls=row["calls"],
            callees=row["callees"],
            numbers=row["numbers"] if kind == "line" else None,
            active_days=row["active_days"],
            first_ms=row["first_ms"],
            last_ms=row["last_ms"],
            intercept=None if row["intercept"] is None else float(row["intercept"]),
            reasons=tuple(sorted(reasons, key=lambda reason: -abs(reason.contribution))),
        )

    def add_hours(self, by_key: dict[str, Finding]) -> None:
        if "hours" not in self.have:
            return
        rows = self.rows(
            "SELECT number, CAST(day AS VARCHAR), hour, CAST(sum(calls) AS BIGINT) FROM hours "
            "WHERE number IN (SELECT key FROM looked_at) GROUP BY ALL ORDER BY ALL"
        )
        days: dict[tuple[str, str], list[int]] = {}
        for number, day, hour, calls in rows:
            days.setdefault((number, day), [0] * 24)[hour] += calls
        for (number, day), hours in days.items():
            by_key[number].days[day] = tuple(hours)

    def add_reached(self, by_key: dict[str, Finding]) -> None:
        if "reached" not in self.have:
            return
        for row in self.rows(
            "SELECT number, callee, calls, answered, talk_s, epoch_ms(first_at), epoch_ms(last_at) "
            "FROM reached WHERE number IN (SELECT key FROM looked_at) "
            "ORDER BY number, calls DESC, talk_s DESC, callee"
        ):
            name = shown_number(row[1], unmask=self.unmask)
            by_key[row[0]].reached.append(
                Reached(name, int(row[2]), int(row[3]), float(row[4] or 0), row[5], row[6])
            )

    def add_lines(self, numbers: dict[str, Finding], lines: dict[str, Finding]) -> None:
        if "number_lines" not in self.have:
            return
        for number, line, calls in self.rows(
            "SELECT number, line, CAST(sum(calls) AS BIGINT) FROM number_lines "
            "GROUP BY ALL ORDER BY 3 DESC, 1, 2"
        ):
            if number in numbers and len(numbers[number].beside) < 20:
                numbers[number].beside.append((line, calls))
            if line in lines and len(lines[line].beside) < 20:
                lines[line].beside.append((shown_number(number, unmask=self.unmask), calls))

    def pattern_counts(self) -> dict[str, tuple[int, int]]:
        counts: dict[str, list[int]] = {}
        for place, table in enumerate(("findings", "lines")):
            if "patterns" not in self.have.get(table, ()):
                continue
            source = "flagged" if table == "findings" else "lines WHERE flagged"
            for name, count in self.rows(f"SELECT unnest(patterns), count(*) FROM {source} GROUP BY 1"):
                counts.setdefault(name, [0, 0])[place] = count
        ordered = sorted(counts.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))
        return {name: (both[0], both[1]) for name, both in ordered}

    def flagged_hours(self) -> Hours:
        if "hours" not in self.have:
            return ()
        rows = self.rows(
            "SELECT hour, CAST(sum(calls) AS BIGINT) FROM hours "
            "WHERE number IN (SELECT number FROM flagged) GROUP BY 1"
        )
        counts = dict(rows)
        return tuple(counts.get(hour, 0) for hour in range(24))

    def spreads(self, most: int = 8) -> tuple[int, int, list[Spread]]:
        """Compare flagged with unflagged heavy callers in the features that weigh most among the flagged."""
        if "attempts" not in self.have.get("features", ()) or "reasons" not in self.have["findings"]:
            return 0, 0, []
        rows = self.rows(
            "SELECT reason.feature FROM (SELECT unnest(reasons) AS reason FROM flagged) "
            "GROUP BY 1 ORDER BY sum(abs(reason.contribution)) DESC, 1"
        )
        names = [name for (name,) in rows if name in self.have["features"]][:most]
        if not names:
            return 0, 0, []
        least = max(20, int(self.rows("SELECT quantile_disc(calls, 0.1) FROM flagged")[0][0]))
        columns = ", ".join(
            f'quantile_cont(CAST("{name}" AS DOUBLE), [0.05, 0.25, 0.5, 0.75, 0.95])' for name in names
        )
        # some ten thousand are plenty for five hundredths, however many millions call
        busy = int(self.rows("SELECT count(*) FROM features WHERE attempts >= ?", [least])[0][0])
        found = self.rows(
            f"SELECT f.number IS NOT NULL, count(*), {columns} "
            "FROM features LEFT JOIN flagged f USING (number) "
            "WHERE attempts >= ? AND (f.number IS NOT NULL OR hash(features.number) % ? = 0) GROUP BY 1",
            [least, 1 + busy // 20_000],
        )
        heavy = busy - sum(row[1] for row in found if row[0])
        quantiles = {row[0]: row[2:] for row in found}
        flagged, unflagged = (quantiles.get(side, (None,) * len(names)) for side in (True, False))
        return (
            least,
            heavy,
            [
                Spread(name, tuple(here), tuple(there))
                for name, here, there in zip(names, flagged, unflagged, strict=True)
                if here and there
            ],
        )

    def quarantine(self, most: int = 20) -> list[dict[str, str]]:
        if "quarantine" not in self.have:
            return []
        # the value may hold a person's number, so that it is told only where numbers are
        columns = ["file", "line", "column", "value", "reason"]
        kept = [
            name for name in columns if name in self.have["quarantine"] and (self.unmask or name != "value")
        ]
        picked = ", ".join(f'CAST("{name}" AS VARCHAR)' for name in kept)
        rows = self.rows(f"SELECT {picked} FROM quarantine LIMIT {most}")
        return [{name: value or "" for name, value in zip(kept, row, strict=True)} for row in rows]
