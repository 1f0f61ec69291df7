"""Scorecards: one score, in SQL and in Python, that adds up."""

import json
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jingling.city import make_city, plain
from jingling.detect.errors import ModelError
from jingling.detect.model import Model, load_model
from jingling.detect.options import Options
from jingling.detect.run import detect
from jingling.detect.scorecard import PairTerm, Scorecard, Term

WEIGHTS = st.floats(-8, 8, allow_nan=False)
VALUES = st.one_of(st.none(), st.floats(-5, 5, allow_nan=False), st.sampled_from([0.0, 1.0, -1.0]))


@st.composite
def terms(draw: st.DrawFn, name: str) -> Term:
    """Draw a term with up to 31 cuts."""
    cuts = draw(st.lists(st.floats(-4, 4, allow_nan=False), max_size=31, unique=True).map(sorted))
    weights = draw(st.lists(WEIGHTS, min_size=len(cuts) + 1, max_size=len(cuts) + 1))
    return Term(name, tuple(cuts), tuple(weights), draw(WEIGHTS))


@st.composite
def cards(draw: st.DrawFn) -> Scorecard:
    """Draw a card over the features a, b and c, with or without a pair."""
    pairs = []
    if draw(st.booleans()):
        cuts = [tuple(draw(st.lists(st.floats(-4, 4), max_size=5, unique=True).map(sorted))) for _ in "ab"]
        rows = [[draw(WEIGHTS) for _ in range(len(cuts[1]) + 2)] for _ in range(len(cuts[0]) + 2)]
        pairs = [PairTerm(("a", "b"), (cuts[0], cuts[1]), tuple(map(tuple, rows)))]
    return Scorecard(draw(WEIGHTS), tuple(draw(terms(name)) for name in "abc"), tuple(pairs), 0.7)


def columns(rows: list[tuple[float | None, ...]]) -> dict[str, np.ndarray]:
    """Return rows as columns of floats."""
    return {name: np.array([row[at] for row in rows], dtype=float) for at, name in enumerate("abc")}


@settings(deadline=None, max_examples=60)
@given(cards(), st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=20))
def test_sql_and_python_give_the_same_log_odds(card: Scorecard, rows: list[tuple[float | None, ...]]) -> None:
    """A card applied in the engine and in Python agree on every row, NULLs and values on a cut included."""
    table = pa.table(
        {name: pa.array([row[at] for row in rows], pa.float64()) for at, name in enumerate("abc")}
    )
    with duckdb.connect() as connection:
        connection.register("rows", table)
        found = connection.execute(f"SELECT {card.log_odds_sql()} FROM rows").fetchnumpy()
    assert np.allclose(next(iter(found.values())), card.log_odds(columns(rows)), rtol=0, atol=1e-12)


@given(cards(), st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=5))
def test_contributions_add_up_and_survive_a_linear_map(
    card: Scorecard, rows: list[tuple[float | None, ...]]
) -> None:
    """Intercept and contributions sum to the log-odds, also after calibration."""
    values = columns(rows)
    for some in (card, card.mapped(0.5, -1.0)):
        total = some.intercept + sum(some.contributions(values).values())
        assert np.allclose(total, some.log_odds(values))
    assert np.allclose(card.mapped(0.5, -1.0).log_odds(values), 0.5 * card.log_odds(values) - 1.0)


@given(cards())
def test_a_card_survives_its_file(card: Scorecard) -> None:
    """Writing a card as JSON and reading it back loses nothing."""
    assert Scorecard.from_json(json.loads(json.dumps(card.to_json()))) == card


def test_a_damaged_model_is_named_not_traced() -> None:
    """A model file that is cut, of another format, or inconsistent is an error that says what to do."""
    good = load_model().to_json()
    plain = json.loads(good)
    plain["pairs"][0]["final"]["terms"][0]["weights"].append(1.0)
    for text in (good[:100], "[]", json.dumps({"format": 99}), json.dumps(plain)):
        with pytest.raises(ModelError, match=r"model\.json") as caught:
            Model.from_json(text, "model.json")
        assert caught.value.hint


def test_the_shipped_model_is_whole_and_not_saturated(tmp_path: Path) -> None:
    """The shipped cards have at most 32 intervals a feature, and no caller of a city scores 0 or 1."""
    model = load_model()
    assert Model.from_json(model.to_json(), "again").digest == model.digest
    for pair in model.pairs:
        for card in (pair.first_look, pair.final):
            assert all(len(term.weights) <= 32 for term in card.terms)
    make_city(plain(4, people=4000), tmp_path / "city")
    detect([tmp_path / "city/calls"], tmp_path / "out", Options())
    least, most = duckdb.execute(
        "SELECT min(score), max(score) FROM read_parquet(?)", [str(tmp_path / "out/findings.parquet")]
    ).fetchall()[0]
    assert 0 < least < most < 1
