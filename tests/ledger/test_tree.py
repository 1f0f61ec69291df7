"""Trees are those of RFC 9162."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingling.ledger.tree import (
    GrowingTree,
    consistency_path,
    inclusion_path,
    is_consistent,
    leaf_hashes,
    root_of_inclusion,
    tree_hash,
)

KNOWN_LEAVES = leaf_hashes(
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
)
KNOWN_ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Roots of the first so many leaves, as the test data of Certificate Transparency (RFC 6962) give them."""

A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
F = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"

leaves_of_any = st.lists(st.binary(max_size=3), min_size=1, max_size=40).map(leaf_hashes)


def by_definition(leaves: list[bytes]) -> bytes:
    """Work a tree hash out as RFC 9162, 2.1.1 words it."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + by_definition(leaves[:split]) + by_definition(leaves[split:])).digest()


@pytest.mark.parametrize("count", range(9))
def test_known_roots(count: int) -> None:
    """Roots are those that the test data of Certificate Transparency give."""
    assert tree_hash(KNOWN_LEAVES[:count]).hex() == KNOWN_ROOTS[count]


def test_known_paths() -> None:
    """Audit and consistency paths are those that the same test data give."""
    assert [node.hex() for node in inclusion_path(0, KNOWN_LEAVES)] == [A, B, C]
    assert [node.hex() for node in inclusion_path(2, KNOWN_LEAVES[:3])] == [KNOWN_ROOTS[2]]
    assert [node.hex() for node in inclusion_path(1, KNOWN_LEAVES[:5])] == [KNOWN_ROOTS[1], B, D]
    assert [node.hex() for node in consistency_path(1, KNOWN_LEAVES)] == [A, B, C]
    assert [node.hex() for node in consistency_path(6, KNOWN_LEAVES)] == [E, F, KNOWN_ROOTS[4]]
    assert [node.hex() for node in consistency_path(2, KNOWN_LEAVES[:5])] == [B, D]


@given(leaves_of_any, st.integers(0, 40))
def test_a_tree_may_grow_in_any_steps(leaves: list[bytes], split: int) -> None:
    """Whether leaves come at once or in two groups, the root is that of the definition."""
    tree = GrowingTree()
    tree.extend(leaves[:split])
    tree.extend(leaves[split:])
    assert tree.root() == tree_hash(leaves) == by_definition(leaves)


@given(leaves_of_any, st.data())
def test_an_audit_path_proves_its_leaf_and_no_other(leaves: list[bytes], data: st.DataObject) -> None:
    """Each leaf's path leads to the root; for another leaf, place, size or path it does not."""
    index = data.draw(st.integers(0, len(leaves) - 1))
    path, root = inclusion_path(index, leaves), tree_hash(leaves)
    assert root_of_inclusion(leaves[index], index, len(leaves), path) == root
    assert root_of_inclusion(sha256(leaves[index]).digest(), index, len(leaves), path) != root
    other = data.draw(st.integers(-1, len(leaves)))
    if other not in range(len(leaves)) or leaves[other] != leaves[index]:
        assert root_of_inclusion(leaves[index], other, len(leaves), path) != root or other == index
    assert root_of_inclusion(leaves[index], index, len(leaves), [*path, root]) != root
    assert not path or root_of_inclusion(leaves[index], index, len(leaves), path[:-1]) != root


@given(leaves_of_any, st.data())
def test_consistency_holds_for_growth_alone(leaves: list[bytes], data: st.DataObject) -> None:
    """A tree is consistent with each of its beginnings, and with no beginning that differs."""
    earlier = data.draw(st.integers(0, len(leaves)))
    path, root = consistency_path(earlier, leaves), tree_hash(leaves)
    assert is_consistent(earlier, tree_hash(leaves[:earlier]), len(leaves), root, path)
    if earlier:
        at = data.draw(st.integers(0, earlier - 1))
        other = [*leaves[:at], sha256(leaves[at]).digest(), *leaves[at + 1 : earlier]]
        assert not is_consistent(earlier, tree_hash(other), len(leaves), root, path)
        assert not is_consistent(
            earlier, tree_hash(leaves[:earlier]), len(leaves), tree_hash(other), path
        ) or (tree_hash(other) == root)
    assert not is_consistent(earlier, tree_hash(leaves[:earlier]), len(leaves), root, [*path, root])
