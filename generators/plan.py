"""A plan: the steps that make a block, in order, each bound to its figures."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import PackError, RecipeError, nearest
from nonesuch.generators.columns.base import Binding, Column
from nonesuch.generators.rows import RootRows, SharedRows
from nonesuch.generators.rows.events import EventMaker
from nonesuch.generators.scenarios import bind_campaigns
from nonesuch.generators.schema import ROWS, Node, Relations, copula_node
from nonesuch.generators.step import ColumnStep, CopulaStep, Override, RowsStep, Step

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.copula import Copula
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.rows.base import RowMaker
    from nonesuch.generators.table import TableSpec

__all__ = ["Plan", "Settings", "make_plan"]

_MOST_KEY = 2**63 - 1


@dataclass(frozen=True)
class Settings:
    """What a recipe fixes.

    Attributes:
        seed: Any integer.
        size: Rows of the root and of shared tables; those left out have the pack's own size.
        locale: Locale of names and words; None for the pack's first.
        reference_date: The day that counts as today; None for the pack's own.
        targets: Exact shares or counts, by ``(table, column)`` and category.
        scenario_share: Share of event rows that belong to scenarios; None for the pack's own.
        views: Views to make besides the tables.
    """

    seed: int = 0
    size: Mapping[str, int] = field(default_factory=dict)
    locale: str | None = None
    reference_date: date | None = None
    targets: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)
    scenario_share: float | None = None
    views: tuple[str, ...] = ()


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
    """

    pack: Pack
    settings: Settings
    relations: Relations
    steps: tuple[Step, ...]
    shared: dict[str, Batch]
    types: dict[Node, pl.DataType]

    @property
    def roots(self) -> int:
        """Number of roots wanted."""
        return self.settings.size[self.pack.root]

    @property
    def tables(self) -> tuple[str, ...]:
        """Tables of a block, parents first, then the views asked for."""
        families = [name for name in self.pack.tables if name not in self.shared]
        return (*families, *self.settings.views)

    def visible(self, table: str) -> list[str]:
        """Columns of a table that are part of the data: leading keys and references, those made with the rows, the rest."""
        spec = self.pack.table(table)
        shown = [name for name, column in spec.columns.items() if not column.hidden]
        keys = list(takewhile(lambda name: spec.columns[name].kind in ("key", "reference"), shown))
        return [*keys, *spec.made_with_rows(), *shown[len(keys) :]]

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
    relations = Relations(pack)
    planner = _Planner(pack, _complete(pack, settings or Settings()), relations)
    order = _order(planner)
    shared_steps = [node for node in order if node[0] in pack.shared]
    for node in shared_steps:
        planner.bind(node).apply(planner.shared, planner.settings.seed, pack.name, "shared")
    steps = tuple(planner.bind(node) for node in order if node[0] not in pack.shared)
    return Plan(pack, planner.settings, relations, steps, planner.shared, planner.types)


def _complete(pack: Pack, settings: Settings) -> Settings:
    for name, rows in settings.size.items():
        if name not in pack.spec.size:
            raise RecipeError(
                f"table {name!r} has no size of its own", place="size", hint=nearest(name, pack.spec.size)
            )
        if not 0 <= rows <= 2**40 or (name in pack.shared and rows < 1):
            raise RecipeError(
                f"table {name!r} cannot have this size", place=f"size.{name}", expected="0 to 2**40 rows", found=rows
            )
    for view in settings.views:
        if view not in pack.views:
            raise RecipeError(f"unknown view {view!r}", place="views", hint=nearest(view, pack.views))
    for table, column in settings.targets:
        if table not in pack.tables or column not in pack.tables[table].columns:
            hint = (
                nearest(table, pack.tables) if table not in pack.tables else nearest(column, pack.tables[table].columns)
            )
            raise RecipeError("unknown column", place=f"targets.{table}.{column}", hint=hint)
        if pack.tables[table].columns[column].kind != "category":
            raise RecipeError(
                "only categories have exact shares", place=f"targets.{table}.{column}", expected="a category column"
            )
    locale = settings.locale or pack.spec.locales[0]
    if locale not in pack.spec.locales:
        raise RecipeError(
            f"the pack does not speak {locale!r}", place="locale", hint=nearest(locale, pack.spec.locales)
        )
    return replace(
        settings,
        size={**pack.spec.size, **settings.size},
        locale=locale,
        reference_date=settings.reference_date or pack.spec.reference_date,
    )


