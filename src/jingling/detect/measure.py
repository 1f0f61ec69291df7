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


LEAST_JOINED = 5
"""A campaign of fewer numbers adds nothing to its members: two or three may be together by accident."""

MOST_TOGETHER = 0.999
"""What belonging to a campaign can make certain, at most."""


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
    """Make `scored` (number, log_odds, score) of those in `features`, each by itself."""
    bench.make(
        "scored",
        f"""SELECT number, log_odds, {probability_sql("log_odds")} AS score
        FROM (SELECT number, {final.log_odds_sql()} AS log_odds FROM features) summed""",
    )


def join_campaigns(bench: Workbench) -> None:
    """Make `joined` (number, campaign, probability, contribution) and `final` (number, log_odds, score).

    A member is innocent only if it is so by itself and its campaign either is none of its own or does not
    harass: 1 - score = (1 - s)(1 - p g), with s its score by itself, p its membership probability and g the
    campaign's score. In log-odds that adds ln((1 + p g / o) / (1 - p g)) to those of s, o being its odds.

    Reads `scored`, `members` and `campaigns`.
    """
    bench.make(
        "joined",
        f"""SELECT number, campaign, probability,
          ln((1 + together / exp(log_odds)) / (1 - together)) AS contribution
        FROM (SELECT s.number, s.log_odds, m.campaign, m.probability,
            least(m.probability * c.score, {MOST_TOGETHER}) AS together
          FROM scored s JOIN members m ON s.number = m.number
          JOIN campaigns c ON m.campaign = c.campaign WHERE c.numbers >= {LEAST_JOINED}) j""",
    )
    bench.make(
        "final",
        f"""SELECT number, log_odds, {probability_sql("log_odds")} AS score
        FROM (SELECT s.number, s.log_odds + coalesce(j.contribution, 0.0) AS log_odds
          FROM scored s LEFT JOIN joined j ON s.number = j.number) summed""",
    )


def score_lines(bench: Workbench, card: Scorecard) -> None:
    """Make `line_features` and `line_scored` (line, log_odds, score)."""
    make_lines(bench)
    bench.make(
        "line_scored",
        f"""SELECT line, log_odds, {probability_sql("log_odds")} AS score
        FROM (SELECT line, {card.log_odds_sql()} AS log_odds FROM line_features) summed""",
    )
