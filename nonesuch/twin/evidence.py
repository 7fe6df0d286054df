"""Whether a gate that refuses nothing has proved anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.validators.privacy import Privacy

__all__ = ["missing_evidence", "verdict_of"]

_BLIND = 0.5
_FEW_ROWS = "no evidence: too few rows to see a leak"
_FEW_DIFFERENT = "no evidence: too few different rows to see a leak"
_HOLDOUT = "rows of the hold-out"


def missing_evidence(privacy: Privacy, reasons: Sequence[str]) -> str:
    """Say why nothing is proved, where the tests would have let a leak of half the rows pass.

    Args:
        privacy: The measures.
        reasons: Names of the gate's checks that refuse.

    Returns:
        The words; empty if leaks would have been seen.
    """
    if _HOLDOUT not in reasons and max(privacy.copied_leak, privacy.near_leak) <= _BLIND:
        return ""
    by_chance = privacy.exact.holdout > _BLIND * privacy.exact.holdout_rows
    return _FEW_DIFFERENT if by_chance else _FEW_ROWS


def verdict_of(reasons: Mapping[str, Sequence[str]], evidence: Mapping[str, str]) -> str:
    """Say what came of the gate.

    Args:
        reasons: By table, the checks that refuse.
        evidence: By table, why nothing is proved; empty where something is.

    Returns:
        ``passed``, ``refused``, or why there is no evidence.

    Example:
        >>> verdict_of({"t": ()}, {"t": ""}), verdict_of({"t": ("membership attack, AUC",)}, {"t": ""})
        ('passed', 'refused')
        >>> verdict_of({"t": ()}, {"t": "no evidence: too few rows to see a leak"})
        'no evidence: too few rows to see a leak'
    """
    if any(name != _HOLDOUT for found in reasons.values() for name in found):
        return "refused"
    missing = [words for words in evidence.values() if words]
    return missing[0] if missing else "refused" if any(reasons.values()) else "passed"
