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
        UsageError: If there are tables of the same names that may not be dropped, or views; or a schema is wanted of
            a database without schemas.
    """
    for schema in {table.schema for table in metadata.tables.values() if table.schema is not None}:
        _make_schema(connection, schema)
    inspector = sa.inspect(connection)
    tables = metadata.tables.values()
    there = [table for table in tables if inspector.has_table(table.name, schema=table.schema)]
    views = [table for table in there if table.name in inspector.get_view_names(schema=table.schema)]
    if there and (not replace or views):
        hint = "--replace drops them first, with all their rows; --prefix NAME_ gives the new ones other names"
        raise UsageError(
            "tables of these names are there already",
            place=connection.engine.url.render_as_string(hide_password=True),
            found=", ".join(str(table) for table in there),
            hint="these are views: drop them yourself" if views else hint,
        )
    _drop(connection, [table for table in reversed(_in_key_order(metadata)) if table in there])
    metadata.create_all(connection, checkfirst=False)
    for key, column in metadata.info.get("indexed", []):  # one by one: SQLAlchemy keeps the indexes of a table in a set
        table = metadata.tables[key]
        sa.Index(short_name("ix", table.name, column), table.c[column]).create(connection)


def _make_schema(connection: sa.Connection, schema: str) -> None:
    if connection.dialect.name != "postgresql":
        raise UsageError(
            "this database has no schemas", place="schema", found=schema, hint=f"--prefix {schema}_ keeps tables apart"
        )
    if not sa.inspect(connection).has_schema(schema):  # IF NOT EXISTS would need the right to make it
        connection.execute(sa.schema.CreateSchema(schema))


def _drop(connection: sa.Connection, tables: list[sa.Table]) -> None:
    names = [connection.dialect.identifier_preparer.format_table(table) for table in tables]
    if not names:
        return
    if connection.dialect.name == "postgresql":  # in one statement, so that they may refer to each other as they like
        connection.exec_driver_sql(f"DROP TABLE {', '.join(names)}")
        return
    _defer(connection)
    for name in names:
        connection.exec_driver_sql(f"DROP TABLE {name}")


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
        batches: Table, as the pack calls it, = rows, again and again.
        progress: Called with the rows stored so far.

    Returns:
        Rows by table, as it is called in the database.
    """
    tables = _in_key_order(metadata)
    if _has_circles(metadata):
        _defer(connection)
    write = _copy if connection.dialect.name == "postgresql" else _insert
    rows = dict.fromkeys((table.name for table in metadata.tables.values()), 0)
    for batch in batches:
        for table in tables:
            frame = batch.get(table.info["made"])
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
    preparer = connection.dialect.identifier_preparer
    columns = ", ".join(map(preparer.quote, frame.columns))
    # texts are quoted and nulls are not, so that an empty text stays one
    content = frame.write_csv(include_header=False, quote_style="non_numeric")
    raw = connection.connection.driver_connection
    assert raw is not None
    statement = f"COPY {preparer.format_table(table)} ({columns}) FROM STDIN (FORMAT csv, ENCODING 'UTF8')"
    with raw.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(content.encode())


def _insert(connection: sa.Connection, table: sa.Table, frame: pl.DataFrame) -> None:
    preparer = connection.dialect.identifier_preparer
    columns, holes = ", ".join(map(preparer.quote, frame.columns)), ", ".join("?" * frame.width)
    into = preparer.format_table(table)
    connection.exec_driver_sql(f"INSERT INTO {into} ({columns}) VALUES ({holes})", frame.rows())  # noqa: S608 - quoted names
