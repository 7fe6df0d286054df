"""Ids of a twin that no real row has: an id of the right shape may be somebody's by chance."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.identifiers.reserved import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from nonesuch.generators.synthesizers import DatabaseSynthesizer, Metadata, Synthesizer
    from nonesuch.generators.synthesizers.database import TablePlan

__all__ = ["avoid_real_ids", "avoid_real_keys", "count_real_ids", "id_columns"]


def id_columns(table: pl.DataFrame, metadata: Metadata) -> list[str]:
    """Name the columns of ids that are made in the shape of the original ones.

    Kinds that come from reserved ranges (``x@example.com``) or from lists of names are none: they belong to nobody
    whatever the table holds.

    Args:
        table: Shape (n, columns).
        metadata: What its columns are.

    Returns:
        Their names, in the table's order.
    """
    return [
        name
        for name, column in metadata.columns.items()
        if not column.learned
        and column.sdtype != "text"
        and (table[name].dtype == pl.String or table[name].dtype.is_numeric())
        and (column.sdtype not in KINDS or column.sdtype == "id" or table[name].dtype != pl.String)
    ]


def count_real_ids(twin: pl.DataFrame, original: pl.DataFrame, columns: Iterable[str]) -> int:
    """Count the ids of a twin that real rows have.

    Args:
        twin: Shape (m, columns).
        original: Shape (n, columns).
        columns: Which columns.

    Returns:
        How many cells.

    Example:
        >>> count_real_ids(pl.DataFrame({"id": ["a", "b"]}), pl.DataFrame({"id": ["b", "c", None]}), ["id"])
        1
    """
    return sum(int(twin[name].is_in(original[name].drop_nulls().implode()).sum()) for name in columns)


def avoid_real_ids(model: Synthesizer, original: pl.DataFrame, *, rows: int) -> Synthesizer:
    """Let a model make none of the ids that real rows have, those that it was not fitted to among them.

    Args:
        model: The model.
        original: All real rows.
        rows: How many rows will be drawn.

    Returns:
        The model; ids that it has itself drawn before are others now.
    """
    generated = {
        name: column.avoiding(original[name], rows=max(rows, original.height)) if name in original.columns else column
        for name, column in model.generated.items()
    }
    return replace(model, generated=generated)


def avoid_real_keys(model: DatabaseSynthesizer, originals: Mapping[str, pl.DataFrame]) -> DatabaseSynthesizer:
    """Do the same for related tables; what refers to a key follows it.

    Args:
        model: The models.
        originals: All real rows by table.

    Returns:
        The models.
    """
    return replace(model, plans={name: _avoid(plan, originals[name]) for name, plan in model.plans.items()})


def _avoid(plan: TablePlan, original: pl.DataFrame) -> TablePlan:
    rows = original.height
    root = plan.root and avoid_real_ids(plan.root, original, rows=rows)
    child = plan.child and replace(plan.child, model=avoid_real_ids(plan.child.model, original, rows=rows))
    key = plan.key and (plan.key[0], plan.key[1].avoiding(original[plan.key[0]], rows=rows))
    return replace(plan, root=root, child=child, key=key)
