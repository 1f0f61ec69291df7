"""`jingling fit`: from labelled call records to a model.

Each set of calls is measured exactly as `jingling detect` would, twice: with the columns it has, and
with the four required ones alone. The first look is fitted on the callers' own behaviour in every other set;
in the rest it is as good as it will be on records it never saw, so there the company of each caller is
measured with it, and the final card fitted. Thresholds are chosen on other
records than the cards were fitted on, and what they would have been on each of those is kept, so that
one can see how far they drift.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from jingling.calls import read_calls
from jingling.detect.calibrate import calibrated, choose_threshold
from jingling.detect.errors import TrainingError
from jingling.detect.features import FEATURES, OWN
from jingling.detect.findings import columns_of
from jingling.detect.learn import fit_scorecard
from jingling.detect.measure import measure_company, measure_own, score, score_lines
from jingling.detect.model import CardPair, Model
from jingling.detect.scorecard import Floats, Scorecard
from jingling.detect.steps.lines import LINE_FEATURES
from jingling.detect.steps.own_calls import OPTIONAL, READ
from jingling.engines.duckdb import DuckdbEngine, quoted
from jingling.engines.workbench import Workbench
from jingling.numbers import read_number

AS_TEXT = pc.ConvertOptions(column_types={"number": pa.string()})
"""A number is a text: read as figures, its + and leading zeros would be lost."""

RISING = frozenset(
    feature.name
    for feature in FEATURES
    if feature.name.endswith("_suspicion") or feature.name.startswith("list_")
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """Call records with labels.

    Args:
        calls: files of call records.
        labels: Parquet or CSV with `number` and `nuisance` (true/false, 1/0), and where labels are uncertain
            `weight` (above 0, at most 1), how much each counts; other columns are left alone.
    """

    calls: tuple[Path, ...]
    labels: Path


@dataclass(frozen=True, slots=True)
class Shelved:
    """Labelled records as they were read once: Parquet files of the tables `calls` and `labels`."""

    name: str
    calls: Path
    labels: Path


@dataclass(frozen=True, slots=True)
class Sample:
    """Measured callers, a row each, NaN where not known; `innocent` counts all, judged or not."""

    values: Floats
    labels: Floats
    innocent: int
    weights: Floats

    @property
    def unlike_weights(self) -> Floats | None:
        """The weights, or None where all rows count alike."""
        return None if (self.weights == 1).all() else self.weights

    def certain(self) -> "Sample":
        """Return the rows whose label is certain, on which scores can be calibrated.

        Raises:
            TrainingError: no nuisance caller is among them.
        """
        sure = self.weights == 1
        if self.labels.any() and not self.labels[sure].any():
            raise TrainingError(
                "All labels of nuisance callers are uncertain: scores cannot be calibrated on them.",
                "Give --tune-calls and --tune-labels with labels of weight 1.",
            )
        return Sample(self.values[sure], self.labels[sure], self.innocent, self.weights[sure])


def fit(
    train: Sequence[Labelled],
    tune: Sequence[Labelled],
    *,
    zone: str = "Asia/Shanghai",
    false_positives: float = 1e-4,
    false_positives_required: float | None = None,
    pairs: int = 0,
    watch: Callable[[str], None] = lambda _line: None,
) -> Model:
    """Fit a model.

    Args:
        train: what the cards are fitted on.
        tune: other records, on which scores are calibrated and thresholds chosen.
        zone: of local hours.
        false_positives: share of innocent callers that a threshold may flag on `tune`.
        false_positives_required: the same for the card for the required columns, where it differs.
        pairs: terms for pairs of features in the final card for the required columns; blended into the other,
            they carried over worse than none.
        watch: told what goes on, a line at a time.

    Raises:
        TrainingError: the labels cannot be read, or there is nothing to tell apart.
        CallsError: the calls cannot be read.
    """
    cards: list[tuple[CardPair, dict[str, object]]] = []
    with TemporaryDirectory() as shelf:
        fitted = [_shelved(labelled, Path(shelf) / f"fit-{at}", watch) for at, labelled in enumerate(train)]
        tuned = [_shelved(labelled, Path(shelf) / f"tune-{at}", watch) for at, labelled in enumerate(tune)]
        plain: Scorecard | None = None
        fewer = false_positives if false_positives_required is None else false_positives_required
        for name, wants, rate in (
            ("required columns", (), fewer),
            ("all columns", tuple(OPTIONAL), false_positives),
        ):
            card, plain, said = _fit_pair(name, wants, fitted, tuned, zone, rate, pairs, plain, watch)
            cards.insert(0, (card, said))
        lines = _fit_lines(cards[0][0], fitted, tuned, zone, watch)
    base_rate = float(np.mean([facts["base_rate"] for _, facts in cards]))
    facts = {
        "trained_on": len(train),
        "tuned_on": len(tune),
        "cards": {card.name: facts for card, facts in cards},
    }
    return Model(tuple(card for card, _ in cards), lines, base_rate, facts)


def _fit_pair(
    name: str,
    wants: tuple[str, ...],
    train: Sequence[Shelved],
    tune: Sequence[Shelved],
    zone: str,
    false_positives: float,
    pairs: int,
    plain: Scorecard | None,
    watch: Callable[[str], None],
) -> tuple[CardPair, Scorecard, dict[str, object]]:
    """Fit the cards for one set of columns, blended with the final card for fewer columns, if there is one.

    Lines, devices and cells differ more between networks than people do: a card that leans on them alone
    carries over worse, so half the say stays with what every network records.
    """
    names = [feature.name for feature in OWN]
    halves = (train[::2], train[1::2]) if len(train) > 1 else (train, train)
    own = _joined(_measured(halves[0], zone, None, bool(wants), watch))
    watch(f"{name}: first look, {len(own.labels)} callers")
    first_look = fit_scorecard(names, own.values, own.labels, weights=own.unlike_weights)
    names = [feature.name for feature in FEATURES]
    full = _joined(_measured(halves[1], zone, first_look, bool(wants), watch))
    watch(f"{name}: final card, {len(full.labels)} callers")
    weights = full.unlike_weights
    alone = final = fit_scorecard(names, full.values, full.labels, weights=weights, rising=RISING)
    if plain is not None:
        final = alone.blended(plain)
    elif pairs:
        final = fit_scorecard(names, full.values, full.labels, weights=weights, rising=RISING, pairs=pairs)
    tuning = [sample.certain() for sample in _measured(tune, zone, first_look, bool(wants), watch)]
    final, base_rate = calibrated(final, names, tuning)
    final, drift = choose_threshold(final, names, tuning, false_positives)
    watch(f"{name}: threshold {final.threshold:.4f}, {drift}")
    facts = {
        "base_rate": base_rate,
        "callers": len(full.labels),
        "false_positives": false_positives,
        **drift,
    }
    return CardPair(name, wants, first_look, final), alone, facts


def _fit_lines(
    cards: CardPair,
    train: Sequence[Shelved],
    tune: Sequence[Shelved],
    zone: str,
    watch: Callable[[str], None],
) -> Scorecard:
    """Fit the card for lines: is most of what a line carries nuisance, or falsely shown?"""
    names = list(LINE_FEATURES)
    fitted = _joined(_measured_lines(train, zone, cards, watch))
    if len(np.unique(fitted.labels)) < 2:
        watch("lines: none to learn from; no line will be flagged")
        return Scorecard(-5.0, (), (), 0.5)
    watch(f"lines: {len(fitted.labels)}")
    card = fit_scorecard(names, fitted.values, fitted.labels, rising=frozenset(names[:3]))
    tuning = [sample for sample in _measured_lines(tune, zone, cards, watch) if len(sample.labels)]
    card, _ = calibrated(card, names, tuning)
    card, _ = choose_threshold(card, names, tuning, 1e-3)
    return card


def _measured(
    sets: Sequence[Shelved],
    zone: str,
    first_look: Scorecard | None,
    all_columns: bool,
    watch: Callable[[str], None],
) -> Iterator[Sample]:
    """Measure each set: own features of reachers for a first look, else every feature of those judged."""
    for labelled in sets:
        watch(f"measuring {labelled.name}")
        with TemporaryDirectory() as spill:
            bench = _opened(labelled, all_columns, Path(spill))
            measured = measure_own(bench, zone)
            names, table = [feature.name for feature in OWN], "own_features"
            if first_look is not None:
                measure_company(bench, measured, first_look)
                names, table = [feature.name for feature in FEATURES], "features"
            rows = bench.engine.table(
                f"""SELECT f.*, coalesce(l.nuisance, 0) AS nuisance, coalesce(l.weight, 1) AS weight
                FROM (SELECT * FROM {table} WHERE number <> 0) f
                LEFT JOIN labels l ON f.number = l.number ORDER BY f.number"""
            )
            innocent = bench.engine.rows(
                """SELECT count(*) FILTER (coalesce(l.nuisance, 0) = 0) FROM behaviour b
                LEFT JOIN labels l ON b.caller = l.number"""
            )
            yield _sample(rows, names, innocent[0][0])
            bench.engine.close()  # type: ignore[attr-defined]


def _measured_lines(
    sets: Sequence[Shelved], zone: str, cards: CardPair, watch: Callable[[str], None]
) -> Iterator[Sample]:
    for labelled in sets:
        watch(f"measuring the lines of {labelled.name}")
        with TemporaryDirectory() as spill:
            bench = _opened(labelled, True, Path(spill))
            if "line" in bench.engine.columns("calls"):
                measure_company(bench, measure_own(bench, zone), cards.first_look)
                score(bench, cards.final)
                score_lines(bench, Scorecard(0.0, ()))
                rows = bench.engine.table(
                    """SELECT f.*, CAST(sum(CASE WHEN e.caller IS NOT NULL THEN h.calls
                        WHEN l.nuisance = 1 THEN h.calls * l.weight ELSE 0 END)
                        >= 0.5 * sum(h.calls) AS INTEGER) AS nuisance, 1 AS weight
                    FROM line_features f JOIN line_callers h ON f.line = h.line
                    LEFT JOIN labels l ON h.caller = l.number
                    LEFT JOIN false_calls e ON h.line = e.line AND h.caller = e.caller
                    WHERE f.calls >= 20 GROUP BY ALL ORDER BY f.line"""
                )
                yield _sample(rows, list(LINE_FEATURES), rows.num_rows)
            bench.engine.close()  # type: ignore[attr-defined]


def _shelved(labelled: Labelled, place: Path, watch: Callable[[str], None]) -> Shelved:
    """Read records and labels once, and keep them as they were read."""
    watch(f"reading {labelled.calls[0]}")
    place.mkdir()
    engine = DuckdbEngine(spill=place / "spill")
    read_calls(engine.connection, list(labelled.calls), columns=READ)
    engine.write("SELECT * FROM calls", place / "calls.parquet")
    engine.close()
    pq.write_table(read_labels(labelled.labels), place / "labels.parquet")
    return Shelved(str(labelled.calls[0]), place / "calls.parquet", place / "labels.parquet")


def _opened(shelved: Shelved, all_columns: bool, spill: Path) -> Workbench:
    """Lay records and labels on a workbench of their own."""
    bench = Workbench(DuckdbEngine(spill=spill))
    columns = "*" if all_columns else "caller, callee, start_ms, talk_ms, talk_ms > 0 AS answered"
    bench.make("calls", f"SELECT {columns} FROM read_parquet({quoted(str(shelved.calls))})")
    bench.make("labels", f"SELECT * FROM read_parquet({quoted(str(shelved.labels))})")
    return bench


def read_labels(path: Path) -> pa.Table:
    """Read labels: `number` (BIGINT key), `nuisance` (1 or 0), `weight`; a number labelled twice must agree.

    Of two weights of a number the greater counts.

    Raises:
        TrainingError: the file cannot be read, lacks `number` or `nuisance`, or has a weight out of range.
    """
    try:
        rows = (
            pq.read_table(path) if path.suffix == ".parquet" else pc.read_csv(path, convert_options=AS_TEXT)
        )
        numbers = rows.column("number").cast(pa.string()).to_pylist()
        nuisance = rows.column("nuisance").cast(pa.int8(), safe=True).to_pylist()
        weighed = "weight" in rows.column_names
        weights = rows.column("weight").cast(pa.float64()).to_pylist() if weighed else [1.0] * len(numbers)
    except (OSError, KeyError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as fault:
        raise TrainingError(
            f"{path}: {fault}",
            "Labels are Parquet or CSV with the columns number and nuisance (true/false, 1/0).",
        ) from fault
    labels: dict[int, int] = {}
    heaviest: dict[int, float] = {}
    for number, label, weight in zip(numbers, nuisance, weights, strict=True):
        if number is None or label is None or weight is None:
            continue
        if not 0 < weight <= 1:
            raise TrainingError(f"{path}: a weight of {weight}.", "A weight is above 0 and at most 1.")
        key = read_number(number).key
        heaviest[key] = max(weight, heaviest.get(key, 0.0))
        if labels.setdefault(key, label) != label:
            raise TrainingError(
                f"{path}: {number} is labelled both nuisance and not.", "Keep one row for each number."
            )
    return pa.table(
        {
            "number": pa.array(labels.keys(), pa.int64()),
            "nuisance": pa.array(labels.values(), pa.int8()),
            "weight": pa.array(heaviest.values(), pa.float64()),
        }
    )


def _sample(rows: pa.Table, names: Sequence[str], innocent: int) -> Sample:
    values = columns_of(rows, names)
    told = columns_of(rows, ["nuisance", "weight"])
    return Sample(
        np.column_stack([values[name] for name in names]), told["nuisance"], innocent, told["weight"]
    )


def _joined(samples: Iterator[Sample]) -> Sample:
    gathered = list(samples)
    if not gathered:
        raise TrainingError("There are no labelled calls.", "Give --calls and --labels.")
    return Sample(
        np.concatenate([sample.values for sample in gathered]),
        np.concatenate([sample.labels for sample in gathered]),
        sum(sample.innocent for sample in gathered),
        np.concatenate([sample.weights for sample in gathered]),
    )
