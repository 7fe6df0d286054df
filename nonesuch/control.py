"""Control in process: rows are held against contracts and rules as they are made; what fails is drawn again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.contracts import plan_checker
from nonesuch.errors import RecipeError
from nonesuch.generators.block import shared_frames
from nonesuch.generators.families import AUGMENTED, Families, make_families
from nonesuch.generators.scratch import keep_scratch
from nonesuch.validators import inject

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.plan import Plan
    from nonesuch.recipe import Recipe
    from nonesuch.validators import Checker, Partial

__all__ = ["Control", "Judged"]

_ATTEMPTS = 3
_GROUP_ROWS = 65_536
_SHARED = -1
_MISFORTUNE = 0.5
"""Share of families up to which breaking a rule in every draw is misfortune, and they are set aside."""


@dataclass(frozen=True)
class Judged:
    """Rows that were judged as they were made.

    Attributes:
        frames: The rows to be delivered, by table.
        partial: What the rules found in them; None if nobody looked.
        aside: Rows of families that broke a rule in every draw, by table.
        redrawn: How many families were drawn again.
        defects: Which rows were broken on purpose, if any were.
        augmented: Variants of rows that were accepted, by table.
        reasons: Rules that the rows set aside break, and how many do.
    """

    frames: dict[str, pl.DataFrame]
    partial: Partial | None = None
    aside: dict[str, pl.DataFrame] = field(default_factory=dict)
    redrawn: int = 0
    defects: pl.DataFrame | None = None
    augmented: dict[str, pl.DataFrame] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def partials(self) -> tuple[Partial, ...]:
        """What the rules found, to be added up; nothing if nobody looked."""
        return () if self.partial is None else (self.partial,)


@dataclass(frozen=True, eq=False)
class Control:
    """Judges what a plan makes, group of blocks by group.

    Attributes:
        plan: The plan.
        recipe: What is wanted: whether rows are checked, and which rules are broken on purpose.

    Raises:
        RecipeError: If rules are to be broken and the pack has none.
    """

    plan: Plan
    recipe: Recipe

    def __post_init__(self) -> None:
        if self.recipe.inject and self.checker is None:
            raise RecipeError(
                "there is no rule to break",
                place="inject",
                expected="a pack with contracts, and check = true",
                found=self.plan.pack.name,
            )

    @cached_property
    def checker(self) -> Checker | None:
        """Contracts and rules; None if the pack has none or nobody wants to know."""
        return plan_checker(self.plan) if self.recipe.check else None

    def blocks(self, first: int, last: int) -> Iterator[Judged]:
        """Make and judge blocks, some at a time.

        Args:
            first: The first block.
            last: The block after the last one.

        Yields:
            Rows in order. Where defects are planted all blocks come at once.
        """
        keep_scratch()
        waiting: list[Families] = []
        numbers: list[int] = []
        for number in range(first, last):
            waiting.append(make_families(self.plan, number))
            numbers.append(number)
            full = sum(part.rows for part in waiting) >= _GROUP_ROWS and not self.recipe.inject
            if full or number == last - 1:
                yield _with_variants_apart(self._families(Families.concat(waiting), numbers))
                waiting, numbers = [], []

    def look(self, frames: Mapping[str, pl.DataFrame]) -> Partial | None:
        """Judge rows that are there already, as one block."""
        if self.checker is None:
            return None
        return self.checker.check_block({t: frame for t, frame in frames.items() if t in self.checker.contracts})

    def records(self, frames: dict[str, pl.DataFrame]) -> Judged:
        """Judge records that were searched for; they are not drawn again.

        Args:
            frames: Rows by table.

        Returns:
            The same rows, or those with defects.
        """
        return self._broken(frames, 0) if self.recipe.inject else Judged(frames, self.look(frames))

    def shared(self) -> Judged:
        """Judge the tables that all blocks share.

        Returns:
            Their rows.
        """
        frames = shared_frames(self.plan)
        if self.recipe.inject:
            return self._broken(frames, _SHARED)
        return Judged(frames, None if self.checker is None else self.checker.check_shared())

    def _families(self, made: Families, numbers: Sequence[int]) -> Judged:
        """Judge families, and break rules on purpose in those that break none by chance."""
        held = self._held(made, numbers)
        if not self.recipe.inject:
            return held
        return replace(
            self._broken(held.frames, numbers[0]), aside=held.aside, redrawn=held.redrawn, reasons=held.reasons
        )

    def _held(self, made: Families, numbers: Sequence[int]) -> Judged:
        partial = self.look(made.frames)
        if partial is None:
            return Judged(made.frames)
        failed, redrawn = self._failed_roots(made, partial), 0
        for attempt in range(1, _ATTEMPTS + 1):
            if not len(failed):
                return Judged(made.frames, partial, redrawn=redrawn)
            again = [make_families(self.plan, number, attempt=attempt).only(failed) for number in numbers]
            made, redrawn = made.without(failed).merged(Families.concat(again)), redrawn + len(failed)
            partial = self.look(made.frames)
            assert partial is not None
            failed = self._failed_roots(made, partial)
        if not len(failed):
            return Judged(made.frames, partial, redrawn=redrawn)
        if len(failed) > _MISFORTUNE * len(np.unique(made.roots[self.plan.pack.root])):
            return Judged(made.frames, partial, redrawn=redrawn)  # the pack's fault, and the verdict says which
        aside, kept = made.only(failed), made.without(failed)
        return Judged(kept.frames, self.look(kept.frames), aside.frames, redrawn, reasons=self._reasons(partial))

    def _reasons(self, partial: Partial) -> dict[str, int]:
        """The rules that rows in error break, and how many do."""
        assert self.checker is not None
        errors = {check.id for check in self.checker.checks if check.max_share is None}
        return {
            rule: tally.violations for rule, tally in partial.tallies.items() if tally.violations and rule in errors
        }

    def _failed_roots(self, made: Families, partial: Partial) -> NDArray[np.int64]:
        """Numbers of the roots to which a row belongs that is in error."""
        root = self.plan.pack.root
        assert self.checker is not None
        if root not in self.checker.contracts:
            return np.empty(0, np.int64)
        keys, key = partial.failed_keys(root), self.checker.contracts[root].key
        if not key:
            return made.roots[root][keys.to_numpy()]
        shown = made.frames[root][key[0]] if len(key) == 1 else made.frames[root].select(key).to_struct()
        return made.roots[root][shown.is_in(keys.implode()).to_numpy()]

    def _broken(self, frames: Mapping[str, pl.DataFrame], number: int) -> Judged:
        """Break rules on purpose; categories become texts, since some must hold what is no category."""
        assert self.checker is not None
        known = {table: frame for table, frame in frames.items() if table in self.checker.contracts}
        made = inject(self.checker, known, self.recipe.inject, key=(self.recipe.seed << 32) + number)
        broken = {table: _as_texts(made.frames.get(table, frame)) for table, frame in frames.items()}
        return Judged(broken, self.look(broken), defects=made.defects)


def _with_variants_apart(judged: Judged) -> Judged:
    variants = {name: frame for name, frame in judged.frames.items() if name.startswith(AUGMENTED)}
    if not variants:
        return judged
    return replace(
        judged,
        frames={name: frame for name, frame in judged.frames.items() if name not in variants},
        aside={name: frame for name, frame in judged.aside.items() if name not in variants},
        augmented={name.removeprefix(AUGMENTED): frame for name, frame in variants.items()},
    )


def _as_texts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col(pl.Enum, pl.Categorical).cast(pl.String))
