"""What a check remembers from block to block."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Measured", "State"]


class State(Protocol):
    """What a check remembers of some blocks, in bounded memory."""

    def __len__(self) -> int:
        """How much it remembers, in values."""
        ...

    @classmethod
    def merge(cls, states: Sequence[Self], /) -> Self:
        """Remember the blocks of all; their order does not matter.

        Args:
            states: At least one.

        Returns:
            One state.
        """
        ...


@dataclass(frozen=True)
class Measured:
    """A figure of a whole data set beside its band.

    Attributes:
        value: The figure; None if there was nothing to measure.
        within: The band.
        passed: Whether the figure lies in it, or chance explains that it does not.
        exact: Whether the figure is exact rather than estimated.
    """

    value: float | None
    within: tuple[float, float]
    passed: bool
    exact: bool = True
