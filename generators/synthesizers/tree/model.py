"""A fitted tree model: one tree a part, in the order in which parts are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

__all__ = ["PartTree", "TreeModel"]

_CHECK, _FEW = 3, 0.75
_SPAN = 2**16
_UNSEEN = 0.01


@dataclass(frozen=True)
class PartTree:
    """The tree of one part.

    Attributes:
        part: Which part it draws.
        columns: Shape (used,), the earlier parts it splits on.
        classes: Shape (m,), the class of each code of each of these parts, one after the other.
        offsets: Shape (used,), where each part's classes begin.
        feature: Shape (nodes,), place in ``columns``; -1 for a leaf.
        cut: Shape (nodes,), classes above it go right.
        left: Shape (nodes,), left child, the right one is next to it.
        start: Shape (nodes,), where a leaf's codes begin in ``bag``.
        count: Shape (nodes,), how many codes a leaf has; 0 for inner nodes.
        bag: Codes of the leaves, ascending inside each leaf.
    """

    part: int
    columns: NDArray[np.int64]
    classes: NDArray[np.int64]
    offsets: NDArray[np.int64]
    feature: NDArray[np.int64]
    cut: NDArray[np.int64]
    left: NDArray[np.int64]
    start: NDArray[np.int64]
    count: NDArray[np.int64]
    bag: NDArray[np.uint16]

    @cached_property
    def _packed(self) -> NDArray[np.int64]:
        """Left child and feature in one word; a leaf is its own left child."""
        leaf = self.feature < 0
        return (np.where(leaf, np.arange(len(leaf)), self.left) << 16) | np.maximum(self.feature, 0)

    @cached_property
    def _cuts(self) -> NDArray[np.uint8]:
        """Cuts as bytes; no class lies above a leaf's."""
        return np.where(self.feature < 0, 255, self.cut).astype(np.uint8)

    @cached_property
    def _classes(self) -> NDArray[np.uint8]:
        return self.classes.astype(np.uint8)

    @cached_property
    def _depth(self) -> int:
        depth = np.zeros(len(self.left), np.int64)
        for node in np.flatnonzero(self.feature >= 0):
            depth[self.left[node] : self.left[node] + 2] = depth[node] + 1
        return int(depth.max())

    def leaves(self, codes: NDArray[np.int64]) -> NDArray[np.int64]:
        """Find the leaf of every row.

        Args:
            codes: Shape (parts, n), filled for the parts in ``columns``.

        Returns:
            Shape (n,), nodes.
        """
        n, used = codes.shape[1], len(self.columns)
        node = np.zeros(n, np.int64)
        if not used:
            return node
        seen = np.empty((n, used), np.uint8)
        for slot, (column, offset) in enumerate(zip(self.columns, self.offsets, strict=True)):
            seen[:, slot] = self._classes[offset:].take(codes[column])
        flat, base = seen.reshape(-1), np.arange(0, n * used, used)
        moving, at = None, node
        for level in range(self._depth):
            if level and level % _CHECK == 0:
                still = np.flatnonzero(self.feature.take(at) >= 0)
                if len(still) < _FEW * len(at):
                    if moving is None:
                        node, moving = at, still
                    else:
                        node[moving] = at
                        moving = moving[still]
                    at, base = at[still], base[still]
            word = self._packed.take(at)
            place = word & 0xFFFF
            place += base
            right = flat.take(place) > self._cuts.take(at)
            word >>= 16
            at = np.add(word, right, out=word)
        if moving is None:
            return at
        node[moving] = at
        return node

    def pick(self, leaf: NDArray[np.int64], words: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Draw a code from each row's leaf.

        Args:
            leaf: Shape (n,), leaves.
            words: Shape (n,), random words, whose upper halves are used.

        Returns:
            Shape (n,), codes.
        """
        high = (words >> np.uint64(32)).astype(np.int64)
        place = self.start.take(leaf)
        place += (high * self.count.take(leaf)) >> 32
        return self._codes.take(place)

    def share(self, leaf: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Say how frequent a code is in its row's leaf.

        Args:
            leaf: Shape (n,), leaves.
            codes: Shape (n,), codes.

        Returns:
            Shape (n,), in (0, 1]; a code that the leaf does not hold counts as a hundredth of a row.
        """
        wanted = leaf * _SPAN + codes
        rows = np.searchsorted(self._held, wanted, side="right") - np.searchsorted(self._held, wanted, side="left")
        return np.asarray(np.maximum(rows, _UNSEEN) / np.maximum(self.count.take(leaf), 1))

    @cached_property
    def _held(self) -> NDArray[np.int64]:
        return np.repeat(np.arange(len(self.count)), self.count) * _SPAN + self.bag

    def to_dict(self) -> dict[str, Any]:
        """Describe the tree by plain values and arrays."""
        arrays = ("columns", "classes", "offsets", "feature", "cut", "left", "count", "bag")
        return {"part": self.part, **{name: getattr(self, name) for name in arrays}}

    @cached_property
    def _codes(self) -> NDArray[np.int64]:
        return self.bag.astype(np.int64)


@dataclass(frozen=True)
class TreeModel:
    """Trees in the order in which their parts are drawn.

    Attributes:
        trees: One tree a part.
    """

    trees: tuple[PartTree, ...]

    def draw(
        self, words: NDArray[np.uint64], known: Mapping[int, NDArray[np.int64]]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
        """Draw rows.

        Args:
            words: Shape (parts, n), a random word a cell, whose upper halves are used.
            known: Codes of parts that are given, each of shape (n,).

        Returns:
            Codes of shape (parts, n), and the logarithm of each row's weight: how likely the given codes were where
            they were met; None if the given parts are drawn first, so that all rows weigh alike.
        """
        codes = np.zeros(words.shape, np.int64)
        weights = None if self.exact(known.keys()) else np.zeros(words.shape[1])
        for tree in self.trees:
            leaf = tree.leaves(codes)
            if tree.part not in known:
                codes[tree.part] = tree.pick(leaf, words[tree.part])
                continue
            codes[tree.part] = known[tree.part]
            if weights is not None:
                weights += np.log(tree.share(leaf, codes[tree.part]))
        return codes, weights

    def exact(self, known: AbstractSet[int]) -> bool:
        """Whether the given parts are drawn before all others."""
        return {tree.part for tree in self.trees[: len(known)]} == set(known)

    def to_dict(self) -> dict[str, Any]:
        """Describe the model by plain values and arrays."""
        return {"kind": "tree", "trees": [tree.to_dict() for tree in self.trees]}
