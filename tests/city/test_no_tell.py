"""No single thing one can count gives a class away."""

import numpy as np
import pytest
from one_feature_rules import as_numbers, as_shares, balanced_accuracy, features_of, recall_at

from jingling.city import CityMade

FALSE_SHARE = 1e-3
MOST_RECALL = 0.4  # of harassers, by any one rule, at that share of false alarms
MOST_BALANCED = (
    0.96  # harassers get few calls back and people many: a count of those alone goes far, not all the way
)
MOST_AMONG_HEAVY = 0.92  # against lawful heavy callers

Features = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def cities(hard_cities: list[CityMade]) -> list[Features]:
    """Return the features of each hard city's callers."""
    return [features_of(city.out) for city in hard_cities]


def _rules(cities: list[Features]) -> list[tuple[str, int, np.ndarray]]:
    """Return each feature in each city as numbers; classes are judged by what another city taught."""
    found = []
    for index, city in enumerate(cities):
        other = cities[index - 1]
        for name in city:
            if name in {"number", "role", "nuisance"}:
                continue
            if name.endswith("_class"):
                values = as_shares(city[name], other[name], other["nuisance"].astype(bool))
            else:
                values = as_numbers(city[name])
            found.append((name, index, values))
    return found


def test_no_threshold_on_one_feature_finds_most_harassers(cities: list[Features]) -> None:
    """At one false alarm in a thousand callers, no rule on one feature finds many harassers."""
    found = {}
    for name, index, values in _rules(cities):
        found[name, index] = recall_at(values, cities[index]["nuisance"].astype(bool), FALSE_SHARE)
    tells = {rule: round(recall, 3) for rule, recall in found.items() if recall > MOST_RECALL}
    assert not tells


def test_no_threshold_on_one_feature_splits_the_classes(cities: list[Features]) -> None:
    """Every class overlaps with the others in every feature: balanced accuracy stays well below certainty."""
    found = {}
    for name, index, values in _rules(cities):
        nuisance = cities[index]["nuisance"].astype(bool)
        heavy = np.asarray(cities[index]["role"]).astype(str) != "person"
        found[name, index, "all"] = (balanced_accuracy(values, nuisance), MOST_BALANCED)
        found[name, index, "heavy"] = (balanced_accuracy(values[heavy], nuisance[heavy]), MOST_AMONG_HEAVY)
    tells = {rule: round(got, 3) for rule, (got, most) in found.items() if got > most}
    assert not tells


def test_columns_are_null_for_everyone_alike(cities: list[Features]) -> None:
    """A column's nulls follow the exchange, not the caller: the classes' null shares lie close together."""
    for city in cities:
        nuisance = city["nuisance"].astype(bool)
        # devices and cells are mobiles', answered_by an answered call's: their nulls tell the kind of phone
        for name in ("null_cause", "null_sip_status", "null_ring_s", "null_released_by", "null_line",
                     "null_subscriber", "null_carrier", "null_attestation", "null_call_id"):  # fmt: skip
            values = as_numbers(city[name])
            assert abs(values[nuisance].mean() - values[~nuisance].mean()) < 0.02, name


def test_digits_say_nothing(cities: list[Features]) -> None:
    """Last digits, seconds of the minute and call ids are the same for both classes."""
    for city in cities:
        nuisance = city["nuisance"].astype(bool)
        for name in ("last_digit", "second_of_minute", "ms_of_second", "call_id_tail"):
            assert balanced_accuracy(as_numbers(city[name]), nuisance) < 0.65, name
