"""Numbers and flags that move together: normal scores with given correlations (a Gaussian copula)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.expectation import Expectation
from nonesuch.generators.priors import numbers, read_table
from nonesuch.generators.ziggurat import random_normal

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["Copula", "CopulaSpec"]

_MOST_REPAIR = 0.05


class CopulaSpec(BaseModel):
    """Which columns of a table move together.

    They are drawn together, in order: one more of them changes the values of those after it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    correlations: str = Field(
        description="CSV file with columns a, b and r: correlations of normal scores; pairs left out have 0."
    )
    of: str | None = Field(
        None, description="'table.copula' of a linked table: its scores carry over to this one's rows."
    )
    share: float = Field(0.0, ge=0, lt=1, description="Share of the variance that carries over from there.")

    @model_validator(mode="after")
    def _both(self) -> CopulaSpec:
        if (self.of is None) != (self.share == 0):
            raise PackError(
                "'of' and 'share' go together", expected='of = "table.copula" and share above 0, or neither'
            )
        return self

    def bind(self, folder: Path, members: list[str], *, place: str) -> Copula:
        """Read the correlations and factor them.

        Args:
            folder: The pack's folder.
            members: Names of the members, in order.
            place: Where the copula stands, for error messages.

        Returns:
            The sampler.

        Raises:
            PackError: If a correlation is not between -1 and 1, or the correlations contradict each other.
        """
        frame = read_table(folder, self.correlations, place=place, columns=["a", "b", "r"])
        correlations = numbers(frame, "r", place=f"{place}: {self.correlations}")
        matrix = np.eye(len(members))
        for a, b, r in zip(frame["a"], frame["b"], correlations.tolist(), strict=True):
            if a in members and b in members:
                if not -1 <= r <= 1:
                    raise PackError("a correlation is out of bounds", place=place, expected="-1 to 1", found=(a, b, r))
                i, j = members.index(a), members.index(b)
                matrix[i, j] = matrix[j, i] = r
        return Copula(tuple(members), _factor(matrix, members, place), self.of, self.share)


def _factor(matrix: NDArray[np.float64], members: list[str], place: str) -> NDArray[np.float64]:
    """Triangular root of the nearest correlation matrix (negative eigenvalues set to a small positive one).

    It is rounded, so that the last digits of a machine's linear algebra do not reach the rows.
    """
    values, vectors = np.linalg.eigh(matrix)
    near = (vectors * np.clip(values, 1e-6, None)) @ vectors.T
    near /= np.sqrt(np.outer(np.diag(near), np.diag(near)))
    root = np.round(np.linalg.cholesky(near), 12)
    change = np.abs(near - matrix)
    if change.max(initial=0) > _MOST_REPAIR:
        i, j = np.unravel_index(int(change.argmax()), change.shape)
        raise PackError(
            "the correlations contradict each other",
            place=place,
            expected="a positive semi-definite matrix",
            found=f"{members[i]} and {members[j]}: {matrix[i, j]:g} could be {near[i, j]:.2f}",
        )
    return np.asarray(root, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Copula:
    """Samples normal scores for all members at once.

    Attributes:
        members: Names, in order.
        root: Shape (members, members), lower triangular; ``root @ root.T`` is the correlation matrix.
        of: ``table.copula`` whose scores carry over, if any.
        share: Share of the variance that carries over.
    """

    members: tuple[str, ...]
    root: NDArray[np.float64]
    of: str | None
    share: float

    @property
    def correlation(self) -> NDArray[np.float64]:
        """Correlations of the members, shape (members, members)."""
        return self.root @ self.root.T

    def sample(self, batch: Batch, rng: np.random.Generator) -> dict[str, NDArray[np.float64]]:
        """Draw the scores.

        Args:
            batch: The rows; linked rows have their scores already.
            rng: The copula's own stream for this block.

        Returns:
            Member = scores of shape (rows,), each standard normal.
        """
        drawn = [random_normal(rng, batch.size) for _ in self.members]
        carried = self.carried(batch)
        scores: dict[str, NDArray[np.float64]] = {}
        for place, member in enumerate(self.members):
            z = scores[member] = self._combine(drawn, place)
            mean = carried[place]
            if mean is not None:
                z *= sqrt(1 - self.share)
                z += mean
        return scores

    def expectation(self, batch: Batch) -> Expectation:
        """What is known of the scores before they are drawn.

        Args:
            batch: The rows; linked rows have their scores already.

        Returns:
            Means of each row and covariances common to all rows.
        """
        carried = self.carried(batch)
        scale = np.array([1.0 if mean is None else sqrt(1 - self.share) for mean in carried])
        means = {m: np.zeros(batch.size) if c is None else c for m, c in zip(self.members, carried, strict=True)}
        return Expectation(self.members, means, self.correlation * np.outer(scale, scale))

    def _combine(self, drawn: list[NDArray[np.float64]], place: int) -> NDArray[np.float64]:
        """One row of ``root @ drawn``, summed in a fixed order: a library's matrix product differs between machines."""
        weights = self.root[place]
        z = weights[place] * drawn[place]
        summand = np.empty_like(z)
        for other in np.flatnonzero(weights[:place]):
            z += np.multiply(weights[other], drawn[other], out=summand)
        return z

    def carried(self, batch: Batch) -> list[NDArray[np.float64] | None]:
        """What carries over from the linked rows: the mean of each member's scores, or None for members new here."""
        if self.of is None:
            return [None] * len(self.members)
        alias, _, name = self.of.rpartition(".")
        link = batch.follow(alias)
        if link.optional and link.index is not None and link.index.min(initial=0) < 0:
            raise PackError("a record has no row to carry scores from", expected=f"one of {alias!r} for every record")
        scores = {m: sqrt(self.share) * z for m, z in link.batch.scores[name].items() if m in self.members}
        return [
            None if m not in scores else scores[m] if link.index is None else np.take(scores[m], link.index)
            for m in self.members
        ]
