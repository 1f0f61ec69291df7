"""Knobs: what is asked for is what is set, and nonsense is refused."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.city import Settings, hard, plain, varied
from jingling.city.errors import SettingsError
from jingling.city.settings import GROUPS


@pytest.mark.parametrize(
    "knobs",
    [{"people": 10}, {"days": 0}, {"hiding": 1.5}, {"nuisance_share": 0.95}, {"dropout": {"colour": 0.1}}],
    ids=str,
)
def test_nonsense_is_refused(knobs: dict[str, object]) -> None:
    """A knob outside its range is an error that says what would do."""
    with pytest.raises(SettingsError) as caught:
        Settings(**knobs)  # type: ignore[arg-type]
    assert caught.value.hint


@given(st.integers(0, 10**9))
def test_varied_cities_are_possible_cities(seed: int) -> None:
    """Every seed draws knobs that hold together, and the same ones again."""
    drawn = varied(seed)
    assert drawn == varied(seed)
    assert set(drawn.dropout) == set(GROUPS)
    assert drawn.population >= drawn.people
    assert drawn.population % drawn.districts == 0


def test_varied_cities_differ() -> None:
    """Over many seeds each knob takes many values, and some records have the four required columns alone."""
    drawn = [varied(seed) for seed in range(120)]
    for name in ("calls_per_person", "hiding", "likeness", "nuisance_share", "pickup", "rotation"):
        assert len({getattr(s, name) for s in drawn}) > 100
    assert any(all(share == 1 for share in s.dropout.values()) for s in drawn)
    assert {s.start.weekday() for s in drawn} == set(range(7))
    assert any(s.coverage < 1 for s in drawn)


def test_knobs_can_be_fixed() -> None:
    """A preset leaves room for single knobs."""
    for preset in (plain, hard, varied):
        settings = preset(3, people=5000, days=2)
        assert (settings.people, settings.days) == (5000, 2)


def test_hard_hides_more_than_plain() -> None:
    """Hard cities lie further along every knob that makes finding harder."""
    for name in ("hiding", "rotation", "likeness", "shared_lines", "twins"):
        assert min(getattr(hard(s), name) for s in range(20)) > getattr(plain(1), name)


def test_settings_are_frozen() -> None:
    """A city's settings cannot change under it."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        plain(1).people = 3  # type: ignore[misc]
