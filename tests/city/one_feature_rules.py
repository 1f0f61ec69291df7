"""Every simple thing one can count about a caller, and how well a threshold on it alone finds harassers."""

from pathlib import Path

import duckdb
import numpy as np

_FEATURES = """
WITH c AS (
  SELECT *, talk_s > 0 AS up, epoch_ms(started_at) AS ms,
    lag(epoch_ms(started_at)) OVER (PARTITION BY caller ORDER BY started_at) AS before
  FROM '{calls}/*.parquet'
),
inward AS (SELECT callee, count(*) AS calls, count(DISTINCT caller) AS callers FROM c GROUP BY 1),
pairs AS (SELECT DISTINCT caller, callee FROM c),
popular AS (SELECT callee, count(DISTINCT caller) AS callers FROM c GROUP BY 1),
active AS (SELECT caller, count(*) AS calls FROM c GROUP BY 1),
per_device AS (SELECT device, count(DISTINCT caller) AS n FROM c WHERE device IS NOT NULL GROUP BY 1),
per_line AS (SELECT line, count(DISTINCT caller) AS n,
             count(*) AS calls FROM c WHERE line IS NOT NULL GROUP BY 1),
per_cell AS (SELECT cell, count(DISTINCT caller) AS n FROM c WHERE cell IS NOT NULL GROUP BY 1),
back AS (
  SELECT p.caller, avg((q.caller IS NOT NULL)::INT) AS both_ways, avg(u.callers) AS callee_popularity,
    avg(coalesce(v.calls, 0)) AS callee_activity, avg((v.calls IS NULL)::INT) AS silent_callees,
    avg((length(p.callee) <> 14 OR p.callee[4] <> '1')::INT) AS other_than_mobiles
  FROM pairs p LEFT JOIN pairs q ON p.caller = q.callee AND p.callee = q.caller
  LEFT JOIN popular u ON u.callee = p.callee LEFT JOIN active v ON v.caller = p.callee GROUP BY 1
),
own AS (
  SELECT caller AS number, count(*) AS attempts, count(DISTINCT callee) AS callees,
    count(*) / count(DISTINCT callee) AS calls_per_callee, avg(up::INT) AS answered_share,
    avg(talk_s) FILTER (up) AS mean_talk, median(talk_s) FILTER (up) AS median_talk,
    stddev(talk_s) FILTER (up) / avg(talk_s) FILTER (up) AS talk_spread, max(talk_s) AS longest,
    avg((talk_s < 10)::INT) FILTER (up) AS brief_share, avg((talk_s > 60)::INT) FILTER (up) AS long_share,
    avg(ring_s) AS mean_ring, avg(ring_s) FILTER (NOT up) AS ring_unanswered,
    avg(ring_s) FILTER (up) AS ring_answered,
    stddev(ring_s) FILTER (NOT up) AS ring_spread, avg((ring_s < 5)::INT) FILTER (NOT up) AS short_ring_share,
    avg((released_by = 'callee')::INT) FILTER (up) AS callee_ends,
    avg((released_by = 'caller')::INT) AS caller_ends,
    avg((cause = 1)::INT) AS unallocated_share, avg((cause = 17)::INT) AS busy_share,
    avg((cause = 19)::INT) AS silence_share,
    avg((cause = 16)::INT) AS normal_share, avg((sip_status = 487)::INT) AS cancelled_share,
    avg((answered_by = 'machine')::INT) AS machine_share,
    count(DISTINCT date_trunc('hour', started_at)) AS active_hours,
    min(hour(started_at + INTERVAL 8 HOUR)) AS first_hour,
    max(hour(started_at + INTERVAL 8 HOUR)) AS last_hour,
    avg(hour(started_at + INTERVAL 8 HOUR)) AS mean_hour,
    avg((hour(started_at + INTERVAL 8 HOUR) BETWEEN 9 AND 19)::INT) AS office_share,
    avg((hour(started_at + INTERVAL 8 HOUR) BETWEEN 12 AND 13)::INT) AS noon_share,
    avg(second(started_at)) AS second_of_minute, stddev(second(started_at)) AS second_spread,
    avg(ms % 1000) AS ms_of_second, avg((round(talk_s * 1000) % 1000 = 0)::INT) FILTER (up) AS whole_talk,
    avg((round(ring_s * 1000) % 1000 = 0)::INT) FILTER (ring_s > 0) AS whole_ring,
    median(ms - before) AS median_gap, min(ms - before) AS shortest_gap,
    stddev(ms - before) / avg(ms - before) AS gap_spread,
    count(DISTINCT device) AS devices, count(DISTINCT cell) AS cells, count(DISTINCT line) AS lines,
    count(DISTINCT subscriber) AS subscribers, count(DISTINCT carrier) AS carriers,
    {nulls},
    avg((attestation = 'A')::INT) AS attested_a, avg((attestation = 'C')::INT) AS attested_c,
    avg(length(call_id)) AS call_id_length, avg(('0x' || call_id[9:12])::BIGINT) AS call_id_tail,
    avg(('0x' || call_id[1:5])::BIGINT) AS call_id_head,
    any_value(length(caller)) AS number_length, any_value(try_cast(right(caller, 1) AS INT)) AS last_digit,
    any_value(try_cast(right(caller, 4) AS INT)) AS last_four,
    any_value(line) AS line, any_value(device) AS device, any_value(cell) AS cell,
    any_value(carrier) AS carrier
  FROM c GROUP BY 1
)
SELECT o.* EXCLUDE (line, device, cell, carrier),
  coalesce(i.calls, 0) AS inward_calls, coalesce(i.callers, 0) AS inward_callers,
  coalesce(i.calls, 0) / attempts AS inward_share, b.* EXCLUDE (caller),
  d.n AS callers_per_device, l.n AS callers_per_line, l.calls / l.n AS calls_per_line_caller,
  p.n AS callers_per_cell,
  left(number, 6) AS prefix_class, carrier AS carrier_class,
  first_hour AS hour_class,
  t.role, t.nuisance
FROM own o JOIN '{truth}' t USING (number)
LEFT JOIN inward i ON i.callee = number LEFT JOIN back b ON b.caller = number
LEFT JOIN per_device d USING (device) LEFT JOIN per_line l USING (line) LEFT JOIN per_cell p USING (cell)
WHERE attempts >= {at_least} AND number <> 'anonymous'
"""
_COLUMNS = (
    "answered", "answered_by", "ring_s", "cause", "sip_status", "released_by", "asserted", "diverted_by",
    "line",
    "subscriber", "device", "cell", "carrier", "attestation", "call_id",
)  # fmt: skip


