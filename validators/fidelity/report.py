"""All measures of fidelity of one twin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.validators.encoding import TableView
from nonesuch.validators.fidelity.learners import detection_auc
from nonesuch.validators.fidelity.references import bootstrap, independent
from nonesuch.validators.fidelity.sdmetrics import sdmetrics_scores
from nonesuch.validators.fidelity.shapes import column_shapes, missing_gap, pair_trends
from nonesuch.validators.fidelity.utility import train_and_test

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

__all__ = ["Fidelity", "FidelityRow", "assess_fidelity"]

_ROWS = 20_000
_DETECTED = 8_000


@dataclass(frozen=True)
class FidelityRow:
    """One line of the table: the twin, or a reference.

    Attributes:
        name: ``twin``, ``bootstrap``, ``independent`` or ``real``.
        shapes: Mean of the column shapes.
        pairs: Mean of the pair trends.
        missing: Largest gap of a share of missing values.
        detection: AUC of gradient boosting against hold-out rows; None without scikit-learn.
        utility: Score of a model trained on it and tested on hold-out rows; None without a label or scikit-learn.
    """

    name: str
    shapes: float
    pairs: float
    missing: float
    detection: float | None
    utility: float | None


@dataclass(frozen=True)
class Fidelity:
    """How much a twin is like its original.

    Attributes:
        rows: The twin, then the references.
        shapes: By column.
        pairs: By pair of columns.
        label: The label, if any.
        measure: What utility is.
        sdmetrics: sdmetrics' own two scores, where it is installed.
    """

    rows: tuple[FidelityRow, ...]
    shapes: Mapping[str, float]
    pairs: Mapping[tuple[str, str], float]
    label: str | None = None
    measure: str | None = None
    sdmetrics: Mapping[str, float] = field(default_factory=dict)


def assess_fidelity(
    train: pl.DataFrame,
    holdout: pl.DataFrame,
    twin: pl.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    label: str | None = None,
    seed: int = 0,
    learners: bool = True,
) -> Fidelity:
    """Compare a twin with its original.

    Args:
        train: Shape (n, columns), the rows that the synthesizer saw.
        holdout: Shape (h, columns), rows that it did not see.
        twin: Shape (m, columns).
        columns: Which columns; identifiers should be left out. None for all.
        label: Column for train-on-twin, test-on-real.
        seed: Of samples and folds.
        learners: Whether to train classifiers, which takes scikit-learn.

    Returns:
        The measures.

    Raises:
        DataError: If no column is left.
        SystemFault: If scikit-learn is wanted and not installed.
    """
    view = TableView.learn(train, columns)
    rng = np.random.default_rng(seed)
    real = train.head(_ROWS)
    size = min(twin.height, _ROWS)
    candidates = {
        "twin": twin.head(size),
        "bootstrap": bootstrap(train, size, rng),
        "independent": independent(train, size, rng),
    }
    rows, shapes, pairs, measure = [], {}, {}, None
    for name, table in candidates.items():
        own_shapes = column_shapes(view, real, table)
        own_pairs = pair_trends(view, real, table, np.random.default_rng(seed))
        if name == "twin":
            shapes, pairs = own_shapes, own_pairs
        detection = _detection(view, holdout, table, seed) if learners else None
        utility = train_and_test(view, label, table, holdout) if learners and label in view.names and label else None
        measure = utility.measure if utility else measure
        trend = float(np.mean(list(own_pairs.values()))) if own_pairs else 1.0
        rows.append(
            FidelityRow(
                name, float(np.mean(list(own_shapes.values()))), trend, missing_gap(view, real, table),
                detection, utility.score if utility else None,
            )
        )  # fmt: skip
    if learners and label in view.names and label:
        rows.append(FidelityRow("real", 1.0, 1.0, 0.0, None, train_and_test(view, label, real, holdout).score))
    scores = sdmetrics_scores(view, real, candidates["twin"])
    return Fidelity(tuple(rows), shapes, pairs, label, measure, scores)


def _detection(view: TableView, holdout: pl.DataFrame, table: pl.DataFrame, seed: int) -> float | None:
    count = min(holdout.height, table.height, _DETECTED)
    if count < 30:
        return None
    rng = np.random.default_rng(seed)
    return round(detection_auc(view.matrix(holdout.head(count)), view.matrix(table.head(count)), rng), 6)
