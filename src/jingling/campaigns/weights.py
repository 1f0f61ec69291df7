"""Weights: what each kind of evidence says for or against two groups of numbers being one campaign's.

As record linkage does it (Fellegi & Sunter 1969): every kind compares two groups and gives the logarithm
of how much likelier such a comparison is within a campaign than between two; the sum is the log-odds that
both are one. Because kinds depend on each other, each is weighed by a logistic regression on simulated
cities, where the truth is known. `weights.json` holds what was learnt, `docs/campaigns.md` shows it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from jingling.campaigns.habits import Floats, Habits, in_runs
from jingling.campaigns.traces import PLACES

FORMAT = 1

OVERLAPS = tuple(float(x) for x in np.exp(np.linspace(np.log(0.2), np.log(400.0), 24)).round(4))
"""How many times as many people in common as chance gives."""

MEETINGS = tuple(float(x) for x in np.exp(np.linspace(np.log(0.002), 0.0, 18)).round(5))
"""Of people rung by both within a day, the share rung within minutes."""

MOST = 8.0
"""No count by itself says more than this, for or against."""

LIKE, UNLIKE = 2.0, -12.0
"""Habits say no more than this for, and against."""

BUNCHED, STRANGE = 0.25, 10.0
"""Meetings come in bunches: that two groups have too few of them says so much of what it would say if each
came by itself, and no more than this. Set by trial on cities where campaigns have rivals, not learnt."""

COUNTED = {
    "list": ("common", "expected", OVERLAPS),
    "together": ("together", "same_day", MEETINGS),
    "at_once": ("at_once", "same_day", MEETINGS),
}
"""Kinds that count people or meetings: what, against what, and the rates between which they tell."""

TERMS = (
    *COUNTED,
    "like_habits",
    "unlike_habits",
    "unlike_suspicion",
    "strangers",
    *(f"{place}_{how}" for place in PLACES for how in ("own", "shared")),
    *(f"{place}_{how}" for place in PLACES if place != "block" for how in ("none", "apart")),
)
"""What is weighed. At a place that is mostly the suspects' own (`own`), at one they share with others
(`shared`), both at known places and never at the same (`none`), and that although numbers of each keep
together (`apart`)."""

AGAINST = ("_none", "_apart")
"""Endings of the terms that can only speak against."""

KIND = {term: term.rsplit("_", 1)[0] if term.rsplit("_", 1)[0] in PLACES else term for term in TERMS} | {
    "like_habits": "habits",
    "unlike_habits": "habits",
    "unlike_suspicion": "suspicion",
    "strangers": "together",
}
"""The kind of evidence that a term is told under."""


@dataclass(frozen=True)
class Weights:
    """What was learnt for records with certain columns.

    Args:
        intercept: log-odds before anything is known.
        terms: the weight of each of `TERMS`.
        rates: for each counted kind, how often each rate is met within a campaign, and between two.
        habits: how habits vary within and between campaigns.
    """

    intercept: float
    terms: dict[str, float]
    rates: dict[str, tuple[Floats, Floats]]
    habits: Habits

    def contributions(self, evidence: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return what each term adds for pairs of groups, as `groups.Groups.compared` measures them."""
        columns = columns_of(evidence, self.rates)
        return {term: self.terms[term] * column for term, column in columns.items()}

    def log_odds(self, evidence: Mapping[str, Floats]) -> Floats:
        """Return the log-odds that both are one campaign's, for pairs of groups."""
        total = np.full(len(evidence["common"]), self.intercept)
        for column in self.contributions(evidence).values():
            total += column
        return total

    def of_list(self, common: Floats, expected: Floats) -> Floats:
        """Return what the people that two groups have in common add, where chance makes so many expect."""
        told = log_ratio(common, expected, OVERLAPS, *self.rates["list"])
        return np.asarray(self.terms["list"] * np.clip(told, -MOST, MOST))

    def of_habits(self, habits: Floats) -> Floats:
        """Return what habits add, whose own log-odds are given."""
        like, unlike = np.clip(habits, 0.0, LIKE), np.clip(habits, UNLIKE, 0.0)
        return np.asarray(self.terms["like_habits"] * like + self.terms["unlike_habits"] * unlike)

    @property
    def most(self) -> dict[str, float]:
        """What meetings and each kind of place can add at most."""
        places = {place: max(self.terms[f"{place}_own"], self.terms[f"{place}_shared"]) for place in PLACES}
        return {"together": MOST * (self.terms["together"] + self.terms["at_once"]), **places}

    def to_json(self) -> dict[str, Any]:
        """Return what the file holds for these columns."""
        return {
            "intercept": round(self.intercept, 4),
            "terms": {name: round(weight, 4) for name, weight in self.terms.items()},
            "rates": {
                kind: {"within": np.round(within, 5).tolist(), "between": np.round(between, 5).tolist()}
                for kind, (within, between) in self.rates.items()
            },
            "habits": self.habits.to_json(),
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Weights":
        """Return what the file held for some columns."""
        rates = {
            kind: (np.asarray(of["within"], float), np.asarray(of["between"], float))
            for kind, of in plain["rates"].items()
        }
        return cls(float(plain["intercept"]), dict(plain["terms"]), rates, Habits.from_json(plain["habits"]))


def shipped_weights(name: str) -> Weights:
    """Return the weights that ship for `all columns` or `required columns`."""
    text = (files("jingling.campaigns") / "weights.json").read_text(encoding="utf-8")
    return Weights.from_json(json.loads(text)["weights"][name])


def columns_of(
    evidence: Mapping[str, Floats], rates: Mapping[str, tuple[Floats, Floats]]
) -> dict[str, Floats]:
    """Return the column of each of `TERMS` for pairs of groups."""
    columns: dict[str, Floats] = {}
    for kind, (count, exposure, grid) in COUNTED.items():
        within, between = rates[kind]
        told = log_ratio(evidence[count], evidence[exposure], grid, within, between)
        columns[kind] = np.clip(told, -MOST, MOST)
    columns["like_habits"] = np.clip(evidence["habits"], 0.0, LIKE)
    columns["unlike_habits"] = np.clip(evidence["habits"], UNLIKE, 0.0)
    columns["unlike_suspicion"] = evidence["suspicion"]
    columns["strangers"] = -np.minimum(BUNCHED * lacking(evidence), STRANGE)
    for place in PLACES:
        common, own = evidence[place], evidence[f"{place}_own"]
        known, met = ~np.isnan(common), common >= 0.02
        mostly_own = own >= 0.5 * common
        columns[f"{place}_own"] = np.where(known & met & mostly_own, np.sqrt(common), 0.0)
        columns[f"{place}_shared"] = np.where(known & met & ~mostly_own, np.sqrt(common), 0.0)
        if place != "block":
            columns[f"{place}_none"] = np.where(known & ~met, 1.0, 0.0)
            columns[f"{place}_apart"] = np.where(known & ~met, evidence[f"{place}_kept"], 0.0)
    return {term: columns[term] for term in TERMS}


def lacking(evidence: Mapping[str, Floats]) -> Floats:
    """Return the surprise (nats) at how few meetings two groups have, if they met as each does inside."""
    met, due = evidence["together"], evidence["same_day"] * evidence["inside"]
    few = np.minimum(met, due)
    return np.asarray(due - few + few * np.log(np.maximum(few, 1e-9) / np.maximum(due, 1e-9)))


def log_ratio(
    count: Floats, exposure: Floats, grid: tuple[float, ...], within: Floats, between: Floats
) -> Floats:
    """Return ln P(count | rates drawn by `within`) / P(count | rates drawn by `between`).

    The count is Poisson with mean `exposure` times a rate of `grid`.
    """
    ratios, drawn = np.empty(len(count)), np.column_stack([within, between])
    for some in in_runs(len(count)):
        told = poisson(count[some], exposure[some], grid)
        one, two = (np.exp(told, out=told) @ drawn).T
        ratios[some] = np.log(one / two)
    return ratios


def poisson(count: Floats, exposure: Floats, grid: tuple[float, ...]) -> Floats:
    """Return n ln r - e r for each count n with exposure e (row) and rate r (column), at most 0.

    It is ln P(n) up to a term that is the same for every rate: the most that any rate between them gives.
    """
    rates, exposure = np.asarray(grid), np.maximum(exposure, 1e-9)
    likeliest = np.clip(count / exposure, rates[0], rates[-1])
    most = count * np.log(likeliest) - exposure * likeliest
    told = np.column_stack([count, -exposure, -most])
    return np.asarray(told @ np.stack([np.log(rates), rates, np.ones(len(rates))]))
