"""A generator's output read into frames in the probes' words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.words import read_words
from nonesuch.errors import DataError, UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.truth.generator import Generator
    from benchmarks.truth.words import Words

__all__ = ["read_frames"]


def read_frames(generator: Generator, folder: Path) -> dict[str, pl.DataFrame]:
    """Read what a generator wrote.

    Args:
        generator: The generator.
        folder: Where its files lie.

    Returns:
        The probes' tables, and five that every generator has: ``asked`` (table, asked, made), ``keys`` (key, rows,
        distinct), ``links`` (link, rows, orphans), ``texts`` (table, column, value: every distinct text), ``sizes``
        (table, rows).

    Raises:
        DataError: If a file is missing.
        UsageError: If a query is wrong, or gives a table or column that is no word of the probes.
    """
    raw = {name: _read_files(folder, pattern) for name, pattern in generator.files.items()}
    words = read_words(generator.domain)
    with pl.SQLContext(raw, eager=False) as context:
        frames = {name: _query(context, name, query, words) for name, query in generator.tables.items()}
    sizes = {name: int(frame.select(pl.len()).collect().item()) for name, frame in raw.items()}
    return {
        **frames,
        "asked": _asked(generator.asked, sizes),
        "keys": _keys(generator.keys, raw),
        "links": _links(generator.links, raw),
        "texts": _texts(raw),
        "sizes": pl.DataFrame(
            {"table": list(sizes), "rows": list(sizes.values())}, {"table": pl.String, "rows": pl.Int64}
        ),
    }


def _read_files(folder: Path, pattern: str) -> pl.LazyFrame:
    paths = sorted(folder.glob(pattern))
    if not paths:
        raise DataError("the generator has not written this file", place=str(folder), expected=pattern)
    parts = [
        pl.scan_csv(path, try_parse_dates=True, infer_schema_length=10_000)
        if path.suffix == ".csv"
        else pl.scan_parquet(path)
        for path in paths
    ]
    whole = pl.concat(parts)
    folded = [name for name, kind in whole.collect_schema().items() if isinstance(kind, pl.Categorical | pl.Enum)]
    return whole.with_columns(pl.col(folded).cast(pl.String))


def _query(context: pl.SQLContext[pl.LazyFrame], name: str, query: str, words: Words) -> pl.DataFrame:
    if name not in words:
        raise UsageError("no probe knows this table", place=f"tables.{name}", hint=nearest(name, words))
    try:
        made = context.execute(query).collect()
    except pl.exceptions.PolarsError as problem:
        raise UsageError("the query is wrong", place=f"tables.{name}", found=str(problem)) from None
    unknown = [column for column in made.columns if column not in words[name]]
    if unknown:
        raise UsageError(
            "no probe knows this column",
            place=f"tables.{name}",
            found=unknown[0],
            hint=nearest(unknown[0], words[name]),
        )
    return made.cast({column: words[name][column] for column in made.columns})


def _asked(asked: Mapping[str, int], sizes: Mapping[str, int]) -> pl.DataFrame:
    rows = [(name, wanted, sizes[name]) for name, wanted in asked.items()]
    return pl.DataFrame(rows, {"table": pl.String, "asked": pl.Int64, "made": pl.Int64}, orient="row")


def _keys(keys: list[str], raw: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    found = []
    for key in keys:
        table, column = key.split(".")
        values = raw[table].select(column).collect().to_series()
        found.append((key, len(values), values.drop_nulls().n_unique()))
    return pl.DataFrame(found, {"key": pl.String, "rows": pl.Int64, "distinct": pl.Int64}, orient="row")


def _links(links: list[str], raw: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    found = []
    for link in links:
        (child, column), (parent, key) = (side.strip().split(".") for side in link.split("->"))
        values = raw[child].select(key=pl.col(column).drop_nulls())
        orphans = values.join(raw[parent].select(key=key), on="key", how="anti")
        found.append((link, *(int(frame.select(pl.len()).collect().item()) for frame in (values, orphans))))
    return pl.DataFrame(found, {"link": pl.String, "rows": pl.Int64, "orphans": pl.Int64}, orient="row")


def _texts(raw: Mapping[str, pl.LazyFrame]) -> pl.DataFrame:
    parts = [
        frame.select(table=pl.lit(table), column=pl.lit(column), value=pl.col(column)).drop_nulls().unique().collect()
        for table, frame in raw.items()
        for column, kind in frame.collect_schema().items()
        if kind == pl.String
    ]
    empty = pl.DataFrame(schema={"table": pl.String, "column": pl.String, "value": pl.String})
    return pl.concat([empty, *parts])
