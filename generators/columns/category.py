"""Words drawn with weights, if wanted by stratum, if wanted in exact quotas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field, PrivateAttr, model_validator

from nonesuch.errors import PackError, RecipeError, nearest
from nonesuch.generators.batch import coded
from nonesuch.generators.columns.base import Binding, By, Column, ColumnSpec
from nonesuch.generators.columns.words import clamp_words
from nonesuch.generators.distributions import Categorical
from nonesuch.generators.priors import numbers
from nonesuch.generators.quota import Quota, quota_counts, target_counts
from nonesuch.generators.randomness import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.clamp import Clamped
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.priors import Strata

__all__ = ["CategorySpec"]


class CategorySpec(ColumnSpec):
    """One of several words.

    Weights stand here (`weights`), or in tables of the pack (`tables`: one row a word, or one row a word and stratum).
    With several tables the weights are multiplied: ``P(word) x P(hour | word)`` gives the words at a given hour.
    """

    kind: Literal["category"] = "category"
    weights: dict[str, float] | None = Field(None, min_length=1, description="Word = weight.")
    tables: list[str] = Field([], description="CSV files with a column of words and a column 'weight'.")
    value: str | None = Field(None, description="Column of the tables that holds the words; else this column's name.")
    by: By = Field({})
    outside: Literal["error", "nearest"] = Field("error", description="A record that fits no range of the tables.")
    exact: bool = Field(False, description="Whether shares are met to the row, where the number of rows is known.")

    figures = ("weights",)
    _kept: tuple[tuple[pl.DataFrame, ...], _Drawn, dict[str, float]] | None = PrivateAttr(None)
    """What does not depend on the run, for the next one, and the tables that it was made of."""

    @model_validator(mode="after")
    def _one_origin(self) -> CategorySpec:
        if (self.weights is None) == (not self.tables):
            raise PackError("a category has its weights here or in tables", expected="either 'weights' or 'tables'")
        if self.weights is not None and self.by:
            raise PackError("weights that differ by columns stand in a table", expected='tables = ["priors/....csv"]')
        if self.exact and (self.by or len(self.tables) > 1):
            raise PackError("exact shares do not differ by columns", expected="one set of weights for all rows")
        return self

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(self.by.values())

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        value = self.value or binding.column
        frames = {name: binding.read(name, columns=[value, "weight"]) for name in self.tables}
        kept = self._kept
        if kept is None or not all(old is new for old, new in zip(kept[0], frames.values(), strict=True)):
            words, factors = self._read(frames, value, binding)
            weights = dict(zip(words, factors[0].table.sum(axis=0), strict=True))
            kept = self._kept = (*frames.values(),), _Drawn(pl.Enum(words), _combine(factors)), weights
        _, drawn, weights = kept
        if binding.target is not None or (self.exact and binding.total is not None):
            return _allot(drawn.dtype, weights, binding)
        return drawn

    def _read(
        self, frames: Mapping[str, pl.DataFrame], value: str, binding: Binding
    ) -> tuple[list[str], list[_Factor]]:
        if self.weights is not None:
            return list(self.weights), [_Factor(None, np.array([list(self.weights.values())]))]
        self._check(frames, value, binding)
        words = list(dict.fromkeys(word for frame in frames.values() for word in frame[value].cast(pl.String)))
        return words, [self._factor(name, frame, value, words, binding) for name, frame in frames.items()]

    def _check(self, frames: Mapping[str, pl.DataFrame], value: str, binding: Binding) -> None:
        for name, frame in frames.items():
            if frame[value].null_count():
                raise PackError(
                    "a word is missing", place=f"{binding.place}: {name}", expected=f"a {value} in every row"
                )
        for key in self.by:
            if not any(_differs_by(frame, key) for frame in frames.values()):
                known = [column for frame in frames.values() for column in frame.columns]
                raise PackError(
                    f"no table has a column {key!r}", place=f"{binding.place}: by", hint=nearest(key, known)
                )

    def _factor(self, name: str, frame: pl.DataFrame, value: str, words: list[str], binding: Binding) -> _Factor:
        by = {key: column for key, column in self.by.items() if _differs_by(frame, key)}
        strata = binding.strata(frame, by, outside=self.outside)
        table = np.zeros((strata.count, len(words)))
        order = {word: i for i, word in enumerate(words)}
        places = frame[value].cast(pl.String).replace_strict(order, return_dtype=pl.Int64).to_numpy()
        np.add.at(table, (strata.of_row, places), numbers(frame, "weight", place=f"{binding.place}: {name}"))
        return _Factor(strata if by else None, table)


def _differs_by(frame: pl.DataFrame, key: str) -> bool:
    return key in frame.columns or f"{key}_lo" in frame.columns


@dataclass(frozen=True)
class _Factor:
    strata: Strata | None
    table: NDArray[np.float64]


def _combine(factors: list[_Factor]) -> _Weights:
    """Multiply the tables of all factors, every stratum of one with every stratum of the others."""
    table = np.ones((1, factors[0].table.shape[1]))
    for factor in factors:
        table = (table[:, None, :] * factor.table[None, :, :]).reshape(-1, table.shape[1])
    return _Weights(tuple(f.strata for f in factors if f.strata is not None), Categorical.of(table))


@dataclass(frozen=True)
class _Weights:
    strata: tuple[Strata, ...]
    categorical: Categorical

    def locate(self, batch: Batch) -> NDArray[np.integer] | None:
        if not self.strata:
            return None
        first, *others = self.strata
        stratum: NDArray[np.integer] = first.locate(batch)
        for strata in others:
            stratum = np.multiply(stratum, strata.count, dtype=np.int64)
            stratum += strata.locate(batch)
        return stratum


@dataclass(frozen=True)
class _Drawn:
    dtype: pl.Enum
    weights: _Weights

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        return coded(self.weights.categorical.sample(rng, batch.size, self.weights.locate(batch)), self.dtype)

    def clamp(self, batch: Batch, u: NDArray[np.float64], wanted: Wanted) -> Clamped:
        stratum = self.weights.locate(batch)
        rows = np.zeros(batch.size, dtype=np.int64) if stratum is None else stratum
        return clamp_words(self.dtype, self.weights.categorical, rows, u, wanted)


@dataclass(frozen=True)
class _Allotted:
    """Exact quotas: row i takes the word at place `permutation(i)` of the words laid out in a row."""

    dtype: pl.Enum
    quota: Quota

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the permutation is the chance
        return coded(self.quota(batch.numbers), self.dtype)


def _allot(words: pl.Enum, weights: Mapping[str, float], binding: Binding) -> _Allotted:
    if binding.total is None:
        raise RecipeError(
            "exact shares need a number of rows that is known beforehand",
            place=binding.place,
            expected="a target on the root table, or on a table with a fixed number of rows for each parent",
        )
    if binding.target is not None:
        counts = target_counts(binding.target, weights, binding.total, place=binding.place)
    else:
        counts = quota_counts(list(weights.values()), binding.total)
    return _Allotted(words, Quota(counts, digest(binding.seed, binding.domain, binding.table, binding.column)))
