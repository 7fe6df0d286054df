"""Fitting a tree model to a table of codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.synthesizers.tree.grow import GrownTree, grow
from nonesuch.generators.synthesizers.tree.model import PartTree, TreeModel
from nonesuch.generators.synthesizers.tree.screen import informative
from nonesuch.generators.synthesizers.tree.views import class_view, target_groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.field import Part
    from nonesuch.generators.synthesizers.tree.settings import TreeSettings

__all__ = ["learn_trees"]

_CLASSES = 20
_RARE = 0.15


def learn_trees(
    codes: NDArray[np.int64],
    parts: Sequence[Part],
    order: Sequence[int],
    settings: TreeSettings,
    *,
    given: int = 0,
    label: int = -1,
) -> TreeModel:
    """Fit one tree a part.

    Args:
        codes: Shape (parts, n), rows in random order.
        parts: What the codes are.
        order: In which order parts are drawn; each tree splits on earlier parts only.
        settings: How large leaves are.
        given: How many parts at the head of the order will always be given, so that nothing need be grown for them.
        label: The part of a named label, whose rare classes count more; -1 for none.

    Returns:
        The model.
    """
    sample = _weighted(codes[:, : settings.growing_rows], parts, label, settings.label_weight)
    screen = informative(sample, parts, order, settings.candidates)
    trees = []
    for place, (part, columns) in enumerate(zip(order, screen, strict=True)):
        columns = columns if place >= given else columns[:0]  # noqa: PLW2901 - given parts split on nothing
        grown = _grow_part(sample, parts, part, columns, settings=settings)
        trees.append(_fill(grown, codes, parts[part].size, settings.bag))
    return TreeModel(tuple(trees))


def _weighted(codes: NDArray[np.int64], parts: Sequence[Part], label: int, weight: int) -> NDArray[np.int64]:
    """Repeat the rows of the label's rare classes, so that trees look at them more finely."""
    if label < 0 or weight == 1 or parts[label].size > _CLASSES:
        return codes
    shares = np.bincount(codes[label], minlength=parts[label].size) / codes.shape[1]
    rare = np.flatnonzero(shares[codes[label]] < _RARE)
    return np.hstack([codes, *[codes[:, rare]] * (weight - 1)]) if len(rare) else codes


def _grow_part(
    sample: NDArray[np.int64], parts: Sequence[Part], part: int, columns: NDArray[np.int64], *, settings: TreeSettings
) -> PartTree:
    group_of = target_groups(sample[part], parts[part], settings.groups)
    target, groups = group_of[sample[part]], int(group_of.max()) + 1
    if groups == 1:
        columns = columns[:0]
    views = [class_view(sample[column], parts[column], target, groups, settings.cuts) for column in columns]
    features = np.array([view[sample[column]] for view, column in zip(views, columns, strict=True)])
    sizes = [int(view.max()) + 1 for view in views]
    grown = grow(features, sizes, target, groups, settings=settings) if len(columns) else GrownTree()
    return _assemble(part, columns, views, grown)


def _assemble(part: int, columns: NDArray[np.int64], views: list[NDArray[np.int64]], grown: GrownTree) -> PartTree:
    feature = np.array(grown.feature)
    used, place = np.unique(feature[feature >= 0], return_inverse=True)
    feature[feature >= 0] = place
    kept = [views[column] for column in used]
    nothing = np.zeros(len(feature), np.int64)
    return PartTree(
        part,
        columns[used],
        np.concatenate([*kept, np.zeros(0, np.int64)]),
        np.cumsum([0, *map(len, kept)])[: len(kept)],
        feature,
        np.array(grown.cut),
        np.array(grown.left),
        nothing,
        nothing,
        np.zeros(0, np.uint16),
    )


def _fill(tree: PartTree, codes: NDArray[np.int64], size: int, most: int) -> PartTree:
    """Put the codes of all rows into the leaves, thinned evenly if there are too many."""
    n, nodes = codes.shape[1], len(tree.left)
    counts = np.zeros(nodes * size, np.int64)
    for start in range(0, n, 2**18):
        block = codes[:, start : start + 2**18]
        counts += np.bincount(tree.leaves(block) * size + block[tree.part], minlength=nodes * size)
    if n > most:
        cumulated = np.cumsum(counts) * most // n
        counts = np.diff(cumulated, prepend=0)
    held = counts.reshape(nodes, size).sum(1)
    bag = np.repeat(np.tile(np.arange(size, dtype=np.uint16), nodes), counts)
    return PartTree(
        tree.part, tree.columns, tree.classes, tree.offsets, tree.feature, tree.cut, tree.left,
        np.cumsum(held) - held, held, bag,
    )  # fmt: skip
