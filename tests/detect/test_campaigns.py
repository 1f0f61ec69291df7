"""What a run says of campaigns: who is in one, what a number owes to it, and its name from day to day."""

import hashlib
import math
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.detect.explain import explain_number
from jingling.detect.measure import LEAST_JOINED, join_campaigns
from jingling.detect.options import Options
from jingling.detect.run import detect
from jingling.engines.duckdb import DuckdbEngine
from jingling.engines.workbench import Workbench


class Run(Protocol):
    """What `small_run` gives."""

    city: Path
    model: Path
    out: Path
    summary: dict[str, Any]


def rows(out: Path, part: str) -> list[dict[str, Any]]:
    """Return the rows of one table of a result."""
    found: list[dict[str, Any]] = pq.read_table(out / f"{part}.parquet").to_pylist()
    return found


@settings(max_examples=60, deadline=None)
@given(
    alone=st.floats(0.001, 0.999),
    belongs=st.floats(0.0, 1.0),
    campaign=st.floats(0.0, 0.9999),
    numbers=st.integers(2, 9),
)
def test_a_number_owes_its_campaign_a_noisy_or(
    alone: float, belongs: float, campaign: float, numbers: int
) -> None:
    """A member is innocent only if it is by itself and by its campaign; small campaigns add nothing."""
    with TemporaryDirectory() as spill, closing(DuckdbEngine(spill=Path(spill), threads=1)) as engine:
        log_odds = math.log(alone / (1 - alone))
        engine.take("scored", pa.table({"number": [1, 2], "log_odds": [log_odds] * 2, "score": [alone] * 2}))
        engine.take("members", pa.table({"number": [1], "campaign": ["A"], "probability": [belongs]}))
        engine.take("campaigns", pa.table({"campaign": ["A"], "score": [campaign], "numbers": [numbers]}))
        join_campaigns(Workbench(engine))
        final = dict(engine.rows("SELECT number, score FROM final"))
    together = min(belongs * campaign, 0.999) if numbers >= LEAST_JOINED else 0.0
    assert math.isclose(final[1], 1 - (1 - alone) * (1 - together), rel_tol=1e-9)
    assert math.isclose(final[2], alone, rel_tol=1e-9)


def test_findings_members_and_campaigns_agree(small_run: Run) -> None:
    """A number's campaign is the one it is a member of; every campaign has its members, links and score."""
    members = {row["number"]: row for row in rows(small_run.out, "members")}
    campaigns = {row["campaign"]: row for row in rows(small_run.out, "campaigns")}
    assert campaigns
    assert small_run.summary["campaigns"] == len(campaigns)
    for row in rows(small_run.out, "findings"):
        assert row["campaign"] == members.get(row["number"], {"campaign": None})["campaign"]
    for name, campaign in campaigns.items():
        held = [row for row in members.values() if row["campaign"] == name]
        assert campaign["numbers"] == len(held)
        assert 0.5 <= campaign["score"] <= 1.0
    linked = {(row["campaign"], row["number"]) for row in rows(small_run.out, "campaign_links")}
    assert linked <= {(row["campaign"], number) for number, row in members.items()}
    shared: dict[tuple[str, str, str], int] = {}
    for row in rows(small_run.out, "campaign_ties"):
        assert members[row["number"]]["campaign"] == row["campaign"]
        at = (row["campaign"], row["kind"], row["trait"])
        shared[at] = shared.get(at, 0) + 1
    assert min(shared.values()) >= 2


def test_what_it_owes_to_its_campaign_is_a_reason(small_run: Run) -> None:
    """Intercept and reasons add up to the score of every member, in the result and when explained."""
    owing = {row["number"]: row["contribution"] for row in rows(small_run.out, "members")}
    assert any(owing.values())
    told = 0
    for row in rows(small_run.out, "findings"):
        if row["number"] not in owing or row["reasons"] is None:
            continue
        log_odds = row["intercept"] + math.fsum(reason["contribution"] for reason in row["reasons"])
        assert math.isclose(1 / (1 + math.exp(-log_odds)), row["score"], rel_tol=1e-6)
        reasons = {reason["feature"]: reason["contribution"] for reason in row["reasons"]}
        assert math.isclose(reasons.get("campaign", 0.0), owing[row["number"]], rel_tol=1e-9)
        told += 1
        if told <= 3:
            again = explain_number(row["number"], small_run.out)
            total = again.intercept + math.fsum(part.contribution for part in again.contributions)
            assert math.isclose(1 / (1 + math.exp(-total)), row["score"], rel_tol=1e-6)
    assert told


def test_a_day_run_again_keeps_names_and_state(small_run: Run, tmp_path: Path) -> None:
    """With a state directory a second run names every campaign as the first did and leaves the same file."""
    options = Options(model=small_run.model, state=tmp_path / "state", threads=1)
    seen = []
    for _ in range(2):
        detect([small_run.city / "calls"], tmp_path / "out", options)
        digests = {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted((tmp_path / "state").iterdir())
        }
        seen.append((digests, rows(tmp_path / "out", "members")))
    assert seen[0] == seen[1]
    assert {row["campaign"] for row in seen[0][1]} == {
        row["campaign"] for row in rows(small_run.out, "members")
    }
