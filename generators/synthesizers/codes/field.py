"""What every learned column offers: its parts as codes, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

__all__ = ["Field", "Part"]


@dataclass(frozen=True)
class Part:
    """One column of codes.

    Attributes:
        size: Codes are in [0, size).
        ordered: Whether neighbouring codes are neighbouring values, a missing value's code being the last.
    """

    size: int
    ordered: bool


class Field(Protocol):
    """A learned column: one or more parts, each a column of codes."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts, in the order in which they are modelled."""

    def encode(self, series: pl.Series) -> list[NDArray[np.uint16]]:
        """Turn a column into codes, one array a part; what was never seen becomes its nearest neighbour or missing."""

    def decode(self, codes: Sequence[NDArray[np.uint16]], spare: Sequence[NDArray[np.uint32]]) -> pl.Series:
        """Turn codes into a column of the type that was learned; random words choose inside each code."""

    def to_dict(self) -> dict[str, Any]:
        """Describe the field by plain values and arrays."""
