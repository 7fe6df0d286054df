"""Rows into tables: COPY for PostgreSQL, many rows a statement for SQLite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import sqlalchemy as sa
from sqlalchemy.schema import sort_tables_and_constraints

from nonesuch.errors import UsageError
from nonesuch.sql.checks import short_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

__all__ = ["create_tables", "load_batches", "storable"]

_CHUNK_ROWS = 65_536
_DATE, _TIME = "%Y-%m-%d", "%H:%M:%S%.6f"


def create_tables(connection: sa.Connection, metadata: sa.MetaData, *, replace: bool) -> None:
    """Make tables.

    Args:
        connection: Inside a transaction.
        metadata: The tables.
        replace: Whether tables of the same names may be dropped first.

    Raises:
        UsageError: If there are tables of the same names that may not be dropped, or views.
    """
    inspector = sa.inspect(connection)
    there = [name for name in metadata.tables if inspector.has_table(name)]
    views = {*inspector.get_view_names()}
    if there and (not replace or views & {*there}):
        hint = "--replace (replace=True) drops them first, with all their rows"
        raise UsageError(
            "tables of these names are there already",
            place=connection.engine.url.render_as_string(hide_password=True),
            found=", ".join(there),
            hint="these are views: drop them yourself" if views & {*there} else hint,
        )
    _drop(connection, [table.name for table in reversed(_in_key_order(metadata)) if table.name in there])
    metadata.create_all(connection, checkfirst=False)
    for table, column in metadata.info.get(
        "indexed", []
    ):  # one by one: SQLAlchemy keeps the indexes of a table in a set
        sa.Index(short_name("ix", table, column), metadata.tables[table].c[column]).create(connection)


def _drop(connection: sa.Connection, names: list[str]) -> None:
    quote = connection.dialect.identifier_preparer.quote
    if not names:
        return
    if connection.dialect.name == "postgresql":  # in one statement, so that they may refer to each other as they like
        connection.exec_driver_sql(f"DROP TABLE {', '.join(map(quote, names))}")
        return
    _defer(connection)
    for name in names:
        connection.exec_driver_sql(f"DROP TABLE {quote(name)}")


def _in_key_order(metadata: sa.MetaData) -> list[sa.Table]:
    """Tables that are referred to first."""
    return [table for table, _ in _sorted(metadata) if table is not None]


def _has_circles(metadata: sa.MetaData) -> bool:
    """Whether rows may refer to rows that are not there yet."""
    tables = metadata.tables.values()
    itself = any(key.referred_table is table for table in tables for key in table.foreign_key_constraints)
    return itself or any(table is None and keys for table, keys in _sorted(metadata))


def _sorted(metadata: sa.MetaData) -> list[tuple[sa.Table | None, Collection[sa.ForeignKeyConstraint]]]:
    found: list[tuple[sa.Table | None, Collection[sa.ForeignKeyConstraint]]]
    found = sort_tables_and_constraints(metadata.tables.values())  # type: ignore[no-untyped-call]
    return found


def _defer(connection: sa.Connection) -> None:
    """Check references at the end of the transaction."""
    sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON" if sqlite else "SET CONSTRAINTS ALL DEFERRED")


def load_batches(
    connection: sa.Connection,
    metadata: sa.MetaData,
    batches: Iterable[Mapping[str, pl.DataFrame]],
    progress: Callable[[int], None] | None = None,
) -> dict[str, int]:
    """Fill tables, those that are referred to first.

    Args:
        connection: Inside a transaction.
        metadata: The tables.
        batches: Table = rows, again and again.
        progress: Called with the rows stored so far.

    Returns:
        Rows by table.
    """
    tables = _in_key_order(metadata)
    if _has_circles(metadata):
        _defer(connection)
    write = _copy if connection.dialect.name == "postgresql" else _insert
    rows = dict.fromkeys(metadata.tables, 0)
    for batch in batches:
        for table in tables:
            frame = batch.get(table.name)
            if frame is not None and frame.height:
                for part in frame.select(table.columns.keys()).iter_slices(_CHUNK_ROWS):
                    write(connection, table, storable(part))
                rows[table.name] += frame.height
        if progress is not None:
            progress(sum(rows.values()))
    return rows


def storable(frame: pl.DataFrame) -> pl.DataFrame:
    """Write a frame in types that every database driver takes: numbers, booleans and texts.

    Args:
        frame: Shape (rows, columns).

    Returns:
        The same rows: moments as ISO 8601 texts with microseconds and a blank, categories as texts, lists and structs
        as JSON.

    Example:
        >>> from datetime import datetime
        >>> storable(pl.DataFrame({"at": [datetime(2026, 1, 2, 3, 4)], "all": [[1, 2]], "n": [5]})).row(0)
        ('2026-01-02 03:04:00.000000', '[1,2]', 5)
    """
    return frame.select(_plain(pl.col(name), dtype).alias(name) for name, dtype in frame.schema.items())


def _plain(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if isinstance(dtype, pl.Date):
        return value.dt.to_string(_DATE)
    if isinstance(dtype, pl.Datetime):
        return value.dt.to_string(f"{_DATE} {_TIME}" + ("" if dtype.time_zone is None else "%:z"))
    if isinstance(dtype, pl.Time):
        return value.dt.to_string(_TIME)
    if dtype.is_nested():
        return pl.when(value.is_not_null()).then(pl.struct(v=value).struct.json_encode().str.slice(5).str.head(-1))
    if dtype.is_integer() or dtype.is_float() or isinstance(dtype, pl.Boolean):
        return value
    return value.cast(pl.String)


def _copy(connection: sa.Connection, table: sa.Table, frame: pl.DataFrame) -> None:
    quote = connection.dialect.identifier_preparer.quote
    columns = ", ".join(map(quote, frame.columns))
    # texts are quoted and nulls are not, so that an empty text stays one
    content = frame.write_csv(include_header=False, quote_style="non_numeric")
    raw = connection.connection.driver_connection
    assert raw is not None
    statement = f"COPY {quote(table.name)} ({columns}) FROM STDIN (FORMAT csv, ENCODING 'UTF8')"
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(content.encode())


def _insert(connection: sa.Connection, table: sa.Table, frame: pl.DataFrame) -> None:
    quote = connection.dialect.identifier_preparer.quote
    columns, holes = ", ".join(map(quote, frame.columns)), ", ".join("?" * frame.width)
    connection.exec_driver_sql(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({holes})", frame.rows())  # noqa: S608 - quoted names
