"""Databases by their URL: which ones are known, and how a connection to them is opened."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from nonesuch.errors import DataError, NonesuchError, SystemFault, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["transaction"]

_DRIVERS = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "postgresql+psycopg": "postgresql+psycopg",
    "sqlite": "sqlite",
    "sqlite+pysqlite": "sqlite",
}
_EXPECTED = "sqlite:///file.db, or postgresql://user:password@host/database"
_SECONDS_TO_CONNECT = 10


@contextmanager
def transaction(url: str) -> Iterator[sa.Connection]:
    """Open a connection whose work is kept as a whole, or not at all.

    Args:
        url: ``sqlite:///file.db`` or ``postgresql://user:password@host/database``.

    Yields:
        A connection inside a transaction: it is committed at the end, and rolled back by any error. A
        file of SQLite that was not there before is removed after an error.

    Raises:
        UsageError: If the URL is not understood.
        SystemFault: If the database cannot be reached, or refuses.
        DataError: If rows break a constraint.
    """
    address = _read(url)
    place = address.render_as_string(hide_password=True)
    engine = _engine(address, place)
    fresh = _fresh_file(address)
    driver = engine.dialect.loaded_dbapi
    try:
        with _connect(engine, place) as connection, connection.begin():
            yield connection
    except (SQLAlchemyError, driver.Error) as problem:
        _remove(fresh)
        raise _told(problem, place, (driver.IntegrityError, driver.DataError)) from None
    except BaseException:
        _remove(fresh)
        raise
    finally:
        engine.dispose()


def _read(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except (ArgumentError, ValueError):
        raise UsageError("the URL of the database is not understood", expected=_EXPECTED) from None
    if address.drivername not in _DRIVERS:
        raise UsageError(
            f"databases of {address.drivername!r} are not supported",
            place=address.render_as_string(hide_password=True),
            expected=_EXPECTED,
        )
    address = address.set(drivername=_DRIVERS[address.drivername])
    if address.drivername == "sqlite" and address.host:
        raise UsageError("a file stands behind three slashes", place=url, expected=f"sqlite:///{address.host}")
    if address.drivername == "sqlite" and address.database in (None, "", ":memory:"):
        raise UsageError("a database in memory would be gone at once", place=url, expected="sqlite:///file.db")
    return address


def _engine(address: sa.URL, place: str) -> sa.Engine:
    options: dict[str, Any] = {}
    if address.drivername != "sqlite" and "connect_timeout" not in address.query:
        options["connect_timeout"] = _SECONDS_TO_CONNECT
    try:
        engine = sa.create_engine(address, connect_args=options, poolclass=sa.NullPool)
    except ModuleNotFoundError as missing:
        raise SystemFault(
            f"{missing.name} is missing", place=place, hint="from a checkout: pip install '.[sql]'"
        ) from None
    if address.drivername == "sqlite":
        event.listen(engine, "connect", _strict)
        event.listen(engine, "begin", _begin)
    return engine


def _strict(connection: Any, _: object) -> None:
    """Let SQLite check references, and let us say where transactions begin, so that they hold CREATE TABLE too."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _connect(engine: sa.Engine, place: str) -> sa.Connection:
    try:
        return engine.connect()
    except DBAPIError as problem:
        raise SystemFault("the database cannot be reached", place=place, found=_first_line(problem)) from None


def _told(problem: Exception, place: str, broken: tuple[type[Exception], ...]) -> NonesuchError:
    cause = getattr(problem, "orig", None) or problem
    if isinstance(cause, broken):
        return DataError("the rows break a constraint of the database", place=place, found=_first_line(cause))
    return SystemFault("the database refuses", place=place, found=_first_line(cause))


def _first_line(problem: BaseException) -> str:
    text = str(getattr(problem, "orig", None) or problem).strip()
    return text.splitlines()[0] if text else type(problem).__name__


def _fresh_file(address: sa.URL) -> Path | None:
    if address.drivername != "sqlite" or address.database is None or address.database.startswith("file:"):
        return None
    path = Path(address.database)
    return None if path.exists() else path


def _remove(path: Path | None) -> None:
    if path is not None:
        path.unlink(missing_ok=True)
