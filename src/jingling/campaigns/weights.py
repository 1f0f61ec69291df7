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
from jingling.campaigns.turns import TurnOdds

FORMAT = 2

OVERLAPS = tuple(float(x) for x in np.exp(np.linspace(np.log(0.2), np.log(400.0), 24)).round(4))
"""How many times as many people in common as chance gives."""

MOST = 8.0
"""People in common say no more than this, for or against."""

UNLIKE_TURNS, LIKE_TURNS = -20.0, 40.0
"""Turns say no more than this, against and for."""

LIKE, UNLIKE = 2.0, -12.0
"""Habits say no more than this for, and against."""

TERMS = (
    "list",
    "turns",
    "like_habits",
    "unlike_habits",
    "unlike_suspicion",
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
}
"""The kind of evidence that a term is told under."""

COUNTED = {"list": "common", "turns": "turned"}
"""What the evidence counts under some kinds."""


@dataclass(frozen=True)
class Weights:
    """What was learnt for records with certain columns.

    Args:
        intercept: log-odds before anything is known.
        terms: the weight of each of `TERMS`.
        overlaps: how often each of `OVERLAPS` is met within a campaign, and between two.
        habits: how habits vary within and between campaigns.
        turns: what turns tell.
        belonging: what a number starts from that was put in a group, in log-odds that it belongs there, and
            what share of its log-odds to be one with the rest it adds: groups are joined where they are
            surest, so that they are right far oftener than any two groups are one.
    """

    intercept: float
    terms: dict[str, float]
    overlaps: tuple[Floats, Floats]
    habits: Habits
    turns: TurnOdds
    belonging: tuple[float, float] = (0.0, 1.0)

    @property
    def start(self) -> float:
        """The log-odds that a number belongs to the group it was put in, before anything is known of it."""
        start, share = self.belonging
        return start + share * self.intercept

    def ties(self, evidence: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return what each term adds to the log-odds that numbers belong where they were put."""
        return {term: self.belonging[1] * told for term, told in self.contributions(evidence).items()}

    def contributions(self, evidence: Mapping[str, Floats]) -> dict[str, Floats]:
        """Return what each term adds for pairs of groups, as `groups.Groups.compared` measures them."""
        columns = columns_of(evidence, self.overlaps)
        return {term: self.terms[term] * column for term, column in columns.items()}

    def log_odds(self, evidence: Mapping[str, Floats]) -> Floats:
        """Return the log-odds that both are one campaign's, for pairs of groups."""
        total = np.full(len(evidence["common"]), self.intercept)
        for column in self.contributions(evidence).values():
            total += column
        return total

    def of_list(self, common: Floats, expected: Floats) -> Floats:
        """Return what the people that two groups have in common add, where chance makes so many expect."""
        return self.terms["list"] * _list_told(common, expected, self.overlaps)

    def of_turns(self, turns: Floats) -> Floats:
        """Return what turns add, whose own log-odds are given."""
        return np.asarray(self.terms["turns"] * np.clip(turns, UNLIKE_TURNS, LIKE_TURNS))

    def of_habits(self, habits: Floats) -> Floats:
        """Return what habits add, whose own log-odds are given."""
        like, unlike = np.clip(habits, 0.0, LIKE), np.clip(habits, UNLIKE, 0.0)
        return np.asarray(self.terms["like_habits"] * like + self.terms["unlike_habits"] * unlike)

    @property
    def most(self) -> dict[str, float]:
        """What each kind of place can add at most."""
        return {place: max(self.terms[f"{place}_own"], self.terms[f"{place}_shared"]) for place in PLACES}

    def to_json(self) -> dict[str, Any]:
        """Return what the file holds for these columns."""
        return {
            "intercept": round(self.intercept, 4),
            "terms": {name: round(weight, 4) for name, weight in self.terms.items()},
            "overlaps": [np.round(shares, 5).tolist() for shares in self.overlaps],
            "habits": self.habits.to_json(),
            "turns": self.turns.to_json(),
            "belonging": [round(number, 4) for number in self.belonging],
        }

    @classmethod
    def from_json(cls, plain: dict[str, Any]) -> "Weights":
        """Return what the file held for some columns."""
        within, between = (np.asarray(shares, float) for shares in plain["overlaps"])
        start, share = plain["belonging"]
        return cls(
            float(plain["intercept"]),
            dict(plain["terms"]),
            (within, between),
            Habits.from_json(plain["habits"]),
            TurnOdds.from_json(plain["turns"]),
            (float(start), float(share)),
        )


def shipped_weights(name: str) -> Weights:
    """Return the weights that ship for `all columns` or `required columns`."""
    text = (files("jingling.campaigns") / "weights.json").read_text(encoding="utf-8")
    return Weights.from_json(json.loads(text)["weights"][name])


def columns_of(evidence: Mapping[str, Floats], overlaps: tuple[Floats, Floats]) -> dict[str, Floats]:
    """Return the column of each of `TERMS` for pairs of groups."""
    columns = {
        "list": _list_told(evidence["common"], evidence["expected"], overlaps),
        "turns": np.clip(evidence["turns"], UNLIKE_TURNS, LIKE_TURNS),
        "like_habits": np.clip(evidence["habits"], 0.0, LIKE),
        "unlike_habits": np.clip(evidence["habits"], UNLIKE, 0.0),
        "unlike_suspicion": evidence["suspicion"],
    }
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


def _list_told(common: Floats, expected: Floats, overlaps: tuple[Floats, Floats]) -> Floats:
    return np.asarray(np.clip(log_ratio(common, expected, *overlaps), -MOST, MOST))


def log_ratio(count: Floats, exposure: Floats, within: Floats, between: Floats) -> Floats:
    """Return ln P(count | rates drawn by `within`) / P(count | rates drawn by `between`).

    The count is Poisson with mean `exposure` times a rate of `OVERLAPS`.
    """
    ratios, drawn = np.empty(len(count)), np.column_stack([within, between])
    for some in in_runs(len(count)):
        told = poisson(count[some], exposure[some])
        one, two = (np.exp(told, out=told) @ drawn).T
        ratios[some] = np.log(one / two)
    return ratios


def poisson(count: Floats, exposure: Floats) -> Floats:
    """Return n ln r - e r for each count n with exposure e (row) and rate r of `OVERLAPS`, at most 0.

    It is ln P(n) up to a term that is the same for every rate: the most that any rate between them gives.
    """
    rates, exposure = np.asarray(OVERLAPS), np.maximum(exposure, 1e-9)
    likeliest = np.clip(count / exposure, rates[0], rates[-1])
    most = count * np.log(likeliest) - exposure * likeliest
    told = np.column_stack([count, -exposure, -most])
    return np.asarray(told @ np.stack([np.log(rates), rates, np.ones(len(rates))]))
