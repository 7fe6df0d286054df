"""What every kind of column has: a specification as the pack writes it, and a sampler made from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from nonesuch.errors import PackError
from nonesuch.expression import Expression, parse_expression
from nonesuch.generators.formula import Formula
from nonesuch.generators.priors import Confidence, Strata, read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    import polars as pl

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.text.wish import Wish

__all__ = ["Binding", "By", "Column", "ColumnSpec"]


def _by_key(value: Any) -> Any:
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        return value
    keys = [name.rsplit(".", 1)[-1] for name in value]
    if len(set(keys)) < len(keys):
        raise PackError("two columns have the same name", expected="by = { key = column }", found=value)
    return dict(zip(keys, value, strict=True))


By = Annotated[
    dict[str, str],
    BeforeValidator(_by_key, json_schema_input_type=list[str] | dict[str, str]),
    Field(description="Columns that figures differ by; as a table: column of the file = column of the record."),
]
"""Column of a file = column of the record; a plain list stands for columns of the same name."""


@dataclass(frozen=True)
class Binding:
    """Where a column stands, and what it may know when its sampler is made.

    Attributes:
        folder: The pack's folder.
        domain: The pack's name.
        table: The column's table.
        column: The column's name.
        type_of: Gives the type of a column by the name that this table's expressions use for it.
        constants: Names that stand for SQL literals.
        locale: Locale of names and words, such as ``en_US``.
        seed: The run's seed.
        total: Number of rows of the table in the whole run; None where it is not known beforehand.
        most: The most rows that the table can have in the whole run; row numbers lie below it.
        target: Shares or counts that the recipe asks for, by category.
        wish: What the recipe asks of the column's texts.
        searched: Whether records are looked for among many, so that how many rows are made is not known.
        thorough: Whether grammars are built in full.
        main_locale: The pack's first locale.
        shared: The shared tables that are made already.
        lineage: For each table the tables above it, the nearest first.
        drawn: Types of the columns that the table's models draw, by model.
    """

    folder: Path
    domain: str
    table: str
    column: str
    type_of: Callable[[str], pl.DataType]
    constants: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en_US"
    seed: int = 0
    total: int | None = None
    most: int = 0
    target: Mapping[str, float] | None = None
    wish: Wish | None = None
    searched: bool = False
    thorough: bool = False
    main_locale: str = "en_US"
    shared: Mapping[str, Batch] = field(default_factory=dict)
    lineage: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    drawn: Mapping[str, Mapping[str, pl.DataType]] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where the column stands, for error messages."""
        return f"{self.domain}: {self.table}.{self.column}"

    def read(self, name: str, *, columns: Sequence[str] = (), figures: bool = True) -> pl.DataFrame:
        """Read a CSV file of the pack; see `read_table`."""
        return read_table(self.folder, name, place=self.place, columns=columns, figures=figures)

    def strata(self, frame: pl.DataFrame, by: Mapping[str, str], *, outside: str = "error") -> Strata:
        """Sort records into the rows of a table of figures; see `Strata`."""
        return Strata(frame, by, outside=outside, place=self.place)

    def expression(self, text: str) -> Expression:
        """Parse an expression of this column."""
        return parse_expression(text, place=self.place, constants=self.constants)

    def formula(self, text: str, dtype: pl.DataType) -> Formula:
        """Parse an expression of this column whose values have a wanted type; see `Formula`."""
        formula = Formula(self.expression(text), dtype, self.place)
        formula.check(self.type_of)
        return formula


class Column(Protocol):
    """A sampler of one column; made once a plan, used once a block."""

    @property
    def dtype(self) -> pl.DataType:
        """Type of the column."""
        ...

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """Make the column for all rows of a batch.

        Args:
            batch: The rows; columns that this one needs are there.
            rng: This column's own stream for this block.

        Returns:
            Shape (rows,), of type `dtype`.
        """
        ...


class ColumnSpec(BaseModel):
    """What the pack says of a column; each kind adds its own keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    kind: str
    description: str = Field("", description="What the column means, for people.")
    unit: str | None = Field(None, description="Unit of the values (UCUM where there is one).")
    hidden: bool = Field(False, description="Needed to make other columns, not part of the data.")
    missing: float = Field(0.0, ge=0, le=1, description="Share of rows, at random, in which the value is missing.")
    source: str | None = Field(None, description="Where the figures written here come from.")
    confidence: Confidence | None = Field(None, description="How sure the figures written here are.")

    figures: ClassVar[tuple[str, ...]] = ()
    """Keys whose values are figures, so that a source and a confidence must stand beside them."""

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first, as expressions write them."""
        return ()

    def needs_rows(self) -> tuple[str, ...]:
        """Names of tables whose rows must be there first."""
        return ()

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        raise NotImplementedError

    def has_figures(self) -> bool:
        """Whether figures are written in this column itself rather than in a table with sources."""
        return any(_is_figure(getattr(self, key)) for key in self.figures) or self.missing > 0


def _is_figure(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_is_figure(inner) for inner in value.values())
    if isinstance(value, list | tuple):
        return any(_is_figure(inner) for inner in value)
    return isinstance(value, int | float) and not isinstance(value, bool)
