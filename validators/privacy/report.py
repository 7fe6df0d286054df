"""All measures of privacy of one twin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import DataError
from nonesuch.validators.encoding import TableView
from nonesuch.validators.privacy.attacks import Risk, attack_inference, attack_linkability, attack_singling_out
from nonesuch.validators.privacy.closeness import Closeness, Membership, attack_membership, measure_closeness
from nonesuch.validators.privacy.copies import Copies, count_copies
from nonesuch.validators.privacy.distance import nearest, points
from nonesuch.validators.privacy.domain import Domain, check_domain
from nonesuch.validators.privacy.intervals import auc_interval
from nonesuch.validators.privacy.power import smallest_copied_leak, smallest_near_leak

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl
    from numpy.typing import NDArray

__all__ = ["Privacy", "assess_privacy"]

_ROWS = 10_000
_DRAWN = 5_000
_FEWEST = 50
_RARE = 0.15


@dataclass(frozen=True)
class Privacy:
    """What a twin gives away.

    Attributes:
        exact: Exact copies of training rows.
        once: Exact copies of rows that stand once in training.
        near: Rows that agree with a training row in all columns but one.
        closeness: Distances to training beside distances to the hold-out.
        membership: The membership attack.
        rare_membership: AUC of the same attack on rows of the label's rare classes, with its interval; None without a
            label, or with fewer than 50 such rows on either side.
        singling_out: The risk of being singled out.
        linkability: The risk of being linked.
        inference: The risk of a secret being guessed, by column.
        domain: Values that should not be there.
        holdout_rows: Size of the hold-out.
        copied_leak: Smallest share of copied rows that these tests refuse.
        near_leak: Smallest share of slightly changed rows that these tests refuse nine times in ten.
    """

    exact: Copies
    once: Copies
    near: Copies
    closeness: Closeness
    membership: Membership
    rare_membership: tuple[float, float, float] | None
    singling_out: Risk
    linkability: Risk
    inference: Mapping[str, Risk]
    domain: Domain
    holdout_rows: int
    copied_leak: float
    near_leak: float


def assess_privacy(
    train: pl.DataFrame,
    holdout: pl.DataFrame,
    twin: pl.DataFrame,
    *,
    columns: Sequence[str] | None = None,
    label: str | None = None,
    k: int = 5,
    seed: int = 0,
) -> Privacy:
    """Measure what a twin gives away, beside rows that the synthesizer never saw.

    Distances are taken from at most 5,000 synthetic rows to at most 10,000 real rows of either kind; copies are counted
    over all.

    Args:
        train: Shape (n, columns), the rows that the synthesizer saw.
        holdout: Shape (h, columns), rows of the same source that it did not see, h >= 50.
        twin: Shape (m, columns), m >= 50.
        columns: Which columns; identifiers should be left out. None for all.
        label: A label, whose rare classes are attacked on their own.
        k: Below how many rows a level is rare.
        seed: Of samples and attacks.

    Returns:
        The measures.

    Raises:
        DataError: If the hold-out or the twin has too few rows.
    """
    if min(holdout.height, twin.height, train.height) < _FEWEST:
        raise DataError(
            "too few rows to measure privacy",
            expected=f"{_FEWEST} rows each of training, hold-out and twin",
            found=f"{train.height}, {holdout.height} and {twin.height}",
        )
    view = TableView.learn(train, columns)
    rng = np.random.default_rng((seed, 11))
    size = min(train.height, holdout.height, _ROWS)
    members = train[rng.permutation(train.height)[:size]]
    others = holdout[rng.permutation(holdout.height)[:size]]
    drawn = twin[rng.permutation(twin.height)[: min(twin.height, _DRAWN)]]
    cloud, inner, outer = points(view, drawn), points(view, members), points(view, others)
    to_members, members_back, _ = nearest(cloud, inner)
    to_others, others_back, _ = nearest(cloud, outer)
    isolation = nearest(inner, outer)[:2]
    exact, once, near = count_copies(train, holdout, twin, view.names)
    closeness = measure_closeness(to_members, to_others)
    return Privacy(
        exact, once, near, closeness,
        attack_membership(members_back, others_back, isolation),
        _attack_rare(label, train, (members, others), (members_back, others_back)),
        attack_singling_out(view, members, others, drawn, rng),
        attack_linkability(view, members, others, drawn, rng),
        attack_inference(view, members, others, drawn, rng),
        check_domain(view, train, twin, k=k),
        holdout.height,
        smallest_copied_leak(exact.twin_rows, exact.holdout_rows, exact.holdout),
        smallest_near_leak(drawn.height, closeness.tail_holdout, size / train.height),
    )  # fmt: skip


def _attack_rare(
    label: str | None,
    train: pl.DataFrame,
    tables: tuple[pl.DataFrame, pl.DataFrame],
    distances: tuple[NDArray[np.float32], NDArray[np.float32]],
) -> tuple[float, float, float] | None:
    """Attack the rows of classes that fewer than 15 % of the training rows have."""
    if label is None:
        return None
    counts = train[label].alias("level").value_counts(name="rows")
    rare = counts.filter(counts["rows"] < _RARE * train.height)["level"].implode()
    found = [back[table[label].is_in(rare).to_numpy()] for table, back in zip(tables, distances, strict=True)]
    if min(len(found[0]), len(found[1])) < _FEWEST:
        return None
    return auc_interval(-found[0], -found[1])
