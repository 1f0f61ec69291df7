"""Patterns: named ways of harassing, each a sentence-named file with one condition over the features.

A pattern says *how* a number harasses; the score says *how sure* we are that it does. Patterns are
named only for callers that are flagged or come next, and each file says which innocent callers its
condition spares. A comparison with a feature that is not known is false: what the records do not tell is
never held against a number.
"""

from jingling.detect.patterns import (
    collector_presses_the_debtors_friends,
    high_frequency_calls_to_strangers,
    line_shows_numbers_it_has_no_right_to,
    many_calls_bomb_one_person,
    one_ring_baits_a_call_back,
    robot_keeps_its_pace,
    several_numbers_work_one_list,
    sim_pool_stays_under_thresholds,
)
from jingling.detect.patterns.pattern import Pattern

PATTERNS: tuple[Pattern, ...] = (
    high_frequency_calls_to_strangers.PATTERN,
    several_numbers_work_one_list.PATTERN,
    robot_keeps_its_pace.PATTERN,
    sim_pool_stays_under_thresholds.PATTERN,
    one_ring_baits_a_call_back.PATTERN,
    many_calls_bomb_one_person.PATTERN,
    collector_presses_the_debtors_friends.PATTERN,
)
"""Patterns of numbers, in the order they are shown."""

FALSE_CALLER_NUMBERS = line_shows_numbers_it_has_no_right_to.PATTERN
"""The pattern of lines."""

__all__ = ["FALSE_CALLER_NUMBERS", "PATTERNS", "Pattern"]
