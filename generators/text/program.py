"""A small program that draws the parts of all rows side by side.

A *node* is something to draw from: a table, whose entry is said, or a branch, whose alternative is walked next. A
*cell* is a step of a chain: what is said before, and a node. All situations of a grammar share one program; a row only
begins at another cell.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.lines import Lines

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.urn import Arrivals, Urns

__all__ = ["END", "Program"]

END = -1
"""Node of a cell that ends a chain."""

_INTO = np.int32(1 << 30)
"""What is added to the cell that a ball leads to; numbers of the pool are smaller."""


@dataclass(frozen=True, eq=False)
class Program:
    """A program as it stands at one time.

    Attributes:
        urns: One for each node.
        bases: For tables the number of the first entry in the pool; for branches the first of their alternatives.
        branches: Which nodes are branches.
        heads: First cell of each alternative.
        nodes: Node of each cell; `END` ends a chain.
        before: Number in the pool of what is said before each cell; 0 for nothing.
    """

    urns: Urns
    bases: NDArray[np.int32]
    branches: NDArray[np.bool_]
    heads: NDArray[np.int32]
    nodes: NDArray[np.int32]
    before: NDArray[np.int32]

    @cached_property
    def values(self) -> NDArray[np.int32]:
        """What each ball of the urns stands for: a number of the pool, or `_INTO` plus a cell."""
        sizes = self.urns.totals.astype(np.int64)
        numbers = np.repeat(self.bases, sizes) + self.urns.picks
        inner = np.flatnonzero(np.repeat(self.branches, sizes))
        numbers[inner] = self.heads.take(numbers[inner]) + _INTO
        return numbers

    def run(
        self, arrivals: Arrivals, cells: NDArray[np.int32], *, width: int, depth: int
    ) -> tuple[Lines, NDArray[np.uint64] | None]:
        """Walk from a cell for every row.

        Args:
            arrivals: The rows, n of them.
            cells: Where each begins.
            width: Most parts a row can get.
            depth: Most branches inside of one another.

        Returns:
            The numbers of each row's parts in the pool; and how often the derivation of each row was drawn before (None
            where that is not asked).
        """
        walk = _Walk(self, arrivals, cells, depth)
        while len(walk.rows):
            walk.step()
        return Lines.of_steps(walk.said, len(cells), width=width), walk.left


class _Walk:
    """Rows on their way through a program; those that arrive are taken out."""

    def __init__(self, program: Program, arrivals: Arrivals, cells: NDArray[np.int32], depth: int) -> None:
        n = len(cells)
        self.program, self.arrivals, self.cells = program, arrivals, cells
        self.rows = np.arange(n)
        self.said: list[NDArray[np.int32]] = []
        self.size = n
        self.returns = np.zeros((depth + 1) * n, np.int32)
        self.tops = np.arange(n)  # where each row's next return goes: so many rows further on for each level
        self.left = None if arrivals.places is None else np.zeros(n, np.uint64)
        self._settle()

    def step(self) -> None:
        self._say(self.program.before.take(self.cells))
        balls, self.arrivals = self.program.urns.draw_balls(self.arrivals, self.nodes)
        values = self.program.values.take(balls)
        self.cells = self.cells + np.int32(1)
        branches = values >= _INTO
        inner = np.flatnonzero(branches)
        if len(inner):
            self._enter(inner, values.take(inner) - _INTO)
            values *= ~branches
        self._say(values)
        self._settle()

    def _say(self, numbers: NDArray[np.int32]) -> None:
        if not numbers.any():
            return
        if len(self.rows) == self.size:
            self.said.append(numbers)
        else:
            line = np.zeros(self.size, np.int32)
            line[self.rows] = numbers
            self.said.append(line)

    def _enter(self, here: NDArray[np.int64], heads: NDArray[np.int32]) -> None:
        """Walk into the drawn alternatives; remember where to go on, unless the chain ends there anyway."""
        after = self.cells.take(here)
        more = np.flatnonzero(self.program.nodes.take(after) != END)
        going = here.take(more)
        tops = self.tops.take(going)
        self.returns[tops] = after.take(more)
        self.tops[going] = tops + self.size
        self.cells[here] = heads

    def _settle(self) -> None:
        """Go back from the ends of chains, and take out the rows that have arrived."""
        self.nodes = self.program.nodes.take(self.cells)
        ended = np.flatnonzero(self.nodes == END)
        if not len(ended):
            return
        tops = self.tops.take(ended) - self.size
        back = tops >= 0
        returning, tops = ended.compress(back), tops.compress(back)
        after = self.returns.take(tops)
        self.tops[returning] = tops
        self.cells[returning] = after
        self.nodes[returning] = self.program.nodes.take(after)
        if len(returning) < len(ended):
            self._arrive(ended.compress(~back))

    def _arrive(self, done: NDArray[np.int64]) -> None:
        if self.left is not None and self.arrivals.places is not None:
            self.left[self.rows[done]] = self.arrivals.places[done]
        staying = np.ones(len(self.rows), bool)
        staying[done] = False
        keep = np.flatnonzero(staying)
        self.rows, self.tops = self.rows.take(keep), self.tops.take(keep)
        self.cells, self.nodes = self.cells.take(keep), self.nodes.take(keep)
        self.arrivals = self.arrivals.take(keep)
