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
    features: NDArray[np.int64],
    sizes: Sequence[int],
    target: NDArray[np.int64],
    groups: int,
    settings: TreeSettings,
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
    crossed = features * groups + target
    logs = _entropies(1 << int(len(target)).bit_length())
    leaves = 1
    for _ in range(settings.max_depth):
        best = _best_splits(level, crossed, sizes, target, groups, settings.min_leaf, logs)
        chosen = np.flatnonzero(best.gain > settings.min_gain * _SCALE)
        if len(chosen) > settings.max_leaves - leaves:
            strongest = np.argsort(-best.gain[chosen], kind="stable")[: settings.max_leaves - leaves]
            chosen = np.sort(chosen[strongest])
        if not len(chosen):
            break
        leaves += len(chosen)
        level = _descend(tree, level, best, chosen, features, 2 * settings.min_leaf)
        if not len(level.nodes):
            break
    return tree


@dataclass(frozen=True)
class _Splits:
    gain: NDArray[np.int64]
    feature: NDArray[np.int64]
    cut: NDArray[np.int64]


def _best_splits(
    level: _Level,
    crossed: NDArray[np.int64],
    sizes: Sequence[int],
    target: NDArray[np.int64],
    groups: int,
    min_leaf: int,
    logs: NDArray[np.int64],
) -> _Splits:
    count = len(level.nodes)
    total = np.bincount(level.owner * groups + target[level.rows], minlength=count * groups).reshape(count, groups)
    rows = total.sum(1)
    impurity = logs[rows] - logs[total].sum(1)
    best = _Splits(np.zeros(count, np.int64), np.full(count, -1), np.zeros(count, np.int64))
    for feature, size in enumerate(sizes):
        cells = size * groups
        keys = level.owner * cells + crossed[feature, level.rows]
        counts = np.bincount(keys, minlength=count * cells).reshape(count, size, groups)
        step = max(1, _CELLS // cells)
        for start in range(0, count, step):
            part = slice(start, start + step)
            gain, cut = _scan(counts[part], total[part], rows[part], impurity[part], min_leaf, logs)
            better = gain > best.gain[part]
            best.gain[part][better] = gain[better]
            best.cut[part][better] = cut[better]
            best.feature[part][better] = feature
    return best


def _scan(
    counts: NDArray[np.int64],
    total: NDArray[np.int64],
    rows: NDArray[np.int64],
    impurity: NDArray[np.int64],
    min_leaf: int,
    logs: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Find the cut of one column that gains most, for every node."""
    left = counts[:, :-1].cumsum(1)
    rows_left = left.sum(2)
    rows_right = rows[:, None] - rows_left
    inside = logs.take(left).sum(2) + logs.take(total[:, None] - left).sum(2)
    gain = impurity[:, None] - logs.take(rows_left) - logs.take(rows_right) + inside
    gain[(rows_left < min_leaf) | (rows_right < min_leaf)] = -1
    cut = gain.argmax(1)
    return gain[np.arange(len(cut)), cut], cut


def _descend(
    tree: GrownTree,
    level: _Level,
    best: _Splits,
    chosen: NDArray[np.int64],
    features: NDArray[np.int64],
    least: int,
) -> _Level:
    children = np.full(len(level.nodes), -1)
    children[chosen] = 2 * np.arange(len(chosen))
    first = len(tree.left)
    for node, feature, cut in zip(level.nodes[chosen], best.feature[chosen], best.cut[chosen], strict=True):
        tree.split(int(node), int(feature), int(cut))
    goes_on = children[level.owner] >= 0
    rows, owner = level.rows[goes_on], level.owner[goes_on]
    child = children[owner] + (features[best.feature[owner], rows] > best.cut[owner])
    large = np.bincount(child, minlength=2 * len(chosen)) >= least
    place = np.cumsum(large) - 1
    stays = large[child]
    return _Level(first + np.flatnonzero(large), rows[stays], place[child[stays]])


@lru_cache(maxsize=8)
def _entropies(count: int) -> NDArray[np.int64]:
    """Tabulate i * ln(i) for i = 0..count in fixed point."""
    i = np.arange(count + 1, dtype=np.float64)
    return np.rint(i * np.log(np.maximum(i, 1)) * _SCALE).astype(np.int64)
