"""The twin of related tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import UsageError
from nonesuch.generators.synthesizers import DatabaseSynthesizer, Metadata, detect_metadata
from nonesuch.generators.synthesizers.relationships import check_relationships, find_relationships, parents_first
from nonesuch.twin.fresh_ids import avoid_real_keys
from nonesuch.twin.judging import judge_table
from nonesuch.twin.made import Made
from nonesuch.twin.splitting import split_rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.generators.synthesizers import Relationship
    from nonesuch.twin.order import Order

__all__ = ["make_several"]


def make_several(tables: Mapping[str, pl.DataFrame], order: Order) -> Made:
    """Make and judge the twin of related tables.

    Args:
        tables: Tables by name.
        order: What is asked for.

    Returns:
        The twin; tables that only hold keys are not judged.

    Raises:
        DataError: If there are too few rows, or keys do not match.
        UsageError: If something is asked that only one table can have.
        SystemFault: If scikit-learn is wanted and missing.
    """
    if order.engine != "tree":
        raise UsageError("related tables take the tree engine", found=order.engine, expected="tree")
    if order.rows is not None or order.constraints or order.keep:
        raise UsageError("rows, constraints and keep are for one table", expected="none of them", found=order.rows)
    links = tuple(order.relationships if order.relationships is not None else find_relationships(tables))
    check_relationships(tables, links)
    trains, holdouts = _split_families(tables, links, order)
    found = {name: detect_metadata(table, known=order.metadata.get(name)) for name, table in tables.items()}
    model = DatabaseSynthesizer.fit(
        trains, relationships=links, metadata=dict(order.metadata), seed=order.seed, **order.options
    )
    model = avoid_real_keys(model, tables)
    scale = max(tables[name].height / max(trains[name].height, 1) for name in tables)
    drawn = {name: pl.DataFrame(frame) for name, frame in model.sample(scale=scale, seed=order.seed).items()}
    judgements = {}
    for name in tables:
        keys = {link.parent_key for link in links if link.parent == name} | {
            link.child_key for link in links if link.child == name
        }
        found[name] = Metadata(
            {column: type(entry)("id") if column in keys else entry for column, entry in found[name].columns.items()}
        )
        if any(entry.learned for entry in found[name].columns.values()):
            judgements[name] = judge_table(
                trains[name], holdouts[name], drawn[name], found[name],
                original=tables[name], label=order.label if order.label in tables[name].columns else None,
                thresholds=order.thresholds, learners=order.learners, seed=order.seed,
            )  # fmt: skip
    return Made(model, trains, holdouts, drawn, found, judgements, dict(tables), {})


def _split_families(
    tables: Mapping[str, pl.DataFrame], links: Sequence[Relationship], order: Order
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Split by root rows, so that nobody's rows are on both sides; tables that are only referred to stay whole."""
    trains: dict[str, pl.DataFrame] = {}
    holdouts: dict[str, pl.DataFrame] = {}
    for name in parents_first(list(tables), links):
        leading = next(
            (link for link in links if link.child == name and not tables[name][link.child_key].null_count()), None
        )
        if leading is None:
            trains[name], holdouts[name] = split_rows(tables[name], holdout=order.holdout, seed=order.seed)
            continue
        inside = tables[name][leading.child_key].is_in(trains[leading.parent][leading.parent_key].implode())
        trains[name], holdouts[name] = tables[name].filter(inside), tables[name].filter(~inside)
    for link in links:
        known = trains[link.parent][link.parent_key]
        lost = (
            ~trains[link.child][link.child_key].is_in(known.implode())
            & trains[link.child][link.child_key].is_not_null()
        )
        if lost.any():
            trains[link.parent] = tables[link.parent]
    return trains, holdouts
