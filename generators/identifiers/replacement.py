"""Replacing identifying columns of real tables, the same person the same way in every table."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import UsageError
from nonesuch.generators.identifiers.reserved import reserved_values
from nonesuch.generators.identifiers.shape import learn_shape
from nonesuch.generators.randomness import stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.generators.identifiers.detection import Finding

__all__ = ["replace_identifiers"]


def replace_identifiers(
    tables: Mapping[str, pl.DataFrame], findings: Mapping[str, Sequence[Finding]], *, key: int | None = None
) -> dict[str, pl.DataFrame]:
    """Replace identifying columns, the same value by the same replacement in all tables.

    The values of one kind (and, for ids, of one column name) are put in an order that a 128-bit key decides, and
    replaced by place. The key is drawn fresh and thrown away, so that nobody, we included, can lead back.

    Args:
        tables: By name.
        findings: By table, what `find_identifiers` found.
        key: For tests only: a fixed key.

    Returns:
        The tables; free text becomes missing.

    Raises:
        UsageError: If a finding names a column that is not there.

    Example:
        >>> from nonesuch.generators.identifiers.detection import Finding
        >>> visits = pl.DataFrame({"mail": ["a@x.org", "b@x.org", "a@x.org"]})
        >>> new = replace_identifiers({"visits": visits}, {"visits": [Finding("mail", "email", (), False)]})
        >>> values = new["visits"]["mail"].to_list()
        >>> values[0] == values[2], values[0] == values[1], values[0].endswith("@example.com")
        (True, False, True)
    """
    secret = secrets.randbits(128) if key is None else key
    replaced = dict(tables)
    groups: dict[tuple[str, str, bool], list[tuple[str, str]]] = {}
    for table, found in findings.items():
        for finding in found:
            if table not in tables or finding.column not in tables[table].columns:
                raise UsageError("a finding names a column that is not there", found=f"{table}.{finding.column}")
            text = tables[table][finding.column].dtype == pl.String
            owner = finding.column if finding.kind == "id" else ""
            groups.setdefault((finding.kind, owner, text), []).append((table, finding.column))
    for (kind, _, text), members in groups.items():
        _replace(replaced, kind, members, secret, text=text)
    return replaced


def _replace(
    tables: dict[str, pl.DataFrame], kind: str, members: list[tuple[str, str]], secret: int, *, text: bool
) -> None:
    values = pl.concat([tables[table][column].drop_nulls().alias("value") for table, column in members]).unique().sort()
    numbers = stream(secret, kind, *members[0]).permutation(len(values)).astype(np.int64)
    if kind == "id" or not text:
        made = learn_shape(values).make(numbers, seed=secret)
    else:
        made = reserved_values(kind, numbers, seed=secret)
    for table, column in members:
        old = tables[table][column]
        new = old.replace_strict(values, made, default=None, return_dtype=made.dtype)
        tables[table] = tables[table].with_columns(new.alias(column))
