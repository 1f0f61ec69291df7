"""What `make_city` leaves in a folder: the contract's files, in order, true and repeatable."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pyarrow.parquet as pq
import pytest

from jingling.city import CityError, CityMade, make_city, plain, varied
from jingling.city.agents import NUISANCE, ROLES
from jingling.city.records import SCHEMA


def _ask(city: CityMade, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW calls AS SELECT * FROM '{city.out}/calls/*.parquet'")
        connection.execute(f"CREATE VIEW truth AS SELECT * FROM '{city.out}/truth.parquet'")
        connection.execute(
            f"CREATE VIEW lines AS SELECT * FROM read_csv('{city.out}/lines.csv', header = true)"
        )
        connection.execute(f"CREATE VIEW forging AS SELECT * FROM '{city.out}/truth_lines.parquet'")
        return connection.execute(sql).fetchall()


def _digests(folder: Path) -> dict[str, str]:
    files = [f for f in sorted(folder.rglob("*")) if f.is_file() and f.name != "city.json"]
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


def test_the_same_seed_makes_the_same_files(tmp_path: Path) -> None:
    """Files are equal to the byte, however many districts are made at once; another seed's differ."""
    settings = plain(21, people=4000, days=2)
    make_city(settings, tmp_path / "one", workers=1)
    make_city(settings, tmp_path / "two", workers=3)
    make_city(plain(22, people=4000, days=2), tmp_path / "other")
    assert _digests(tmp_path / "one") == _digests(tmp_path / "two")
    assert _digests(tmp_path / "one") != _digests(tmp_path / "other")


def test_files_hold_the_contract(plain_city: CityMade) -> None:
    """Several files, each sorted by time, with every column of the contract in its type."""
    files = sorted((plain_city.out / "calls").iterdir())
    assert len(files) == plain_city.files > 1
    for file in files:
        table = pq.read_table(file)
        assert table.schema.equals(SCHEMA)
        started = table["started_at"].to_numpy()
        assert (started[1:] >= started[:-1]).all()


def test_times_lie_within_the_days(plain_city: CityMade) -> None:
    """No call starts before the first midnight or after the last, local time."""
    zone = ZoneInfo(plain_city.settings.zone)
    first = datetime.combine(plain_city.settings.start, datetime.min.time(), zone).astimezone(UTC)
    low, high = _ask(plain_city, "SELECT epoch_ms(min(started_at)), epoch_ms(max(started_at)) FROM calls")[0]
    assert first.timestamp() * 1000 <= low
    assert high < (first + timedelta(days=plain_city.settings.days)).timestamp() * 1000


def test_calls_are_well_formed(plain_city: CityMade) -> None:
    """Required values are there, ids not repeated, nobody rings oneself, talk goes with an answer."""
    odd = _ask(
        plain_city,
        """
        SELECT count(*) FILTER (caller IS NULL OR callee IS NULL OR started_at IS NULL OR talk_s IS NULL),
               count(*) FILTER (caller = callee), count(call_id) - count(DISTINCT call_id),
               count(*) FILTER ((talk_s > 0) <> answered), count(*) FILTER (ring_s < 0 OR talk_s < 0),
               count(*) FILTER (NOT regexp_full_match(caller, '\\+[0-9]{7,15}|[0-9]{5,8}|anonymous'))
        FROM calls""",
    )[0]
    assert odd == (0, 0, 0, 0, 0, 0)


def test_truth_knows_every_caller_once(plain_city: CityMade) -> None:
    """truth.parquet has exactly the callers of the records, with known roles; only nuisance has campaigns."""
    assert _ask(plain_city, "SELECT count(*) - count(DISTINCT number) FROM truth") == [(0,)]
    sql = """SELECT count(*) FROM (SELECT DISTINCT caller FROM calls) c
             FULL JOIN truth t ON c.caller = t.number WHERE caller IS NULL OR number IS NULL"""
    assert _ask(plain_city, sql) == [(0,)]
    roles = dict(_ask(plain_city, "SELECT role, bool_or(nuisance) FROM truth GROUP BY 1"))
    assert set(roles) <= set(ROLES)
    assert {role for role, nuisance in roles.items() if nuisance} == set(NUISANCE) & set(roles)
    assert _ask(plain_city, "SELECT count(*) FROM truth WHERE nuisance <> (campaign IS NOT NULL)") == [(0,)]


def test_every_role_is_cast(hard_cities: list[CityMade]) -> None:
    """Three cities together hold every role there is."""
    assert set().union(*(city.by_role for city in hard_cities)) == set(ROLES)


def test_enterprise_lines_show_what_they_may(plain_city: CityMade) -> None:
    """An enterprise line shows registered numbers alone, unless it forges: then it shows others."""
    rows = _ask(
        plain_city,
        """
        SELECT l.line, l.numbers, f.forges, list(DISTINCT c.caller)
        FROM calls c JOIN lines l USING (line) JOIN forging f USING (line)
        WHERE l.kind = 'enterprise' AND c.caller <> 'anonymous' GROUP BY ALL""",
    )
    assert rows
    for _, numbers, forges, shown in rows:
        allowed = _expanded(numbers)
        assert (set(shown) <= allowed) != forges


