"""Values of a twin that training never held, and extremes that single rows held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import polars as pl

    from nonesuch.validators.encoding import TableView

__all__ = ["Domain", "check_domain"]


@dataclass(frozen=True)
class Domain:
    """Where the twin leaves the training table's domain, or keeps its edges.

    Attributes:
        strange: By column, how many values are levels unknown to training or numbers outside its range.
        extremes: Columns in which a single row's minimum or maximum comes out of the twin.
        rare_levels: By column, levels of fewer than k training rows that come out of the twin.
    """

    strange: dict[str, int]
    extremes: tuple[str, ...]
    rare_levels: dict[str, int]


def check_domain(view: TableView, train: pl.DataFrame, twin: pl.DataFrame, *, k: int = 5) -> Domain:
    """Look for values that should not be in the twin.

    Args:
        view: How columns are read.
        train: Shape (n, columns).
        twin: Shape (m, columns).
        k: Levels of fewer rows are rare; an extreme that fewer rows share is a single person's.

    Returns:
        What was found.
    """
    strange, extremes, rare = {}, [], {}
    for column in view.columns:
        if column.number:
            values = column.numbers(twin)
            outside = int(((values < column.ordered[0]) | (values > column.ordered[-1])).sum())
            ends = [end for end in (column.ordered[0], column.ordered[-1]) if (column.ordered == end).sum() < k]
            if np.isin(values, ends).any() and len(np.unique(column.ordered)) > 10 * k and not _whole(column.ordered):
                extremes.append(column.name)
        else:
            codes = column.codes(twin)
            outside = int((codes == len(column.levels)).sum())
            counts = np.bincount(column.codes(train), minlength=len(column.levels) + 2)[: len(column.levels)]
            seldom = set(np.flatnonzero(counts < k).tolist())
            found = len(seldom & set(np.unique(codes).tolist()))
            if found:
                rare[column.name] = found
        if outside:
            strange[column.name] = outside
    return Domain(strange, tuple(extremes), rare)


def _whole(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> bool:
    """Whole numbers meet each other by chance."""
    return bool((values == np.rint(values)).all())
