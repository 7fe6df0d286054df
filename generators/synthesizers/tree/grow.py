"""Growing one tree, level by level, over histograms."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.tree.settings import TreeSettings

__all__ = ["GrownTree", "grow"]

_SCALE = 2**20
_CELLS = 2**21
_DEVIATIONS = 3.0


@dataclass
class GrownTree:
    """A tree in the making; node 0 is the root, the children of a node are neighbours.

    Attributes:
        feature: Place of the column a node splits on; -1 for a leaf.
        cut: Rows with a class above it go to the right child.
        left: The left child; the right one is next to it.
    """

    feature: list[int] = field(default_factory=lambda: [-1])
    cut: list[int] = field(default_factory=lambda: [0])
    left: list[int] = field(default_factory=lambda: [0])

    def split(self, node: int, feature: int, cut: int) -> None:
        """Turn a leaf into a node with two leaves."""
        self.feature[node], self.cut[node], self.left[node] = feature, cut, len(self.left)
        self.feature += [-1, -1]
        self.cut += [0, 0]
        self.left += [0, 0]


@dataclass(frozen=True)
class _Level:
    """The nodes of one level that may split, and their rows."""

    nodes: NDArray[np.int64]
    rows: NDArray[np.int64]
    owner: NDArray[np.int64]


def grow(
    features: NDArray[np.int64], sizes: Sequence[int], target: NDArray[np.int64], groups: int, *, settings: TreeSettings
) -> GrownTree:
    """Grow a tree that makes the target's groups as certain as it can.

    Every level looks at all columns of all its nodes at once. Gains are entropies in fixed point, so they do not depend
    on the order of summation.

    Args:
        features: Shape (columns, n), classes of each earlier column.
        sizes: How many classes each has.
        target: Shape (n,), groups of the target's codes, in [0, groups).
        groups: How many groups there are.
        settings: When to stop.

    Returns:
        The tree.
    """
    tree = GrownTree()
    rows = np.arange(len(target))
    level = _Level(np.zeros(1, np.int64), rows, np.zeros(len(rows), np.int64))
    logs = _entropies(1 << len(target).bit_length())
    task = _Task(features, features * groups + target, sizes, target, groups, settings.min_leaf, logs)
    leaves = 1
    for _ in range(settings.max_depth):
        best = _best_splits(level, task)
        chosen = np.flatnonzero(best.gain > settings.caution * best.chance + settings.min_gain * _SCALE)
        if len(chosen) > settings.max_leaves - leaves:
            strongest = np.argsort(-best.gain[chosen], kind="stable")[: settings.max_leaves - leaves]
            chosen = np.sort(chosen[strongest])
        if not len(chosen):
            break
        leaves += len(chosen)
        level = _descend(tree, level, best, chosen, task)
        if not len(level.nodes):
            break
    return tree


@dataclass(frozen=True)
class _Task:
    """What does not change from level to level; ``crossed`` numbers pairs of class and group."""

    features: NDArray[np.int64]
    crossed: NDArray[np.int64]
    sizes: Sequence[int]
    target: NDArray[np.int64]
    groups: int
    min_leaf: int
    logs: NDArray[np.int64]


@dataclass(frozen=True)
class _Totals:
    """Rows of each node: by group, in all, and how uncertain they are."""

    groups: NDArray[np.int64]
    rows: NDArray[np.int64]
    impurity: NDArray[np.int64]

    def __getitem__(self, part: slice) -> _Totals:
        return _Totals(self.groups[part], self.rows[part], self.impurity[part])


@dataclass(frozen=True)
class _Splits:
    """The best split of each node, and what a split that says nothing would gain by chance."""

    gain: NDArray[np.int64]
    feature: NDArray[np.int64]
    cut: NDArray[np.int64]
    chance: NDArray[np.int64]


def _best_splits(level: _Level, task: _Task) -> _Splits:
    count, groups = len(level.nodes), task.groups
    keys = level.owner * groups + task.target[level.rows]
    total = np.bincount(keys, minlength=count * groups).reshape(count, groups)
    rows = total.sum(1)
    totals = _Totals(total, rows, task.logs[rows] - task.logs[total].sum(1))
    best = _Splits(np.zeros(count, np.int64), np.full(count, -1), np.zeros(count, np.int64), _chance(total))
    for feature, size in enumerate(task.sizes):
        if size == 1:
            continue
        cells = size * groups
        keys = level.owner * cells + task.crossed[feature, level.rows]
        counts = np.bincount(keys, minlength=count * cells).reshape(count, size, groups)
        step = max(1, _CELLS // cells)
        for start in range(0, count, step):
            part = slice(start, start + step)
            gain, cut = _scan(counts[part], totals[part], task)
            better = gain > best.gain[part]
            best.gain[part][better] = gain[better]
            best.cut[part][better] = cut[better]
            best.feature[part][better] = feature
    return best


def _chance(total: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bound the gain of a split that says nothing.

    Twice the gain is chi-square with as many degrees of freedom as there are groups but one (Wilks 1938); the bound is
    its mean and three standard deviations, which the best of some hundred such splits seldom exceeds.
    """
    freedom = np.maximum((total > 0).sum(1) - 1, 0)
    bound: NDArray[np.float64] = (freedom / 2 + _DEVIATIONS * np.sqrt(freedom / 2)) * _SCALE
    return np.rint(bound).astype(np.int64)


def _scan(counts: NDArray[np.int64], totals: _Totals, task: _Task) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the cut of one column that gains most, for every node."""
    logs = task.logs
    left = counts[:, :-1].cumsum(1)
    rows_left = left.sum(2)
    rows_right = totals.rows[:, None] - rows_left
    inside = logs.take(left).sum(2) + logs.take(totals.groups[:, None] - left).sum(2)
    gain = totals.impurity[:, None] - logs.take(rows_left) - logs.take(rows_right) + inside
    gain[(rows_left < task.min_leaf) | (rows_right < task.min_leaf)] = -1
    cut = gain.argmax(1)
    return gain[np.arange(len(cut)), cut], cut


def _descend(tree: GrownTree, level: _Level, best: _Splits, chosen: NDArray[np.int64], task: _Task) -> _Level:
    children = np.full(len(level.nodes), -1)
    children[chosen] = 2 * np.arange(len(chosen))
    first = len(tree.left)
    for node, feature, cut in zip(level.nodes[chosen], best.feature[chosen], best.cut[chosen], strict=True):
        tree.split(int(node), int(feature), int(cut))
    goes_on = children[level.owner] >= 0
    rows, owner = level.rows[goes_on], level.owner[goes_on]
    child = children[owner] + (task.features[best.feature[owner], rows] > best.cut[owner])
    large = np.bincount(child, minlength=2 * len(chosen)) >= 2 * task.min_leaf
    place = np.cumsum(large) - 1
    stays = large[child]
    return _Level(first + np.flatnonzero(large), rows[stays], place[child[stays]])


@lru_cache(maxsize=8)
def _entropies(count: int) -> NDArray[np.int64]:
    """Tabulate i * ln(i) for i = 0..count in fixed point."""
    i = np.arange(count + 1, dtype=np.float64)
    return np.rint(i * np.log(np.maximum(i, 1)) * _SCALE).astype(np.int64)
