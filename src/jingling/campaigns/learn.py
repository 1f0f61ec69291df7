"""Learning the weights, from suspects whose true campaigns are known.

True campaigns are cut at random into groups of one number to all of them, so that every size is learnt;
pairs of groups, of one campaign and of two, are drawn and compared. How often a rate is met is estimated by
expectation maximisation; what each kind weighs beside the others, by logistic regression. Pairs of two
campaigns *of one trade* count as much as all other pairs of two: likeness of trade must not pass for one
campaign.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import expit

from jingling.campaigns.clusters import belonging, cluster
from jingling.campaigns.groups import Groups
from jingling.campaigns.habits import Floats, Habits, learn_habits
from jingling.campaigns.sharing import Ints
from jingling.campaigns.traces import Traces
from jingling.campaigns.turns import KnownTurns, TurnOdds, learn_turns
from jingling.campaigns.weights import AGAINST, OVERLAPS, TERMS, Weights, columns_of, poisson

DIRECTIONS = 8
ELSEWHERE = (0.1, 0.2, 0.4, 0.2, 0.1)
"""How far rates drift from network to network, in steps of `OVERLAPS`, each a factor of 1.4."""

RIVALS = 10.0
"""Pairs of two campaigns to one of one, when the weights are fitted: what a suspect meets in a city."""


@dataclass(frozen=True)
class Known:
    """The suspects of one city.

    Args:
        traces: what is known of them.
        campaigns: the true campaign of each; empty for those of none.
        trades: what each does.
    """

    traces: Traces
    campaigns: tuple[str, ...]
    trades: tuple[str, ...]


def learn(cities: Sequence[Known], seed: int = 1) -> Weights:
    """Learn weights; habits and turns from every other city, what they weigh from the rest."""
    dice = np.random.default_rng(seed)
    habits = _habits(cities[::2])
    turns = learn_turns([KnownTurns.of(known.traces.turns, known.campaigns) for known in cities[::2]])
    drawn = [_drawn(known, habits, turns, dice) for known in cities[1::2] for _ in range(3)]
    evidence = {name: np.concatenate([each[0][name] for each in drawn]) for name in drawn[0][0]}
    same = np.concatenate([each[1] for each in drawn])
    weight = np.concatenate([each[2] for each in drawn])
    common, expected = evidence["common"], evidence["expected"]
    overlaps = (
        _shares(common, expected, np.where(same, weight, 0.0)),
        _shares(common, expected, np.where(same, 0.0, weight)),
    )
    columns = np.column_stack(list(columns_of(evidence, overlaps).values()))
    weight = np.where(same, weight / weight[same].sum(), RIVALS * weight / weight[~same].sum())
    bounds = [_bounds(term) for term in TERMS]
    intercept, terms = _fitted(columns, same, weight * len(weight) / weight.sum(), bounds)
    weights = Weights(intercept, dict(zip(TERMS, terms, strict=True)), overlaps, habits, turns)
    return replace(weights, belonging=_belonging(cities, weights))


def _belonging(cities: Sequence[Known], weights: Weights) -> tuple[float, float]:
    """Learn how sure it is that a number belongs where it was put (Platt 1999), of groups mostly guilty."""
    told, right = [], []
    for known in cities:
        group = cluster(known.traces, weights)
        tied, evidence = belonging(known.traces, weights, group)
        names, code = np.unique(np.asarray(known.campaigns, str), return_inverse=True)
        of_each = sparse.csr_matrix((np.ones(len(code)), (group, code))).toarray()
        most = of_each.argmax(axis=1)[group[tied]]
        guilty = names[most] != ""
        told.append(weights.log_odds(evidence)[guilty])
        right.append((code[tied] == most)[guilty])
    odds, well = np.concatenate(told), np.concatenate(right)
    start, (share,) = _fitted(odds[:, None], well, np.ones(len(odds)), [(0.0, None)])
    return start, share


def _habits(cities: Sequence[Known]) -> Habits:
    measures, campaigns, trades = [], [], []
    for at, known in enumerate(cities):
        members = np.flatnonzero([bool(name) for name in known.campaigns])
        measures.append(known.traces.habits[members])
        campaigns += [f"{at} {known.campaigns[member]}" for member in members]
        trades += [known.trades[member] for member in members]
    codes = np.unique(campaigns, return_inverse=True)[1]
    return learn_habits(np.concatenate(measures), codes, trades, DIRECTIONS)


def _drawn(
    known: Known, habits: Habits, turns: TurnOdds, dice: np.random.Generator
) -> tuple[dict[str, Floats], np.ndarray, Floats]:
    """Return evidence for drawn pairs of groups, whether both are of one campaign, and what each weighs."""
    group = _cut(known.campaigns, dice)
    groups = Groups(known.traces, habits, turns, group)
    of = np.empty(groups.count, dtype=object)
    trade = np.empty(groups.count, dtype=object)
    of[group], trade[group] = np.asarray(known.campaigns, object), np.asarray(known.trades, object)
    guilty, lawful = np.flatnonzero(of != ""), np.flatnonzero(of == "")
    ones, others = [], []

    def draw(among: Ints, beside: Ints, most: int, *, one_campaign: bool) -> None:
        one, other = dice.choice(among, most), dice.choice(beside, most)
        wanted = (of[one] == of[other]) & (one != other) if one_campaign else of[one] != of[other]
        ones.append(np.minimum(one, other)[wanted])
        others.append(np.maximum(one, other)[wanted])

    for name in sorted(set(of[guilty])):
        here = np.flatnonzero(of == name)
        draw(here, here, min(400, len(here) * (len(here) - 1)), one_campaign=True)
    for name in sorted(set(trade[guilty])):
        here = guilty[trade[guilty] == name]
        draw(here, here, 3000, one_campaign=False)
    draw(guilty, guilty, 4000, one_campaign=False)
    if len(lawful):
        draw(guilty, lawful, 2000, one_campaign=False)
    one, other = np.concatenate(ones), np.concatenate(others)
    same = of[one] == of[other]
    weight = np.zeros(len(one))
    names = np.unique(of[one].astype(str), return_inverse=True)[1]
    often = np.maximum(1, np.bincount(names[same], minlength=names.max() + 1))
    weight[same] = 1 / often[names[same]] / max(1, len(set(names[same])))
    innocent = (of[one] == "") | (of[other] == "")
    rivals = ~same & (trade[one] == trade[other]) & ~innocent
    for kind, share in ((rivals, 0.4), (~same & ~rivals & ~innocent, 0.4), (innocent, 0.2)):
        weight[kind] = share / max(20, int(kind.sum()))
    return groups.compared(one, other), same, weight


def _cut(campaigns: Sequence[str], dice: np.random.Generator) -> Ints:
    """Cut each campaign into groups whose sizes are drawn by ratio; whoever is of none stands alone."""
    group = np.arange(len(campaigns))
    names = np.asarray(campaigns, object)
    for name in sorted(set(campaigns) - {""}):
        left = dice.permutation(np.flatnonzero(names == name))
        while len(left):
            largest = np.log2(len(left) + 1) * dice.random()
            size = min(len(left), max(1, int(2 ** (largest * dice.random()))))
            group[left[:size]] = left[0]
            left = left[size:]
    return np.unique(group, return_inverse=True)[1]


def _shares(common: Floats, expected: Floats, weight: Floats) -> Floats:
    """Estimate how often each of `OVERLAPS` is met, smoothed a little at each step."""
    use = weight > 0
    told = poisson(common[use], expected[use])
    told = np.exp(told - told.max(axis=1, keepdims=True))
    shares = np.full(len(OVERLAPS), 1 / len(OVERLAPS))
    for _ in range(60):
        each = told * shares
        each /= each.sum(axis=1, keepdims=True)
        shares = weight[use] @ each / weight[use].sum()
        shares = 0.98 * shares + 0.02 * np.convolve(shares, [0.25, 0.5, 0.25], "same")
        shares = np.maximum(shares, 1e-5) / np.maximum(shares, 1e-5).sum()
    # chance in another network may be twice or half of what it is in ours
    blurred = np.maximum(np.convolve(shares, ELSEWHERE, "same"), 1e-5)
    return np.asarray(blurred / blurred.sum())


def _fitted(
    columns: Floats, same: np.ndarray, weight: Floats, bounds: list[tuple[float | None, float | None]]
) -> tuple[float, list[float]]:
    """Fit a logistic regression whose terms speak in the direction they were made for."""
    signed = np.where(same, 1.0, -1.0)
    mean = weight / weight.sum()

    def loss(weights: Floats) -> tuple[float, Floats]:
        margin = signed * (weights[0] + columns @ weights[1:])
        pull = -mean * signed * expit(-margin)
        return float(mean @ np.logaddexp(0.0, -margin)), np.concatenate([[pull.sum()], pull @ columns])

    begin = np.zeros(len(bounds) + 1)
    found = minimize(loss, begin, jac=True, bounds=[(None, None), *bounds], method="L-BFGS-B")
    return float(found.x[0]), [float(term) for term in found.x[1:]]


def _bounds(term: str) -> tuple[float | None, float | None]:
    return (None, 0.0) if term.endswith(AGAINST) else (0.0, None)
