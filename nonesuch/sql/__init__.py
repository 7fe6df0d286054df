"""Databases: tables made from a pack and its contracts, filled all or not at all. Needs the extra ``sql``."""

from __future__ import annotations

from nonesuch.errors import SystemFault

try:
    import sqlalchemy  # noqa: F401 - is it there?
except ModuleNotFoundError:
    raise SystemFault(
        "SQLAlchemy is missing", place="databases", hint="from a checkout: pip install '.[sql]'"
    ) from None

from nonesuch.sql.naming import Naming
from nonesuch.sql.schema import metadata_of
from nonesuch.sql.store import seed, store

__all__ = ["Naming", "metadata_of", "seed", "store"]
