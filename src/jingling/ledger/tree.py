"""Merkle trees as in RFC 9162, section 2.1: hashes, inclusion, consistency.

SHA-256; a leaf is hashed behind the byte 0x00, two children behind 0x01, so that neither can be taken for
the other. Wherever `leaves` stands here, the leaves are hashed already: 32 bytes each.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256().digest()
"""The hash of a tree without leaves."""


def leaf_hash(record: bytes) -> bytes:
    """Return the hash of a record as a leaf."""
    return sha256(b"\x00" + record).digest()


def leaf_hashes(records: Iterable[bytes]) -> list[bytes]:
    """Return the hashes of records as leaves."""
    return [sha256(b"\x00" + record).digest() for record in records]


def _parent(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _parents(nodes: Sequence[bytes]) -> list[bytes]:
    """Return the parents of nodes, two by two; an odd one at the end has none."""
    pairs = zip(nodes[::2], nodes[1::2], strict=False)
    return [sha256(b"\x01" + left + right).digest() for left, right in pairs]


class GrowingTree:
    """A tree that grows to the right; it holds one node for each level at most.

    Each record is hashed about twice, when it comes, so that a root costs nothing when it is asked for.
    """

    def __init__(self) -> None:
        self._waiting: list[bytes] = []  # by level; b"" where no whole subtree of that size is left over

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaves at the right."""
        level, nodes = 0, list(leaves)
        while nodes:
            if level == len(self._waiting):
                self._waiting.append(b"")
            if self._waiting[level]:
                nodes.insert(0, self._waiting[level])
            self._waiting[level] = nodes.pop() if len(nodes) % 2 else b""
            level, nodes = level + 1, _parents(nodes)

    def root(self) -> bytes:
        """Return the hash of the tree as it stands."""
        right = b""
        for left in filter(None, self._waiting):
            right = _parent(left, right) if right else left
        return right or EMPTY


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """Return the hash of a tree (RFC 9162, 2.1.1)."""
    tree = GrowingTree()
    tree.extend(leaves)
    return tree.root()


def inclusion_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the audit path of one leaf, from the leaf upwards (RFC 9162, 2.1.3.1)."""
    path, nodes = [], list(leaves)
    while len(nodes) > 1:
        if index ^ 1 < len(nodes):
            path.append(nodes[index ^ 1])
        alone = nodes[-1:] if len(nodes) % 2 else []
        index, nodes = index // 2, _parents(nodes) + alone
    return path


def root_of_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Work out the root that an audit path leads to (RFC 9162, 2.1.3.2); None if the path cannot be one.

    Args:
        leaf: hash of the leaf.
        index: its place, from 0.
        size: number of leaves in the tree.
        path: the audit path.
    """
    if not 0 <= index < size:
        return None
    last, node = size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            node = _parent(sibling, node)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            node = _parent(node, sibling)
        index, last = index // 2, last // 2
    return node if last == 0 else None


def consistency_path(earlier: int, leaves: Sequence[bytes]) -> list[bytes]:
    """Return the proof that a tree's first `earlier` leaves are still its first (RFC 9162, 2.1.4.1).

    Empty for an earlier tree that is empty, or the same.
    """
    path: list[bytes] = []
    known = True  # whether the earlier root is the hash of the part at hand
    while 0 < earlier < len(leaves):
        split = 1 << (len(leaves) - 1).bit_length() - 1
        if earlier <= split:
            path.append(tree_hash(leaves[split:]))
            leaves = leaves[:split]
        else:
            path.append(tree_hash(leaves[:split]))
            leaves, earlier, known = leaves[split:], earlier - split, False
    if not known:
        path.append(tree_hash(leaves))
    return path[::-1]


def is_consistent(
    earlier: int, earlier_root: bytes, later: int, later_root: bytes, path: Sequence[bytes]
) -> bool:
    """Check that a tree has only grown from `earlier` to `later` leaves (RFC 9162, 2.1.4.2)."""
    if earlier == later:
        return earlier_root == later_root and not path
    if earlier == 0:
        return earlier_root == EMPTY and not path
    nodes = list(path)
    if earlier & (earlier - 1) == 0:  # a whole subtree: its root is known already
        nodes.insert(0, earlier_root)
    if not nodes or earlier > later:
        return False
    index, last = earlier - 1, later - 1
    while index % 2:
        index, last = index // 2, last // 2
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if index % 2 or index == last:
            old, new = _parent(node, old), _parent(node, new)
            while index and not index % 2:
                index, last = index // 2, last // 2
        else:
            new = _parent(new, node)
        index, last = index // 2, last // 2
    return last == 0 and old == earlier_root and new == later_root
