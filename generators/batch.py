"""The rows of one table in one block, column by column, with links to the rows of other tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.expectation import Expectation
    from nonesuch.generators.text.spoken import Spoken

__all__ = ["Batch", "Link", "coded", "gather", "put"]

_MOST_KEPT = 512
_KEPT: dict[int, tuple[pl.Enum, pl.Series]] = {}
"""By the identity of a type, which stays alive here."""


@dataclass(frozen=True)
class Link:
    """For each row of a batch, one row of another batch.

    Attributes:
        batch: The other rows.
        index: Shape (rows,), places in the other batch; -1 where there is none. None if row i belongs to row i.
        optional: Whether -1 occurs.
    """

    batch: Batch
    index: NDArray[np.integer] | None
    optional: bool = False

    def gather(self, series: pl.Series) -> pl.Series:
        """Pick a value of the other rows for each row of this batch; see `gather`.

        Args:
            series: Shape (other rows,).

        Returns:
            Shape (rows,); null where there is no linked row.

        Example:
            >>> zeros = np.zeros(2, dtype=np.int32)
            >>> link = Link(Batch("towns", 2, zeros, zeros, np.arange(2)), np.array([1, 0, -1]), optional=True)
            >>> link.gather(pl.Series(["rome", "oslo"])).to_list()
            ['oslo', 'rome', None]
        """
        if self._places is None:
            return series
        return _pick(series, *self._places)

    @cached_property
    def _places(self) -> tuple[pl.Series, pl.Series | None] | None:
        """Worked out once for all columns that are picked."""
        return None if self.index is None else _places(self.index, optional=self.optional)


@dataclass
class Batch:
    """Rows being made.

    Attributes:
        table: Name of the table.
        size: Number of rows.
        root: Shape (rows,), int32, the place in the block of each row's root.
        ordinal: Shape (rows,), int32, place among the rows of the same parent.
        numbers: Shape (rows,), int64, number of each row among all rows its table can have; keys are made from it.
        first: Number of the first root of the block, or 0 for shared tables.
        family: The batches of the same block by table, this one among them.
        columns: What has been made or gathered, by name; names that begin with ``@`` are internal.
        strata: Places in tables of figures, by what they differ by.
        scores: Normal scores by copula and member, each of shape (rows,).
        expectations: What is known of the scores of a copula, where some of them are fixed.
        drawn: What the table's models have drawn, by model.
        links: Links by name.
        paths: Names of links to follow to a table, by the name that expressions use for the table.
        spoken: What the texts of a column were made of, by column.
        places: Places of the rows that hold a word, by column and word.
        whole: If this is a part of another batch, that batch and the places of the rows in it.
    """

    table: str
    size: int
    root: NDArray[np.int32]
    ordinal: NDArray[np.int32]
    numbers: NDArray[np.int64]
    first: int = 0
    family: dict[str, Batch] = field(default_factory=dict)
    columns: dict[str, pl.Series] = field(default_factory=dict)
    strata: dict[object, NDArray[np.int32]] = field(default_factory=dict)
    scores: dict[str, dict[str, NDArray[np.float64]]] = field(default_factory=dict)
    expectations: dict[str, Expectation] = field(default_factory=dict)
    drawn: dict[str, pl.DataFrame] = field(default_factory=dict)
    links: dict[str, Link] = field(default_factory=dict)
    paths: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    spoken: dict[str, Spoken] = field(default_factory=dict)
    places: dict[str, dict[str, NDArray[np.int64]]] = field(default_factory=dict)
    whole: tuple[Batch, NDArray[np.int64]] | None = None

    def get(self, name: str) -> pl.Series:
        """Get a column of this table, or ``table.column`` of a table it is linked to, one value a row.

        Args:
            name: As an expression writes it.

        Returns:
            Shape (rows,); null where there is no linked row.
        """
        if name in self.columns:
            return self.columns[name]
        alias, _, column = name.partition(".")
        if self.whole is not None and alias not in self.links:
            return gather(self.whole[0].get(name), self.whole[1])
        link = self.follow(alias)
        series = link.gather(link.batch.get(column))
        if link.index is not None:
            self.columns[name] = series
        return series

    def frame(self, names: tuple[str, ...]) -> pl.DataFrame:
        """Columns side by side, as expressions read them; one unnamed column of the right height if there are none."""
        if not names:
            return pl.DataFrame({"@row": pl.Series(np.zeros(self.size, dtype=np.int8))})
        return pl.DataFrame([self.get(name).alias(name) for name in names])

    def part(self, rows: NDArray[np.int64]) -> Batch:
        """Some of the rows, as a batch that reads from this one.

        Args:
            rows: Shape (m,), places of the rows.

        Returns:
            A batch of m rows; links made on it are its own.
        """
        part = Batch(
            self.table, len(rows), self.root[rows], self.ordinal[rows], self.numbers[rows], self.first, self.family
        )
        part.whole = (self, rows)
        part.scores = {copula: {m: z[rows] for m, z in members.items()} for copula, members in self.scores.items()}
        part.drawn = {model: frame[rows] for model, frame in self.drawn.items()}
        part.expectations = {copula: known.part(rows) for copula, known in self.expectations.items()}
        return part

    def holding(self, column: str, word: str) -> NDArray[np.int64]:
        """Find the rows that hold a word; for columns that do not change any more.

        Args:
            column: A column of categories; few rows hold any.
            word: One of the categories.

        Returns:
            Shape (rows that hold it,), places.
        """
        if column not in self.places:
            series = self.columns[column]
            rows = np.flatnonzero(series.is_not_null().to_numpy())
            codes = gather(series, rows).to_physical().to_numpy()
            words = series.dtype.categories  # type: ignore[attr-defined]
            self.places[column] = {known: rows[codes == code] for code, known in enumerate(words)}
        return self.places[column][word]

    def follow(self, alias: str) -> Link:
        """Follow links to the rows of another table.

        Args:
            alias: The name that expressions use for the table.

        Returns:
            For each row of this batch, one of the other.
        """
        if alias in self.links:
            return self.links[alias]
        if self.whole is not None:
            above, rows = self.whole[0].follow(alias), self.whole[1]
            return Link(above.batch, rows if above.index is None else np.take(above.index, rows), above.optional)
        batch, optional = self, False
        index: NDArray[np.integer] | None = None
        for step in self.paths[alias]:
            link = batch.links[step]
            index, optional = _compose(index, optional=optional, link=link)
            batch = link.batch
        self.links[alias] = Link(batch, index, optional)
        return self.links[alias]


def _compose(
    index: NDArray[np.integer] | None, *, optional: bool, link: Link
) -> tuple[NDArray[np.integer] | None, bool]:
    if index is None:
        return link.index, link.optional
    if link.index is None:
        return index, optional
    further = np.take(link.index, np.maximum(index, 0)) if len(link.index) else np.full(len(index), -1)
    return (np.where(index < 0, -1, further) if optional else further), optional or link.optional


def coded(codes: NDArray[np.integer], categories: pl.Enum) -> pl.Series:
    """Make a column of categories from their codes.

    Args:
        codes: Shape (rows,), places of categories.
        categories: The words, in the order of the codes.

    Returns:
        Shape (rows,), of the given type.

    Example:
        >>> coded(np.array([1, 0], dtype=np.uint8), pl.Enum(["no", "yes"])).to_list()
        ['yes', 'no']
    """
    return _words_of(categories)[pl.Series(codes.astype(np.uint32))]


def _words_of(categories: pl.Enum) -> pl.Series:
    """The words as a column, to pick from; kept, since polars takes long to read a type of many words."""
    kept = _KEPT.get(id(categories))
    if kept is None or kept[0] is not categories:
        if len(_KEPT) >= _MOST_KEPT:
            _KEPT.clear()
        kept = _KEPT[id(categories)] = categories, pl.Series(categories.categories, dtype=categories)
    return kept[1]


def gather(series: pl.Series, index: NDArray[np.integer], *, optional: bool = False) -> pl.Series:
    """Pick the values at given places.

    Args:
        series: Shape (m,).
        index: Shape (n,), places below m; -1 gives null.
        optional: Whether -1 occurs.

    Returns:
        Shape (n,), of the type of the series.

    Example:
        >>> gather(pl.Series(["a", "b"]), np.array([1, -1]), optional=True).to_list()
        ['b', None]
    """
    return _pick(series, *_places(index, optional=optional))


def _places(index: NDArray[np.integer], *, optional: bool) -> tuple[pl.Series, pl.Series | None]:
    """Places as polars takes them, and which of them are none, if any is."""
    if not optional:
        return pl.Series(np.asarray(index, dtype=np.uint32)), None
    missing = index < 0
    return pl.Series(np.maximum(index, 0).astype(np.uint32)), pl.Series(missing) if missing.any() else None


def _pick(series: pl.Series, places: pl.Series, missing: pl.Series | None) -> pl.Series:
    if not len(series):
        return series.gather(pl.Series([None] * len(places), dtype=pl.UInt32))
    found = series[places]  # [] takes no nulls, and is far faster than gather
    return found if missing is None else found.set(missing, None)


def put(series: pl.Series, rows: NDArray[np.integer], values: pl.Series) -> pl.Series:
    """Set some values of a column.

    Args:
        series: Shape (n,); it is left as it is.
        rows: Shape (m,), different places below n.
        values: Shape (m,), of a type that casts to that of the series.

    Returns:
        Shape (n,), of the type of the series.

    Example:
        >>> put(pl.Series(["a", "b", "c"]), np.array([1]), pl.Series(["x"])).to_list()
        ['a', 'x', 'c']
    """
    dtype = series.dtype
    values = values.cast(dtype)
    if dtype == pl.String or dtype.is_nested() or series.null_count() or values.null_count():
        place = np.arange(len(series))
        place[rows] = len(series) + np.arange(len(rows))
        return gather(pl.concat([series, values]), place)
    if dtype.is_numeric() or dtype == pl.Boolean:
        changed = series.to_numpy(writable=True)
        changed[rows] = values.to_numpy()
        return pl.Series(changed)
    codes = series.to_physical().to_numpy(writable=True)
    codes[rows] = values.to_physical().to_numpy()
    return coded(codes, dtype) if isinstance(dtype, pl.Enum) else pl.Series(codes).cast(dtype)
