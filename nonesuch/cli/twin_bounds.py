"""The option ``--bounds`` of ``nonesuch twin``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["read_bounds"]


def read_bounds(words: Sequence[str]) -> dict[str, tuple[float, float]]:
    """Read bounds of columns.

    Args:
        words: Each ``COLUMN=LOW:HIGH``.

    Returns:
        Both bounds by column.

    Raises:
        UsageError: If one is written in another way, or a column is named twice.

    Example:
        >>> read_bounds(["income=0:2e5", "change=-1:1"])
        {'income': (0.0, 200000.0), 'change': (-1.0, 1.0)}
    """
    bounds: dict[str, tuple[float, float]] = {}
    for word in words:
        name, _, limits = word.rpartition("=")
        low, _, high = limits.partition(":")
        try:
            pair = float(low), float(high)
        except ValueError:
            pair = None
        if not name or pair is None or name in bounds:
            raise UsageError("no bounds", place="--bounds", expected="COLUMN=LOW:HIGH, once a column", found=word)
        bounds[name] = pair
    return bounds
