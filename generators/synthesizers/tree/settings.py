"""How large the leaves of a tree model are, and when a split pays."""

from __future__ import annotations

from dataclasses import dataclass

from nonesuch.errors import UsageError

__all__ = ["TreeSettings"]


@dataclass(frozen=True)
class TreeSettings:
    """Settings of the tree engine.

    Attributes:
        min_leaf: Rows behind every leaf, >= 1; the fewer, the closer to the data and to the persons in them.
        min_gain: Information in nats that a split must bring beyond what chance would give it.
        label_weight: How many times a row of the label's rare classes counts while trees are grown, 1 to 10; its
            leaves become that much finer.
        caution: How many times what chance could give a split must gain besides, 0 to 100; 0 learns noise by heart.
        max_depth: Splits between the root and a leaf at most, 1 to 30.
        max_leaves: Leaves of one tree at most, 2 to 30,000.
        groups: How many groups of target codes entropy is taken over at most, >= 2.
        cuts: How many classes a column is cut into when it is split on, 2 to 256.
        candidates: Over how many earlier columns a tree looks at most; the most informative ones are kept.
        growing_rows: Rows that trees are grown on at most; leaves are filled from all rows.
        bag: Codes kept in a tree's leaves at most, all leaves together.
    """

    min_leaf: int = 25
    min_gain: float = 3.0
    label_weight: int = 2
    caution: float = 1.0
    max_depth: int = 12
    max_leaves: int = 1024
    groups: int = 16
    cuts: int = 32
    candidates: int = 24
    growing_rows: int = 100_000
    bag: int = 262_144

    def __post_init__(self) -> None:
        bounds = {
            "min_leaf": (1, 10**9), "min_gain": (0, 10**9), "label_weight": (1, 10), "caution": (0, 100),
            "max_depth": (1, 30), "max_leaves": (2, 30_000), "groups": (2, 1000), "cuts": (2, 256),
            "candidates": (1, 10**6), "growing_rows": (100, 10**7), "bag": (1000, 10**9),
        }  # fmt: skip
        for name, (low, high) in bounds.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise UsageError(f"{name} is out of bounds", expected=f"{low:,} to {high:,}", found=value)
