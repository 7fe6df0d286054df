"""Rows that belong to a parent: drawn given the parent's columns and the elder sibling's, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.errors import DataError
from nonesuch.generators.randomness import digest
from nonesuch.generators.synthesizers.codes.moment import read_moments
from nonesuch.generators.synthesizers.conditions import known_codes
from nonesuch.generators.synthesizers.documents import to_document
from nonesuch.generators.synthesizers.drawing import draw_codes
from nonesuch.generators.synthesizers.metadata import Column, Metadata
from nonesuch.generators.synthesizers.restoring import restore
from nonesuch.generators.synthesizers.sdtypes import detect_metadata
from nonesuch.generators.synthesizers.synthesizer import Synthesizer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.relationships import Relationship

__all__ = ["ChildModel", "learn_children"]

_LANE = 256
_CONTEXT = 24


@dataclass(frozen=True)
class ChildModel:
    """How the children of a table's rows are drawn.

    Attributes:
        model: Over the parent's columns, the elder sibling's and the child's own; the first two are always given.
        context: The parent's columns that children depend on.
        own: The child's learned columns.
        count: The parent's column that says how many children a row has.
        index: Column by which siblings are ordered; its gaps are learned. None if rows have no order.
        index_format: Format of the index if it comes as text.
        index_dtype: Type of the index.
    """

    model: Synthesizer
    context: tuple[str, ...]
    own: tuple[str, ...]
    count: str
    index: str | None
    index_format: str | None
    index_dtype: str

    def draw(self, parents: pl.DataFrame, *, seed: int) -> pl.DataFrame:
        """Draw the children of all parents, eldest first.

        Args:
            parents: Shape (n, columns), drawn parents with their counts.
            seed: Which sample.

        Returns:
            Children in the order of their parents; ``$parent`` holds the parent's row number.
        """
        counts = np.maximum(parents[self.count].fill_null(0).to_numpy().astype(np.int64), 0)
        starts = np.cumsum(counts) - counts
        total = int(counts.sum())
        parts = len(self.model.table.parts)
        codes, spare = np.zeros((parts, total), np.uint16), np.zeros((parts, total), np.uint32)
        context = self._context(parents)
        places = self._places()
        for turn in range(min(int(counts.max(initial=0)), _LANE)):
            for lane in range(turn, int(counts.max()), _LANE):
                going = np.flatnonzero(counts > lane)
                rows = starts[going] + lane
                known = {part: values[going] for part, values in context.items()}
                for mine, elder in places:
                    known[elder] = codes[mine, rows - 1].astype(np.int64) if turn else self._missing(elder, len(going))
                drawn = draw_codes(self.model.model, parts, rows.astype(np.uint64), seed=seed, known=known)
                codes[:, rows], spare[:, rows] = drawn
        return self._decode(codes, spare, np.repeat(np.arange(len(counts)), counts), seed)

    def _context(self, parents: pl.DataFrame) -> dict[int, NDArray[np.int64]]:
        given = {f"parent {name}": parents[name].alias(f"parent {name}") for name in self.context}
        given = {name: series for name, series in given.items() if name in self.model.table.fields}
        return known_codes({name: _plain(series) for name, series in given.items()}, self.model.table)

    def _places(self) -> list[tuple[int, int]]:
        """Pairs of parts: a column's own, and the elder sibling's."""
        pairs = []
        for name in self.own:
            elder = f"elder {name}"
            if name in self.model.table.fields and elder in self.model.table.fields:
                pairs += list(zip(self.model.table.places[name], self.model.table.places[elder], strict=True))
        return pairs

    def _missing(self, part: int, rows: int) -> NDArray[np.int64]:
        return np.full(rows, self.model.table.parts[part].size - 1)

    def _decode(
        self, codes: NDArray[np.uint16], spare: NDArray[np.uint32], parent: NDArray[np.int64], seed: int
    ) -> pl.DataFrame:
        columns = self.model.table.decode(codes, spare)
        table = pl.DataFrame({name: columns[name] for name in self.own if name in columns})
        rows = np.arange(len(parent), dtype=np.uint64)
        made = [
            column.make(rows, seed=digest(seed, name) & (2**63 - 1), name=name)
            for name, column in self.model.generated.items()
        ]
        table = pl.DataFrame([*table.get_columns(), *made, pl.Series("$parent", parent)])
        return self._order(table) if self.index is not None else table

    def _order(self, table: pl.DataFrame) -> pl.DataFrame:
        """Add up the gaps between siblings."""
        assert self.index is not None, "asked for only where rows have an order"
        first, gap = f"first {self.index}", f"gap {self.index}"
        step = pl.col(gap).fill_null(0).clip(0, None)
        position = pl.int_range(pl.len()).over("$parent")
        start = pl.col(first).fill_null(strategy="forward").over("$parent")
        begun = pl.when(position == 0).then(start.fill_null(0)).otherwise(step)
        index = begun.cum_sum().over("$parent")
        if self.index_dtype.startswith(("Date", "String")):
            index = index.cast(pl.Int64).cast(pl.Datetime("us"))
            if self.index_format:
                index = index.dt.strftime(self.index_format)
            elif self.index_dtype == "Date":
                index = index.cast(pl.Date)
        elif self.index_dtype.startswith(("Int", "UInt")):
            index = index.cast(pl.Int64)
        return table.with_columns(index.alias(self.index)).drop(first, gap)

    def to_dict(self) -> dict[str, Any]:
        """Describe the model by plain values and arrays."""
        return {
            "model": to_document(self.model),
            "context": self.context,
            "own": self.own,
            "count": self.count,
            "index": self.index,
            "index_format": self.index_format,
            "index_dtype": self.index_dtype,
        }

    @classmethod
    def from_dict(cls, entry: dict[str, Any], path: str | Path) -> ChildModel:
        """Read a model from plain values and arrays.

        Args:
            entry: What `to_dict` gave.
            path: Where it came from, for errors.

        Returns:
            The model.

        Raises:
            DataError: If it contradicts itself.
        """
        return cls(
            **{
                **entry,
                "model": restore(entry["model"], path),
                "context": tuple(entry["context"]),
                "own": tuple(entry["own"]),
            }
        )


def learn_children(  # noqa: PLR0917 - called in one place
    table: pl.DataFrame,
    keys: pl.Series,
    parents: pl.DataFrame,
    link: Relationship,
    metadata: Metadata | None,
    options: Mapping[str, Any],
) -> ChildModel:
    """Learn how children depend on their parent and their elder sibling.

    Args:
        table: Shape (n, columns), the children without keys.
        keys: Shape (n,), each child's parent.
        parents: The parents, with their keys and counts.
        link: The relationship.
        metadata: What is known about the children's columns; ``sequence_index`` names their order.
        options: As for `Synthesizer.fit`.

    Returns:
        The model.

    Raises:
        DataError: If there are fewer than k parents.
    """
    least = int(options.get("k", 5))
    if parents.height < least:
        raise DataError(
            "too few rows have children",
            place=f"table {link.parent!r}",
            expected=f"{least} or more",
            found=parents.height,
        )
    index = metadata.sequence_index if metadata else None
    known = detect_metadata(table, known=metadata)
    joined = table.with_columns(keys.alias("$key"))
    if index is not None:
        joined = joined.with_columns(_measure(table[index], known.columns[index].format).alias("$index"))
    joined = joined.sort("$key", *(["$index"] if index else []), maintain_order=True)
    learned = {name: column for name, column in known.columns.items() if name != index}
    if index is not None:
        joined, learned = _with_gaps(joined, index, learned)
    own = [name for name, column in learned.items() if column.learned]
    made = [name for name, column in learned.items() if not column.learned]
    context = _context_columns(parents, link)
    wide = _widen(joined, parents, link, own, context)
    columns = {
        **{f"parent {name}": column for name, column in context.items()},
        **{f"elder {name}": learned[name] for name in own},
    }
    given = [f"parent {name}" for name in context] + [f"elder {name}" for name in own]
    model = Synthesizer.fit(
        wide.select(*given, *own, *made),
        metadata=Metadata({**columns, **learned}),
        context=given,
        alike={f"elder {name}": name for name in own},
        **options,
    )
    count = f"$rows of {link.child}.{link.child_key}"
    written = known.columns[index].format if index else None
    dtype = str(table[index].dtype) if index else ""
    return ChildModel(model, tuple(context), tuple(own), count, index, written, dtype)


def _with_gaps(joined: pl.DataFrame, index: str, learned: dict[str, Column]) -> tuple[pl.DataFrame, dict[str, Column]]:
    """Replace the index by where a family begins and by the gaps between siblings."""
    gap = pl.col("$index").diff().over("$key")
    first = pl.when(gap.is_null()).then(pl.col("$index"))
    joined = joined.with_columns(first.alias(f"first {index}"), gap.alias(f"gap {index}")).drop(index, "$index")
    number = Column("numerical")
    return joined, {f"first {index}": number, f"gap {index}": number, **learned}


def _context_columns(parents: pl.DataFrame, link: Relationship) -> dict[str, Column]:
    names = [name for name in parents.columns if name != link.parent_key]
    found = detect_metadata(parents.select(names)) if names else Metadata()
    return {name: column for name, column in list(found.columns.items())[:_CONTEXT] if column.learned}


def _widen(
    joined: pl.DataFrame, parents: pl.DataFrame, link: Relationship, own: list[str], context: Mapping[str, Column]
) -> pl.DataFrame:
    """Put the parent's and the elder sibling's columns beside each child's own."""
    named = parents.select(
        pl.col(link.parent_key).alias("$key"), *(pl.col(name).alias(f"parent {name}") for name in context)
    )
    wide = joined.join(named, on="$key", how="left", maintain_order="left")
    return wide.with_columns(pl.col(name).shift(1).over("$key").alias(f"elder {name}") for name in own)


def _measure(series: pl.Series, format: str | None) -> pl.Series:  # noqa: A002 - SDV's word
    if series.dtype == pl.String or series.dtype.is_temporal():
        return read_moments(series, format).to_physical()
    return series


def _plain(series: pl.Series) -> pl.Series:
    return series.cast(pl.String) if isinstance(series.dtype, pl.Enum | pl.Categorical) else series
