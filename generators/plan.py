"""A plan: the steps that make a block, in order, each bound to its figures."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from nonesuch.generators.order import in_order
from nonesuch.generators.planner import Planner
from nonesuch.generators.schema import Relations
from nonesuch.generators.settings import Settings, complete

if TYPE_CHECKING:
    import polars as pl

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.node import Node
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.step import Step
    from nonesuch.generators.table import TableSpec

__all__ = ["Plan", "Settings", "make_plan"]


@dataclass(frozen=True, eq=False)
class Plan:
    """Steps in order, and all that they know.

    Attributes:
        pack: The pack.
        settings: What the recipe fixes, all gaps filled.
        relations: The links between tables.
        steps: What is done for each block, in order.
        shared: Shared tables, made.
        types: Type of every column, by table and name.
        before: For each step the steps it needs.
    """

    pack: Pack
    settings: Settings
    relations: Relations
    steps: tuple[Step, ...]
    shared: dict[str, Batch]
    types: dict[Node, pl.DataType]
    before: dict[Node, list[Node]]

    @property
    def roots(self) -> int:
        """Number of roots wanted."""
        return self.settings.size[self.pack.root]

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of a block, parents first, then the views asked for."""
        families = [name for name in self.pack.shown if name not in self.shared]
        return (*families, *self.settings.views)

    def visible(self, table: str) -> list[str]:
        """Columns of a table that are part of the data: leading keys and references, those made with rows, the rest."""
        spec = self.pack.table(table)
        shown = [name for name, column in spec.columns.items() if not column.hidden]
        keys = list(takewhile(lambda name: spec.columns[name].kind in ("key", "reference"), shown))
        made = [name for name in spec.made_with_rows() if name not in spec.hide]
        return [*keys, *made, *shown[len(keys) :]]

    def schema(self, table: str) -> dict[str, pl.DataType]:
        """Visible columns of a table with their types."""
        return {name: self.types[table, name] for name in self.visible(table)}


def make_plan(pack: Pack, settings: Settings | None = None) -> Plan:
    """Bind a pack to what a recipe fixes.

    Args:
        pack: The pack.
        settings: What the recipe fixes; None for the pack's own choices.

    Returns:
        The plan.

    Raises:
        PackError: If columns need each other in a circle, a name is unknown, a figure is missing, or a type is wrong.
        RecipeError: If the recipe names a table, view, locale or category that the pack does not have.
    """
    settings = complete(settings or Settings(), pack)
    planner = Planner(pack, settings, Relations(pack))
    order = in_order(planner.before, pack.shared, place=pack.name)
    needed = _needed(planner, pack)
    order = [node for node in order if node in needed]
    for node in order:
        if node[0] in pack.shared:
            planner.bind(node).apply(planner.shared, settings.seed, pack.name, "shared")
    steps = tuple(planner.bind(node) for node in order if node[0] not in pack.shared)
    return Plan(pack, settings, planner.relations, steps, planner.shared, planner.types, planner.before)


def _is_shown(spec: TableSpec, name: str) -> bool:
    if spec.hidden or name.startswith(("@copula", "@model")):
        return False
    return name not in spec.columns or not spec.columns[name].hidden


def _needed(planner: Planner, pack: Pack) -> set[Node]:
    """Steps that the data need: hidden columns that only a view reads wait until the view is asked for."""
    spec = {table: pack.table(table) for table, _ in planner.before}
    waiting = [(table, name) for table, name in planner.before if _is_shown(spec[table], name)]
    needed: set[Node] = set()
    while waiting:
        node = waiting.pop()
        if node not in needed:
            needed.add(node)
            waiting += planner.before[node]
    return needed