def features_of(city: Path, at_least: int = 8) -> dict[str, np.ndarray]:
    """Return one array per feature over callers with `at_least` calls, with `role` and `nuisance`."""
    nulls = ", ".join(f"avg(({c} IS NULL)::INT) AS null_{c}" for c in _COLUMNS)
    sql = _FEATURES.format(calls=city / "calls", truth=city / "truth.parquet", nulls=nulls, at_least=at_least)
    with duckdb.connect() as connection:
        return dict(connection.execute(sql).fetchnumpy())


def recall_at(values: np.ndarray, nuisance: np.ndarray, false_share: float) -> float:
    """Return the best recall of a threshold, either way, that flags at most this share of the innocent."""
    good, bad = np.sort(values[~nuisance]), values[nuisance]
    spare = int(false_share * len(good))
    above, below = good[len(good) - 1 - spare], good[spare]
    return float(max((bad > above).mean(), (bad < below).mean()))


def balanced_accuracy(values: np.ndarray, nuisance: np.ndarray) -> float:
    """Return the best balanced accuracy of a threshold, in either direction."""
    order = np.argsort(values, kind="stable")
    hits, sorted_values = nuisance[order], values[order]
    ends = np.append(sorted_values[1:] != sorted_values[:-1], True)
    caught = np.cumsum(hits)[ends] / hits.sum()
    blamed = np.cumsum(~hits)[ends] / (~hits).sum()
    return float(0.5 + np.abs(caught - blamed).max() / 2)


def as_numbers(values: np.ndarray) -> np.ndarray:
    """Return values to put a threshold on; a null is a value of its own."""
    missing = (
        np.ma.getmaskarray(values) if isinstance(values, np.ma.MaskedArray) else np.zeros(len(values), bool)
    )
    numbers = np.asarray(values).astype(np.float64)
    numbers[missing | ~np.isfinite(numbers)] = -1.0
    return numbers


def as_shares(values: np.ndarray, learnt: np.ndarray, nuisance: np.ndarray) -> np.ndarray:
    """Return for each class its share of harassers in another city, 0 if not met there."""
    names, codes = np.unique(np.asarray(learnt).astype(str), return_inverse=True)
    shares = np.bincount(codes, weights=nuisance) / np.bincount(codes)
    known = dict(zip(names.tolist(), shares.tolist(), strict=True))
    return np.array([known.get(v, 0.0) for v in np.asarray(values).astype(str).tolist()])
