"""Families: the rows of all tables that belong to some roots, and to which root each belongs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.block import frame_of, let_go, make_family
from nonesuch.generators.ladder import block_range
from nonesuch.generators.randomness import digest
from nonesuch.generators.text.augmentation.rows import vary_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.plan import Plan

__all__ = ["AUGMENTED", "Families", "make_families"]

AUGMENTED = "@augmented."
"""What stands before the name of a table whose rows are said otherwise."""


@dataclass(frozen=True, eq=False)
class Families:
    """Rows of many families.

    Attributes:
        frames: Rows by table.
        roots: The number of the root to which each row belongs, ascending, int64, by table.
    """

    frames: dict[str, pl.DataFrame]
    roots: dict[str, NDArray[np.int64]]

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(frame.height for frame in self.frames.values())

    def only(self, roots: NDArray[np.int64]) -> Families:
        """Those that belong to some roots.

        Args:
            roots: Numbers of roots.

        Returns:
            The rest is left out.
        """
        return self._pick({table: np.isin(root, roots) for table, root in self.roots.items()})

    def without(self, roots: NDArray[np.int64]) -> Families:
        """All but those that belong to some roots."""
        return self._pick({table: np.isin(root, roots, invert=True) for table, root in self.roots.items()})

    def merged(self, other: Families) -> Families:
        """These and others, in the order of their roots."""
        frames, roots = {}, {}
        for table, frame in self.frames.items():
            both = np.concatenate([self.roots[table], other.roots[table]])
            order = np.argsort(both, kind="stable")
            frames[table], roots[table] = pl.concat([frame, other.frames[table]])[order], both[order]
        return Families(frames, roots)

    def _pick(self, masks: dict[str, NDArray[np.bool_]]) -> Families:
        frames = {table: frame.filter(pl.Series(masks[table])) for table, frame in self.frames.items()}
        return Families(frames, {table: root[masks[table]] for table, root in self.roots.items()})

    @staticmethod
    def concat(parts: Sequence[Families]) -> Families:
        """Put families after one another.

        Args:
            parts: At least one; roots ascend from one to the next.

        Returns:
            All of them.
        """
        if len(parts) == 1:
            return parts[0]
        tables = parts[0].frames
        # In one piece: whoever looks at columns cut at different places has to put them together each time.
        frames = {table: pl.concat([part.frames[table] for part in parts], rechunk=True) for table in tables}
        return Families(frames, {table: np.concatenate([part.roots[table] for part in parts]) for table in tables})


def make_families(plan: Plan, number: int, *, attempt: int = 0) -> Families:
    """Make all rows of all tables that belong to the roots of one block.

    Args:
        plan: The plan.
        number: The block's number, from 0.
        attempt: 0 for the block itself; 1, 2, ... for other draws of the same roots.

    Returns:
        Tables parents first, with their visible columns; rows of roots beyond the wanted number are left out.
    """
    family = make_family(plan, number, attempt=attempt)
    first = block_range(number, plan.pack.spec.block)[0]
    wanted = max(plan.roots - first, 0)
    frames, roots = {}, {}
    for name in plan.tables:
        frames[name] = frame_of(plan, name, family[name], wanted)
        roots[name] = family[name].root[: frames[name].height].astype(np.int64) + first
    for (table, column), wish in plan.settings.augment.items():
        name = f"{AUGMENTED}{table}"
        key = digest(plan.settings.seed, plan.pack.name, table, column, number, attempt, "@augment")
        said = vary_rows(family[table].spoken[column], wish, locale=plan.settings.locale or "", key=key)
        said = said.filter(pl.col("source") < frames[table].height)
        frames[name], places = _said_again(plan, table, column, frames[table], said), said["source"].to_numpy()
        roots[name] = roots[table][places]
    let_go(plan, family)
    return Families(frames, roots)


def _said_again(plan: Plan, table: str, column: str, frame: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """The rows of a table again, with variants of a text and the spans of those."""
    again = frame[said["source"]].with_columns(said["text"].alias(column), kind=said["kind"])
    spans = [
        name
        for name, spec in plan.pack.table(table).columns.items()
        if spec.kind == "spans" and getattr(spec, "of", None) == column and name in frame.columns
    ]
    return again.with_columns(said["spans"].alias(name) for name in spans)
