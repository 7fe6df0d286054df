"""Which column is meant where a given one is only another name for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.generators.columns.expression import ExpressionSpec
from nonesuch.generators.formula import alias_of

if TYPE_CHECKING:
    from nonesuch.generators.node import Node
    from nonesuch.generators.pack import Pack

__all__ = ["origin_of"]


def origin_of(pack: Pack, table: str, column: str) -> Node:
    """Follow a column that only repeats another one of its row, or of a row above it, to that one.

    Args:
        pack: The pack.
        table: The column's table.
        column: The column.

    Returns:
        The table and name of the column that makes the values; the column itself if it is no mere repetition.
    """
    node, behind = (table, column), _behind(pack, table, column)
    while behind != node:  # it ends: columns that need each other are refused when the pack is planned
        node, behind = behind, _behind(pack, *behind)
    return node


def _behind(pack: Pack, table: str, column: str) -> Node:
    spec = pack.tables[table].columns.get(column)
    if not isinstance(spec, ExpressionSpec) or spec.missing or _is_overridden(pack, table, column):
        return table, column
    above, _, name = (alias_of(spec.value) or "").rpartition(".")
    target = above or table
    if target not in (table, *pack.lineage(table)) or not name:
        return table, column
    return target, name


def _is_overridden(pack: Pack, table: str, column: str) -> bool:
    """Whether a scenario makes the column of its rows in another way."""
    return any(column in scenario.columns for scenario in pack.scenarios.values() if scenario.table == table)
