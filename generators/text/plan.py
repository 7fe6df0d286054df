"""Chains written as a program."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.pieces import Blank, Branch, is_silent
from nonesuch.generators.text.program import END, Program
from nonesuch.generators.text.table import Table
from nonesuch.generators.text.urn import Urns
from nonesuch.generators.text.weights import balls

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.pieces import Chain, Part
    from nonesuch.generators.text.pool import Pool

__all__ = ["Plan", "Planner"]

_ONE = np.ones(1, np.int64)


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


@dataclass
class Planner:
    """Writes chains into one program; parts that several situations share are written once.

    Attributes:
        pool: Where the texts are put.
    """

    pool: Pool
    _urns: Urns = field(default_factory=lambda: Urns.of([]))
    _weights: list[NDArray[np.int64]] = field(default_factory=list)
    _bases: list[int] = field(default_factory=list)
    _branches: list[bool] = field(default_factory=list)
    _heads: list[int] = field(default_factory=list)
    _cells: list[tuple[int, int]] = field(default_factory=list)
    _known: dict[int, tuple[Part, int]] = field(default_factory=dict)

    def plan(self, chain: Chain) -> Plan:
        """Write a chain.

        Args:
            chain: The chain.

        Returns:
            The plan.
        """
        return Plan(self, self._write(chain), chain.width, chain.depth)

    @cached_property
    def program(self) -> Program:
        """The program with all chains written so far."""
        nodes, before = np.array(self._cells, np.int32).reshape(-1, 2).T
        self._urns = self._urns.plus(self._weights[len(self._urns.weights) :])
        return Program(
            self._urns,
            np.array(self._bases, np.int32),
            np.array(self._branches, bool),
            np.array(self._heads, np.int32),
            nodes,
            before,
        )

    def _write(self, chain: Chain) -> int:
        cells: list[tuple[int, int]] = []
        said = 0
        parts = [part for part in chain.parts if not is_silent(part)]
        for i, part in enumerate(parts):
            fixed = self._fixed(part)
            if fixed and not said and i + 1 < len(parts):
                said = fixed
                continue
            cells.append((self._node(part), said))
            said = 0
        self.__dict__.pop("program", None)
        self._cells += [*cells, (END, 0)]
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
