"""Memory: a campaign keeps its name from day to day, though all its numbers are new.

A state directory holds one Parquet file for each day recorded, `2026-03-10.parquet`: the traits of the day's
campaigns (their numbers, the people they rang, lines, devices, cells, blocks of a hundred numbers and hours),
a row each. Today's campaigns are held against those last seen before and first seen after, trait by trait;
the best match hands on its name (`recognition.py`). A file appears under its name only when whole, and stands
for its day alone: running a day again replaces it by its equal, and a day can be added late.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from jingling.campaigns.errors import StateError
from jingling.campaigns.recognition import Evidence, Match, recognised

REMEMBERED_DAYS = 31
"""A campaign silent for longer comes back as a new one."""

META = b"jingling.campaigns"
SCHEMA = pa.schema(
    [
        ("campaign", pa.string()),
        ("kind", pa.string()),
        ("trait", pa.string()),
        ("calls", pa.int64()),
        ("holders", pa.int64()),
        ("first_ms", pa.int64()),
        ("last_ms", pa.int64()),
    ]
)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One day of one campaign: its name then, score, counts, span (ms), and what it was recognised by."""

    day: str
    campaign: str
    score: float
    numbers: int
    calls: int
    people: int
    first_ms: int
    last_ms: int
    matches: tuple[Match, ...]


class State:
    """A state directory.

    Args:
        directory: where it is; made if it is absent.

    Raises:
        StateError: it cannot be written, or a file in it cannot be read.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        try:
            directory.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StateError(
                f"{directory}: {fault.strerror}.", "Name a directory that can be written."
            ) from fault

    def recall(
        self, day: date, traits: pa.Table, totals: dict[str, int], names: dict[str, str]
    ) -> tuple[dict[str, str], list[Match]]:
        """Name the day's campaigns after those remembered.

        Args:
            day: the first local day of today's records.
            traits: `traits` of `make_traits`.
            totals: `trait_totals`.
            names: the name of each campaign should nobody remember it.

        Returns:
            The names, and what each was recognised by. Of two days' campaigns each stands for one of the
            other's at most. An earlier run of the same day has the first say, so that a day run again keeps
            its names; then the days before; then those after.
        """
        named = dict(names)
        matches: list[Match] = []
        settled: set[str] = set()
        recorded = {
            (match["campaign"], match["was"], match["day"])
            for same in self._days(same=day)
            for match in self._told(same)["matches"]
        }
        for days in (self._days(same=day), self._days(before=day), self._days(after=day)):
            for today, was, when, evidence in recognised(self._checked(days), traits, totals):
                if was in {named[other] for other in settled if other != today}:
                    continue  # it goes on as another of today's
                adopted = today not in settled and was != names[today]
                if today not in settled:
                    named[today] = was
                    settled.add(today)
                # a later day that took its name from this one is no news: the day run again must be the same
                news = adopted or was != named[today] or (named[today], was, when) in recorded
                if when < day.isoformat() or (when > day.isoformat() and news):
                    weight = sum(part.weight for part in evidence)
                    matches.append(Match(named[today], was, when, weight, evidence))
        return named, matches

    def remember(
        self,
        day: date,
        traits: pa.Table,
        named: dict[str, str],
        scores: dict[str, float],
        matches: Iterable[Match],
    ) -> None:
        """Write the day's file, in place of an earlier one for the day."""
        names = [named[campaign] for campaign in traits.column("campaign").to_pylist()]
        told = {
            "scores": {named[campaign]: score for campaign, score in scores.items()},
            "matches": [asdict(match) for match in matches],
        }
        table = pa.table(
            [pa.array(names, pa.string()), *(traits.column(name) for name in SCHEMA.names[1:])],
            schema=SCHEMA.with_metadata({META: json.dumps(told)}),
        ).sort_by([(name, "ascending") for name in SCHEMA.names[:3]])
        making = self.directory / f".making-{day.isoformat()}"
        try:
            pq.write_table(table, making, compression="zstd")
            making.replace(self._file(day))
        except OSError as fault:
            raise StateError(f"{making}: {fault}.", "Free some space there.") from fault

    def history(self, campaign: str) -> list[Sighting]:
        """Return the days of one campaign, earliest first, under any name it was recognised by.

        Raises:
            StateError: nobody of that name is remembered.
        """
        told = {day: self._told(day) for day in self._days()}
        names = {campaign}
        while True:
            linked = {
                name
                for facts in told.values()
                for match in facts["matches"]
                if {match["campaign"], match["was"]} & names
                for name in (match["campaign"], match["was"])
            }
            if linked <= names:
                break
            names |= linked
        sightings = [
            self._sighting(day, name, facts)
            for day, facts in told.items()
            for name in sorted(names & facts["scores"].keys())
        ]
        if not sightings:
            known = sorted({name for facts in told.values() for name in facts["scores"]})
            raise StateError(
                f"{campaign}: no such campaign is remembered in {self.directory}.",
                f"It remembers {', '.join(known[:5])} …" if known else "It remembers none yet.",
            )
        return sightings

    def _sighting(self, day: date, name: str, facts: dict[str, Any]) -> Sighting:
        with duckdb.connect() as connection:
            row = connection.execute(
                """SELECT count(*) FILTER (kind = 'numbers'), sum(calls) FILTER (kind = 'numbers'),
                  count(*) FILTER (kind = 'people'), min(first_ms), max(last_ms)
                FROM read_parquet(?) WHERE campaign = ?""",
                [str(self._file(day)), name],
            ).fetchall()[0]
        matches = tuple(
            Match(**{**match, "evidence": tuple(Evidence(**part) for part in match["evidence"])})
            for match in facts["matches"]
            if match["campaign"] == name
        )
        numbers, calls, people, first_ms, last_ms = row
        return Sighting(
            day.isoformat(),
            name,
            facts["scores"][name],
            numbers,
            int(calls),
            people,
            first_ms,
            last_ms,
            matches,
        )

    def _file(self, day: date) -> Path:
        return self.directory / f"{day.isoformat()}.parquet"

    def _checked(self, days: Sequence[date]) -> dict[date, Path]:
        """Return the files of days, each found to be one."""
        for day in days:
            self._told(day)
        return {day: self._file(day) for day in days}

    def _told(self, day: date) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads((pq.read_schema(self._file(day)).metadata or {})[META])
        except (OSError, KeyError, pa.ArrowInvalid, ValueError) as fault:
            raise StateError(
                f"{self._file(day)}: this is no day of remembered campaigns ({fault}).",
                "Take the file away, and run that day again.",
            ) from fault
        return told

    def _days(
        self, *, same: date | None = None, before: date | None = None, after: date | None = None
    ) -> list[date]:
        """Return the days recorded, earliest first; before a day: the latest first; both within memory."""
        days = []
        for path in self.directory.glob("????-??-??.parquet"):
            try:
                days.append(date.fromisoformat(path.stem))
            except ValueError:
                continue
        if same is not None:
            return [day for day in days if day == same]
        if before is not None:
            return sorted((day for day in days if 0 < (before - day).days <= REMEMBERED_DAYS), reverse=True)
        if after is not None:
            return sorted(day for day in days if 0 < (day - after).days <= REMEMBERED_DAYS)
        return sorted(days)


def name_of(day: date, numbers: Iterable[int]) -> str:
    """Return the name of a campaign not seen before: the day, and four letters of its numbers' digest."""
    digest = sha256(",".join(map(str, sorted(numbers))).encode()).hexdigest()
    return f"{day:%Y%m%d}-{digest[:6]}"
