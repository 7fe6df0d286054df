"""Draws of words with weights: the sampler that categories, names, addresses and pools share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.batch import coded
from nonesuch.generators.distributions import Categorical

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from nonesuch.generators.batch import Batch

__all__ = ["Words"]


@dataclass(frozen=True, eq=False)
class Words:
    """Draws words by weight.

    Attributes:
        dtype: The words.
        weights: Their weights; one stratum, or one for each word of another column.
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
        return cls(pl.Enum(list(words)), Categorical(list(words.values())))

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """See `Column.sample`."""
        stratum = None if self.by is None else batch.get(self.by).to_physical().to_numpy()
        return coded(self.weights.sample(rng, batch.size, stratum), self.dtype)
