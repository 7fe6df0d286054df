"""Tables whose dates, amounts and measures are written in one way, and the way back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from nonesuch.generators.synthesizers import Metadata
from nonesuch.twin.spellings import respell

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from nonesuch.twin.spellings import Respelled

__all__ = ["Respelling"]


@dataclass(frozen=True)
class Respelling:
    """Tables in one spelling.

    Attributes:
        tables: Tables by name.
        metadata: By table, what is known of the columns.
        found: By table, the columns that were written in another way.
    """

    tables: Mapping[str, pl.DataFrame]
    metadata: Mapping[str, Metadata]
    found: Mapping[str, tuple[Respelled, ...]]

    @classmethod
    def of(cls, tables: Mapping[str, pl.DataFrame], metadata: Mapping[str, Metadata]) -> Respelling:
        """Write dates, amounts and measures in one way.

        Args:
            tables: Tables by name.
            metadata: By table, what is known already; it is not questioned.

        Returns:
            The tables, and what is then known of them.
        """
        written, known = dict(tables), dict(metadata)
        found: dict[str, tuple[Respelled, ...]] = {}
        for name, table in tables.items():
            given = known.get(name, Metadata())
            found[name] = respell(table, skip=given.columns)
            if found[name]:
                columns = {entry.series.name: entry.column for entry in found[name]}
                written[name] = table.with_columns(entry.series for entry in found[name])
                known[name] = replace(given, columns=columns | {**given.columns})
        return cls(written, known, found)

    def notes(self, table: str) -> dict[str, str]:
        """What was done to a table, by column."""
        return {entry.series.name: entry.note for entry in self.found[table]}

    def give_back(self, tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
        """Put units behind the numbers again.

        Args:
            tables: Tables of the same columns.

        Returns:
            Tables by name.
        """
        units = {
            name: {e.series.name: e.unit for e in found if e.unit is not None} for name, found in self.found.items()
        }
        return {
            name: table.with_columns(unit.write(table[column]).alias(column) for column, unit in units[name].items())
            for name, table in tables.items()
        }
