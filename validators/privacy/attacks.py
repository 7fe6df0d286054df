"""The three questions of the European data protection authorities: singling out, linkability, inference.

Attacks and risk as Giomi, Boenisch, Wehmeyer, Tasnádi define them ("A unified framework for quantifying privacy risk in
synthetic data", PoPETs 2023; the package anonymeter): the same guesses are tried on training rows and on hold-out rows,
and the risk is the success that hold-out rows do not share.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.validators.privacy.distance import nearest, points

if TYPE_CHECKING:
    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.validators.encoding import ColumnView, TableView

__all__ = ["Risk", "attack_inference", "attack_linkability", "attack_singling_out"]

_ATTACKS = 1_000
_COLUMNS = 4
_CLOSE = 0.02
_BINS, _HALF = 50, 0.25


@dataclass(frozen=True)
class Risk:
    """How much better an attack does on training rows than on hold-out rows.

    Attributes:
        train: Share of successes on training rows.
        control: Share of successes on hold-out rows.
        attacks: How many guesses on each.
    """

    train: float
    control: float
    attacks: int

    @property
    def risk(self) -> float:
        """(train - control) / (1 - control), not below 0."""
        return max(0.0, (self.train - self.control) / max(1 - self.control, 1e-9))

    @property
    def high(self) -> float:
        """Upper bound of the risk's 95 % interval, by the normal approximation with a pseudo-success."""
        rates = [(rate * self.attacks + 1) / (self.attacks + 2) for rate in (self.train, self.control)]
        error = math.sqrt(sum(rate * (1 - rate) / self.attacks for rate in rates))
        return min(1.0, max(0.0, (self.train - self.control + 1.96 * error) / max(1 - self.control, 1e-9)))


def attack_singling_out(
    view: TableView, train: pl.DataFrame, holdout: pl.DataFrame, twin: pl.DataFrame, rng: np.random.Generator
) -> Risk:
    """Guess predicates from synthetic rows that fit exactly one real row.

    Each guess takes up to four random columns of a random synthetic row: its level, or "at least" (at most) its number
    where it lies above (below) the median.

    Args:
        view: How columns are read.
        train: Shape (n, columns).
        holdout: Shape (n, columns), as many rows.
        twin: Shape (m, columns).
        rng: Source of randomness.

    Returns:
        The risk.
    """
    wanted = min(_COLUMNS, len(view.columns))
    rows = rng.integers(0, twin.height, _ATTACKS)
    chosen = np.argsort(rng.random((_ATTACKS, len(view.columns))), 1)[:, :wanted]
    tables = [[_values(column, table) for column in view.columns] for table in (train, holdout, twin)]
    successes = [0, 0]
    for row, columns in zip(rows, chosen, strict=True):
        for side in (0, 1):
            fits = np.ones(len(tables[side][0]), bool)
            for place in columns:
                fits &= _fits(view.columns[place], tables[side][place], tables[2][place][row])
            successes[side] += int(fits.sum() == 1)
    return Risk(successes[0] / _ATTACKS, successes[1] / _ATTACKS, _ATTACKS)


def _values(column: ColumnView, table: pl.DataFrame) -> NDArray[np.float64]:
    return column.numbers(table) if column.number else column.codes(table).astype(np.float64)


def _fits(column: ColumnView, values: NDArray[np.float64], guess: float) -> NDArray[np.bool_]:
    if not column.number:
        return np.asarray(values == guess)
    if np.isnan(guess):
        return np.isnan(values)
    median = column.ordered[len(column.ordered) // 2]
    return values >= guess if guess > median else values <= guess


def attack_linkability(
    view: TableView, train: pl.DataFrame, holdout: pl.DataFrame, twin: pl.DataFrame, rng: np.random.Generator
) -> Risk:
    """Guess that two halves of a record belong together because one synthetic row is nearest to both.

    Args:
        view: How columns are read.
        train: Shape (n, columns).
        holdout: Shape (n, columns), as many rows.
        twin: Shape (m, columns).
        rng: Source of randomness.

    Returns:
        The risk.
    """
    count = min(_ATTACKS, train.height, holdout.height)
    order = rng.permutation(len(view.columns))
    halves = [type(view)(tuple(view.columns[i] for i in sorted(part))) for part in (order[::2], order[1::2])]
    if len(view.columns) < 2:
        return Risk(0.0, 0.0, count)
    rates = []
    for table in (train, holdout):
        targets = table[rng.permutation(table.height)[:count]]
        found = [nearest(points(half, targets), points(half, twin))[2] for half in halves]
        rates.append(float((found[0] == found[1]).mean()))
    return Risk(rates[0], rates[1], count)


def attack_inference(
    view: TableView, train: pl.DataFrame, holdout: pl.DataFrame, twin: pl.DataFrame, rng: np.random.Generator
) -> dict[str, Risk]:
    """Guess a secret column of a record from the synthetic row that is nearest in all other columns.

    A number is guessed if it is met within 2 % of the ranks. The four columns whose values are hardest to guess blindly
    are secret in turn; where one value has more than half of the rows, there is no secret to be told.

    Args:
        view: How columns are read.
        train: Shape (n, columns).
        holdout: Shape (n, columns), as many rows.
        twin: Shape (m, columns).
        rng: Source of randomness.

    Returns:
        The risk by secret column.
    """
    if len(view.columns) < 2:
        return {}
    count = min(_ATTACKS, train.height, holdout.height)
    blind = [_blind_guess(column, train) for column in view.columns]
    secrets = [place for place in np.argsort(blind, kind="stable")[:_COLUMNS].tolist() if blind[place] <= _HALF]
    targets = [table[rng.permutation(table.height)[:count]] for table in (train, holdout)]
    risks = {}
    for secret in secrets:
        column = view.columns[secret]
        rest = type(view)(tuple(entry for place, entry in enumerate(view.columns) if place != secret))
        rates = []
        for table in targets:
            place = nearest(points(rest, table), points(rest, twin))[2]
            rates.append(float(_met(column, table, twin[place]).mean()))
        risks[column.name] = Risk(rates[0], rates[1], count)
    return risks


def _blind_guess(column: ColumnView, train: pl.DataFrame) -> float:
    """Probability that two random rows meet."""
    codes, size = column.binned(train, _BINS)
    shares = np.bincount(codes, minlength=size) / len(codes)
    return float((shares**2).sum())


def _met(column: ColumnView, real: pl.DataFrame, guess: pl.DataFrame) -> NDArray[np.bool_]:
    if column.number:
        return np.asarray(np.abs(column.ranks(real) - column.ranks(guess)) <= _CLOSE)
    return np.asarray(column.codes(real) == column.codes(guess))
