"""Typing mistakes and careless habits: letters swapped, dropped, doubled or mistyped, small letters, missing marks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pyarrow as pa

from nonesuch.errors import UsageError
from nonesuch.generators.randomness import cell_uniforms, digest
from nonesuch.generators.text.augmentation.rounds import plain_spans

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from numpy.typing import NDArray

__all__ = ["Noise", "add_noise"]

_SHORTEST_WORD = 4
_STOPS = [0x2E, 0x21, 0x3F, 0x2026, 0x3002, 0xFF01, 0xFF1F]  # . ! ? and their full-width forms
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_LONGEST = 1 << 16


@dataclass(frozen=True)
class Noise:
    """How careless a writer is.

    Attributes:
        typos: Share of words of four letters and more that get a typing mistake, in [0, 1].
        small_start: Share of texts that begin with a small letter.
        no_stop: Share of texts without their final mark.

    Example:
        >>> Noise(typos=0.02, small_start=0.05).no_stop
        0.0
    """

    typos: float = 0.0
    small_start: float = 0.0
    no_stop: float = 0.0

    def __post_init__(self) -> None:
        for name in ("typos", "small_start", "no_stop"):
            if not 0 <= getattr(self, name) <= 1:
                raise UsageError(f"{name!r} is no share", expected="0 to 1", found=getattr(self, name))


def add_noise(
    texts: pl.Series,
    spans: pl.DataFrame,
    noise: Noise,
    *,
    key: int,
    rows: NDArray[np.integer] | None = None,
    protect: Collection[str] | None = None,
) -> tuple[pl.Series, pl.DataFrame]:
    """Make texts look hastily typed.

    Args:
        texts: The texts, below 65,536 characters each.
        spans: Spans with columns row, slot, start, end (code points), optionally column.
        noise: How careless the writers are.
        key: Decides where mistakes fall; any integer.
        rows: Number of each text in the whole run, shape (n,); 0..n-1 if missing. It alone decides a text's mistakes.
        protect: Slots whose text is never touched; all if missing.

    Returns:
        The texts, and their spans moved along.

    Example:
        >>> spans = pl.DataFrame({"row": [0], "slot": ["id"], "start": [6], "end": [11]})
        >>> new, moved = add_noise(pl.Series(["Order AB123 is missing."]), spans, Noise(1, 1, 1), key=4)
        >>> new[0], new[0][moved["start"][0]:moved["end"][0]]
        ('oder AB123 is missong', 'AB123')
    """
    given = plain_spans(spans)
    numbers = np.arange(len(texts)) if rows is None else np.asarray(rows, np.int64)
    page = _Page.of(texts)
    kept = given if protect is None else given.filter(pl.col("slot").is_in(list(protect)))
    page.guard(kept)
    page.soften(_toss(key, "small", numbers) < noise.small_start)
    page.unstop(_toss(key, "stop", numbers) < noise.no_stop)
    page.mistype(noise.typos, key, numbers)
    return page.written(texts.name), page.moved(given)


def _toss(key: int, name: str, cells: NDArray[np.int64]) -> NDArray[np.float64]:
    return cell_uniforms(digest(key, name), cells.astype(np.uint64))


@dataclass(eq=False)
class _Page:
    """All texts as one run of code points.

    Attributes:
        codes: The code points.
        bounds: Where each text begins, shape (n + 1,).
        guarded: Which code points must stay.
        copies: How often each code point is written.
    """

    codes: NDArray[np.uint32]
    bounds: NDArray[np.int64]
    guarded: NDArray[np.bool_]
    copies: NDArray[np.int64]

    @staticmethod
    def of(texts: pl.Series) -> _Page:
        said = texts.fill_null("")
        codes = np.frombuffer("".join(said).encode("utf-32-le"), np.uint32).copy()
        bounds = np.concatenate([[0], np.cumsum(said.str.len_chars().to_numpy().astype(np.int64))])
        return _Page(codes, bounds, np.zeros(len(codes), bool), np.ones(len(codes), np.int64))

    def guard(self, spans: pl.DataFrame) -> None:
        """Protect what spans hold."""
        edges = np.zeros(len(self.codes) + 1, np.int64)
        first = self.bounds[spans["row"].to_numpy()]
        np.add.at(edges, first + spans["start"].to_numpy(), 1)
        np.add.at(edges, first + spans["end"].to_numpy(), -1)
        self.guarded = np.cumsum(edges)[:-1] > 0

    def soften(self, chosen: NDArray[np.bool_]) -> None:
        """Begin texts with a small letter, except where a lone letter such as I stands there."""
        at = self.bounds[:-1][chosen & (np.diff(self.bounds) > 1)]
        at = at[~self.guarded[at] & _is_letter(self.codes[at + 1])]
        self.codes[at] = _map(self.codes[at], lambda char: char.lower() if len(char.lower()) == 1 else char)

    def unstop(self, chosen: NDArray[np.bool_]) -> None:
        """Leave out final marks."""
        at = self.bounds[1:][chosen & (np.diff(self.bounds) > 1)] - 1
        at = at[~self.guarded[at] & np.isin(self.codes[at], _STOPS)]
        self.copies[at] = 0

    def mistype(self, share: float, key: int, numbers: NDArray[np.int64]) -> None:
        """Put one mistake into some words, never at their first letter."""
        starts, ends = self._words()
        row = np.searchsorted(self.bounds, starts, side="right") - 1
        cells = numbers[row] * _LONGEST + (starts - self.bounds[row])
        hit = _toss(key, "typo", cells) < share
        starts, ends, cells = starts[hit], ends[hit], cells[hit]
        at = starts + 1 + (_toss(key, "where", cells) * (ends - starts - 2)).astype(np.int64)
        kind = (_toss(key, "kind", cells) * 4).astype(np.int64)
        swap, drop, double, slip = (at[kind == i] for i in range(4))
        self.codes[swap], self.codes[swap + 1] = self.codes[swap + 1], self.codes[swap].copy()
        self.copies[drop] = 0
        self.copies[double] = 2
        side = _toss(key, "side", cells)[kind == 3] < 0.5
        self.codes[slip] = _neighbours(self.codes[slip], side)

    def _words(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Find runs of letters inside of one text, long enough, that hold nothing of what must stay."""
        letters = _is_letter(self.codes)
        borders = np.zeros(len(letters) + 1, bool)
        borders[self.bounds] = True
        borders[1:-1] |= letters[1:] != letters[:-1]
        edges = np.flatnonzero(borders)
        starts, ends = edges[:-1], edges[1:]
        guards = np.concatenate([[0], np.cumsum(self.guarded)])
        free = guards[ends] == guards[starts]
        chosen = letters[starts] & free & (ends - starts >= _SHORTEST_WORD)
        return starts[chosen], ends[chosen]

    def written(self, name: str) -> pl.Series:
        """Give the texts as they are now."""
        codes = np.repeat(self.codes, self.copies)
        sizes = 1 + (codes >= 0x80).astype(np.int64) + (codes >= 0x800) + (codes >= 0x10000)
        data = codes.tobytes().decode("utf-32-le").encode()
        ends = np.concatenate([[0], np.cumsum(sizes)])[self._places[self.bounds]]
        array = pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends.tobytes()), pa.py_buffer(data))
        return pl.Series(name, pl.from_arrow(array), dtype=pl.String)

    @property
    def _places(self) -> NDArray[np.int64]:
        """Where each code point is written."""
        return np.concatenate([[0], np.cumsum(self.copies)])

    def moved(self, spans: pl.DataFrame) -> pl.DataFrame:
        """Move spans to where their code points are written."""
        places = self._places
        first = self.bounds[spans["row"].to_numpy()]
        columns = [
            pl.Series(name, places[first + spans[name].to_numpy()] - places[first]).cast(pl.Int32)
            for name in ("start", "end")
        ]
        return spans.with_columns(columns)


def _is_letter(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    marks = _map(codes, lambda char: "1" if char.isalpha() and not "\u3400" <= char <= "\u9fff" else "0")
    return np.asarray(marks == ord("1"))


def _map(codes: NDArray[np.uint32], change: Callable[[str], str]) -> NDArray[np.uint32]:
    """Change code points, each distinct one once."""
    distinct, places = np.unique(codes, return_inverse=True)
    changed = np.array([ord(change(chr(code))) for code in distinct.tolist()], np.uint32)
    return changed[places] if len(codes) else codes


def _neighbours(codes: NDArray[np.uint32], left: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """Hit the key beside the right one; letters that are on no QWERTY key stay."""
    table = {
        char: (before, after)
        for line in _KEYBOARD
        for before, char, after in zip(line[1] + line[:-1], line, line[1:] + line[-2], strict=True)
    }
    to_left = _map(codes, lambda char: table.get(char, (char, char))[0])
    to_right = _map(codes, lambda char: table.get(char, (char, char))[1])
    return np.where(left, to_left, to_right).astype(np.uint32)
