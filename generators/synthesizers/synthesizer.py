"""A fitted synthesizer: one table's twin, sampled row by row number."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.conditions import Condition, condition_columns, known_codes
from nonesuch.generators.synthesizers.constraints import Unique
from nonesuch.generators.synthesizers.documents import to_document
from nonesuch.generators.synthesizers.drawing import draw_codes
from nonesuch.generators.synthesizers.frames import Frame, FrameKind, read_frame
from nonesuch.generators.synthesizers.learning import learn_engine
from nonesuch.generators.synthesizers.metadata import Metadata
from nonesuch.generators.synthesizers.modelfile import write_model

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.table import TableCodes
    from nonesuch.generators.synthesizers.constraints import Constraint
    from nonesuch.generators.synthesizers.generated import GeneratedColumn
    from nonesuch.generators.synthesizers.model import CodeModel

__all__ = ["Synthesizer"]

_CHUNK = 131_072
_ROUNDS = 12


@dataclass(frozen=True)
class Synthesizer:
    """A model of one table.

    Rows are numbered: a cell depends on the seed, its row and its column only, so that rows 1000 to 1999 drawn alone
    equal the same rows of a larger sample, on any machine and in any number of pieces.

    Attributes:
        engine: ``tree``, ``copula`` or ``private``.
        names: The table's columns, in order.
        table: How the learned columns are coded.
        model: The joint distribution of the codes.
        generated: Columns that are made, not learned; free text comes out missing.
        constraints: Rules that hold by construction.
        metadata: What each column is.
        kind: Whether pandas or polars frames went in.
        dtypes: Types of the table's columns, by polars' names.
        label: The named label, if any.
        privacy: Account of the privacy budget; empty unless the engine is ``private``.
    """

    engine: str
    names: tuple[str, ...]
    table: TableCodes = field(repr=False)
    model: CodeModel = field(repr=False)
    generated: Mapping[str, GeneratedColumn] = field(default_factory=dict)
    constraints: tuple[Constraint, ...] = ()
    metadata: Metadata = field(default_factory=Metadata)
    kind: FrameKind = field(default_factory=FrameKind)
    dtypes: Mapping[str, str] = field(default_factory=dict)
    label: str | None = None
    privacy: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def fit(
        cls,
        frame: Frame,
        *,
        engine: str = "tree",
        metadata: Metadata | Mapping[str, Any] | None = None,
        label: str | None = None,
        constraints: Sequence[Constraint] = (),
        seed: int = 0,
        k: int = 5,
        **options: Any,
    ) -> Synthesizer:
        """Fit a model to a table.

        Args:
            frame: Shape (n, columns), pandas or polars.
            engine: ``tree``, ``copula`` or ``private``.
            metadata: What is known about columns; also SDV's dict. The rest is found by looking.
            label: The column that a later user will predict; it is drawn first.
            constraints: Rules to keep.
            seed: Which rows trees are grown on where there are very many; not the sample's seed.
            k: How many rows stand behind every number or level that is kept, >= 2.
            **options: Settings of the engine, such as ``min_leaf=30`` or ``epsilon=1.0``.

        Returns:
            The synthesizer.

        Raises:
            DataError: If the table is empty, cannot be read, or breaks a constraint.
            UsageError: If an engine, a column or a setting is unknown.

        Example:
            >>> frame = pl.DataFrame({"x": [1, 2, 3, 4] * 50, "y": ["a", "a", "b", "b"] * 50})
            >>> twin = Synthesizer.fit(frame).sample(100, seed=1)
            >>> twin.shape, twin.filter(pl.col("x") < 3)["y"].unique().to_list()
            ((100, 2), ['a'])
        """
        return cls(**learn_engine(frame, engine, metadata, label, tuple(constraints), seed=seed, k=k, options=options))

    def sample(self, rows: int, *, seed: int = 0, start: int = 0, conditions: Mapping[str, Any] | None = None) -> Frame:
        """Draw rows.

        Args:
            rows: How many, >= 0.
            seed: Which sample.
            start: Number of the first row.
            conditions: By column a value that every row takes, or a mapping from values to exact shares.

        Returns:
            Shape (rows, columns), of the library and types that went in.

        Raises:
            UsageError: If a condition cannot be met.
        """
        if rows < 0 or start < 0:
            raise UsageError("a number of rows cannot be negative", found=min(rows, start))
        dtypes = {name: self.dtype(name) for name in conditions or {}}
        given = condition_columns(conditions or {}, self.table, dtypes, start + rows, seed=seed)
        given = {name: column.slice(start) for name, column in given.items()}
        return self.kind.dress(self._sample(rows, seed, start, given))

    def sample_from_conditions(self, conditions: Sequence[Condition], *, seed: int = 0) -> Frame:
        """Draw rows for several conditions, one after the other, as in SDV.

        Args:
            conditions: How many rows with which values.
            seed: Which sample.

        Returns:
            Shape (sum of rows, columns).

        Raises:
            UsageError: If a condition cannot be met.
        """
        start, pieces = 0, []
        for condition in conditions:
            dtypes = {name: self.dtype(name) for name in condition.column_values}
            given = condition_columns(condition.column_values, self.table, dtypes, condition.num_rows, seed=seed)
            drawn = self._sample(condition.num_rows, seed, start, given)
            pieces.append(drawn.with_columns(pl.col(pl.Enum).cast(pl.String)))
            start += condition.num_rows
        return self.kind.dress(pl.concat(pieces) if pieces else self._sample(0, seed, 0, {}))

    def sample_remaining_columns(self, known: Frame, *, seed: int = 0) -> Frame:
        """Draw the columns that are missing from a table, given the others.

        Args:
            known: Shape (n, some columns); its values are kept as they are.
            seed: Which sample.

        Returns:
            Shape (n, columns).

        Raises:
            UsageError: If a column is not learned.
            DataError: If the table is empty or cannot be read.
        """
        table, _ = read_frame(known)
        for name in table.columns:
            if name not in self.table.fields:
                raise UsageError("this column is not learned", found=name, hint=nearest(name, self.table.fields))
        given = {series.name: series for series in table}
        return self.kind.dress(self._sample(table.height, seed, 0, given))

    def _sample(self, rows: int, seed: int, start: int, given: Mapping[str, pl.Series]) -> pl.DataFrame:
        if not any(isinstance(rule, Unique) for rule in self.constraints):
            return self._draw(rows, seed, start, given)
        drawn = self._draw(rows, seed, start, given)
        for _ in range(_ROUNDS):
            if drawn.height >= rows or given:
                break
            start += rows
            drawn = pl.concat([drawn, self._draw(rows, seed, start, given)])
            for rule in self.constraints:
                drawn = rule.backward(drawn) if isinstance(rule, Unique) else drawn
        if drawn.height < rows:
            raise DataError(
                "not enough different rows can be drawn", expected=f"{rows:,} rows", found=f"{drawn.height:,}"
            )
        return drawn.head(rows)

    def _draw(self, rows: int, seed: int, start: int, given: Mapping[str, pl.Series]) -> pl.DataFrame:
        pieces = [
            self._chunk(range(first, min(first + _CHUNK, rows)), seed, start, given)
            for first in range(0, max(rows, 1), _CHUNK)
        ]
        return pl.concat(pieces) if len(pieces) > 1 else pieces[0]

    def _chunk(self, places: range, seed: int, start: int, given: Mapping[str, pl.Series]) -> pl.DataFrame:
        rows = np.arange(start + places.start, start + places.stop, dtype=np.uint64)
        mine = {name: column.slice(places.start, len(places)) for name, column in given.items()}
        return self.sample_rows(rows, seed=seed, given=mine)

    def sample_rows(
        self, numbers: NDArray[np.uint64], *, seed: int = 0, given: Mapping[str, pl.Series] | None = None
    ) -> pl.DataFrame:
        """Draw the rows of these numbers, all at once; constraints that compare rows (`Unique`) are left out.

        Args:
            numbers: Shape (n,), row numbers in any order.
            seed: Which sample.
            given: Columns whose values are known, each of shape (n,).

        Returns:
            Shape (n, columns); texts are enumerations.

        Raises:
            UsageError: If a column is not learned.

        Example:
            >>> model = Synthesizer.fit(pl.DataFrame({"x": [1, 2, 3, 4] * 50}))
            >>> alone = model.sample_rows(np.array([7], dtype=np.uint64), seed=1)
            >>> alone.item() == model.sample(8, seed=1)["x"][7]
            True
        """
        given = given or {}
        for name in given:
            if name not in self.table.fields:
                raise UsageError("this column is not learned", found=name, hint=nearest(name, self.table.fields))
        known = known_codes(given, self.table)
        codes, spare = draw_codes(self.model, len(self.table.parts), numbers, seed=seed, known=known)
        columns = self.table.decode(codes, spare)
        columns |= {name: column.cast(self.dtype(name)).alias(name) for name, column in given.items()}
        return self._finish(pl.DataFrame(columns), numbers, seed)

    def _finish(self, table: pl.DataFrame, rows: NDArray[np.uint64], seed: int) -> pl.DataFrame:
        made = [column.make(rows, seed=seed, name=name) for name, column in self.generated.items()]
        table = table.hstack(made) if table.width else pl.DataFrame(made)
        for rule in reversed(self.constraints):
            table = rule.backward(table)
        return table.select(self.names)

    def dtype(self, name: str) -> pl.DataType:
        """Type of a column, as it was learned; texts for enumerations."""
        return dtype_of(self.dtypes.get(name, "Float64"))

    def save(self, path: str | Path) -> None:
        """Write the model to a file of plain JSON and arrays.

        Args:
            path: Where to.

        Raises:
            SystemFault: If the file cannot be written.
            UsageError: If a constraint is code.
        """
        write_model(path, to_document(self))
