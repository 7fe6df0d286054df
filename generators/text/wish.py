"""What a recipe asks of a column of texts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nonesuch.generators.text.demand import Unit
    from nonesuch.generators.text.model import Level

__all__ = ["Wish"]


@dataclass(frozen=True)
class Wish:
    """What is asked of every text of a column.

    Attributes:
        window: Least and greatest length; None for any.
        unit: What lengths count.
        require: Slots that every text must hold.
        unique: Whether no text may come twice.
        level: How much the texts tell.
    """

    window: tuple[int, int] | None = None
    unit: Unit = "characters"
    require: tuple[str, ...] = ()
    unique: bool = False
    level: Level = "enhancement"
