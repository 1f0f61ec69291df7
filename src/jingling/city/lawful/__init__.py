"""Lawful heavy callers: everyone whose work is ringing people, and who fools a rule that counts.

Each file is a family of roles and tells what their calls have in common; `engage` founds them all in one
district. What a role does is a distribution: another city, another firm, another agent draws other habits.
"""

from jingling.city.cast import Cast
from jingling.city.lawful.couriers_ring_strangers_at_the_door import engage_couriers
from jingling.city.lawful.firms_ring_customers_from_pools import engage_pools
from jingling.city.lawful.floors_ring_lists_by_right import engage_floors
from jingling.city.lawful.machines_announce_and_nobody_calls_back import engage_machines
from jingling.city.lawful.offices_ring_people_who_know_them import engage_offices
from jingling.city.lawful.switchboards_speak_for_many import engage_switchboards


def engage(cast: Cast) -> None:
    """Found a district's lawful heavy callers."""
    for family in (
        engage_couriers,
        engage_offices,
        engage_switchboards,
        engage_machines,
        engage_floors,
        engage_pools,
    ):
        family(cast)


__all__ = ["engage"]
