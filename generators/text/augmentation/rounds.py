"""Variants tried round by round, kept where they are new and fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.randomness import digest
from nonesuch.generators.text.augmentation.variants import KINDS, AugmentationKind, Variants

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.demand import Unit

__all__ = ["Wish", "make_variants", "of_rows", "plain_spans"]

_SPANS = {"row": pl.Int64, "slot": pl.String, "start": pl.Int32, "end": pl.Int32, "column": pl.String}
_TEXTS = {"source": pl.Int64, "kind": pl.String, "text": pl.String}

_TRIES = 4
"""How often a kind is tried where it gives what is known already, or what does not fit the window."""

Attempt = Callable[["NDArray[np.int64]", AugmentationKind, int], tuple[pl.Series, pl.DataFrame]]
"""Tries a kind of augmentation on some rows: new texts, null where there is none, and their spans."""


@dataclass(frozen=True)
class Wish:
    """What variants are wanted.

    Attributes:
        key: Chooses them.
        kinds: What may be done; the nth variant of a row tries them from the nth on.
        factor: How many of each row.
        window: Least and greatest length.
        unit: What the window counts.
    """

    key: int
    kinds: Sequence[AugmentationKind]
    factor: int
    window: tuple[int, int] | None
    unit: Unit

    def fits(self, texts: pl.Series) -> NDArray[np.bool_]:
        """Say which texts there are and fit the window."""
        fits = texts.is_not_null()
        if self.window:
            length = texts.str.len_chars() if self.unit == "characters" else texts.str.count_matches(" ") + 1
            fits &= length.is_between(*self.window).fill_null(value=False)
        return fits.to_numpy()


def make_variants(texts: pl.Series, wish: Wish, attempt: Attempt) -> Variants:
    """Make variants of texts.

    Args:
        texts: The texts; nulls get none.
        wish: What is wanted.
        attempt: Tries a kind on some rows.

    Returns:
        Variants, sorted by source; none is equal to its source or to another variant of it.

    Raises:
        UsageError: If a kind is unknown.
    """
    for kind in wish.kinds:
        if kind not in KINDS:
            raise UsageError(f"unknown kind of augmentation {kind!r}", hint=nearest(kind, KINDS))
    rounds = _Rounds(texts, wish, attempt)
    for nth in range(wish.factor):
        waiting = texts.is_not_null().arg_true().to_numpy().astype(np.int64)
        for place in range(len(wish.kinds)):
            kind = wish.kinds[(nth + place) % len(wish.kinds)]
            done = rounds.run(waiting, kind, digest(wish.key, nth, kind))
            waiting = waiting[~np.isin(waiting, done)]
    return _together(rounds.made)


class _Rounds:
    """Rounds of attempts, with what came of them."""

    def __init__(self, texts: pl.Series, wish: Wish, attempt: Attempt) -> None:
        self.wish, self.attempt = wish, attempt
        self.known = [pl.DataFrame({"source": np.arange(len(texts), dtype=np.int64), "text": texts})]
        self.made: list[tuple[pl.DataFrame, pl.DataFrame]] = []

    def run(self, rows: NDArray[np.int64], kind: AugmentationKind, key: int) -> NDArray[np.int64]:
        """Try a kind on rows, those again whose variant is known already; say which got one."""
        served = []
        for again in range(_TRIES):
            new, spans = self.attempt(rows, kind, key + again)
            fresh = self.wish.fits(new) & _unknown(rows, new, self.known)
            kept = np.flatnonzero(fresh)
            frame = pl.DataFrame({"source": rows[kept], "text": new.gather(kept)}, schema_overrides={"text": pl.String})
            self.known.append(frame)
            self.made.append((frame.with_columns(kind=pl.lit(kind)).select(list(_TEXTS)), of_rows(spans, kept)))
            served.append(rows[kept])
            rows = rows[~fresh & new.is_not_null().to_numpy()]
            if not len(rows):
                break
        return np.concatenate(served)


def _unknown(rows: NDArray[np.int64], texts: pl.Series, known: list[pl.DataFrame]) -> NDArray[np.bool_]:
    """Say which texts are neither the source of their row nor one of its variants."""
    frame = pl.DataFrame({"source": rows, "text": texts}).with_row_index("nth")
    new = np.zeros(len(rows), bool)
    new[frame.join(pl.concat(known), on=["source", "text"], how="anti")["nth"].to_numpy()] = True
    return new


def plain_spans(spans: pl.DataFrame) -> pl.DataFrame:
    """Give spans the columns and types that augmentation works with; a missing column name is empty."""
    if "column" not in spans.columns:
        spans = spans.with_columns(column=pl.lit(""))
    return spans.select(list(_SPANS)).cast(_SPANS)  # type: ignore[arg-type]


def of_rows(spans: pl.DataFrame, rows: NDArray[np.int64]) -> pl.DataFrame:
    """Take the spans of some rows and number the rows anew.

    Args:
        spans: Spans with columns row, slot, start, end, column.
        rows: The rows, in their new order.

    Returns:
        Their spans, sorted.
    """
    places = pl.DataFrame({"row": rows.astype(np.int64), "place": np.arange(len(rows), dtype=np.int64)})
    taken = plain_spans(spans).join(places, on="row", how="inner").with_columns(row="place")
    return taken.select(list(_SPANS)).sort("row", "start", "end")


def _together(made: list[tuple[pl.DataFrame, pl.DataFrame]]) -> Variants:
    offsets = np.cumsum([0, *(texts.height for texts, _ in made)])
    texts = pl.concat([pl.DataFrame(schema=_TEXTS), *(texts for texts, _ in made)]).with_row_index("row")
    moved = [spans.with_columns(pl.col("row") + offset) for (_, spans), offset in zip(made, offsets, strict=False)]
    spans = pl.concat([pl.DataFrame(schema=_SPANS), *moved])
    ordered = texts.sort("source", "row")
    return Variants(ordered.drop("row"), of_rows(spans, ordered["row"].to_numpy().astype(np.int64)))
