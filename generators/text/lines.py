"""The parts of many texts, one text after another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

__all__ = ["Lines", "gather_lines"]


@dataclass(frozen=True, eq=False)
class Lines:
    """Numbers of parts, text by text.

    Attributes:
        parts: The parts of all texts, from left to right, none of them 0; int32.
        bounds: Where the parts of each text begin, shape (n + 1,), int64.
        width: Columns of ``matrix``.
        columns: Column of each part there; None where the parts of each text stand in the first columns.

    Example:
        >>> lines = Lines.of(np.array([[3, 0, 5], [0, 0, 0], [7, 8, 0]], np.int32))
        >>> lines.parts.tolist(), lines.bounds.tolist()
        ([3, 5, 7, 8], [0, 2, 2, 4])
        >>> lines.take(np.array([2, 0])).matrix.tolist()
        [[7, 8, 0], [3, 0, 5]]
    """

    parts: NDArray[np.int32]
    bounds: NDArray[np.int64]
    width: int
    columns: NDArray[np.int64] | None = None

    @classmethod
    def of(cls, matrix: NDArray[np.int32]) -> Lines:
        """Read parts from a matrix, shape (n, width), 0 for none."""
        rows, columns = np.nonzero(matrix)
        counts = np.bincount(rows, minlength=len(matrix))
        return cls(matrix[rows, columns], _bounds(counts), matrix.shape[1], columns)

    @classmethod
    def of_steps(cls, steps: Sequence[NDArray[np.int32]], rows: int, *, width: int) -> Lines:
        """Read parts said step by step.

        Args:
            steps: What each text says in each step, shape (rows,) each, 0 for nothing.
            rows: Number of texts.
            width: Most parts of a text.

        Returns:
            The parts.
        """
        said = np.array(steps, np.int32).reshape(len(steps), rows)
        counts = (said != 0).sum(axis=0, dtype=np.int16)
        turned = pl.Series(np.ascontiguousarray(said.T).ravel())
        return cls(turned.filter(turned != 0).to_numpy(), _bounds(counts), width)  # numpy takes three times as long

    def __len__(self) -> int:
        return len(self.bounds) - 1

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Number of parts of each text, shape (n,), int64."""
        return np.diff(self.bounds)

    @cached_property
    def rows(self) -> NDArray[np.int32]:
        """Text of each part, int32."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.counts)

    @cached_property
    def places(self) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Row and column of each part in ``matrix``."""
        if self.columns is not None:
            return self.rows, self.columns
        return self.rows, np.arange(len(self.parts)) - self.bounds[:-1].take(self.rows)

    @cached_property
    def matrix(self) -> NDArray[np.int32]:
        """The parts as a matrix, shape (n, width), int32; 0 for none."""
        matrix = np.zeros((len(self), self.width), np.int32)
        matrix[self.places] = self.parts
        return matrix

    def take(self, rows: NDArray[np.int64]) -> Lines:
        """Some of the texts, in a new order."""
        counts = self.counts.take(rows)
        bounds = _bounds(counts)
        chosen = np.arange(bounds[-1]) + np.repeat(self.bounds[:-1].take(rows) - bounds[:-1], counts)
        columns = None if self.columns is None else self.columns.take(chosen)
        return Lines(self.parts.take(chosen), bounds, self.width, columns)

    def slice(self, start: int, stop: int) -> Lines:
        """The texts from one row to another, nothing copied."""
        bounds = self.bounds[start : stop + 1]
        here = slice(int(bounds[0]), int(bounds[-1]))
        columns = None if self.columns is None else self.columns[here]
        return Lines(self.parts[here], bounds - bounds[0], self.width, columns)


def gather_lines(pieces: Sequence[tuple[NDArray[np.int64], Lines]], *, width: int) -> Lines:
    """Put texts that were made in pieces in their order.

    Args:
        pieces: Rows, and the parts of their texts; together every row from 0 on, once.
        width: Columns of the matrix.

    Returns:
        All texts.
    """
    rows = np.concatenate([np.empty(0, np.int64), *(rows for rows, _ in pieces)])
    parts = np.concatenate([np.empty(0, np.int32), *(lines.parts for _, lines in pieces)])
    counts = np.concatenate([np.empty(0, np.int64), *(lines.counts for _, lines in pieces)])
    placed = any(lines.columns is not None for _, lines in pieces)
    columns = np.concatenate([lines.places[1] for _, lines in pieces]) if placed else None
    lines = Lines(parts, _bounds(counts), width, columns)
    if (np.diff(rows) == 1).all():
        return lines
    order = np.empty(len(rows), np.int64)
    order[rows] = np.arange(len(rows))
    return lines.take(order)


def _bounds(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    bounds = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=bounds[1:])
    return bounds
