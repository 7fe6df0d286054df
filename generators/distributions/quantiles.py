"""A distribution told by its quantiles, one curve a stratum."""

from __future__ import annotations

from functools import cached_property
from statistics import NormalDist
from typing import TYPE_CHECKING, Literal

import numpy as np

from nonesuch.errors import PackError
from nonesuch.generators.ziggurat import random_normal

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["Quantiles", "normal_score"]

_REACH = 6.0
_CELLS = 384

_inverse = np.vectorize(NormalDist().inv_cdf, otypes=[np.float64])


def normal_score(p: ArrayLike) -> NDArray[np.float64]:
    """The inverse of `normal_cdf`; probabilities of 0 and 1 give the ends of about +-8.

    Example:
        >>> normal_score([0.025, 0.5]).round(2)
        array([-1.96,  0.  ])
    """
    return np.asarray(_inverse(np.clip(np.asarray(p, dtype=np.float64), 6.3e-16, 1 - 6.3e-16)))


class Quantiles:
    """Values read off quantile curves at normal scores.

    A score z stands for the probability Phi(z). Between two given quantiles the value is linear in z, which makes the
    density a piece of a normal one there; beyond the outermost quantiles the last slope goes on, so the tails are
    normal tails of the local width. Scores are looked up on a grid of 1/32, out to 6 standard deviations.

    Args:
        probabilities: Shape (m,), increasing, strictly between 0 and 1, at least two.
        values: Shape (m,) or (strata, m); not decreasing along the last axis.

    Raises:
        PackError: If the probabilities or the values are out of order, or not numbers.

    Example:
        >>> Quantiles([0.05, 0.5, 0.95], [98, 122, 153]).at_scores(np.array([0.0, 1.645, -3.0])).round(1)
        array([122. , 153. ,  78.2])
    """

    def __init__(self, probabilities: ArrayLike, values: ArrayLike) -> None:
        self.probabilities = np.asarray(probabilities, dtype=np.float64)
        self.values = np.atleast_2d(np.asarray(values, dtype=np.float64))
        p = self.probabilities
        if p.ndim != 1 or len(p) < 2 or not bool(np.all((p > 0) & (p < 1))) or not bool(np.all(np.diff(p) > 0)):
            raise PackError(
                "quantiles need rising probabilities", expected="two or more, between 0 and 1", found=p.tolist()
            )
        if self.values.shape[1] != len(p) or not bool(np.all(np.isfinite(self.values))):
            raise PackError(
                "quantiles need one number a probability", expected=f"{len(p)} numbers", found=self.values.shape
            )
        falling = np.argwhere(np.diff(self.values, axis=1) < 0)
        if len(falling):
            row = falling[0][0]
            raise PackError(
                "quantile values fall", expected="values that do not decrease", found=self.values[row].tolist()
            )
        self.strata = len(self.values)

    @cached_property
    def _curve(self) -> NDArray[np.float64]:
        """Values on the grid of scores, flat, one more than the number of cells for each stratum."""
        knots = np.array([NormalDist().inv_cdf(p) for p in self.probabilities])
        grid = np.linspace(-_REACH, _REACH, _CELLS + 1)
        segment = np.clip(np.searchsorted(knots, grid, side="right") - 1, 0, len(knots) - 2)
        left, right = self.values[:, segment], self.values[:, segment + 1]
        share = (grid - knots[segment]) / (knots[segment + 1] - knots[segment])
        return (left + share * (right - left)).ravel()

    def at_scores(self, z: NDArray[np.float64], stratum: NDArray[np.integer] | None = None) -> NDArray[np.float64]:
        """Read the curves.

        Args:
            z: Normal scores, shape (n,).
            stratum: Shape (n,), the stratum of each row; may be left out where there is one.

        Returns:
            Values, shape (n,), float64.
        """
        place = np.clip(z, -_REACH, _REACH)
        place += _REACH
        place *= _CELLS / (2 * _REACH)
        cell = place.astype(np.int64)
        np.minimum(cell, _CELLS - 1, out=cell)
        place -= cell
        if stratum is not None:
            cell += np.multiply(stratum, _CELLS + 1, dtype=np.int64)
        low = np.take(self._curve, cell)
        cell += 1
        rise = np.take(self._curve, cell)
        rise -= low
        rise *= place
        rise += low
        return rise

    def sample(
        self, rng: np.random.Generator, n: int, stratum: NDArray[np.integer] | None = None
    ) -> NDArray[np.float64]:
        """Draw n values.

        Args:
            rng: The stream to draw from.
            n: How many, >= 0.
            stratum: Shape (n,), the stratum of each row; may be left out where there is one.

        Returns:
            Shape (n,), float64.
        """
        return self.at_scores(random_normal(rng, n), stratum)

    def scores_of(
        self, values: NDArray[np.float64], stratum: NDArray[np.integer] | None = None, *, right: bool = False
    ) -> NDArray[np.float64]:
        """Find the score at which a curve reaches each value: the inverse of `at_scores`, for a few rows.

        Args:
            values: Shape (n,).
            stratum: Shape (n,), the stratum of each row; may be left out where there is one.
            right: Where the curve is flat, whether its right end is wanted rather than its left end.

        Returns:
            Scores, shape (n,), within +-6.
        """
        curves = self._curve.reshape(self.strata, _CELLS + 1)
        rows = np.zeros(len(values), dtype=np.int64) if stratum is None else np.asarray(stratum, dtype=np.int64)
        found = np.empty(len(values))
        for row in np.unique(rows):
            mine = rows == row
            found[mine] = _inverted(curves[row], values[mine], "right" if right else "left")
        return found


def _inverted(
    curve: NDArray[np.float64], values: NDArray[np.float64], side: Literal["left", "right"]
) -> NDArray[np.float64]:
    after = np.clip(np.searchsorted(curve, values, side=side), 1, _CELLS)
    low, high = curve[after - 1], curve[after]
    rise = np.where(high > low, high - low, 1.0)
    share = np.clip((values - low) / rise, 0.0, 1.0)
    return np.asarray((after - 1 + share) * (2 * _REACH / _CELLS) - _REACH)
