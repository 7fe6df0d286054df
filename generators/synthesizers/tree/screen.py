"""Which earlier columns a tree looks at, where there are many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.synthesizers.tree.views import equal_classes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.field import Part

__all__ = ["informative"]

_CLASSES = 8
_ROWS = 4_000


def informative(
    codes: NDArray[np.int64], parts: Sequence[Part], order: Sequence[int], most: int
) -> list[NDArray[np.int64]]:
    """Choose for every part the earlier parts that say most about it.

    Args:
        codes: Shape (parts, n).
        parts: What the codes are.
        order: In which order parts are drawn.
        most: How many earlier parts are kept at most.

    Returns:
        For every part of the order, earlier parts with more than one code, in the table's order.
    """
    several = np.array([part.size > 1 for part in parts])
    if len(order) <= most + 1:
        return [_sorted(order[:place], several) for place in range(len(order))]
    strength = _mutual_information(codes[:, :_ROWS], parts)
    chosen = []
    for place, part in enumerate(order):
        before = _sorted(order[:place], several)
        strongest = np.argsort(-strength[part, before], kind="stable")[:most]
        chosen.append(np.sort(before[strongest]))
    return chosen


def _sorted(before: Sequence[int], several: NDArray[np.bool_]) -> NDArray[np.int64]:
    places = np.sort(np.array(before, dtype=np.int64))
    return places[several[places]]


def _mutual_information(codes: NDArray[np.int64], parts: Sequence[Part]) -> NDArray[np.float64]:
    """Estimate the mutual information of all pairs from one product of indicator matrices, shape (parts, parts)."""
    n = codes.shape[1]
    indicators = np.zeros((len(parts) * _CLASSES, n), np.float32)
    for place, (code, part) in enumerate(zip(codes, parts, strict=True)):
        weights = np.bincount(code, minlength=part.size)
        rank = np.arange(part.size) if part.ordered else np.argsort(np.argsort(-weights, kind="stable"))
        classes = np.empty(part.size, np.int64)
        classes[np.argsort(rank)] = equal_classes(weights[np.argsort(rank)], _CLASSES)
        indicators[place * _CLASSES + classes[code], np.arange(n)] = 1
    joint = (indicators @ indicators.T).astype(np.float64) / n
    share = np.diag(joint)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(joint > 0, joint * np.log(joint / np.outer(share, share)), 0.0)
    sums = terms.reshape(len(parts), _CLASSES, len(parts), _CLASSES).sum((1, 3))
    return np.asarray(np.round(sums, 9))