def _expanded(numbers: str) -> set[str]:
    found: set[str] = set()
    for part in numbers.split():
        first, _, last = part.partition("-")
        plus = "+" if first.startswith("+") else ""
        found |= {f"{plus}{n}" for n in range(int(first), int(last or first) + 1)}
    return found


def test_numbers_shown_falsely_are_no_nuisance(plain_city: CityMade) -> None:
    """A gateway shows living people's numbers and nobody's; neither turns into a nuisance number."""
    roles = dict(
        _ask(
            plain_city,
            """
        SELECT t.role, count(*) FROM calls c JOIN forging f USING (line) JOIN lines l USING (line)
        JOIN truth t ON t.number = c.caller
        WHERE f.forges AND l.kind = 'enterprise' AND NOT t.nuisance GROUP BY 1""",
        )
    )
    assert roles["person"] > 20
    assert roles["forged"] > 20


def test_access_lines_carry_thousands(plain_city: CityMade) -> None:
    """A subscriber's line is the network's, shared by many; an enterprise line has few callers."""
    sql = """SELECT l.kind, median(n) FROM (SELECT line, count(DISTINCT caller) AS n FROM calls GROUP BY 1)
             JOIN lines l USING (line) GROUP BY 1"""
    kinds = dict(_ask(plain_city, sql))
    assert kinds["subscriber"] > 5 * kinds["enterprise"]


def test_a_city_replaces_only_a_city(tmp_path: Path) -> None:
    """An earlier city in the same folder goes; anybody else's files stay, and that is an error."""
    made = make_city(plain(5, people=2500), tmp_path)
    make_city(plain(6, people=2000), tmp_path)
    assert json.loads((tmp_path / "city.json").read_text())["settings"]["seed"] == 6
    assert len(list((tmp_path / "calls").iterdir())) == made.files
    (tmp_path / "calls" / "mine.parquet").write_bytes(b"precious")
    with pytest.raises(CityError, match=r"mine\.parquet"):
        make_city(plain(5, people=2500), tmp_path)
    assert (tmp_path / "calls" / "mine.parquet").read_bytes() == b"precious"


def test_progress_counts_districts_and_calls(tmp_path: Path) -> None:
    """Whoever watches hears of every district, and of as many calls as there are."""
    heard: list[tuple[int, int, int]] = []
    made = make_city(plain(5, people=2500), tmp_path, lambda *news: heard.append(news))
    assert [done for done, _, _ in heard] == [1, 2, 3, 4]
    assert heard[-1][2] == made.calls


def test_coverage_leaves_other_networks_out(tmp_path: Path) -> None:
    """With half the subscribers covered and no interconnection seen, about half the callers remain."""
    whole = make_city(plain(9, people=4000), tmp_path / "whole")
    half = make_city(plain(9, people=4000, coverage=0.5, interconnect=False), tmp_path / "half")
    seen = make_city(plain(9, people=4000, coverage=0.5), tmp_path / "seen")
    assert 0.35 < half.calls / whole.calls < 0.65
    assert half.calls < seen.calls < whole.calls


def test_columns_can_be_missing_altogether(tmp_path: Path) -> None:
    """A dropout of 1 leaves a column without any value."""
    made = make_city(plain(9, people=2000, dropout={"cell": 1.0, "signalling": 1.0}), tmp_path)
    counts = _ask(made, "SELECT count(cell), count(cause), count(sip_status), count(line) FROM calls")[0]
    assert counts[:3] == (0, 0, 0)
    assert counts[3] > 0


def test_rivals_share_list_lines_and_rooms_but_no_number(tmp_path: Path) -> None:
    """With every campaign another's rival, pairs of one kind ring the same people over the same lines.

    Elsewhere two campaigns of one kind seldom do both; a number is of one campaign alone.
    """
    city = make_city(varied(5, people=8_000, rivals=1.0, dropout={}, coverage=1.0), tmp_path)
    shared = _ask(
        city,
        """WITH made AS (
          SELECT t.campaign, t.role, c.callee, c.line FROM calls c JOIN truth t ON c.caller = t.number
          WHERE t.nuisance AND t.campaign IS NOT NULL),
        pairs AS (
          SELECT a.campaign AS one, b.campaign AS other, any_value(a.role) AS role,
            count(DISTINCT a.callee) AS people, bool_or(a.line = b.line) AS line
          FROM made a JOIN made b ON a.callee = b.callee AND a.role = b.role AND a.campaign < b.campaign
          GROUP BY ALL)
        SELECT count(*) FROM pairs WHERE line AND people >= 50""",
    )
    numbers = _ask(city, "SELECT count(*), count(DISTINCT number) FROM truth WHERE campaign IS NOT NULL")
    assert shared[0][0] >= 5
    assert numbers[0][0] == numbers[0][1]