class _Planner:
    """Binds steps one after another; later ones see the types and shared tables of earlier ones."""

    def __init__(self, pack: Pack, settings: Settings, relations: Relations) -> None:
        self.pack, self.settings, self.relations = pack, settings, relations
        self.shared: dict[str, Batch] = {}
        self.types: dict[Node, pl.DataType] = {}
        names = [*pack.tables, *settings.views]
        self.lineage = {name: pack.lineage(name) for name in names}
        self.before: dict[Node, list[Node]] = {}
        for name in names:
            table = pack.table(name)
            self.before[name, ROWS] = relations.before_rows(name)
            for copula in table.copulas:
                self.before[copula_node(name, copula)] = relations.before_copula(name, copula)
            for column, spec in table.columns.items():
                self.before[name, column] = relations.before_column(name, column, spec)
                for other in self._overrides(name, column).values():
                    self.before[name, column] += relations.before_column(name, column, other)

    def _overrides(self, table: str, column: str) -> dict[str, Any]:
        return {
            name: scenario.columns[column]
            for name, scenario in self.pack.scenarios.items()
            if scenario.table == table and column in scenario.columns
        }

    def bind(self, node: Node) -> Step:
        table, name = node
        spec = self.pack.table(table)
        if name == ROWS:
            return self._rows(table, spec)
        if name.startswith("@copula:"):
            return CopulaStep(
                table, name.removeprefix("@copula:"), self._copula(table, spec, name.removeprefix("@copula:"))
            )
        column = spec.columns[name].bind(self.binding(table, name))
        self.types[node] = column.dtype
        if name == spec.key:
            self.types[table, "@key"] = column.dtype
        overrides = tuple(
            Override(scenario, self._same_type(other.bind(self.binding(table, name)), column, table, name))
            for scenario, other in self._overrides(table, name).items()
        )
        into = spec.scenarios.into if spec.scenarios else ""
        return ColumnStep(
            table, name, column, spec.columns[name].missing, is_key=name == spec.key, overrides=overrides, into=into
        )

    def _same_type(self, other: Column, column: Column, table: str, name: str) -> Column:
        if isinstance(column.dtype, pl.Enum) and isinstance(other.dtype, pl.Enum):
            unknown = set(other.dtype.categories.to_list()) - set(column.dtype.categories.to_list())
            if unknown:
                hint = nearest(min(unknown), column.dtype.categories.to_list())
                raise PackError(
                    f"a scenario draws an unknown category {min(unknown)!r}", place=f"{table}.{name}", hint=hint
                )
        elif column.dtype != other.dtype:
            raise PackError(
                "a scenario draws another type",
                place=f"{table}.{name}",
                expected=str(column.dtype),
                found=str(other.dtype),
            )
        return other

    def _rows(self, table: str, spec: TableSpec) -> Step:
        paths = {
            alias: tuple((hop.column and hop.alias) or hop.table for hop in path)
            for alias, path in self.relations.paths[table].items()
        }
        if isinstance(spec.rows, RootRows | SharedRows):
            return RowsStep(table, None, None, 1, self.settings.size[table], paths)
        assert spec.parent is not None
        binding = self.binding(spec.parent, f"{table}.rows")
        maker: RowMaker = spec.rows.bind(binding)
        made = spec.rows.columns()
        if spec.scenarios is not None:
            assert isinstance(maker, EventMaker)
            kinds = {name: s for name, s in self.pack.scenarios.items() if s.table == table}
            if kinds:
                maker = bind_campaigns(spec.scenarios, kinds, maker, binding, share=self.settings.scenario_share)
                made |= maker.columns()
            else:
                raise PackError(
                    "no scenario is laid over the table",
                    place=f"{self.pack.name}: {table}.scenarios",
                    expected="scenarios/*.toml",
                )
        self.types.update({(table, name): dtype for name, dtype in made.items()})
        self._check_keys(table)
        single = spec.rows.most_rows == 1 and table in self.pack.tables
        return RowsStep(
            table, spec.parent, maker, spec.rows.most_rows, None, paths, single=single, whole=spec.rows.fixed == 1
        )

    def _check_keys(self, table: str) -> None:
        most = self.settings.size[self.pack.root] + self.pack.spec.block
        for name in (table, *self.lineage[table]):
            most *= self.pack.table(name).rows.most_rows
        if most > _MOST_KEY:
            raise PackError(
                "keys would not fit in 63 bits",
                place=f"{self.pack.name}: {table}.rows",
                expected="fewer roots, or a smaller 'most'",
                found=most,
            )

    def _copula(self, table: str, spec: TableSpec, name: str) -> Copula:
        members = [
            getattr(column, "member", None) or column_name
            for column_name, column in spec.columns.items()
            if getattr(column, "copula", None) == name
        ]
        place = f"{self.pack.name}: {table}.copulas.{name}"
        return spec.copulas[name].bind(self.pack.folder, list(dict.fromkeys(members)), place=place)

    def binding(self, table: str, column: str) -> Binding:
        """Where a column stands and what it may know."""
        assert self.settings.reference_date is not None
        assert self.settings.locale is not None
        return Binding(
            folder=self.pack.folder,
            domain=self.pack.name,
            table=table,
            column=column,
            type_of=self._type_of(table, column),
            constants={"reference_date": f"DATE '{self.settings.reference_date}'"},
            locale=self.settings.locale,
            seed=self.settings.seed,
            total=self.total(table),
            target=self.settings.targets.get((table, column)),
            shared=self.shared,
            lineage=self.lineage,
        )

    def _type_of(self, table: str, column: str) -> Callable[[str], pl.DataType]:
        def type_of(name: str) -> pl.DataType:
            target, other, _ = self.relations.resolve(table, name, place=f"{self.pack.name}: {table}.{column}")
            return self.types[target, other]

        return type_of

    def total(self, table: str) -> int | None:
        """Rows of a table in the whole run, where that is known beforehand."""
        spec = self.pack.table(table)
        if isinstance(spec.rows, RootRows | SharedRows):
            return self.settings.size[table]
        above = None if spec.parent is None else self.total(spec.parent)
        return None if above is None or spec.rows.fixed is None else above * spec.rows.fixed


