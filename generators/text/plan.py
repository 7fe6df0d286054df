"""Chains written as a small program that draws the parts of all rows side by side.

A *node* is something to draw from: a table, whose entry is said, or a branch, whose alternative is walked next. A
*cell* is a step of a chain: what is said before, and a node. All situations of a grammar share one program; a row only
begins at another cell.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.pieces import Blank, Branch
from nonesuch.generators.text.table import Table
from nonesuch.generators.text.urn import Arrivals, Urns
from nonesuch.generators.text.weights import balls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.pool import Pool

__all__ = ["Plan", "Planner"]

_ONE = np.ones(1, np.int64)
_END = -1


@dataclass(frozen=True, eq=False)
class Program:
    """A program as it stands at one time.

    Attributes:
        urns: One for each node.
        bases: For tables the number of the first entry in the pool; for branches the first of their alternatives.
        branches: Which nodes are branches.
        heads: First cell of each alternative.
        nodes: Node of each cell; -1 ends a chain.
        before: Number in the pool of what is said before each cell; 0 for nothing.
    """

    urns: Urns
    bases: NDArray[np.int32]
    branches: NDArray[np.bool_]
    heads: NDArray[np.int32]
    nodes: NDArray[np.int32]
    before: NDArray[np.int32]

    def run(
        self, arrivals: Arrivals, cells: NDArray[np.int32], width: int, depth: int
    ) -> tuple[NDArray[np.int32], NDArray[np.uint64] | None]:
        """Walk from a cell for every row.

        Args:
            arrivals: The rows, n of them.
            cells: Where each begins.
            width: Most parts a row can get.
            depth: Most branches inside of one another.

        Returns:
            As `Plan.numbers`.
        """
        walk = _Walk(self, arrivals, cells, width, depth)
        while len(walk.rows):
            walk.step()
        return walk.numbers[:, :width], walk.left


class _Walk:
    """Rows on their way through a program; those that arrive are taken out."""

    def __init__(self, program: Program, arrivals: Arrivals, cells: NDArray[np.int32], width: int, depth: int) -> None:
        n = len(cells)
        self.program, self.arrivals, self.cells = program, arrivals, cells
        self.rows = np.arange(n)
        self.numbers = np.zeros((n, width + 1), np.int32)  # the last column takes what is written in vain
        self.flat = self.numbers.reshape(-1)
        self.next = self.rows * (width + 1)
        self.returns = np.full((depth + 1, n), 0, np.int32)
        self.depths = np.zeros(n, np.int8)
        self.left = None if arrivals.places is None else np.zeros(n, np.uint64)
        self._settle()

    def step(self) -> None:
        program, nodes = self.program, self.nodes
        before = program.before.take(self.cells)
        self.flat[self.next] = before
        self.next += before != 0
        picks, self.arrivals = program.urns.draw(self.arrivals, nodes)
        numbers = program.bases.take(nodes) + picks
        branches = program.branches.take(nodes)
        self.cells = self.cells + np.int32(1)
        self.flat[self.next] = np.where(branches, np.int32(0), numbers)
        self.next += ~branches
        inner = np.flatnonzero(branches)
        if len(inner):
            self._enter(inner, numbers)
        self._settle()

    def _enter(self, here: NDArray[np.int64], numbers: NDArray[np.int32]) -> None:
        """Walk into the drawn alternatives; remember where to go on, unless the chain ends there anyway."""
        after = self.cells.take(here)
        more = np.flatnonzero(self.program.nodes.take(after) != _END)
        rows = self.rows.take(here.take(more))
        self.returns[self.depths.take(rows), rows] = after.take(more)
        self.depths[rows] += 1
        self.cells[here] = self.program.heads.take(numbers.take(here))

    def _settle(self) -> None:
        """Go back from the ends of chains, and take out the rows that have arrived."""
        self.nodes = self.program.nodes.take(self.cells)
        ended = np.flatnonzero(self.nodes == _END)
        if not len(ended):
            return
        rows = self.rows.take(ended)
        back = self.depths[rows] > 0
        returning = rows[back]
        self.depths[returning] -= 1
        after = self.returns[self.depths[returning], returning]
        self.cells[ended[back]] = after
        self.nodes[ended[back]] = self.program.nodes.take(after)
        done = ended[~back]
        if not len(done):
            return
        if self.left is not None and self.arrivals.places is not None:
            self.left[self.rows[done]] = self.arrivals.places[done]
        staying = np.ones(len(self.rows), bool)
        staying[done] = False
        keep = np.flatnonzero(staying)
        self.rows, self.next = self.rows.take(keep), self.next.take(keep)
        self.cells, self.nodes = self.cells.take(keep), self.nodes.take(keep)
        self.arrivals = self.arrivals.take(keep)


@dataclass(frozen=True, eq=False)
class Plan:
    """A chain ready to be drawn.

    Attributes:
        planner: Holds its program.
        cell: Where it begins.
        width: Most parts a row can get.
        depth: Most branches inside of one another.
    """

    planner: Planner
    cell: int
    width: int
    depth: int

    def numbers(self, arrivals: Arrivals) -> tuple[NDArray[np.int32], NDArray[np.uint64] | None]:
        """Draw a derivation for every row.

        Args:
            arrivals: The rows, n of them.

        Returns:
            The numbers of each row's parts in the pool from left to right, 0 for none, shape (n, width), int32; and how
            often the derivation of each row was drawn before (None where that is not asked).
        """
        cells = np.full(len(arrivals.paths), self.cell, np.int32)
        return self.planner.program.run(arrivals, cells, self.width, self.depth)


@dataclass
class Planner:
    """Writes chains into one program; parts that several situations share are written once.

    Attributes:
        pool: Where the texts are put.
    """

    pool: Pool
    _weights: list[NDArray[np.int64]] = field(default_factory=list)
    _bases: list[int] = field(default_factory=list)
    _branches: list[bool] = field(default_factory=list)
    _heads: list[int] = field(default_factory=list)
    _cells: list[tuple[int, int]] = field(default_factory=list)
    _known: dict[int, tuple[Part, int]] = field(default_factory=dict)
    _sizes: dict[int, tuple[Part, tuple[int, int]]] = field(default_factory=dict)

    def plan(self, chain: Chain) -> Plan:
        """Write a chain.

        Args:
            chain: The chain.

        Returns:
            The plan.
        """
        width, depth = self._size(chain)
        return Plan(self, self._write(chain), width, depth)

    @cached_property
    def program(self) -> Program:
        """The program with all chains written so far."""
        nodes, before = np.array(self._cells, np.int32).reshape(-1, 2).T
        return Program(
            Urns(tuple(self._weights)),
            np.array(self._bases, np.int32),
            np.array(self._branches, bool),
            np.array(self._heads, np.int32),
            nodes,
            before,
        )

    def _write(self, chain: Chain) -> int:
        cells: list[tuple[int, int]] = []
        said = 0
        parts = [part for part in chain.parts if not _is_silent(part)]
        for i, part in enumerate(parts):
            fixed = self._fixed(part)
            if fixed and not said and i + 1 < len(parts):
                said = fixed
                continue
            cells.append((self._node(part), said))
            said = 0
        self.__dict__.pop("program", None)
        self._cells += [*cells, (_END, 0)]
        return len(self._cells) - len(cells) - 1

    def _fixed(self, part: Part) -> int:
        """The number of a part that always says the same; 0 for others."""
        if isinstance(part, Blank):
            return self.pool.add_blank(part)
        return self.pool.add_table(part) if isinstance(part, Table) and len(part) == 1 else 0

    def _node(self, part: Part) -> int:
        if id(part) not in self._known:
            if isinstance(part, Branch):
                heads = [self._write(chain) for chain in part.chains]
                base = len(self._heads)
                self._heads += heads
                weights = balls(part.weights)
            else:
                base = self.pool.add_blank(part) if isinstance(part, Blank) else self.pool.add_table(part)
                weights = _ONE if isinstance(part, Blank) else part.weights
            self._weights.append(weights)
            self._bases.append(base)
            self._branches.append(isinstance(part, Branch))
            self._known[id(part)] = (part, len(self._weights) - 1)
        return self._known[id(part)][1]

    def _size(self, chain: Chain) -> tuple[int, int]:
        """Most parts and deepest branches of a chain."""
        sizes = [self._part_size(part) for part in chain.parts]
        return sum(width for width, _ in sizes), max((depth for _, depth in sizes), default=0)

    def _part_size(self, part: Part) -> tuple[int, int]:
        if not isinstance(part, Branch):
            return (0 if _is_silent(part) else 1), 0
        if id(part) not in self._sizes:
            sizes = [self._size(chain) for chain in part.chains]
            deepest = max((depth for _, depth in sizes), default=0)
            self._sizes[id(part)] = (part, (max(width for width, _ in sizes), deepest + 1))
        return self._sizes[id(part)][1]


def _is_silent(part: Part) -> bool:
    return isinstance(part, Table) and part.texts == ("",)
