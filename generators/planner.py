"""Binds the steps of a plan one after another; later ones see the types and shared tables of earlier ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import PackError, RecipeError, nearest, placed
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.learned import LearnedSpec
from nonesuch.generators.node import ROWS, Node, copula_node, model_node
from nonesuch.generators.rows import ListedRows, RootRows, SharedRows
from nonesuch.generators.rows.events import EventMaker
from nonesuch.generators.scenarios import CampaignMaker, OverlaySpec, bind_campaigns
from nonesuch.generators.step import ColumnStep, CopulaStep, ModelStep, Override, RowsStep, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.rows.base import RowMaker
    from nonesuch.generators.schema import Relations
    from nonesuch.generators.settings import Settings
    from nonesuch.generators.table import TableSpec

__all__ = ["Planner"]

_MOST_KEY = 2**62  # room for the first key


class Planner:
    """Binds steps.

    Args:
        pack: The pack.
        settings: What a recipe fixes, complete.
        relations: The links between the pack's tables.

    Attributes:
        before: For each step the steps it needs, in the order of the pack.
        shared: Shared tables, as far as they are made.
        types: Type of every column that is bound.
    """

    def __init__(self, pack: Pack, settings: Settings, relations: Relations) -> None:
        self.pack, self.settings, self.relations = pack, settings, relations
        self.shared: dict[str, Batch] = {}
        self.types: dict[Node, pl.DataType] = {}
        self._drawn: dict[str, dict[str, Mapping[str, pl.DataType]]] = {}
        self._names = [*pack.tables, *settings.views]
        self._lineage = {name: pack.lineage(name) for name in self._names}
        self.before = {node: steps for name in self._names for node, steps in self._before(name).items()}

    def _before(self, table: str) -> dict[Node, list[Node]]:
        spec = self.pack.table(table)
        before = {(table, ROWS): self.relations.before_rows(table)}
        for copula in spec.copulas:
            before[copula_node(table, copula)] = self.relations.before_copula(table, copula)
        for model in spec.models:
            before[model_node(table, model)] = self.relations.before_model(table, model)
        for name, column in spec.columns.items():
            steps = self.relations.before_column(table, name, column)
            for other in self._overrides(table, name).values():
                steps += self.relations.before_column(table, name, other)
            before[table, name] = steps + self._given_members(table, name, column)
        return before

    def _given_members(self, table: str, name: str, column: ColumnSpec) -> list[Node]:
        """Members of the same copula that are given: they come first, since they change what the others can be."""
        copula = getattr(column, "copula", None)
        if copula is None or (table, name) in self.settings.given:
            return []
        return [
            (table, other)
            for other, spec in self.pack.table(table).columns.items()
            if (table, other) in self.settings.given and getattr(spec, "copula", None) == copula
        ]

    def _overrides(self, table: str, column: str) -> dict[str, ColumnSpec]:
        laid = {name: scenario for name, scenario in self.pack.scenarios.items() if scenario.table == table}
        return {name: scenario.columns[column] for name, scenario in laid.items() if column in scenario.columns}

    def bind(self, node: Node) -> Step:
        """Bind a step; all steps it needs are bound already.

        Args:
            node: The step.

        Returns:
            The step, ready to be applied to any block.

        Raises:
            PackError: If a figure, file or type is wrong.
        """
        table, name = node
        spec = self.pack.table(table)
        with placed(f"{self.pack.name}: {table}.{name.lstrip('@')}"):
            if name == ROWS:
                return self._rows(table, spec)
            if name in spec.columns:
                return self._column(table, name, spec)
            kind, _, own = name.partition(":")
            return self._model(table, own, spec) if kind == "@model" else self._copula(table, own, spec)

    def _column(self, table: str, name: str, spec: TableSpec) -> ColumnStep:
        binding, is_key = self.binding(table, name), name == spec.key
        column = spec.columns[name].bind(binding)
        self.types[table, name] = column.dtype
        if is_key:
            self.types[table, "@key"] = column.dtype
        specs = self._overrides(table, name)
        overrides = tuple(Override(scenario, other.bind(binding), other.missing) for scenario, other in specs.items())
        for override in overrides:
            _check_same_type(override.column, column, binding.place)
        into = "" if spec.scenarios is None else spec.scenarios.into
        return ColumnStep(
            table, name, column, spec.columns[name].missing, is_key=is_key, overrides=overrides, into=into
        )

    def _copula(self, table: str, name: str, spec: TableSpec) -> CopulaStep:
        columns = {key: column for key, column in spec.columns.items() if getattr(column, "copula", None) == name}
        members = list(dict.fromkeys(getattr(column, "member", None) or key for key, column in columns.items()))
        place = f"{self.pack.name}: {table}.copulas.{name}"
        return CopulaStep(table, name, spec.copulas[name].bind(self.pack.folder, members, place=place))

    def _model(self, table: str, name: str, spec: TableSpec) -> ModelStep:
        targets: dict[str, Mapping[str, float]] = {}
        drawn = self._drawn_by(table, name, spec)
        for column, inner in drawn:
            target = self.settings.targets.get((table, column))
            if target is not None and targets.setdefault(inner, target) != target:
                raise RecipeError(
                    "one column of a model is asked for twice", place=f"targets.{table}.{column}", found=target
                )
        model = spec.models[name].bind(self.binding(table, f"models.{name}"), {inner for _, inner in drawn}, targets)
        self._drawn.setdefault(table, {})[name] = model.types
        return ModelStep(table, name, model)

    def _drawn_by(self, table: str, model: str, spec: TableSpec) -> list[tuple[str, str]]:
        """Columns that a model draws, for scenarios too, each with its name in the model."""
        specs = [(name, column) for name, column in spec.columns.items()]
        specs += [(name, other) for name in spec.columns for other in self._overrides(table, name).values()]
        return [(n, c.column or n) for n, c in specs if isinstance(c, LearnedSpec) and c.model == model]

    def _rows(self, table: str, spec: TableSpec) -> RowsStep:
        paths = {alias: tuple(hop.alias for hop in path) for alias, path in self.relations.paths[table].items()}
        if isinstance(spec.rows, ListedRows):
            listed = spec.rows.read(self.pack.folder, place=f"{self.pack.name}: {table}.rows")
            self.types.update({(table, name): series.dtype for name, series in listed.items()})
            return RowsStep(table, None, None, 1, len(next(iter(listed.values()))), paths, listed=listed)
        if isinstance(spec.rows, RootRows | SharedRows):
            return RowsStep(table, None, None, 1, self.settings.size[table], paths)
        assert spec.parent is not None
        self._check_keys(table)
        maker, made = self._maker(table, spec, self.binding(spec.parent, f"{table}.rows"))
        self.types.update({(table, name): dtype for name, dtype in made.items()})
        most, whole = spec.rows.most_rows, spec.rows.fixed == 1
        return RowsStep(
            table, spec.parent, maker, most, None, paths, single=most == 1 and table in self.pack.tables, whole=whole
        )

    def _maker(self, table: str, spec: TableSpec, binding: Binding) -> tuple[RowMaker, dict[str, pl.DataType]]:
        """The maker of a table's rows, and the columns that come into being with them."""
        maker = spec.rows.bind(binding)
        made = spec.rows.columns()
        if spec.scenarios is None:
            return maker, made
        assert isinstance(maker, EventMaker)
        campaigns = self._campaigns(table, spec.scenarios, maker, binding)
        return campaigns, made | campaigns.columns()

    def _campaigns(self, table: str, overlay: OverlaySpec, events: EventMaker, binding: Binding) -> CampaignMaker:
        laid = {name: scenario for name, scenario in self.pack.scenarios.items() if scenario.table == table}
        if not laid:
            place = f"{self.pack.name}: {table}.scenarios"
            raise PackError("no scenario is laid over the table", place=place, expected="files in scenarios/")
        return bind_campaigns(overlay, laid, events, binding, shares=self.settings.scenarios)

    def _check_keys(self, table: str) -> None:
        most = self._most(table, beyond=self.pack.spec.block)
        if most > _MOST_KEY:
            place = f"{self.pack.name}: {table}.rows"
            raise PackError(
                "keys would not fit in 62 bits", place=place, expected="fewer roots, or a smaller 'most'", found=most
            )

    def _most(self, table: str, beyond: int = 0) -> int:
        """The most rows of a table, where there are so many roots beyond the wanted ones."""
        if table in self.pack.shared:
            return self.settings.size.get(table, 0)
        most = self.settings.size[self.pack.root] + beyond
        for name in (table, *self._lineage[table]):
            most *= self.pack.table(name).rows.most_rows
        return most

    def binding(self, table: str, column: str) -> Binding:
        """Where a column stands and what it may know.

        Args:
            table: Its table.
            column: Its name.

        Returns:
            The binding.
        """
        place = f"{self.pack.name}: {table}.{column}"

        def type_of(name: str) -> pl.DataType:
            target, other, _ = self.relations.resolve(table, name, place=place)
            return self.types[target, other]

        return Binding(
            folder=self.pack.folder,
            domain=self.pack.name,
            table=table,
            column=column,
            type_of=type_of,
            constants={"reference_date": f"DATE '{self.settings.reference_date}'"},
            locale=self.settings.locale or "",
            seed=self.settings.seed,
            total=self._total(table),
            most=self._most(table),
            target=self.settings.targets.get((table, column)),
            wish=self.settings.texts.get((table, column)),
            searched=self.settings.searched,
            thorough=self.settings.thorough,
            main_locale=self.pack.spec.locales[0],
            shared=self.shared,
            lineage=self._lineage,
            drawn=self._drawn.get(table, {}),
        )

    def _total(self, table: str) -> int | None:
        """Rows of a table in the whole run, where that is known beforehand."""
        spec = self.pack.table(table)
        if table in self.settings.size:
            return self.settings.size[table]
        above = None if spec.parent is None else self._total(spec.parent)
        return None if above is None or spec.rows.fixed is None else above * spec.rows.fixed


def _check_same_type(other: Column, column: Column, place: str) -> None:
    if isinstance(column.dtype, pl.Enum) and isinstance(other.dtype, pl.Enum):
        known = column.dtype.categories.to_list()
        unknown = sorted(set(other.dtype.categories.to_list()) - set(known))
        if unknown:
            raise PackError(
                f"a scenario draws an unknown category {unknown[0]!r}", place=place, hint=nearest(unknown[0], known)
            )
    elif column.dtype != other.dtype:
        raise PackError(
            "a scenario draws another type", place=place, expected=str(column.dtype), found=str(other.dtype)
        )
