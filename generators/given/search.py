"""Finding records in which the given columns have the wanted values.

This is importance sampling. Families of a block are candidates. First all rows are set to the wanted values, to weigh
each row as the focus of its family by how likely it would have drawn them; then the block is made again with the wanted
values in the focus of each family only, what cannot be set is checked, and candidates are kept by weight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import RecipeError
from nonesuch.generators.batch import gather
from nonesuch.generators.block import let_go
from nonesuch.generators.given.clamp import Clampable
from nonesuch.generators.given.making import Chosen, Making, event_maker
from nonesuch.generators.given.rowwise import is_row_wise
from nonesuch.generators.node import ROWS, name_from
from nonesuch.generators.randomness import stream
from nonesuch.generators.step import ColumnStep

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.node import Node
    from nonesuch.generators.plan import Plan

__all__ = ["Found", "Search"]

_KEEP = 0.25


@dataclass(frozen=True)
class Found:
    """Records found in a block.

    Attributes:
        family: The block.
        roots: Shape (records,), places of their roots in the block, rising.
        rows: Shape (records,), places of the records in the focus table.
        looked: Rows of the focus table among which they were looked for.
        families: Families to which those belong.
        tried: Rows that were made with the given values.
    """

    family: dict[str, Batch]
    roots: NDArray[np.int64]
    rows: NDArray[np.int64]
    looked: int
    families: int
    tried: int


@dataclass(frozen=True, eq=False)
class Search:
    """Finds records.

    Attributes:
        plan: The plan, with its given columns.
        focus: The table whose rows are the records.
        where: Table whose rows are wanted for each record, such as a view that shows only some rows of the focus.
    """

    plan: Plan
    focus: str
    where: str | None = None
    _set: dict[Node, Wanted] = field(init=False)
    _checked: dict[Node, Wanted] = field(init=False)

    def __post_init__(self) -> None:
        given = dict(self.plan.settings.given)
        settable = {node for node in given if self._can_set(node)}
        object.__setattr__(self, "_set", {node: given[node] for node in given if node in settable})
        object.__setattr__(self, "_checked", {node: given[node] for node in given if node not in settable})
        for table, column in given:
            if table != self.focus and table not in self.plan.relations.paths[self.focus]:
                expected = f"a table that a row of {self.focus!r} can see"
                raise RecipeError(
                    f"{table!r} cannot be fixed for a record", place=f"given.{table}.{column}", expected=expected
                )

    def _can_set(self, node: Node) -> bool:
        made_by = self.plan.relations.node(*node)
        step = next((step for step in self.plan.steps if step.node == made_by), None)
        if isinstance(step, ColumnStep):
            return isinstance(step.column, Clampable)
        maker = event_maker(step)
        return maker is not None and maker.spec.time == node[1]

    @cached_property
    def _judged_early(self) -> dict[Node, Wanted]:
        """Columns that cannot be set, and can be judged while all rows are set."""
        relations = self.plan.relations
        return {node: wanted for node, wanted in self._checked.items() if is_row_wise(self.plan, relations.node(*node))}

    @cached_property
    def _needed(self) -> set[Node]:
        """Steps that weighing needs."""
        return self._upstream([*self._set, *self._judged_early])

    @cached_property
    def _needed_early(self) -> set[Node]:
        """Steps that judging early needs."""
        return self._upstream(self._judged_early) if self._judged_early else set()

    @cached_property
    def decisive(self) -> set[Node]:
        """Steps after which it is known which candidates fit."""
        needed = self._upstream(self.plan.settings.given)
        return needed if self.where is None else needed | self._closed([(self.where, ROWS)])

    def _upstream(self, columns: Collection[Node]) -> set[Node]:
        """Steps that some columns need, read from the focus."""
        relations = self.plan.relations
        names = tuple(name_from(self.focus, node) for node in columns)
        nodes = [(self.focus, ROWS), *(relations.node(*node) for node in columns)]
        return self._closed([*nodes, *relations.reads(self.focus, names, place="given")])

    def _closed(self, waiting: list[Node]) -> set[Node]:
        """Steps with all that they need."""
        needed: set[Node] = set()
        while waiting:
            node = waiting.pop()
            if node not in needed:
                needed.add(node)
                waiting += self.plan.before[node]
        return needed

    def block(self, number: int) -> Found:
        """Find the records of one block.

        Args:
            number: The block's number.

        Returns:
            As many records as the weights of the candidates allow; none if no candidate fits.
        """
        rng = stream(self.plan.settings.seed, self.plan.pack.name, "@given", number)
        weighed = Making(self.plan, number, focus=self.focus, wanted=self._set)
        if self._judged_early:
            weighed.run(self._needed_early)
            weighed.possible = self._holds_early(weighed)
        weighed.run(self._needed - self._needed_early)
        focus, roots = weighed.family[self.focus], weighed.family[self.plan.pack.root].size
        rows, weight = _pick_rows(self._weights(weighed), focus.root, roots, rng)
        candidates = np.flatnonzero(weight > -np.inf)
        chosen, looked = self._chosen(focus, rows[candidates]), focus.size
        let_go(self.plan, weighed.family)
        if not len(candidates):
            return Found({}, candidates, candidates, looked, roots, 0)
        made = Making(self.plan, number, focus=self.focus, wanted=self._set, chosen=chosen)
        made.run(self.decisive)  # texts and all else that decides nothing are only made where a candidate fits
        found = made.rows(self.focus)
        candidates = candidates[made.alive]
        kept = _keep(weight[candidates], self._holds(made, found), rng)
        if len(kept):
            made.run({step.node for step in self.plan.steps} - self.decisive)
        else:
            let_go(self.plan, made.family)
        return Found(made.family, candidates[kept], found[kept], looked, roots, len(found))

    def _chosen(self, focus: Batch, rows: NDArray[np.int64]) -> Chosen:
        """Some rows of the focus, told by the way that leads to them."""
        lineage = (*reversed(self.plan.pack.lineage(self.focus)), self.focus)
        ordinals = {}
        for table in lineage[1:]:
            index = focus.follow(table).index if table != self.focus else None
            places = rows if index is None else index[rows]
            ordinals[table] = focus.family[table].ordinal[places].astype(np.int64)
        return Chosen(lineage, focus.root[rows].astype(np.int64), ordinals)

    def _weights(self, weighed: Making) -> NDArray[np.float64]:
        """Logarithm of the weight of each row of the focus: the product over all tables that it can see."""
        focus = weighed.family[self.focus]
        total = weighed.weights.get(self.focus, np.zeros(focus.size)).copy()
        for table, weight in weighed.weights.items():
            if table != self.focus:
                index = focus.follow(table).index
                places = np.arange(focus.size) if index is None else index
                total += np.append(weight, -np.inf)[places]  # place -1, no row, is the last
        return total if weighed.possible is None else np.where(weighed.possible, total, -np.inf)

    def _holds_early(self, weighed: Making) -> NDArray[np.bool_]:
        """Which rows of the focus have the wanted values of columns that can be judged before others are set."""
        focus = weighed.family[self.focus]
        holds = np.ones(focus.size, dtype=bool)
        for node, wanted in self._judged_early.items():
            holds &= wanted.holds(focus.get(name_from(self.focus, node))).to_numpy()
        return holds

    def _holds(self, made: Making, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some rows of the focus have all the wanted values."""
        focus = made.family[self.focus]
        holds = np.ones(len(rows), dtype=bool) if made.far is None else made.far.copy()
        for node, wanted in self.plan.settings.given.items():
            holds &= wanted.holds(gather(focus.get(name_from(self.focus, node)), rows)).to_numpy()
        if self.where is not None:
            index = made.family[self.where].follow(self.focus).index
            holds &= np.isin(rows, np.arange(focus.size) if index is None else index)
        return holds


