"""What was found in one block, and the sum of blocks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.contract.records import json_values
from nonesuch.validators.rules.check import message_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.validators.rules.check import Check, Finding
    from nonesuch.validators.rules.state import State
    from nonesuch.validators.tables import Tables

__all__ = ["VIOLATIONS", "Partial", "Tally", "failed_keys", "keys_of", "tally_of"]

VIOLATIONS: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "table": pl.String(),
    "part": pl.Int64(),
    "row": pl.Int64(),
    "key": pl.String(),
    "values": pl.String(),
    "message": pl.String(),
}
"""Columns of the table of violations."""


@dataclass(frozen=True)
class Tally:
    """What one check found in one block.

    Attributes:
        checked: How many rows it could judge.
        violations: How many break it.
        sample: The first of them: row, key, values, message.
        state: What the next block must know.
        problem: Why the rule could not be computed.
    """

    checked: int
    violations: int
    sample: pl.DataFrame | None = None
    state: State | None = None
    problem: str | None = None


@dataclass(frozen=True)
class Partial:
    """What was found in one block.

    Attributes:
        tallies: What each check found that looked at the block.
        failed: Table = keys of its rows to which a row belongs that is in error.
    """

    tallies: Mapping[str, Tally]
    failed: Mapping[str, pl.Series] = field(default_factory=dict)

    def failed_keys(self, table: str) -> pl.Series:
        """Keys of the rows of a table to which rows that are in error belong; see `Verdict.failed_keys`."""
        return self.failed.get(table, pl.Series(table, dtype=pl.Int64))


def tally_of(tables: Tables, check: Check, finding: Finding) -> Tally:
    """Sum up a finding, in the form in which it leaves the block.

    Args:
        tables: The tables.
        check: The check.
        finding: What it found.

    Returns:
        The tally.
    """
    count = len(finding.rows)
    sample = _sample(tables, check, finding) if count else None
    return Tally(finding.checked, count, sample, finding.state, finding.problem)


def _sample(tables: Tables, check: Check, finding: Finding) -> pl.DataFrame:
    values = finding.values
    rows = finding.rows.head(values.height)
    return pl.DataFrame(
        {
            "row": rows.cast(pl.Int64),
            "key": keys_of(tables, check.table, rows),
            "values": _json(values, len(rows)),
            "message": message_of(check.message, values),
        }
    )


def keys_of(tables: Tables, table: str, rows: pl.Series) -> pl.Series:
    """Write the keys of rows as JSON.

    Args:
        tables: The tables.
        table: The table.
        rows: Places of the rows.

    Returns:
        Shape (those rows,), objects; empty ones if the table has no key.
    """
    return _json(tables.show(table, tables.links.contracts[table].key, rows), len(rows))


def _json(frame: pl.DataFrame, height: int) -> pl.Series:
    if not frame.width:
        return pl.Series(["{}"]).new_from_index(0, height)
    texts = {name: json_values(pl.col(name), dtype) for name, dtype in frame.schema.items()}
    values = [text.alias(name) for name, text in texts.items()]
    return frame.select(pl.struct(values).struct.json_encode()).to_series()


def failed_keys(tables: Tables, findings: Sequence[tuple[Check, Finding]]) -> dict[str, pl.Series]:
    """Follow rows that are in error up to all rows to which they belong.

    Args:
        tables: The tables.
        findings: Checks and what they found.

    Returns:
        Table = keys of its rows, each once; shared tables are left out.
    """
    wrong: dict[str, list[pl.Series]] = {}
    for check, finding in findings:
        if check.is_error and len(finding.rows):
            wrong.setdefault(check.table, []).append(finding.rows.cast(pl.UInt32))
    failed: dict[str, list[pl.Series]] = {}
    for table, rows in wrong.items():
        places = pl.concat(rows).unique()
        failed.setdefault(table, []).append(places)
        for path in tables.links.paths[table].values():
            target = path[-1].table
            if all(hop.up for hop in path) and target in tables.frames:
                up = tables.follow(table, path)
                failed.setdefault(target, []).append(places.clear() if up is None else up.gather(places).drop_nulls())
    return {table: _keys(tables, table, pl.concat(rows).unique()) for table, rows in failed.items()}


def _keys(tables: Tables, table: str, rows: pl.Series) -> pl.Series:
    key = tables.links.contracts[table].key
    if len(key) == 1:
        return tables.column(table, key[0]).gather(rows).drop_nulls().unique().sort()
    if not key:
        return rows.cast(pl.Int64).sort()
    return tables.show(table, key, rows).unique().sort(key).to_struct(table)
