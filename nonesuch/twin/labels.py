"""The three things that can be said of where data come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DIFFERENTIALLY_PRIVATE", "EMPIRICALLY_TESTED", "NOT_DERIVED", "label_of"]

NOT_DERIVED = "not derived from persons"
EMPIRICALLY_TESTED = "empirically tested, no guarantee"
DIFFERENTIALLY_PRIVATE = "differentially private"

_WEAK = 10.0


def label_of(privacy: Mapping[str, Any]) -> str:
    """Say what a learned table may be called.

    Args:
        privacy: A synthesizer's account of the privacy budget; empty if it has none.

    Returns:
        The label; an epsilon above 10 is called weak.

    Example:
        >>> label_of({"epsilon": 1.0, "delta": 1e-7})
        'differentially private (epsilon 1, delta 1e-07)'
        >>> label_of({})
        'empirically tested, no guarantee'
    """
    if not privacy:
        return EMPIRICALLY_TESTED
    weak = ", weak" if privacy["epsilon"] > _WEAK else ""
    return f"{DIFFERENTIALLY_PRIVATE} (epsilon {privacy['epsilon']:g}, delta {privacy['delta']:g}{weak})"
