"""What augmentation gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import polars as pl

__all__ = ["KINDS", "AugmentationKind", "Variants"]

AugmentationKind = Literal["synonym", "restructure", "expand"]
"""Another word, another order, more detail."""
KINDS: tuple[AugmentationKind, ...] = ("synonym", "restructure", "expand")
"""All kinds of augmentation."""


@dataclass(frozen=True, eq=False)
class Variants:
    """Variants of texts.

    Attributes:
        texts: The variants; columns source (row of the text it is a variant of), kind, text.
        spans: Their spans; columns row (of ``texts``), slot, start, end, column.
    """

    texts: pl.DataFrame
    spans: pl.DataFrame
