"""Draws of words with weights: the sampler that categories, names, addresses and pools share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import RecipeError, nearest
from nonesuch.generators.batch import coded
from nonesuch.generators.distributions import Categorical
from nonesuch.generators.distributions.categorical import code_dtype
from nonesuch.generators.given.clamp import Clamped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.wanted import Wanted

__all__ = ["Words", "clamp_words"]


@dataclass(frozen=True, eq=False)
class Words:
    """Draws words by weight.

    Attributes:
        dtype: The words.
        weights: Their weights; one stratum, or one for each word of another column and one for rows without a word.
        by: Column whose codes are the strata, if there are several.
    """

    dtype: pl.Enum
    weights: Categorical
    by: str | None = None

    @classmethod
    def of(cls, words: Mapping[str, float]) -> Words:
        """Make a sampler of words with weights.

        Args:
            words: Word = weight.

        Returns:
            The sampler.
        """
        return cls(pl.Enum(list(words)), Categorical.of(list(words.values())))

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """See `Column.sample`."""
        return coded(self._codes(batch, rng), self.dtype)

    def texts(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """The same words as texts, to be set together with others: shape (rows,), String."""
        return self.dtype.categories[pl.Series(self._codes(batch, rng).astype(np.uint32))]

    def _codes(self, batch: Batch, rng: np.random.Generator) -> NDArray[np.unsignedinteger]:
        stratum = None if self.by is None else self._stratum(batch, self.by)
        return self.weights.sample(rng, batch.size, stratum)

    def _stratum(self, batch: Batch, by: str) -> NDArray[np.integer]:
        codes = batch.get(by).to_physical()
        return (codes.fill_null(self.weights.strata - 1) if codes.null_count() else codes).to_numpy()

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        """See `Clampable.clamp`."""
        stratum = np.zeros(batch.size, dtype=np.int64) if self.by is None else self._stratum(batch, self.by)
        return clamp_words(self.dtype, self.weights, stratum, u, wanted)


def clamp_words(
    words: pl.Enum, weights: Categorical, stratum: NDArray[np.integer], u: NDArray[np.float64], wanted: Wanted
) -> Clamped:
    """Draw among the wanted words only.

    Args:
        words: All words.
        weights: Their weights, by stratum.
        stratum: Shape (rows,), stratum of each row.
        u: Shape (rows,), in [0, 1).
        wanted: The wanted words.

    Returns:
        Shape (rows,): the words, and the logarithm of the wanted words' share.

    Raises:
        RecipeError: If a wanted word is unknown.
    """
    known = words.categories.to_list()
    for word in wanted.words():
        if word not in known:
            raise RecipeError(f"unknown category {word!r}", place=wanted.place, hint=nearest(word, known))
    allowed = np.array([word in wanted.words() for word in known])
    shares = weights.probabilities * allowed
    total = shares.sum(axis=1)
    upto = np.cumsum(np.where(total[:, None] > 0, shares, allowed), axis=1)
    upto /= upto[:, -1:]
    rows = stratum.astype(np.int64)
    place = np.searchsorted((upto + np.arange(len(upto))[:, None]).ravel(), u + rows, side="right") - rows * len(known)
    codes = np.minimum(place, int(np.flatnonzero(allowed)[-1])).astype(code_dtype(len(known)))
    with np.errstate(divide="ignore"):
        return Clamped(coded(codes, words), np.log(total[rows]))
