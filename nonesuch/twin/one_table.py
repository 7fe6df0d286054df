"""The twin of one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.synthesizers import Metadata, Synthesizer, detect_metadata
from nonesuch.generators.synthesizers.constraints import find_constraints
from nonesuch.twin.bounds import declare_bounds, require_bounds
from nonesuch.twin.fresh_ids import avoid_real_ids
from nonesuch.twin.judging import judge_table
from nonesuch.twin.keeping import impose_together
from nonesuch.twin.made import Made
from nonesuch.twin.splitting import split_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonesuch.twin.order import Order

__all__ = ["make_one"]


def make_one(tables: Mapping[str, pl.DataFrame], order: Order) -> Made:
    """Make and judge the twin of one table.

    Args:
        tables: The table by its name.
        order: What is asked for.

    Returns:
        The twin, judged.

    Raises:
        DataError: If there are too few rows.
        UsageError: If a column or setting is unknown.
        SystemFault: If scikit-learn is wanted and missing.
    """
    (name, table), *_ = tables.items()
    found = declare_bounds(detect_metadata(table, known=order.metadata.get(name)), table, order.bounds)
    if order.engine == "private":
        require_bounds(found)
    train, held = split_rows(table, holdout=order.holdout, seed=order.seed)
    kept, left = impose_together(find_constraints(table, found)) if order.keep else ((), ())
    constraints = [offer.constraint for offer in kept] or order.constraints
    model = Synthesizer.fit(
        train, engine=order.engine, label=order.label, metadata=found, constraints=constraints, seed=order.seed,
        **order.options,
    )  # fmt: skip
    rows = order.rows or table.height
    if not model.privacy:  # an epsilon does not cover a look at ids
        model = avoid_real_ids(model, table, rows=rows)
    drawn = pl.DataFrame(model.sample(rows, seed=order.seed))

    def synthesize(rows: pl.DataFrame, fit: int) -> pl.DataFrame:
        known = Metadata(
            {name: column for name, column in _as_read(found, rows).columns.items() if name in rows.columns}
        )
        again = Synthesizer.fit(
            rows, engine=order.engine, label=order.label if order.label in rows.columns else None, metadata=known,
            seed=fit, **order.options,
        )  # fmt: skip
        return pl.DataFrame(again.sample(rows.height, seed=fit))

    judgement = judge_table(
        train, held, drawn, found, original=table, label=order.label, synthesize=synthesize,
        epsilon=model.privacy.get("epsilon"), thresholds=order.thresholds, learners=order.learners, seed=order.seed,
    )  # fmt: skip
    return Made(
        model, {name: train}, {name: held}, {name: drawn}, {name: found}, {name: judgement}, dict(tables),
        model.privacy, kept, left,
    )  # fmt: skip


def _as_read(found: Metadata, rows: pl.DataFrame) -> Metadata:
    """Metadata of rows whose texts have been read as moments and numbers."""
    columns = {}
    for name, column in found.columns.items():
        texts = name in rows.columns and rows[name].dtype == pl.String
        columns[name] = column if texts or column.format is None else type(column)(column.sdtype)
    return Metadata(columns)
