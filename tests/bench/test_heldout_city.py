"""The held-out city keeps to the call-record contract, names every caller, and repeats itself."""

import subprocess
import sys
from pathlib import Path

import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

PROGRAM = Path(__file__).resolve().parents[2] / "bench" / "heldout_city.py"
CONTRACT = {
    "caller": "string",
    "callee": "string",
    "started_at": "timestamp[ms, tz=UTC]",
    "talk_s": "double",
    "answered": "bool",
    "answered_by": "string",
    "ring_s": "double",
    "cause": "int16",
    "sip_status": "int16",
    "released_by": "string",
    "asserted": "string",
    "diverted_by": "string",
    "line": "string",
    "subscriber": "string",
    "device": "string",
    "cell": "string",
    "carrier": "string",
    "attestation": "string",
    "call_id": "string",
}
TRADE = {
    "floor",
    "loan_agent",
    "cloud_calling",
    "sim_pool",
    "ai_robot",
    "debt_collector",
    "one_ring",
    "bombing",
    "number_block",
}


def simulate(out: Path, kind: str, seed: int) -> Path:
    """Run the program on a small town."""
    command = [
        sys.executable,
        str(PROGRAM),
        "--out",
        str(out),
        "--kind",
        kind,
        "--people",
        "4000",
        "--days",
        "1",
    ]
    subprocess.run([*command, "--seed", str(seed)], check=True, capture_output=True)
    return out


@pytest.fixture(scope="module", params=["plain", "hard"])
def town(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small town of each kind."""
    return simulate(tmp_path_factory.mktemp("town") / request.param, request.param, 3)


def test_calls_have_the_contracts_columns_and_units(town: Path) -> None:
    """Every column of the contract is there with its type, and talk and answer agree."""
    calls = ds.dataset(town / "calls").to_table()
    assert {f.name: str(f.type) for f in calls.schema} == CONTRACT
    frame = calls.to_pydict()
    assert all(
        (talk > 0) == answered for talk, answered in zip(frame["talk_s"], frame["answered"], strict=True)
    )
    assert min(frame["ring_s"]) >= 0
    assert all(text.startswith("+") or text.isdigit() for text in set(frame["caller"]) | set(frame["callee"]))
    assert len(set(frame["call_id"])) == len(calls)
    assert frame["started_at"] == sorted(frame["started_at"])


def test_truth_names_every_caller_exactly_once(town: Path) -> None:
    """The truth's numbers are the callers; nuisance and campaign go together; forged ones are neither."""
    callers = ds.dataset(town / "calls").to_table(columns=["caller"])["caller"].unique().to_pylist()
    truth = pq.read_table(town / "truth.parquet").to_pylist()
    assert sorted(row["number"] for row in truth) == sorted(callers)
    assert all(row["nuisance"] == (row["campaign"] is not None) == (row["role"] in TRADE) for row in truth)
    assert {row["role"] for row in truth if row["nuisance"]} == TRADE
    assert sum(row["role"] == "forged" for row in truth) > 100
    assert len({row["campaign"] for row in truth} - {None}) >= 15


def test_forging_lines_are_named_and_used(town: Path) -> None:
    """Each gateway's line carries calls of many numbers seen once, so the lines can be judged."""
    rows = pq.read_table(town / "truth_lines.parquet").to_pylist()
    forging = [row["line"] for row in rows if row["forges"]]
    assert len(forging) == 2
    calls = ds.dataset(town / "calls").to_table(
        columns=["caller", "line"], filter=ds.field("line").isin(forging)
    )
    assert set(calls["line"].to_pylist()) == set(forging)
    assert len(calls["caller"].unique()) > 0.6 * len(calls)


def test_a_seed_gives_the_same_town_again(tmp_path: Path) -> None:
    """Equal settings give equal records and truth; another seed does not."""
    first, again, other = (simulate(tmp_path / n, "hard", s) for n, s in (("a", 5), ("b", 5), ("c", 6)))
    for part in ("calls", "truth.parquet"):
        assert ds.dataset(first / part).to_table().equals(ds.dataset(again / part).to_table())
    assert not ds.dataset(first / "calls").to_table().equals(ds.dataset(other / "calls").to_table())
