"""A fitted private model: a tree of parts, each drawn given its parent's group and the label's group."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

__all__ = ["PrivateModel", "PrivatePart"]

_UNIT = 2.0**-32
_LEAST = 1e-9


@dataclass(frozen=True)
class PrivatePart:
    """How one part is drawn.

    Attributes:
        part: Which part.
        parent: The part it is drawn after; -1 for none.
        groups: Shape (size,), the group of each code, as its children see it.
        cumulated: Shape (contexts, size), cumulated shares of its codes in each context; a context is the parent's
            group times the label's groups plus the label's group.
    """

    part: int
    parent: int
    groups: NDArray[np.int64]
    cumulated: NDArray[np.float64]

    @cached_property
    def _flat(self) -> NDArray[np.float64]:
        return (self.cumulated + np.arange(len(self.cumulated))[:, None]).reshape(-1)

    def pick(self, contexts: NDArray[np.int64], uniforms: NDArray[np.float64]) -> NDArray[np.int64]:
        """Draw a code in each context.

        Args:
            contexts: Shape (n,).
            uniforms: Shape (n,), in [0, 1).

        Returns:
            Shape (n,).
        """
        size = len(self.groups)
        found = np.searchsorted(self._flat, contexts + uniforms, side="right")
        return np.asarray(np.minimum(found - contexts * size, size - 1))

    def share(self, contexts: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.float64]:
        """Say how likely a code is in each context.

        Args:
            contexts: Shape (n,).
            codes: Shape (n,).

        Returns:
            Shape (n,), > 0.
        """
        below = np.where(codes > 0, self.cumulated[contexts, codes - 1], 0.0)
        return np.asarray(np.maximum(self.cumulated[contexts, codes] - below, _LEAST))


@dataclass(frozen=True)
class PrivateModel:
    """Parts in the order in which they are drawn, the label's first.

    Attributes:
        parts: The label's part, if any, then the others.
        label_groups: How many groups the label has; 1 without a label.
        label: Whether the first part is the label.
    """

    parts: tuple[PrivatePart, ...]
    label_groups: int
    label: bool

    def draw(
        self, words: NDArray[np.uint64], known: Mapping[int, NDArray[np.int64]]
    ) -> tuple[NDArray[np.int64], NDArray[np.float64] | None]:
        """Draw rows.

        Args:
            words: Shape (parts, n), a random word a cell, whose upper halves are used.
            known: Codes of parts that are given, each of shape (n,).

        Returns:
            Codes of shape (parts, n), and the logarithm of each row's weight; None if all rows weigh alike.
        """
        codes = np.zeros(words.shape, np.int64)
        weights = None if self.exact(known.keys()) else np.zeros(words.shape[1])
        seen: dict[int, NDArray[np.int64]] = {}
        group = np.zeros(words.shape[1], np.int64)
        for place, entry in enumerate(self.parts):
            context = group if entry.parent < 0 else seen[entry.parent] * self.label_groups + group
            if entry.part in known:
                codes[entry.part] = known[entry.part]
                if weights is not None:
                    weights += np.log(entry.share(context, codes[entry.part]))
            else:
                codes[entry.part] = entry.pick(context, (words[entry.part] >> np.uint64(32)) * _UNIT)
            seen[entry.part] = entry.groups.take(codes[entry.part])
            if self.label and place == 0:
                group = seen[entry.part]
        return codes, weights

    def exact(self, known: AbstractSet[int]) -> bool:
        """Whether the given parts are drawn before all others."""
        return {entry.part for entry in self.parts[: len(known)]} == set(known)

    def to_dict(self) -> dict[str, Any]:
        """Describe the model by plain values and arrays."""
        parts = [
            {"part": part.part, "parent": part.parent, "groups": part.groups, "cumulated": part.cumulated}
            for part in self.parts
        ]
        return {"kind": "private", "parts": parts, "label_groups": self.label_groups, "label": self.label}
