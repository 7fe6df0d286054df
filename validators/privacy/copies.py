"""Rows of the twin that are rows of the training table, or all but one column of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.privacy.intervals import binomial_tail

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Copies", "count_copies"]

_COLUMNS = 40


@dataclass(frozen=True)
class Copies:
    """How many rows are copies.

    Attributes:
        twin: Copies among the twin's rows.
        holdout: Copies among hold-out rows: what chance alone makes.
        twin_rows: How many rows the twin has.
        holdout_rows: How many rows the hold-out has.
        p: Probability of so many copies in the twin if it copies as seldom as the hold-out.
    """

    twin: int
    holdout: int
    twin_rows: int
    holdout_rows: int

    @property
    def p(self) -> float:
        """Conditional test of two rates (Przyborowski, Wilenski: Biometrika 31, 1940)."""
        share = self.twin_rows / (self.twin_rows + self.holdout_rows)
        return binomial_tail(self.twin, self.twin + self.holdout, share)


def count_copies(
    train: pl.DataFrame, holdout: pl.DataFrame, twin: pl.DataFrame, columns: Sequence[str]
) -> tuple[Copies, Copies, Copies]:
    """Count copies of training rows.

    Args:
        train: Shape (n, columns).
        holdout: Shape (h, columns).
        twin: Shape (m, columns).
        columns: Which columns are compared.

    Returns:
        Exact copies, exact copies of rows that stand once in training, and rows that agree in all columns but one (on
        the first 40 columns left out in turn).

    Example:
        >>> import polars as pl
        >>> train = pl.DataFrame({"a": [1, 2], "b": [1, 2], "c": [1, 2]})
        >>> twin = pl.DataFrame({"a": [1, 1], "b": [1, 5], "c": [1, 1]})
        >>> exact, once, near = count_copies(train, train.clear(), twin, train.columns)
        >>> exact.twin, once.twin, near.twin
        (1, 1, 2)
    """
    names = list(columns)
    rows = train.select(names)
    single = rows.group_by(names).len("$rows").filter(pl.col("$rows") == 1).drop("$rows")
    tables = twin.select(names), holdout.select(names)
    exact = [_matches(table, rows, names).sum() for table in tables]
    once = [_matches(table, single, names).sum() for table in tables]
    near = [_near(table, rows, names) for table in tables]
    heights = twin.height, max(holdout.height, 1)
    exact_, once_, near_ = (Copies(int(pair[0]), int(pair[1]), *heights) for pair in (exact, once, near))
    return exact_, once_, near_


def _matches(table: pl.DataFrame, rows: pl.DataFrame, names: list[str]) -> pl.Series:
    known = rows.unique().with_columns(pl.lit(True).alias("$copy"))
    joined = table.join(known, on=names, how="left", nulls_equal=True, maintain_order="left")
    return joined["$copy"].is_not_null()


def _near(table: pl.DataFrame, rows: pl.DataFrame, names: list[str]) -> int:
    if len(names) < 3:
        return int(_matches(table, rows, names).sum())
    found = pl.Series([False]).extend_constant(False, table.height).head(table.height)
    for left_out in names[:_COLUMNS]:
        rest = [name for name in names if name != left_out]
        found |= _matches(table.select(rest), rows.select(rest), rest)
    return int(found.sum())
