"""Campaigns: numbers that act together, and their identity from day to day."""

from jingling.campaigns.errors import CampaignsError, StateError
from jingling.campaigns.memory import KINDS, Match, Sighting, State, make_traits, name_of

__all__ = ["KINDS", "CampaignsError", "Match", "Sighting", "State", "StateError", "make_traits", "name_of"]
