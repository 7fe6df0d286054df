"""The probes' words: the tables and columns that every generator's output is mapped onto, one TOML file a domain."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from nonesuch.tomlfile import read_toml

__all__ = ["TYPES", "Words", "read_words"]

Words = dict[str, dict[str, pl.DataType]]

TYPES: dict[str, pl.DataType] = {
    "day": pl.Date(),
    "flag": pl.Boolean(),
    "number": pl.Float64(),
    "text": pl.String(),
    "time": pl.Datetime("us"),
}


def read_words(domain: str) -> Words:
    """Read the words of a domain.

    Args:
        domain: Name of the domain.

    Returns:
        Type of each column of each table.
    """
    tables = read_toml(Path(__file__).parent / f"{domain}.toml")
    return {
        name: {column: TYPES[says.split(":")[0]] for column, says in columns.items()}
        for name, columns in tables.items()
    }
