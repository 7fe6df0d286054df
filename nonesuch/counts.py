"""What is counted besides the verdict: families drawn again and set aside, defects planted."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nonesuch.control import Judged

__all__ = ["Counts"]


@dataclass
class Counts:
    """Counts of some rows; those of others can be added.

    Attributes:
        redrawn: Families that were drawn again.
        set_aside: Families that broke a rule in every draw.
        planted: Rows that were broken on purpose.
        reasons: Rules that the families set aside break, and in how many rows.

    Example:
        >>> total = Counts(redrawn=2)
        >>> total.add(Counts(redrawn=1, set_aside=1, reasons=Counter(price_above_zero=3)))
        >>> total.to_dict()
        {'redrawn': 3, 'set_aside': 1, 'planted': 0, 'reasons': {'price_above_zero': 3}}
    """

    redrawn: int = 0
    set_aside: int = 0
    planted: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, group: Judged, root: str) -> Counts:
        """Count a group of rows.

        Args:
            group: The rows as they were judged.
            root: The root table: a family is one row of it.

        Returns:
            Its counts.
        """
        aside = group.aside[root].height if group.aside else 0
        planted = 0 if group.defects is None else group.defects.height
        return cls(group.redrawn, aside, planted, Counter(group.reasons))

    @classmethod
    def from_dict(cls, counts: dict[str, Any]) -> Counts:
        """Read what `to_dict` wrote."""
        return cls(**{**counts, "reasons": Counter(counts.get("reasons", {}))})

    def to_dict(self) -> dict[str, Any]:
        """Give the counts as plain values, for the journal."""
        return {**asdict(self), "reasons": dict(self.reasons)}

    def add(self, other: Counts) -> None:
        """Add the counts of other rows."""
        self.redrawn += other.redrawn
        self.set_aside += other.set_aside
        self.planted += other.planted
        self.reasons.update(other.reasons)
