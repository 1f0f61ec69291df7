"""The network of a campaign: which numbers and shared things are drawn."""

from dataclasses import dataclass

from jingling.detect.report.campaigns import Story

MOST_NODES = 2000
MOST_SHARED = 500
MOST_TIES = 6000
"""What a browser still draws smoothly."""


@dataclass(frozen=True, slots=True)
class Network:
    """What is drawn of a campaign.

    Args:
        members: places in the story of the numbers drawn.
        shared: places in the story of the shared things drawn.
        ties: (node of a number, node of a shared thing); nodes are counted through both lists in turn.
        places: x and y of each node, 0 to 1000.
        numbers, shared_all, ties_all: how many there are, before any was left out.
    """

    members: tuple[int, ...]
    shared: tuple[int, ...]
    ties: tuple[tuple[int, int], ...]
    places: tuple[tuple[int, int], ...]
    numbers: int
    shared_all: int
    ties_all: int


def network(story: Story) -> Network:
    """Choose what is drawn: of each kind what most numbers share, then the numbers with most of it."""
    from jingling.detect.report.springs import laid_out  # slow to load, and few pages draw a network

    shared = _chosen(story)
    held = [0] * len(story.members)
    for at in shared:
        for member in story.shared[at].holders:
            held[member] += 1
    order = sorted(
        range(len(held)), key=lambda at: (-held[at], -story.members[at].probability, story.members[at].key)
    )
    members = sorted(order[: MOST_NODES - len(shared)])
    node = {member: at for at, member in enumerate(members)}
    ties = sorted(
        (node[member], len(members) + place)
        for place, at in enumerate(shared)
        for member in story.shared[at].holders
        if member in node
    )
    return Network(
        members=tuple(members),
        shared=tuple(shared),
        ties=tuple(ties),
        places=laid_out(len(members) + len(shared), ties),
        numbers=story.campaign.numbers,
        shared_all=len(story.shared),
        ties_all=sum(len(one.holders) for one in story.shared),
    )


def _chosen(story: Story) -> list[int]:
    """Return the shared things drawn: of each kind in turn the next most shared, while there is room."""
    turns: dict[str, int] = {}
    order = []
    for at, one in enumerate(story.shared):
        turns[one.kind] = turns.get(one.kind, 0) + 1
        order.append((turns[one.kind], at))
    chosen: list[int] = []
    ties = 0
    for _, at in sorted(order):
        if ties + len(story.shared[at].holders) <= MOST_TIES and len(chosen) < MOST_SHARED:
            chosen.append(at)
            ties += len(story.shared[at].holders)
    return sorted(chosen)
