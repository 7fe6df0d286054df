"""A column that was learned to be empty: no value had enough rows behind it, or none was there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.codes.field import Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["AbsentField"]


@dataclass(frozen=True)
class AbsentField:
    """Nothing but missing values.

    Attributes:
        dtype: Name of the polars type.
    """

    dtype: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """One part with one code."""
        return (Part(1, ordered=False),)

    def encode(self, series: pl.Series) -> list[NDArray[np.uint16]]:
        """Turn anything into the one code."""
        return [np.zeros(len(series), np.uint16)]

    def decode(self, codes: Sequence[NDArray[np.uint16]], spare: Sequence[NDArray[np.uint32]]) -> pl.Series:  # noqa: ARG002 - the protocol
        """Make a column of missing values."""
        return pl.Series([None] * 0, dtype=dtype_of(self.dtype)).extend_constant(None, len(codes[0]))

    def to_dict(self) -> dict[str, Any]:
        """Describe the field by plain values."""
        return {"kind": "absent", "dtype": self.dtype}
