"""What every kind of rows has: a specification as the pack writes it, and a maker of row counts and places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.base import Binding

__all__ = ["Grown", "RowMaker", "RowSpec"]


@dataclass(frozen=True)
class Grown:
    """Rows that have come into being.

    Attributes:
        parent: Shape (rows,), the place of each row's parent in the parent's batch, not decreasing.
        ordinal: Shape (rows,), 0, 1, 2, ... among the rows of the same parent.
        columns: Columns that come into being with the rows, such as the time of an event.
    """

    parent: NDArray[np.integer]
    ordinal: NDArray[np.integer]
    columns: dict[str, pl.Series] = field(default_factory=dict)


class RowMaker(Protocol):
    """Makes the rows of one table; made once a plan, used once a block."""

    def grow(self, parent: Batch, rng: np.random.Generator) -> Grown:
        """Make rows for all parents of a batch.

        Args:
            parent: The parents; columns that the rows need are there.
            rng: The table's own stream for this block.

        Returns:
            The rows.
        """
        ...


class RowSpec(BaseModel):
    """What the pack says of a table's rows; each kind adds its own keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    kind: str

    @property
    def most_rows(self) -> int:
        """The most rows that one parent can have; keys are made from it."""
        return 1

    @property
    def fixed(self) -> int | None:
        """Rows of every parent, where that is always the same."""
        return None

    def needs(self) -> tuple[str, ...]:
        """Names of the parent's columns that must be there first, as the parent's expressions write them."""
        return ()

    def columns(self) -> dict[str, pl.DataType]:
        """Columns that come into being with the rows, with their types."""
        return {}

    def bind(self, binding: Binding) -> RowMaker:
        """Make the maker; `binding` stands in the parent's table."""
        raise NotImplementedError