def _pick_rows(
    weight: NDArray[np.float64], root: NDArray[np.int32], roots: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each root one of its rows, by weight, and the sum of the weights of all; -inf where there is none."""
    with np.errstate(divide="ignore"):
        noisy = weight - np.log(rng.standard_exponential(len(weight)))
    best = np.full(roots, -1, dtype=np.int64)
    order = np.lexsort((noisy, root))
    best[root[order]] = order  # of equal roots the last one written wins: the greatest
    total = np.full(roots, -np.inf)
    np.logaddexp.at(total, root, weight)
    return best, np.where(best >= 0, total, -np.inf)


def _keep(log_weight: NDArray[np.float64], holds: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    """Choose candidates, each as often as its weight, and the heaviest surely.

    This is systematic sampling with probability proportional to size (Madow, Ann. Math. Stat. 20, 1949). Where a few
    weigh far more than all others, a quarter of the effective sample size is chosen, and they come less often than they
    weigh.
    """
    able = np.flatnonzero(holds)
    if not len(able):
        return able
    weight = np.exp(log_weight[able] - log_weight[able].max())
    total = weight.sum()
    size = max(total, _KEEP * total**2 / (weight**2).sum())
    upto = np.cumsum(weight) * (size / total)
    points = np.arange(rng.random(), upto[-1], 1.0)
    place = np.searchsorted(upto, points, side="right")
    return able[np.unique(np.minimum(place, len(able) - 1))]
