"""Gradient boosting on behalf of detection and utility: scikit-learn, imported only when asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import SystemFault

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["auc", "detection_auc", "predict"]

_FOLDS = 3


def predict(
    features: NDArray[np.float64], truth: NDArray[np.bool_], tested: NDArray[np.float64], *, rounds: int = 120
) -> NDArray[np.float64]:
    """Train gradient boosting on one table and score another, on one thread, because several only wait for each other.

    Args:
        features: Shape (n, columns).
        truth: Shape (n,), both classes among them.
        tested: Shape (m, columns).
        rounds: How many trees.

    Returns:
        Shape (m,), the probability of the class.

    Raises:
        SystemFault: If scikit-learn is not installed.
    """
    try:
        from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - an extra
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - comes with scikit-learn
    except ImportError:
        raise SystemFault(
            "scikit-learn is missing", place="detection and utility", hint="from a checkout: pip install '.[report]'"
        ) from None
    model = HistGradientBoostingClassifier(
        max_iter=rounds, learning_rate=0.08, max_leaf_nodes=31, early_stopping=False, random_state=0
    )
    with threadpool_limits(1):
        return np.asarray(model.fit(features, truth).predict_proba(tested)[:, 1])


def auc(scores: NDArray[np.float64], truth: NDArray[np.bool_]) -> float:
    """Compute the area under the ROC curve, ties counted half (Mann-Whitney).

    Args:
        scores: Shape (n,).
        truth: Shape (n,).

    Returns:
        0 to 1; NaN if one class is empty.

    Example:
        >>> auc(np.array([0.1, 0.4, 0.35, 0.8]), np.array([False, False, True, True]))
        0.75
    """
    positive = int(truth.sum())
    negative = len(truth) - positive
    if not positive or not negative:
        return float("nan")
    ordered = np.sort(scores)
    low, high = (np.searchsorted(ordered, scores[truth], side=side) for side in ("left", "right"))
    return float(((low + high + 1) / 2).sum() - positive * (positive + 1) / 2) / (positive * negative)


def detection_auc(real: NDArray[np.float64], twin: NDArray[np.float64], rng: np.random.Generator) -> float:
    """Let gradient boosting tell synthetic rows from real rows that the synthesizer never saw.

    Args:
        real: Shape (n, columns), hold-out rows.
        twin: Shape (m, columns).
        rng: Shuffles rows into three folds.

    Returns:
        AUC over the folds' predictions, 0.5 if nothing tells them apart.

    Raises:
        SystemFault: If scikit-learn is not installed.
    """
    count = min(len(real), len(twin))
    features = np.vstack([real[:count], twin[:count]])
    truth = np.repeat([False, True], count)
    folds = rng.permutation(2 * count) % _FOLDS
    scores = []
    for fold in range(_FOLDS):
        tested = folds == fold
        scores.append(auc(predict(features[~tested], truth[~tested], features[tested], rounds=80), truth[tested]))
    return float(np.mean(scores))
