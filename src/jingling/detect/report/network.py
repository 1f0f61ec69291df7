"""The network of a campaign: which numbers and shared things are drawn, and where.

The places are worked out here, the same for the same input, so that the browser only draws. Nodes repel each
other and ties pull, as springs do (Fruchterman & Reingold 1991). What pushes a node is read off a
mesh, on which all nodes push at once (Hockney & Eastwood 1988): a round costs nodes and mesh, never pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import fft, sparse
from scipy.sparse.csgraph import connected_components, reverse_cuthill_mckee

from jingling.detect.report.campaigns import Story

MOST_NODES = 2000
MOST_SHARED = 500
MOST_TIES = 6000
"""What a browser still draws smoothly."""

ROUNDS = 150
PULL, INWARD = 0.6, 0.08
"""How strongly ties pull, and the middle, where the push of a node at distance 1 is 1."""

Floats = npt.NDArray[np.float32]


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


def laid_out(nodes: int, ties: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return x and y of each node, 0 to 1000, the same for the same ties.

    Args:
        nodes: how many.
        ties: pairs of nodes that hang together.
    """
    if not nodes:
        return ()
    ends = np.asarray(ties, np.int64).reshape(-1, 2)
    one, other = ends[:, 0], ends[:, 1]
    graph = sparse.coo_matrix((np.ones(len(ends)), (one, other)), (nodes, nodes)).tocsr()
    degree = np.bincount(ends.ravel(), minlength=nodes)
    # a tie pulls the less, the more ties its ends have: a device of eight tells more than a line of hundreds
    share = sparse.diags_array((1 / np.sqrt(np.maximum(degree, 1))).astype(np.float32))
    pull = sparse.csr_matrix(share @ (graph + graph.T) @ share, dtype=np.float32) * PULL
    pulled = np.asarray(pull.sum(axis=1), np.float32).ravel()[:, None]
    at = _begun(nodes, graph)
    kernel = _kernel(int(np.clip(3 * np.sqrt(nodes), 24, 128)))
    for step in range(ROUNDS):
        force = _pushed(at, kernel)  # away from each other
        force += pull @ at - pulled * at  # along the ties
        force -= INWARD * at  # and what hangs on nothing, not for ever away
        length = np.maximum(np.sqrt(np.einsum("ij,ij->i", force, force)), 1e-6)[:, None]
        heat = 0.1 * np.sqrt(nodes) * (1 - step / ROUNDS)
        at += force / length * np.minimum(length, heat)
    low, high = at.min(axis=0), at.max(axis=0)
    scaled = np.rint((at - low) / max(1e-6, float((high - low).max())) * 1000).astype(int)
    return tuple((int(x), int(y)) for x, y in scaled)


def _begun(nodes: int, graph: sparse.csr_matrix) -> Floats:
    """Begin on a spiral, each component together and neighbours near each other."""
    both = sparse.csr_matrix(graph + graph.T)
    near = np.empty(nodes, np.int64)
    near[reverse_cuthill_mckee(both, symmetric_mode=True)] = np.arange(nodes)
    _, component = connected_components(both, directed=False)
    size = np.bincount(component)
    turn = np.empty(nodes, np.int64)
    turn[np.lexsort((near, component, -size[component]))] = np.arange(nodes)
    angle, radius = turn * (np.pi * (3 - np.sqrt(5))), np.sqrt(turn + 0.5)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).astype(np.float32)


def _kernel(mesh: int) -> npt.NDArray[np.complex64]:
    """Return the Fourier transforms of the push along x and along y, d / d², over two meshes' width."""
    step = fft.fftfreq(2 * mesh, 1 / (2 * mesh)).astype(np.float32)
    x, y = np.meshgrid(step, step, indexing="ij")
    square = np.maximum(x**2 + y**2, 1.0)
    return np.stack([fft.rfft2(x / square), fft.rfft2(y / square)])


def _pushed(at: Floats, kernel: npt.NDArray[np.complex64]) -> Floats:
    """Return the push of all nodes on each: the sum of d / d² over the others, d from them to it."""
    wide = kernel.shape[1]
    mesh = wide // 2
    low = at.min(axis=0)
    cell = max(1e-6, float((at.max(axis=0) - low).max()) / (mesh - 2))
    spot = (at - low) / cell
    corner = spot.astype(np.int64)
    part = spot - corner
    corners = []
    for dx, dy in ((0, 0), (0, 1), (1, 0), (1, 1)):
        weight = np.abs(1 - dx - part[:, 0]) * np.abs(1 - dy - part[:, 1])
        corners.append(((corner[:, 0] + dx) * mesh + corner[:, 1] + dy, weight))
    mass = sum(np.bincount(where, weight, mesh**2) for where, weight in corners)
    there = fft.rfft2(np.asarray(mass, np.float32).reshape(mesh, mesh), (wide, wide))
    field = fft.irfft2(there * kernel, (wide, wide))[:, :mesh, :mesh].reshape(2, -1)
    return np.asarray(sum(weight * field[:, where] for where, weight in corners).T / cell, np.float32)