def _order(planner: _Planner) -> list[Node]:
    """Put steps in an order in which each comes after those it needs; of several orders, the one nearest to the pack's."""
    place = {node: i for i, node in enumerate(planner.before)}
    shared = set(planner.pack.shared)
    waiting = {node: {b for b in before if b in place} for node, before in planner.before.items()}
    followers: dict[Node, list[Node]] = {node: [] for node in place}
    for node, before in waiting.items():
        for earlier in before:
            if node[0] in shared and earlier[0] not in shared:
                raise PackError("a shared table cannot need a family", place=".".join(node), found=".".join(earlier))
            followers[earlier].append(node)
    ready = [(node[0] not in shared, place[node], node) for node, before in waiting.items() if not before]
    heapq.heapify(ready)
    order: list[Node] = []
    while ready:
        node = heapq.heappop(ready)[2]
        order.append(node)
        for later in followers[node]:
            waiting[later].discard(node)
            if not waiting[later]:
                heapq.heappush(ready, (later[0] not in shared, place[later], later))
    if len(order) < len(place):
        stuck = {node: before for node, before in waiting.items() if before}
        raise PackError(
            "columns need each other in a circle",
            place=planner.pack.name,
            found=" -> ".join(".".join(n) for n in _circle(stuck)),
        )
    return order


def _circle(stuck: Mapping[Node, Iterable[Node]]) -> list[Node]:
    node = next(iter(stuck))
    seen: list[Node] = []
    while node not in seen:
        seen.append(node)
        node = min(before for before in stuck[node] if before in stuck)
    return [*seen[seen.index(node) :], node]
