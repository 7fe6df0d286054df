"""Which columns of a row depend on that row and those above it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.generators.columns.expression import ExpressionSpec
from nonesuch.generators.columns.pace import PaceSpec
from nonesuch.generators.columns.past import PastSpec
from nonesuch.generators.columns.previous import PreviousSpec
from nonesuch.generators.columns.rollup import RollupSpec
from nonesuch.generators.columns.text import SpansSpec, TextSpec

if TYPE_CHECKING:
    from nonesuch.generators.node import Node
    from nonesuch.generators.plan import Plan

__all__ = ["is_row_wise"]

_AROUND = (PaceSpec, PastSpec, PreviousSpec, RollupSpec, SpansSpec, TextSpec)
"""Kinds of columns that look at other rows, or may not repeat what other rows say."""


def is_row_wise(plan: Plan, node: Node) -> bool:
    """Say whether a step can be judged row by row while all rows of its table are set to the wanted values.

    Args:
        plan: The plan.
        node: The step.

    Returns:
        False if it, or a step of the same table that it needs, looks at other rows of the table.
    """
    seen: set[Node] = set()
    waiting = [node]
    while waiting:
        table, name = step = waiting.pop()
        if step in seen or table != node[0]:
            continue
        seen.add(step)
        spec = plan.pack.table(table).columns.get(name)
        looks_around = isinstance(spec, ExpressionSpec) and "over" in spec.value.lower().replace("(", " ").split()
        if looks_around or isinstance(spec, _AROUND):
            return False
        waiting += plan.before[step]
    return True
