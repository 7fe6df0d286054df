"""Columns drawn by a fitted synthesizer that a pack carries as a file; opening the file runs no code."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from nonesuch.errors import DataError, NonesuchError, PackError, RecipeError, nearest
from nonesuch.generators.columns.base import By
from nonesuch.generators.quota import Quota, target_counts
from nonesuch.generators.randomness import digest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.base import Binding
    from nonesuch.generators.synthesizers import Synthesizer

__all__ = ["Allotted", "Model", "ModelSpec", "open_model"]

_TRIAL = 2


class ModelSpec(BaseModel):
    """A fitted synthesizer, and the columns that it is told before it draws the others.

    All columns of a model are drawn together, once a row.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    file: str = Field(description="Model file of the pack, such as models/vitals.nonesuch.")
    given: By = Field({}, description="Columns that the model is told; as a table: column of the model = column.")
    gate: Literal["passed", "forced"] | None = Field(
        None, description="What the privacy gate said when the model was fitted; forced: it refused and was overruled."
    )

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return tuple(self.given.values())

    def bind(self, binding: Binding, columns: Iterable[str], targets: Mapping[str, Mapping[str, float]]) -> Model:
        """Open the model and hold it against the pack.

        Args:
            binding: Where the model stands.
            columns: Columns of the model that the table takes.
            targets: Shares or counts that the recipe asks for, by column of the model.

        Returns:
            The sampler.

        Raises:
            PackError: If the file is no model, or lacks a column, or a given column is of another type.
            RecipeError: If the model cannot keep a target.
        """
        place = f"{binding.place}: {self.file}"
        synthesizer = open_model(binding.folder, self.file, place=binding.place)
        for name, column in self.given.items():
            _check_given(synthesizer, name, binding.type_of(column), place)
        for name in columns:
            _check_drawn(synthesizer, name, self.given, place)
        quotas = {name: _allot(synthesizer, name, target, binding) for name, target in targets.items()}
        return Model(synthesizer, dict(self.given), quotas, _trial(synthesizer, self.given, place))


def open_model(folder: Path, name: str, *, place: str) -> Synthesizer:
    """Open a model file of a pack.

    Args:
        folder: The pack's folder.
        name: Path of the file inside the pack.
        place: Which key names the file, for error messages.

    Returns:
        The synthesizer.

    Raises:
        PackError: If the file lies outside of the pack, is missing, is damaged or contradicts itself.
    """
    from nonesuch.generators.synthesizers import load_synthesizer  # noqa: PLC0415 - packs without models need none of it

    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve())
    except (OSError, ValueError):  # too long, or with a null character
        raise PackError("no file can have this name", place=place, expected="a model file", found=name) from None
    if not inside:
        raise PackError("a pack reads only its own files", place=place, expected=f"a file below {folder}", found=name)
    if not path.is_file():
        known = [str(p.relative_to(folder)) for p in folder.glob("*/*.nonesuch")]
        raise PackError(
            "the file does not exist", place=place, expected="a model file", found=name, hint=nearest(name, known)
        )
    try:
        synthesizer = load_synthesizer(path)
    except DataError as problem:
        raise PackError(
            problem.problem, place=f"{place}: {name}", expected=problem.expected, found=problem.found, hint=problem.hint
        ) from None

    account = synthesizer.privacy
    if account and not all(isinstance(account.get(key), float) and account[key] >= 0 for key in ("epsilon", "delta")):
        raise PackError("the model's account of privacy is inconsistent", place=f"{place}: {name}", found=dict(account))
    return synthesizer


def _check_given(synthesizer: Synthesizer, name: str, dtype: pl.DataType, place: str) -> None:
    known = synthesizer.table.fields
    if name not in known:
        raise PackError(f"the model knows no column {name!r}", place=f"{place}: given", hint=nearest(name, known))
    learned = synthesizer.dtype(name)
    if _sort(learned) != _sort(dtype):
        raise PackError(
            f"column {name!r} is of another type in the model",
            place=f"{place}: given",
            expected=str(learned),
            found=str(dtype),
        )


