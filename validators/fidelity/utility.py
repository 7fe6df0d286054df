"""What a twin is good for: trained on the twin, tested on real rows, beside trained on real rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.validators.encoding import TableView
from nonesuch.validators.fidelity.learners import auc, predict

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

__all__ = ["Utility", "train_and_test"]

_CLASSES = 6


@dataclass(frozen=True)
class Utility:
    """How well a model predicts the label of real rows.

    Attributes:
        measure: The AUC of the rarer of two classes, or the mean AUC of the six most frequent ones against the rest;
            for a number, of being above the median.
        score: On hold-out rows.
    """

    measure: str
    score: float


def train_and_test(view: TableView, label: str, train: pl.DataFrame, test: pl.DataFrame) -> Utility:
    """Train on one table, test on another.

    Args:
        view: How columns are read.
        label: The column to predict.
        train: Shape (n, columns).
        test: Shape (m, columns), real rows.

    Returns:
        The score; NaN if the training table lacks a class.

    Raises:
        SystemFault: If scikit-learn is not installed.
    """
    column = next(entry for entry in view.columns if entry.name == label)
    features = TableView(tuple(entry for entry in view.columns if entry.name != label))
    left, right = features.matrix(train), features.matrix(test)
    if column.number:
        cut = np.median(column.ordered)
        truths = [column.numbers(table) > cut for table in (train, test)]
        return Utility("AUC of being above the median", _score(left, truths[0], right, truths[1]))
    codes = column.codes(train), column.codes(test)
    levels = range(1, 2) if len(column.levels) == 2 else range(min(len(column.levels), _CLASSES))
    scores = np.array([_score(left, codes[0] == level, right, codes[1] == level) for level in levels])
    weights = np.array([(codes[1] == level).sum() for level in levels], dtype=np.float64)
    known = ~np.isnan(scores)
    if not weights[known].sum():
        return Utility("AUC", float("nan"))
    return Utility("AUC", float(np.average(scores[known], weights=weights[known])))


def _score(
    features: NDArray[np.float64], truth: NDArray[np.bool_], tested: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> float:
    if truth.sum() < 2 or (~truth).sum() < 2:
        return float("nan")
    return round(auc(predict(features, truth, tested), wanted), 6)
