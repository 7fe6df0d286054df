"""What a twin is good for: trained on the twin, tested on real rows, beside trained on real rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.validators.encoding import TableView
from nonesuch.validators.fidelity.learners import auc, boosting

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Utility", "train_and_test"]

_CLASSES = 20


@dataclass(frozen=True)
class Utility:
    """How well a model predicts the label of real rows.

    Attributes:
        measure: ``auc`` of the rarer class (or the mean over classes), or ``r2`` for a number.
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
    if column.number or not left.shape[1]:
        cut = np.median(column.ordered) if len(column.ordered) else 0.0
        truths = [column.numbers(table) > cut for table in (train, test)]
        return Utility("auc above median", _score(left, truths[0], right, truths[1]))
    codes = column.codes(train), column.codes(test)
    classes = (
        range(1, min(len(column.levels), _CLASSES))
        if len(column.levels) <= 2
        else range(min(len(column.levels), _CLASSES))
    )
    weights = [float((codes[1] == level).sum()) for level in classes]
    scores = [
        _score(left, codes[0] == level, right, codes[1] == level)
        for level in classes
        if len(column.levels) <= 6 or level < 6
    ]
    weights = weights[: len(scores)]
    known = [place for place, score in enumerate(scores) if not np.isnan(score)]
    if not known:
        return Utility("auc", float("nan"))
    return Utility(
        "auc", float(np.average([scores[place] for place in known], weights=[weights[place] + 1e-9 for place in known]))
    )


def _score(
    features: NDArray[np.float64], truth: NDArray[np.bool_], tested: NDArray[np.float64], wanted: NDArray[np.bool_]
) -> float:
    if truth.sum() < 2 or (~truth).sum() < 2:
        return float("nan")
    model = boosting().fit(features, truth)
    return round(auc(model.predict_proba(tested)[:, 1], wanted), 6)
