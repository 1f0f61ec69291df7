"""The city lives as cities do: figures that a person who knows call records would look for first."""

from typing import Any

import duckdb
import pytest

from jingling.city import CityMade


@pytest.fixture(scope="module")
def ask(plain_city: CityMade) -> Any:
    """Return a function that answers SQL over a plain city's calls and truth."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")  # whatever zone the process is in
        connection.execute(f"CREATE VIEW calls AS SELECT * FROM '{plain_city.out}/calls/*.parquet'")
        connection.execute(f"CREATE VIEW truth AS SELECT * FROM '{plain_city.out}/truth.parquet'")
        connection.execute("CREATE VIEW known AS SELECT * FROM calls JOIN truth ON caller = number")
        yield lambda sql: connection.execute(sql).fetchall()


def test_people_call_a_few_times_a_day(ask: Any) -> None:
    """People make 2 to 8 calls a day, unevenly."""
    sql = """SELECT avg(n), median(n), quantile_cont(n, 0.99)
             FROM (SELECT caller, count(*) AS n FROM known WHERE role = 'person' GROUP BY 1)"""
    mean, half, most = ask(sql)[0]
    assert 2 < mean < 8
    assert most > 4 * half


def test_people_know_whom_they_call(ask: Any) -> None:
    """A good part of pairs call both ways within one day; of pairs with a harasser hardly any."""
    sql = """
      WITH p AS (SELECT DISTINCT caller, callee, nuisance, role FROM known)
      SELECT avg((q.caller IS NOT NULL)::INT) FILTER (p.role = 'person'),
             avg((q.caller IS NOT NULL)::INT) FILTER (p.nuisance)
      FROM p LEFT JOIN p q ON p.caller = q.callee AND p.callee = q.caller"""
    people, trade = ask(sql)[0]
    assert 0.12 < people < 0.5
    assert 0.001 < trade < 0.12


def test_nights_are_quiet(ask: Any) -> None:
    """Calls between one and five at night are few; the day has its mornings and evenings."""
    hours = dict(
        ask("SELECT hour(started_at + INTERVAL 8 HOUR), count(*) FROM known WHERE role = 'person' GROUP BY 1")
    )
    total = sum(hours.values())
    assert sum(hours.get(h, 0) for h in range(1, 5)) / total < 0.05
    assert sum(hours.get(h, 0) for h in range(8, 22)) / total > 0.75


def test_most_calls_are_honest(ask: Any) -> None:
    """Nuisance numbers are a few per cent of callers at most, and a tenth to four tenths of calls."""
    sql = """SELECT avg(nuisance::INT), count(DISTINCT number) FILTER (nuisance) / count(DISTINCT number)
             FROM known"""
    calls, callers = ask(sql)[0]
    assert 0.08 < calls < 0.4
    assert 0.002 < callers < 0.06


def test_lawful_heavy_callers_are_many(ask: Any) -> None:
    """Hundreds of lawful callers make calls by the dozen, in two dozen roles."""
    sql = """SELECT role, count(*) FROM (
               SELECT role, caller FROM known WHERE NOT nuisance AND role <> 'person'
               GROUP BY ALL HAVING count(*) >= 20) GROUP BY 1"""
    heavy = dict(ask(sql))
    assert sum(heavy.values()) > 200
    assert len(heavy) > 15


def test_people_ring_back_who_they_missed(ask: Any) -> None:
    """People's missed calls are called back far more often than harassers', whose are, too."""
    sql = """
      SELECT a.nuisance, avg((EXISTS (SELECT 1 FROM calls b WHERE b.caller = a.callee AND b.callee = a.caller
                              AND b.started_at BETWEEN a.started_at AND a.started_at + INTERVAL 3 HOUR))::INT)
      FROM known a WHERE a.talk_s = 0 AND a.ring_s > 10 AND (a.nuisance OR a.role = 'person') GROUP BY 1"""
    back = dict(ask(sql))
    assert back[False] > 0.15
    assert 0.002 < back[True] < 0.15


def test_machines_are_not_rung_back(ask: Any) -> None:
    """Notice robots and lines that speak codes get next to no calls, though they make many."""
    sql = """WITH machines AS (SELECT number FROM truth WHERE role IN ('notice_robot', 'verification_line'))
             SELECT (SELECT count(*) FROM calls WHERE caller IN (FROM machines)),
                    (SELECT count(*) FROM calls WHERE callee IN (FROM machines))"""
    made, got = ask(sql)[0]
    assert made > 1000
    assert got < 0.03 * made


def test_one_person_is_rung_by_several_numbers_of_a_campaign(ask: Any) -> None:
    """After an attempt, other numbers of the same campaign ring the same person within minutes."""
    found = ask("""
      SELECT count(*) FROM known a JOIN known b ON a.callee = b.callee AND a.campaign = b.campaign
        AND a.caller <> b.caller AND b.started_at BETWEEN a.started_at AND a.started_at + INTERVAL 10 MINUTE
      WHERE a.role IN ('cloud_calling', 'sim_pool')""")[0][0]
    assert found > 50
