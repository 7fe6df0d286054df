"""What every constraint offers: it takes a table apart so that what is drawn cannot break it, and puts it together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, Self

if TYPE_CHECKING:
    import polars as pl

    from nonesuch.generators.synthesizers.metadata import Metadata

__all__ = ["Constraint"]


class Constraint(Protocol):
    """A rule between columns that holds by construction."""

    def learn(self, table: pl.DataFrame, metadata: Metadata, k: int) -> Self:
        """Look at the real table; a `DataError` if the table itself breaks the rule."""

    def forward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Turn a table into one whose columns are free of the rule."""

    def backward(self, table: pl.DataFrame) -> pl.DataFrame:
        """Turn a free table into one that keeps the rule."""

    def to_dict(self) -> dict[str, Any]:
        """Describe the constraint by plain values."""
