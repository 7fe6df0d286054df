"""Tables as rules see them: columns of the types that contracts name, and columns of linked tables beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl

from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.validators.contract.family import family_of
from nonesuch.validators.contract.reading import canonical_type, read_values
from nonesuch.validators.keys import KeyIndex

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from nonesuch.expression import Part
    from nonesuch.validators.links import Hop, Links
    from nonesuch.validators.reads import Reads

__all__ = ["Tables"]

T = TypeVar("T")


class Tables:
    """Frames beside their contracts; what is computed is kept, so that rules share it.

    Args:
        links: The links between the tables.
        frames: Frames by table.
        shared: Tables that are there besides, such as those that all blocks of a run share.
        apart: Whether more rows of the same tables come in other blocks.

    Raises:
        DataError: If a table has no contract, or is no polars frame.
    """

    def __init__(
        self, links: Links, frames: Mapping[str, pl.DataFrame], shared: Tables | None = None, *, apart: bool = False
    ) -> None:
        self._types: dict[str, dict[str, pl.DataType]] = {}
        for name, frame in frames.items():
            if name not in links.contracts:
                raise DataError(f"table {name!r} has no contract", place=name, hint=nearest(name, links.contracts))
            if not isinstance(frame, pl.DataFrame):
                raise UsageError(f"table {name!r} is no polars frame", expected="DataFrame", found=type(frame).__name__)
            types = dict(frame.schema)
            odd = next((column for column, dtype in types.items() if isinstance(dtype, pl.Object)), None)
            if odd is not None:
                raise DataError(
                    "a column holds Python objects", place=f"{name}.{odd}", expected="values of a polars type"
                )
            self._types[name] = types
        self.links = links
        self.frames = frames
        self.shared = shared
        self.apart = apart
        self._raw: dict[str, dict[str, pl.Series]] = {}
        self._finite: dict[tuple[str, str], bool] = {}
        self._columns: dict[tuple[str, str], pl.Series] = {}
        self._places: dict[tuple[str, str, str], pl.Series] = {}
        self._indices: dict[tuple[str, str], KeyIndex] = {}
        self._paths: dict[tuple[str, tuple[Hop, ...]], pl.Series] = {}
        self._kept: dict[Hashable, Any] = {}

    def __contains__(self, table: str) -> bool:
        return table in self.frames or (self.shared is not None and table in self.shared)

    def frame(self, table: str) -> pl.DataFrame:
        """The rows of a table as they were handed in."""
        if table not in self.frames and self.shared is not None:
            return self.shared.frame(table)
        return self.frames[table]

    def raw(self, table: str) -> dict[str, pl.Series]:
        """The columns of a table as they were handed in, by name."""
        if table not in self.frames and self.shared is not None:
            return self.shared.raw(table)
        if table not in self._raw:
            self._raw[table] = {series.name: series for series in self.frames[table].get_columns()}
        return self._raw[table]

    def types(self, table: str) -> dict[str, pl.DataType]:
        """The types of those columns; polars takes long to tell the type of a column of many categories."""
        if table not in self.frames and self.shared is not None:
            return self.shared.types(table)
        return self._types[table]

    def kept(self, key: Hashable, make: Callable[[], T]) -> T:
        """Make something of the tables once, for all rules that need it.

        Args:
            key: What it is.
            make: Makes it.

        Returns:
            What was made for this key.
        """
        if key not in self._kept:
            self._kept[key] = make()
        made: T = self._kept[key]
        return made

    def height(self, table: str) -> int:
        """Number of rows of a table."""
        return self.frame(table).height

    def column(self, table: str, name: str) -> pl.Series:
        """Get a column as its contract reads it.

        Args:
            table: A table that is there.
            name: A column that its contract declares.

        Returns:
            Shape (rows,), of the type the contract names (texts may be categories); null where a value cannot be read,
            and everywhere if the column is missing.
        """
        if table not in self.frames and self.shared is not None:
            return self.shared.column(table, name)
        if (table, name) not in self._columns:
            self._columns[table, name] = self._read(table, name)
        return self._columns[table, name]

    def _read(self, table: str, name: str) -> pl.Series:
        frame, schema = self.frames[table], self.links.contracts[table].columns[name]
        wanted = canonical_type(schema)
        if name not in self.raw(table):
            return pl.Series(name, dtype=wanted).clear(frame.height)
        series, dtype = self.raw(table)[name], self.types(table)[name]
        if dtype == wanted and (not isinstance(wanted, pl.Float64) or self.is_finite(table, name)):
            return series
        if isinstance(wanted, pl.String) and family_of(dtype) == "coded":
            return series
        read = frame.select(read_values(pl.col(name), dtype, schema).alias(name)).to_series()
        return read if len(read) == frame.height else read.new_from_index(0, frame.height)

    def is_finite(self, table: str, name: str) -> bool:
        """Whether a column of floats that is there holds neither NaN nor infinity."""
        if (table, name) not in self._finite:
            self._finite[table, name] = bool(self.raw(table)[name].is_finite().all())
        return self._finite[table, name]

    def get(self, table: str, name: str) -> pl.Series:
        """Get a column of a table, or ``table.column`` of a linked one, one value a row.

        Args:
            table: A table that is there.
            name: As an expression writes it.

        Returns:
            Shape (rows,); null where there is no linked row.
        """
        if (table, name) in self._columns:
            return self._columns[table, name]
        target, column, path = self.links.resolve(table, name, place=table)
        if not path:
            return self.column(table, name)
        places = self.follow(table, path)
        if target not in self or places is None:
            missing = canonical_type(self.links.contracts[target].columns[column])
            return pl.Series(name, dtype=missing).clear(self.height(table))
        series = self.column(target, column)
        if len(series) and places.null_count():  # a tenth of the time of a gather that minds missing places
            filled, lost = self.kept((table, path), lambda: (places.fill_null(0), places.is_null()))
            series = series[filled].set(lost, None)
        else:
            series = _at(series, places)
        self._columns[table, name] = series.alias(name)
        return self._columns[table, name]

    def follow(self, table: str, path: Iterable[Hop]) -> pl.Series | None:
        """Follow links to the rows of another table.

        Args:
            table: A table that is there.
            path: The links.

        Returns:
            Shape (rows,), the place of the linked row, null where there is none; None if a table on the way is missing.
        """
        *before, hop = path
        if hop.table not in self:
            return None
        if not before:
            return self.places(table, hop)
        known = (table, (*before, hop))
        if known not in self._paths:
            above = self.follow(table, before)
            if above is None:
                return None
            self._paths[known] = _at(self.places(before[-1].table, hop), above)
        return self._paths[known]

    def places(self, table: str, hop: Hop) -> pl.Series:
        """Find the linked rows of one link, both of whose tables are there.

        Args:
            table: The table that has the link.
            hop: The link.

        Returns:
            Shape (rows,), the place of the linked row, null where there is none.
        """
        name = (table, hop.table, hop.column)
        if name not in self._places:
            self._places[name] = self.index(hop.table, hop.key).find(_plain(self.column(table, hop.column)))
        return self._places[name]

    def index(self, table: str, key: str) -> KeyIndex:
        """Where the keys of a table that is there stand."""
        if table not in self.frames and self.shared is not None:
            return self.shared.index(table, key)
        if (table, key) not in self._indices:
            self._indices[table, key] = KeyIndex(_plain(self.column(table, key)))
        return self._indices[table, key]

    def view(self, table: str, reads: Reads) -> pl.DataFrame:
        """Set columns side by side, as expressions read them.

        Args:
            table: A table that is there.
            reads: What expressions read.

        Returns:
            Shape (rows, names).
        """
        found = {name: self.get(table, name).alias(name) for name in reads.names}
        found |= {part.name: self._part(table, part).alias(part.name) for part in reads.parts}
        words = reads.worded({name: found[name].dtype for pair in reads.pairs for name in pair})
        return pl.DataFrame([_plain(series) if name in words else series for name, series in found.items()])

    def _part(self, table: str, part: Part) -> pl.Series:
        """Compute a part of an expression once for each linked row, if there is one for each row and fewer of them."""
        target, _, path = self.links.resolve(table, part.columns[0], place=table)
        places = self.follow(table, path) if path else None
        if target not in self or places is None or places.null_count() or self.height(target) >= self.height(table):
            ours = [self.get(table, name).alias(name) for name in part.columns]
            return part.compute(pl.DataFrame(ours))
        theirs = [self.column(target, name.rpartition(".")[2]).alias(name) for name in part.columns]
        return _at(part.compute(pl.DataFrame(theirs)), places)

    def show(self, table: str, names: Iterable[str], rows: pl.Series) -> pl.DataFrame:
        """Set the values of some rows side by side.

        Args:
            table: A table that is there.
            names: Names as an expression writes them.
            rows: Places of the rows.

        Returns:
            Shape (those rows, names).
        """
        return pl.DataFrame([_at(self.get(table, name), rows).alias(name) for name in names])


def _at(series: pl.Series, places: pl.Series) -> pl.Series:
    return series.gather(places) if places.null_count() else series[places]  # [] is faster and takes no nulls


def _plain(series: pl.Series) -> pl.Series:
    return series.cast(pl.String) if family_of(series.dtype) == "coded" else series
