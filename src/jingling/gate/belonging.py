"""Belonging 归属: whether what a key asks about is its own principals'.

Reasons tell of the people who were asked about: whether they consented, whom they refused. A key that is for
some principals could learn that of its rivals by naming its own principal beside their project or number.
"""

from jingling.errors import JinglingError
from jingling.gate.gate import Gate
from jingling.gate.keys import Key
from jingling.gate.question import read_caller
from jingling.rules import principal_id


def is_own(key: Key, gate: Gate, *, project: str, caller: str) -> bool:
    """Say whether neither the project nor the number shown is registered for others alone.

    What nobody registered is anybody's to ask about, and is answered as such. Where lists cannot be read
    they tell nothing, and the failure rules answer.
    """
    if key.principals is None:
        return True
    try:
        lists = gate.lists()
        registered = lists.project(project) if project else None
        shown = lists.who_shows(read_caller(caller)[0]).principals
    except (OSError, JinglingError):
        return True
    own = {principal_id(name) for name in key.principals}
    return (registered is None or registered.principal_id in own) and (not shown or not own.isdisjoint(shown))
