"""Where the nodes of a network are drawn.

The places are worked out here, the same for the same input, so that the browser only draws. Nodes repel each
other and ties pull, as springs do (Fruchterman & Reingold 1991). What pushes a node is read off a
mesh, on which all nodes push at once (Hockney & Eastwood 1988): a round costs nodes and mesh, never pairs.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy import fft, sparse
from scipy.sparse.csgraph import connected_components, reverse_cuthill_mckee

ROUNDS = 150
PULL, INWARD = 0.6, 0.08
"""How strongly ties pull, and the middle, where the push of a node at distance 1 is 1."""

Floats = npt.NDArray[np.float32]


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
