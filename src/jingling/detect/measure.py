"""From the calls of a workbench to one row of features for each caller, and to scores.

The one order in which the steps run, shared by `jingling detect` and `jingling fit`, so that a model
is always used on what it was fitted on.
"""

from dataclasses import dataclass

from jingling.detect.features import FEATURES, OWN
from jingling.detect.scorecard import Scorecard, probability_sql
from jingling.detect.steps.assembly import make_features, unknown_features
from jingling.detect.steps.behaviour import make_behaviour
from jingling.detect.steps.company import make_company, make_reachers
from jingling.detect.steps.lines import make_lines
from jingling.detect.steps.own_calls import make_own_calls
from jingling.detect.steps.ties import make_ties, measure_coverage
from jingling.engines.workbench import Workbench

LEAST_COVERAGE = 0.25
"""Below this share of called people ever seen calling, being called back is a matter of whose records
these are; the features that tell of it are dropped and named."""


LEAST_CALLS = 8
"""Fewer calls of its own show no habit: such a caller is not judged, its score is the intercept alone. Nor
is key 0: all withheld calls stand under this one number that nobody holds, and their habits are nobody's."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of the records once behaviour is measured.

    Args:
        coverage: share of called numbers that are also seen calling.
        unknown: names of the features that these records cannot tell.
    """

    coverage: float
    unknown: frozenset[str]


def measure_own(bench: Workbench, zone: str) -> Measured:
    """Make `own`, `pairs`, `ties`, `behaviour`, `reachers` and `own_features` (for reachers)."""
    columns = bench.engine.columns("calls")
    make_own_calls(bench)
    make_ties(bench)
    coverage = measure_coverage(bench)
    unknown = unknown_features(FEATURES, columns, covered=coverage >= LEAST_COVERAGE)
    make_behaviour(bench, zone)
    make_reachers(bench)
    make_features(bench, "own_features", OWN, unknown=unknown, only="reachers")
    return Measured(coverage, unknown)


def measure_company(bench: Workbench, measured: Measured, first_look: Scorecard) -> None:
    """Make `first_look`, `company` and `features` (everyone who is judged, every feature)."""
    bench.make(
        "first_look",
        f"""SELECT number AS caller, {probability_sql("log_odds")} AS suspicion
        FROM (SELECT number, {first_look.log_odds_sql()} AS log_odds FROM own_features) looked""",
    )
    make_company(bench)
    bench.make(
        "judged", f"SELECT caller AS number FROM behaviour WHERE caller <> 0 AND attempts >= {LEAST_CALLS}"
    )
    make_features(bench, "features", FEATURES, unknown=measured.unknown, only="judged")


def score(bench: Workbench, final: Scorecard) -> None:
    """Make `scored` (number, log_odds, score) of those in `features`."""
    bench.make(
        "scored",
        f"""SELECT number, log_odds, {probability_sql("log_odds")} AS score
        FROM (SELECT number, {final.log_odds_sql()} AS log_odds FROM features) summed""",
    )


def score_lines(bench: Workbench, card: Scorecard) -> None:
    """Make `line_features` and `line_scored` (line, log_odds, score)."""
    make_lines(bench)
    bench.make(
        "line_scored",
        f"""SELECT line, log_odds, {probability_sql("log_odds")} AS score
        FROM (SELECT line, {card.log_odds_sql()} AS log_odds FROM line_features) summed""",
    )
