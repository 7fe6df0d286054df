"""The three things that can be said of where data come from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["DIFFERENTIALLY_PRIVATE", "EMPIRICALLY_TESTED", "NOT_DERIVED", "label_of", "label_together"]

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


def label_together(accounts: Sequence[Mapping[str, Any]]) -> str:
    """Say what may be said of rows that several learned tables had a part in: the strictest label of all.

    Budgets of privacy add up (basic composition; Dwork, Roth: "The algorithmic foundations of differential privacy",
    2014, theorem 3.16), because the models may have been fitted to the same persons.

    Args:
        accounts: Each synthesizer's account of the privacy budget; empty if it has none.

    Returns:
        The label.

    Example:
        >>> label_together([{"epsilon": 1.0, "delta": 1e-7}, {"epsilon": 2.0, "delta": 1e-7}])
        'differentially private (epsilon 3, delta 2e-07)'
        >>> label_together([{"epsilon": 1.0, "delta": 1e-7}, {}])
        'empirically tested, no guarantee'
        >>> label_together([])
        'not derived from persons'
    """
    if not accounts:
        return NOT_DERIVED
    if not all(accounts):
        return EMPIRICALLY_TESTED
    return label_of({key: sum(account[key] for account in accounts) for key in ("epsilon", "delta")})
