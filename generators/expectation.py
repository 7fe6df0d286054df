"""What is known of correlated normal scores, and how it changes when one of them is fixed."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.distributions.quantiles import normal_score
from nonesuch.generators.distributions.special import normal_cdf

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Expectation"]


@dataclass
class Expectation:
    """Means and covariances of normal scores, given the scores that are fixed so far.

    Attributes:
        members: Names of the scores.
        means: Mean of each score, shape (rows,).
        covariance: Shape (members, members), the same for all rows.
    """

    members: tuple[str, ...]
    means: dict[str, NDArray[np.float64]]
    covariance: NDArray[np.float64]

    def part(self, rows: NDArray[np.int64]) -> Expectation:
        """What is known of some of the rows."""
        return Expectation(self.members, {m: mean[rows] for m, mean in self.means.items()}, self.covariance.copy())

    def log_mass(self, member: str, low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
        """How likely one score lies between two bounds.

        Args:
            member: The score.
            low: Shape (rows,), lower bound.
            high: Shape (rows,), upper bound.

        Returns:
            Shape (rows,), logarithm of the probability.
        """
        left, right = self._between(member, low, high)
        with np.errstate(divide="ignore"):
            return np.log(right - left)

    def _between(
        self, member: str, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        left, right = (normal_cdf((bound - self.means[member]) / self._spread(member)) for bound in (low, high))
        return left, right

    def _spread(self, member: str) -> float:
        place = self.members.index(member)
        return sqrt(max(self.covariance[place, place], 1e-12))

    def fix(
        self,
        scores: dict[str, NDArray[np.float64]],
        member: str,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
        u: NDArray[np.float64],
    ) -> NDArray[np.float64]:
        """Draw one score between two bounds, and change the others as if they had been drawn after it.

        The others are shifted by what the fixed score moves their expectation; a draw so shifted is a draw from the
        conditional distribution (conditioning by kriging: Journel, Huijbregts, "Mining Geostatistics", 1978).

        Args:
            scores: Drawn scores by member, shape (rows,); they are changed in place.
            member: The score to fix.
            low: Shape (rows,), lower bound.
            high: Shape (rows,), upper bound.
            u: Shape (rows,), in [0, 1), chooses the place between the bounds.

        Returns:
            Shape (rows,), logarithm of the probability that the score would have fallen between the bounds.
        """
        place, spread = self.members.index(member), self._spread(member)
        left, right = self._between(member, low, high)
        fixed = np.clip(self.means[member] + spread * normal_score(left + u * (right - left)), low, high)
        surprise, shift = fixed - self.means[member], fixed - scores[member]
        pull = self.covariance[:, place] / max(self.covariance[place, place], 1e-12)
        for other, weight in zip(self.members, pull, strict=True):
            if other != member:
                self.means[other] = self.means[other] + weight * surprise
                scores[other] += weight * shift
        self.means[member], scores[member][:] = fixed, fixed
        self.covariance = self.covariance - np.outer(self.covariance[:, place], pull)
        with np.errstate(divide="ignore"):
            return np.log(right - left)
