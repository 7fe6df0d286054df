"""Canaries: odd rows planted in half of the fits; whoever can tell planted from unplanted learns of single rows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.validators.encoding import TableView
from nonesuch.validators.privacy.distance import nearest, points
from nonesuch.validators.privacy.intervals import auc_interval, clopper_pearson

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["CanaryAudit", "audit_canaries"]

_CANARIES = 40


@dataclass(frozen=True)
class CanaryAudit:
    """What canaries gave away.

    Attributes:
        planted: How many canaries were planted, over all fits.
        emitted: How many of their marks (levels that nobody else has) came out.
        auc: Of telling planted from unplanted canaries by the distance to the nearest synthetic row.
        low: Lower bound of its 95 % interval.
        high: Upper bound.
        epsilon: Lower bound on epsilon that the attack proves (95 %); 0 if it proves nothing.
    """

    planted: int
    emitted: int
    auc: float
    low: float
    high: float
    epsilon: float


def audit_canaries(
    train: pl.DataFrame,
    synthesize: Callable[[pl.DataFrame, int], pl.DataFrame],
    *,
    columns: list[str],
    seed: int = 0,
    fits: int = 5,
) -> CanaryAudit:
    """Fit with canaries, half of them planted, and look for them in the twin.

    A canary takes each column from another row, so that its combination is odd, and carries a mark of its own in the
    text column with most levels.

    Args:
        train: Shape (n, columns).
        synthesize: Fits a table and draws as many rows, with a seed.
        columns: Which columns are learned.
        seed: Of the canaries.
        fits: How many fits.

    Returns:
        The audit.
    """
    view = TableView.learn(train, columns)
    texts = [column for column in view.columns if train[column.name].dtype == pl.String and not column.number]
    marked = max(texts, key=lambda column: len(column.levels)).name if texts else None
    inside, outside, emitted = [], [], 0
    for fit in range(fits):
        rng = np.random.default_rng((seed, fit))
        canaries = pl.DataFrame([series.gather(rng.integers(0, train.height, _CANARIES)) for series in train])
        if marked:
            marks = pl.Series(marked, [f"canary {fit} {place}" for place in range(_CANARIES)])
            canaries = canaries.with_columns(marks)
        planted = rng.permutation(_CANARIES) < _CANARIES // 2
        twin = synthesize(pl.concat([train, canaries.filter(pl.Series(planted))]), fit)
        if marked:
            emitted += twin[marked].filter(twin[marked].is_in(canaries[marked].to_list())).n_unique()
        rest = (
            TableView(tuple(column for column in view.columns if column.name != marked))
            if len(view.columns) > 1
            else view
        )
        away = nearest(points(rest, canaries), points(rest, twin))[0]
        inside.append(away[planted])
        outside.append(away[~planted])
    members, others = np.concatenate(inside), np.concatenate(outside)
    area, low, high = auc_interval(-members, -others)
    return CanaryAudit(len(members), emitted, area, low, high, _epsilon(members, others))


def _epsilon(
    members: np.ndarray[tuple[int], np.dtype[np.float32]], others: np.ndarray[tuple[int], np.dtype[np.float32]]
) -> float:
    """Bound epsilon from below by one threshold, the others' nearest tenth (Jagielski, Ullman, Oprea: NeurIPS 2020)."""
    threshold = np.quantile(others, 0.1)
    caught = clopper_pearson(int((members < threshold).sum()), len(members))[0]
    wrong = clopper_pearson(int((others < threshold).sum()), len(others))[1]
    return max(0.0, math.log(caught / wrong)) if caught > 0 else 0.0
