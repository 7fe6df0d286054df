"""What every engine's model offers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["CodeModel"]


class CodeModel(Protocol):
    """A joint distribution over columns of codes, drawn row by row from counter-based random words."""

    def draw(
        self, words: NDArray[np.uint64], known: Mapping[int, NDArray[np.int64]]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
        """Draw rows.

        Args:
            words: Shape (parts, n), a random word a cell, whose upper halves are used.
            known: Codes of parts that are given, each of shape (n,).

        Returns:
            Codes of shape (parts, n), and the logarithm of each row's weight, shape (n,); None where all weigh alike.
        """

    def exact(self, known: AbstractSet[int]) -> bool:
        """Whether rows drawn with these parts given need no weights."""

    def to_dict(self) -> dict[str, Any]:
        """Describe the model by plain values and arrays."""
