"""Variants of rendered texts: another word, another order, more detail; record, label and spans stay.

Nothing is done to the string itself. A synonym is another entry of the same table, more detail an entry with its
options said, another order the same parts put together by another alternative of the grammar.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.randomness import cell_uniforms, digest
from nonesuch.generators.text.augmentation.arrangements import Parts, arrangements_of, recognisable, same_parts
from nonesuch.generators.text.augmentation.rounds import Wish, make_variants, of_rows
from nonesuch.generators.text.augmentation.siblings import fuller_siblings, wording_siblings
from nonesuch.generators.text.augmentation.variants import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.augmentation.siblings import Siblings
    from nonesuch.generators.text.augmentation.variants import AugmentationKind, Variants
    from nonesuch.generators.text.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.demand import Unit

__all__ = ["Augmenter"]


class Augmenter:
    """Makes variants of the texts of one compiled grammar.

    Args:
        compiled: The grammar the texts were rendered from.
    """

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled

    def augment(
        self,
        batch: Batch,
        *,
        key: int,
        kinds: Sequence[AugmentationKind] = KINDS,
        factor: int = 1,
        window: tuple[int, int] | None = None,
        unit: Unit = "characters",
        protect: Collection[str] = (),
    ) -> Variants:
        """Make variants of rendered texts.

        Args:
            batch: What `Compiled.render` gave.
            key: Chooses the variants; any integer.
            kinds: What may be done. The nth variant of a row tries them from the nth on.
            factor: Variants wanted of each row; rows that have fewer get fewer.
            window: Least and greatest length of a variant.
            unit: What the window counts.
            protect: Slots whose words stay as they are. Values of columns always stay.

        Returns:
            Variants, sorted by source; none is equal to its source or to another variant of it.

        Raises:
            UsageError: If a kind is unknown.
        """

        def attempt(rows: NDArray[np.int64], kind: AugmentationKind, key: int) -> tuple[pl.Series, pl.DataFrame]:
            if kind == "restructure":
                return self._restructure(batch, rows, key)
            return self._exchange(batch.take(rows), rows, kind, key, protect)

        return make_variants(batch.texts, Wish(key, kinds, factor, window, unit), attempt)

    def _exchange(
        self, part: Batch, rows: NDArray[np.int64], kind: AugmentationKind, key: int, protect: Collection[str]
    ) -> tuple[pl.Series, pl.DataFrame]:
        """Put siblings in the place of parts: each with an even chance, but at least one where there is any."""
        siblings = self._wording if kind == "synonym" else self._fuller
        numbers = part.numbers.copy()
        choices = siblings.choices(numbers)
        if kind == "expand":
            choices[siblings.ranks[np.maximum(numbers, 0)] >= 0] = 0
        if protect:
            choices[part.parts_touching(protect)] = 0
        cells = (rows[:, None] * np.int64(numbers.shape[1]) + np.arange(numbers.shape[1])).astype(np.uint64)
        toss = cell_uniforms(digest(key, "which"), cells.ravel()).reshape(cells.shape)
        toss[choices == 0] = 2.0
        taken = (toss < 1 / 2) | ((toss == toss.min(axis=1, keepdims=True)) & (toss < 1))
        numbers[taken] = siblings.take(numbers[taken], cell_uniforms(digest(key, "what"), cells[taken]))
        changed = part.with_numbers(numbers)
        return changed.texts, changed.span_table

    @cached_property
    def _wording(self) -> Siblings:
        return wording_siblings(self._compiled.planner.pool, tuple(self._compiled.registry.sites))

    @cached_property
    def _fuller(self) -> Siblings:
        return fuller_siblings(self._compiled.planner.pool, tuple(self._compiled.registry.sites))

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        """Words that begin with a small letter somewhere in the grammar."""
        words = self._compiled.planner.pool.now.texts
        listed = pl.Series(pl.from_arrow(words)).str.extract_all(r"\b\p{Ll}[\w-]*").explode().drop_nulls().unique()
        return frozenset(listed)

    def _restructure(self, batch: Batch, rows: NDArray[np.int64], key: int) -> tuple[pl.Series, pl.DataFrame]:
        """Put the parts of each text together by another arrangement of the same parts."""
        start = self._compiled.grammar.symbols[self._compiled.outline.start]
        arrangements = arrangements_of(start, self._compiled.grammar.language) if start.arrange else []
        groups, clear = same_parts(arrangements), recognisable(arrangements)
        texts = batch.texts.gather(rows)
        spans = of_rows(batch.span_table, rows)
        nothing = pl.Series([None] * len(rows), dtype=pl.String)
        if not groups or not len(rows):
            return nothing, spans[:0]
        slots = sorted({slot for group in groups for slot in group[0].slots})
        move = _Move(Parts.cut(texts, spans, slots, self._vocabulary), nothing, {})
        uniforms = cell_uniforms(key, rows.astype(np.uint64))
        for group in groups:
            joined = [move.parts.join(arrangement) for arrangement in group]
            for i, (was, _) in enumerate(joined):
                mine = (was == texts).fill_null(value=False).to_numpy() & (group[i] in clear)
                target = (i + 1 + (uniforms * (len(group) - 1)).astype(np.int64)) % len(group)
                for j in np.unique(target[mine]).tolist():
                    move = move.to(mine & (target == j), *joined[j])
        return move.finish(spans)


@dataclass(frozen=True, eq=False)
class _Move:
    """Texts on their way to another arrangement.

    Attributes:
        parts: Their parts.
        texts: The new texts, null where there is none yet.
        shifts: For each slot how far it moves in every row.
    """

    parts: Parts
    texts: pl.Series
    shifts: dict[str, NDArray[np.int64]]

    def to(self, rows: NDArray[np.bool_], texts: pl.Series, starts: dict[str, NDArray[np.int64]]) -> _Move:
        """Set the texts of some rows."""
        mask = pl.Series(rows)
        shifts = dict(self.shifts)
        for slot, first in starts.items():
            before = shifts.get(slot, np.zeros(len(rows), np.int64))
            shifts[slot] = np.where(rows, first - self.parts.starts[slot], before)
        return _Move(self.parts, texts.zip_with(mask, self.texts), shifts)

    def finish(self, spans: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
        """Move the spans with their parts; texts with a span outside of all parts are given up."""
        row, start, end = (spans[name].to_numpy().astype(np.int64) for name in ("row", "start", "end"))
        shift = np.zeros(len(row), np.int64)
        placed = np.zeros(len(row), bool)
        for slot, by in self.shifts.items():
            first = self.parts.starts[slot][row]
            inside = (start >= first) & (end <= first + self.parts.lengths[slot][row])
            shift, placed = np.where(inside & ~placed, by[row], shift), placed | inside
        lost = np.zeros(len(self.texts), bool)
        lost[row[~placed]] = True
        texts = self.texts.zip_with(pl.Series(~lost), pl.Series([None] * len(lost), dtype=pl.String))
        moved = spans.with_columns(
            start=pl.Series(start + shift).cast(pl.Int32), end=pl.Series(end + shift).cast(pl.Int32)
        )
        return texts, moved.filter(pl.Series(texts.is_not_null().to_numpy()[row]))