def _check_drawn(synthesizer: Synthesizer, name: str, given: Mapping[str, str], place: str) -> None:
    known = [column for column in synthesizer.names if column not in synthesizer.generated]
    if name not in known:
        raise PackError(f"the model has no column {name!r}", place=place, hint=nearest(name, known))
    if name in given:
        raise PackError(f"column {name!r} is given to the model", place=place, expected="a column that it draws")


def _sort(dtype: pl.DataType) -> str:
    """What types have to have in common for one to be read as the other."""
    if isinstance(dtype, pl.Enum | pl.Categorical | pl.String):
        return "text"
    return "number" if dtype.is_numeric() else str(dtype.base_type())


def _trial(synthesizer: Synthesizer, given: Iterable[str], place: str) -> dict[str, pl.DataType]:
    """Types of what is drawn; a file that was forged to break in the middle of a run breaks here."""
    from nonesuch.generators.synthesizers.constraints import Unique  # noqa: PLC0415 - as above

    if any(isinstance(rule, Unique) for rule in synthesizer.constraints):
        raise PackError("rows of a pack are drawn one by one", place=place, expected="a model without Unique")
    known = {name: pl.Series(name, [None] * _TRIAL, dtype=synthesizer.dtype(name)) for name in given}
    try:
        drawn = synthesizer.sample_rows(np.arange(_TRIAL, dtype=np.uint64), seed=0, given=known)
    except NonesuchError as problem:
        raise PackError("the model cannot be drawn from", place=place, found=problem.problem) from None
    except Exception as problem:  # noqa: BLE001 - a forged file can break anywhere
        raise PackError("the model file is inconsistent", place=place, found=repr(problem)) from None
    return dict(drawn.schema)


@dataclass(frozen=True)
class Allotted:
    """A column of a model whose classes a recipe counts.

    Attributes:
        levels: The classes.
        quota: Which row has which.
    """

    levels: pl.Series
    quota: Quota


def _allot(synthesizer: Synthesizer, name: str, target: Mapping[str, float], binding: Binding) -> Allotted:
    from nonesuch.generators.synthesizers.codes.levels import LevelsField  # noqa: PLC0415 - as above

    levels = synthesizer.table.fields.get(name)
    if not isinstance(levels, LevelsField):
        raise RecipeError(
            "only categories have exact shares",
            place=f"targets.{binding.table}.{name}",
            expected="a column that was learned as a category",
        )
    if binding.total is None:
        raise RecipeError(
            "exact shares need a number of rows that is known beforehand",
            place=f"targets.{binding.table}.{name}",
            expected="a target on the root table, or on a table with a fixed number of rows for each parent",
        )
    weights = dict(zip(map(str, levels.levels), np.diff(levels.shares, prepend=0.0).tolist(), strict=True))
    counts = target_counts(target, weights, binding.total, place=f"targets.{binding.table}.{name}")
    key = digest(binding.seed, binding.domain, binding.table, binding.column, name)
    return Allotted(pl.Series(name, levels.levels, dtype=synthesizer.dtype(name)), Quota(counts, key))


@dataclass(frozen=True, eq=False)
class Model:
    """Draws all columns of a model for the rows of a block.

    Attributes:
        synthesizer: The model.
        given: Column of the model = column of the record.
        quotas: Columns of the model whose classes are counted.
        types: Types of the columns that are drawn.
    """

    synthesizer: Synthesizer
    given: Mapping[str, str]
    quotas: Mapping[str, Allotted] = field(default_factory=dict)
    types: Mapping[str, pl.DataType] = field(default_factory=dict)

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.DataFrame:
        """Draw the columns.

        A cell depends on the stream's name and the row's number only.

        Args:
            batch: The rows; columns that the model is told are there.
            rng: The model's own stream for this block.

        Returns:
            Shape (rows, columns of the model).
        """
        seed = int(rng.integers(2**62))
        known = {name: self._told(name, batch.get(column)) for name, column in self.given.items()}
        known |= {name: counted.levels.gather(counted.quota(batch.numbers)) for name, counted in self.quotas.items()}
        return self.synthesizer.sample_rows(batch.numbers.astype(np.uint64), seed=seed, given=known)

    def _told(self, name: str, series: pl.Series) -> pl.Series:
        dtype = self.synthesizer.dtype(name)
        return series.alias(name) if series.dtype == dtype else series.cast(dtype, strict=False).alias(name)
