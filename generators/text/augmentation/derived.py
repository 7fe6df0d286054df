"""Variants of rendered texts: another word, another order, more detail; record, label and spans stay.

Nothing is done to the string itself. A synonym is another entry of the same table, more detail an entry with its
options said, another order the same parts put together by another alternative of the grammar.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.randomness import cell_uniforms, digest
from nonesuch.generators.text.augmentation.arrangements import Parts, arrangements_of, recognisable, same_parts
from nonesuch.generators.text.augmentation.siblings import fuller_siblings, wording_siblings

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.augmentation.siblings import Siblings
    from nonesuch.generators.text.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.demand import Unit

__all__ = ["AugmentationKind", "Augmenter", "Variants"]

AugmentationKind = Literal["synonym", "restructure", "expand"]
KINDS: tuple[AugmentationKind, ...] = ("synonym", "restructure", "expand")

_SPANS = {"row": pl.Int64, "slot": pl.String, "start": pl.Int32, "end": pl.Int32, "column": pl.String}


@dataclass(frozen=True, eq=False)
class Variants:
    """Variants of texts.

    Attributes:
        texts: The variants; columns source (row of the text it is a variant of), kind, text.
        spans: Their spans; columns row (of ``texts``), slot, start, end, column.
    """

    texts: pl.DataFrame
    spans: pl.DataFrame


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
        for kind in kinds:
            if kind not in KINDS:
                raise UsageError(f"unknown kind of augmentation {kind!r}", hint=nearest(kind, KINDS))
        made = [_Round(np.arange(len(batch)), "", batch.texts, _plain(batch.span_table))]
        for nth in range(factor):
            waiting = np.arange(len(batch))
            for place in range(len(kinds)):
                kind = kinds[(nth + place) % len(kinds)]
                tried = self._try(batch, waiting, kind, digest(key, nth, kind), protect)
                fresh = _fresh(tried, made, window, unit)
                made.append(tried.keep(np.flatnonzero(fresh)))
                waiting = waiting[~fresh]
        return _together(made[1:])

    def _try(
        self, batch: Batch, rows: NDArray[np.int64], kind: AugmentationKind, key: int, protect: Collection[str]
    ) -> _Round:
        if kind == "restructure":
            return self._restructure(batch, rows, key)
        siblings = self._wording if kind == "synonym" else self._fuller
        part = batch.take(rows)
        numbers = self._exchange(part, rows, siblings, key, protect, fuller=kind == "expand")
        changed = part.with_numbers(numbers)
        texts = changed.texts.set(pl.Series((numbers == part.numbers).all(axis=1)), None)
        return _Round(rows, kind, texts, _plain(changed.span_table))

    def _exchange(
        self,
        part: Batch,
        rows: NDArray[np.int64],
        siblings: Siblings,
        key: int,
        protect: Collection[str],
        *,
        fuller: bool,
    ) -> NDArray[np.int32]:
        """Put siblings in the place of parts: each with an even chance, but at least one where there is any."""
        numbers = part.numbers.copy()
        choices = siblings.choices(numbers)
        if fuller:
            choices[siblings.ranks[np.maximum(numbers, 0)] >= 0] = 0
        if protect:
            choices[part.parts_touching(protect)] = 0
        cells = (rows[:, None] * np.int64(numbers.shape[1]) + np.arange(numbers.shape[1])).astype(np.uint64)
        toss = cell_uniforms(digest(key, "which"), cells.ravel()).reshape(cells.shape)
        toss[choices == 0] = 2.0
        taken = (toss < 1 / 2) | ((toss == toss.min(axis=1, keepdims=True)) & (toss < 1))
        uniforms = cell_uniforms(digest(key, "what"), cells[taken])
        numbers[taken] = siblings.take(numbers[taken], uniforms)
        return numbers

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

    def _restructure(self, batch: Batch, rows: NDArray[np.int64], key: int) -> _Round:
        """Put the parts of each text together by another arrangement of the same parts."""
        start = self._compiled.grammar.symbols[self._compiled.outline.start]
        arrangements = arrangements_of(start, self._compiled.grammar.language) if start.arrange else []
        groups, clear = same_parts(arrangements), recognisable(arrangements)
        texts = batch.texts.gather(rows)
        spans = _of_rows(batch.span_table, rows)
        nothing = pl.Series([None] * len(rows), dtype=pl.String)
        if not groups or not len(rows):
            return _Round(rows, "restructure", nothing, spans[:0])
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
        return _Round(rows, "restructure", *move.finish(spans))


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


@dataclass(frozen=True, eq=False)
class _Round:
    """Tried variants: null where there is none."""

    source: NDArray[np.int64]
    kind: str
    texts: pl.Series
    spans: pl.DataFrame

    def keep(self, places: NDArray[np.int64]) -> _Round:
        return _Round(self.source[places], self.kind, self.texts.gather(places), _of_rows(self.spans, places))


def _plain(spans: pl.DataFrame) -> pl.DataFrame:
    return spans.cast(_SPANS)  # type: ignore[arg-type]


def _of_rows(spans: pl.DataFrame, rows: NDArray[np.int64]) -> pl.DataFrame:
    """Take the spans of some rows and number the rows anew."""
    places = pl.DataFrame({"row": rows.astype(np.int64), "place": np.arange(len(rows))})
    taken = _plain(spans).join(places, on="row", how="inner")
    return taken.sort("place", "start", "end").select(
        row="place", slot="slot", start="start", end="end", column="column"
    )


def _fresh(tried: _Round, made: list[_Round], window: tuple[int, int] | None, unit: Unit) -> NDArray[np.bool_]:
    """Say which variants are new and fit the window."""
    frame = pl.DataFrame({"source": tried.source, "text": tried.texts})
    known = pl.concat([pl.DataFrame({"source": round_.source, "text": round_.texts}) for round_ in made])
    new = frame.with_row_index().join(known, on=["source", "text"], how="anti")["index"].to_numpy()
    fresh = np.zeros(len(tried.source), bool)
    fresh[new] = True
    fresh &= tried.texts.is_not_null().to_numpy()
    if window:
        length = tried.texts.str.len_chars() if unit == "characters" else tried.texts.str.count_matches(" ") + 1
        fresh &= length.is_between(*window).fill_null(value=False).to_numpy()
    return fresh


def _together(rounds: list[_Round]) -> Variants:
    texts = [pl.DataFrame({"source": r.source, "kind": [r.kind] * len(r.source), "text": r.texts}) for r in rounds]
    offsets = np.cumsum([0, *(len(r.source) for r in rounds)])
    spans = [r.spans.with_columns(pl.col("row") + offset) for r, offset in zip(rounds, offsets, strict=False)]
    schema = {"source": pl.Int64, "kind": pl.String, "text": pl.String}
    joined = pl.concat([pl.DataFrame(schema=schema), *(text.cast(schema) for text in texts)]).with_row_index("row")  # type: ignore[arg-type]
    joined = joined.sort("source", "row", maintain_order=True)
    order = joined.select(pl.col("row").cast(pl.Int64), place=pl.int_range(pl.len()))
    moved = pl.concat([pl.DataFrame(schema=_SPANS), *(span.cast(_SPANS) for span in spans)]).join(order, on="row")  # type: ignore[arg-type]
    placed = moved.select(row="place", slot="slot", start="start", end="end", column="column").sort(
        "row", "start", "end"
    )
    return Variants(joined.drop("row"), placed)
