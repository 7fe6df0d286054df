"""Constraints that a real table happens to keep: offered, never imposed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import DataError
from nonesuch.generators.synthesizers.constraints.combinations import FixedCombinations, OneHotEncoding
from nonesuch.generators.synthesizers.constraints.formula import Formula
from nonesuch.generators.synthesizers.constraints.inequality import Inequality

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.generators.synthesizers.constraints.constraint import Constraint
    from nonesuch.generators.synthesizers.metadata import Metadata

__all__ = ["Offer", "find_constraints"]

_FEWEST = 50
_PROBE = 20_000
_MOST_COLUMNS = 40
_MOST_TERMS = 16
_MOST_LEVELS = 2_000


@dataclass(frozen=True)
class Offer:
    """A constraint that every row of a table keeps.

    Attributes:
        constraint: The constraint.
        statement: The rule in words.
        rows: How many rows keep it.
    """

    constraint: Constraint
    statement: str
    rows: int

    @property
    def evidence(self) -> str:
        """The rule and how often it was seen."""
        return f"{self.statement} in all {self.rows:,} rows"

    def holds(self, table: pl.DataFrame, metadata: Metadata) -> bool:
        """Whether every row of another table keeps the rule.

        Args:
            table: Shape (n, columns), n >= 2.
            metadata: What the columns are.

        Returns:
            True if none breaks it.
        """
        return _holds(self.constraint, table, metadata)


def find_constraints(table: pl.DataFrame, metadata: Metadata) -> tuple[Offer, ...]:
    """Find inequalities, fixed combinations, one-hot flags and sums that every row keeps.

    Args:
        table: Shape (n, columns), n >= 50 for anything to be found.
        metadata: What the columns are.

    Returns:
        What could be imposed by ``constraints=``, the least likely to hold by chance first: of two numbers one is
        often the smaller in every row.

    Example:
        >>> from nonesuch.generators.synthesizers.sdtypes import detect_metadata
        >>> table = pl.DataFrame({"net": [i * i % 89 for i in range(100)], "tax": [i % 7 for i in range(100)]})
        >>> table = table.with_columns(gross=pl.col("net") + pl.col("tax"))
        >>> [offer.evidence for offer in find_constraints(table, detect_metadata(table)) if " = " in offer.evidence]
        ['gross = net + tax in all 100 rows']
    """
    if table.height < _FEWEST:
        return ()
    if table.height <= 2 * _PROBE:
        return _find(table, metadata)
    probed = _find(table.head(_PROBE), metadata)
    return tuple(replace(offer, rows=table.height) for offer in probed if _holds(offer.constraint, table, metadata))


def _holds(constraint: Constraint, table: pl.DataFrame, metadata: Metadata) -> bool:
    if isinstance(constraint, FixedCombinations):
        pair = table.select(constraint.columns)
        return pair.n_unique() == pair[constraint.columns[0]].n_unique()
    try:
        constraint.learn(table, metadata, 2)
    except DataError:
        return False
    return True


def _find(table: pl.DataFrame, metadata: Metadata) -> tuple[Offer, ...]:
    kinds: dict[str, list[str]] = {}
    for name in table.columns:
        kinds.setdefault(metadata.columns[name].sdtype, []).append(name)
    numbers = [name for name in kinds.get("numerical", []) if table[name].dtype.is_numeric()][:_MOST_COLUMNS]
    moments = kinds.get("datetime", [])[:_MOST_COLUMNS]
    levels = [*kinds.get("categorical", []), *kinds.get("boolean", []), *numbers][:_MOST_COLUMNS]
    return (
        *_sums(table, numbers),
        *_flags(table),
        *_dependencies(table, levels),
        *_inequalities(table, metadata, moments),
        *_inequalities(table, metadata, numbers),
    )


def _sums(table: pl.DataFrame, numbers: list[str]) -> Iterator[Offer]:
    varied = [name for name in numbers if table[name].n_unique() > 20][:_MOST_TERMS]
    small = [name for name in numbers if table[name].n_unique() > 3][:_MOST_TERMS]
    for first, second in combinations(small, 2):
        for sign in ("+", "*"):
            left, right = pl.col(first).cast(pl.Float64), pl.col(second).cast(pl.Float64)
            made = table.select(left + right if sign == "+" else left * right).to_series()
            for third in varied:
                if third in {first, second} or table[third].null_count():
                    continue
                gap = (table[third].cast(pl.Float64) - made).abs()
                if gap.null_count() == 0 and float(gap.max()) < 1e-6:  # type: ignore[arg-type] # floats
                    text = (
                        f'"{first}" {sign} "{second}"'
                        if not (first + second).isidentifier()
                        else f"{first} {sign} {second}"
                    )
                    yield Offer(Formula(third, text), f"{third} = {first} {sign} {second}", table.height)


def _inequalities(table: pl.DataFrame, metadata: Metadata, names: list[str]) -> Iterator[Offer]:
    measured = {}
    for name in names:
        column = Inequality(name, name, low_format=metadata.columns[name].format)
        measured[name] = column.measure(table)
    for first, second in combinations(names, 2):
        for low, high in ((first, second), (second, first)):
            gap = (measured[high] - measured[low]).drop_nulls()
            overlap = bool((measured[low].max() or 0) > (measured[high].min() or 0))  # type: ignore[operator] # numbers
            if len(gap) >= _FEWEST and overlap and bool((gap >= 0).all()) and gap.n_unique() > 1:
                yield Offer(Inequality(low, high), f"{low} <= {high}", len(gap))


def _flags(table: pl.DataFrame) -> Iterator[Offer]:
    run: list[str] = []
    for series in [*table, pl.Series("$end", ["x"])]:
        numeric = series.dtype.is_integer() or series.dtype == pl.Boolean
        flag = (
            numeric and not series.null_count() and series.cast(pl.Int64).is_in([0, 1]).all() and series.n_unique() == 2
        )
        if flag:
            run.append(series.name)
            continue
        if len(run) >= 3 and bool((table.select(pl.sum_horizontal(pl.col(run).cast(pl.Int64))).to_series() == 1).all()):
            yield Offer(OneHotEncoding(tuple(run)), f"exactly one of {', '.join(run)} is 1", table.height)
        run = []


def _dependencies(table: pl.DataFrame, names: list[str]) -> Iterator[Offer]:
    counts = {name: table[name].n_unique() for name in names}
    few = [name for name in names if 2 < counts[name] <= min(_MOST_LEVELS, table.height // 10)]
    for first, second in combinations(few, 2):
        if table.select(first, second).n_unique() == max(counts[first], counts[second]):
            finer, coarser = (first, second) if counts[first] >= counts[second] else (second, first)
            yield Offer(FixedCombinations((finer, coarser)), f"{finer} decides {coarser}", table.height)
