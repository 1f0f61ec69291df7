"""The city (仿真): call records of a simulated city, with the truth about every caller.

One idea: a caller is a set of habits, a role is a distribution over habits, and one engine dials them all,
so that nothing but behaviour tells a harasser from a courier. Nothing here dials: the people live in files.

Read in this order: `settings` (the knobs), `manners` (what differs between cities unasked), `chance` (what is
random and what is not), `numbering` and `people` (who exists), `agents` and `cast` (habits), `lawful/` and
`trade/` (the roles), `private_calls`, `dialling` and `echoes` (a day), `physics` (what a network makes of an
attempt), `records` (the columns), `truth`, `make`.
"""

from jingling.city.errors import CityError
from jingling.city.make import CityMade, make_city
from jingling.city.settings import Settings, hard, plain, varied

__all__ = ["CityError", "CityMade", "Settings", "hard", "make_city", "plain", "varied"]
