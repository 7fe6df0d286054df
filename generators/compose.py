"""Texts set together from parts, column-wise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["compose"]


def compose(pattern: str, parts: Mapping[str, pl.Series]) -> pl.Series:
    """Fill a pattern with columns.

    Args:
        pattern: Text with names in braces, such as ``"{given} {family}"``.
        parts: Columns by name, each of shape (rows,); numbers are written plainly, categories as their words.

    Returns:
        Shape (rows,), String; null where a part is null.

    Example:
        >>> compose("{n} {street}", {"n": pl.Series([4]), "street": pl.Series(["Elm Road"])}).to_list()
        ['4 Elm Road']
    """
    pieces = re.split(r"\{(\w+)\}", pattern)
    used = {name: parts[name] for name in pieces[1::2]}
    expressions = [pl.col(piece) if i % 2 else pl.lit(piece) for i, piece in enumerate(pieces) if i % 2 or piece]
    return pl.DataFrame(used).select(text=pl.concat_str(expressions))["text"]
