"""Campaigns 团伙: numbers that belong together, and their identity from day to day.

One idea: numbers come and go, those who use them stay. What links two numbers is weighed, kind by kind, and
groups are weighed as numbers are.

Read in this order: `traces.py` (what suspects leave in the records), `habits.py` (how they call), `turns.py`
(how their calls follow each other), `sharing.py` and `groups.py` (what two groups have in common),
`weights.py` (what that weighs), `clusters.py` (joining the surest first), `rivals.py` (parting who shares a
list and nothing else), `find.py` (from suspects to campaigns), `traits.py`, `recognition.py` and `memory.py`
(from one day's campaigns to the next day's), `learn.py` (where the weights come from), `agreement.py` (how
good campaigns found are).
Apart from all that, `same_caller.py` (one ordinary person who changed the number, which is no campaign).
"""

from jingling.campaigns.errors import CampaignsError, StateError
from jingling.campaigns.memory import Sighting, State, name_of
from jingling.campaigns.recognition import Match
from jingling.campaigns.traits import KINDS, make_traits

__all__ = [
    "KINDS",
    "CampaignsError",
    "Match",
    "Sighting",
    "State",
    "StateError",
    "make_traits",
    "name_of",
]
