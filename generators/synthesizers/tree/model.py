"""A fitted tree model: one tree a part, in the order in which parts are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["PartTree", "TreeModel"]

_CHECK, _FEW = 3, 0.75


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
        """Left child, feature and cut in one word; a leaf is its own left child and never goes right."""
        leaf = self.feature < 0
        left = np.where(leaf, np.arange(len(leaf)), self.left)
        return (left << 32) | (np.maximum(self.feature, 0) << 16) | np.where(leaf, 0xFFFF, self.cut)

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
        seen = np.empty((n, used), np.int64)
        for place, (column, offset) in enumerate(zip(self.columns, self.offsets, strict=True)):
            seen[:, place] = self.classes[offset:].take(codes[column])
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
            place = (word >> 16) & 0xFFFF
            place += base
            step = flat.take(place) > (word & 0xFFFF)
            word >>= 32
            at = np.add(word, step, out=word)
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

    def draw(self, words: NDArray[np.uint64], known: Mapping[int, NDArray[np.int64]]) -> NDArray[np.int64]:
        """Draw rows.

        Args:
            words: Shape (parts, n), a random word a cell.
            known: Codes of parts that are given, each of shape (n,).

        Returns:
            Shape (parts, n), codes.
        """
        codes = np.zeros(words.shape, np.int64)
        for tree in self.trees:
            if tree.part in known:
                codes[tree.part] = known[tree.part]
            else:
                codes[tree.part] = tree.pick(tree.leaves(codes), words[tree.part])
        return codes
