"""Tables of a database, made from a pack and its contracts: columns, keys, references, checks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from nonesuch.generators.columns.reference import ReferenceSpec
from nonesuch.sql.checks import checks_of, short_name
from nonesuch.sql.naming import Naming
from nonesuch.sql.types import sql_type

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    import polars as pl
    from sqlalchemy.schema import SchemaItem

    from nonesuch.generators.columns.base import ColumnSpec
    from nonesuch.generators.pack import Pack
    from nonesuch.validators import Contract

__all__ = ["metadata_of"]

_AS_THEY_ARE = Naming()


def metadata_of(
    pack: Pack,
    schemas: Mapping[str, Mapping[str, pl.DataType]],
    contracts: Mapping[str, Contract],
    naming: Naming = _AS_THEY_ARE,
) -> sa.MetaData:
    """Describe the tables of a database.

    Types come from the rows that are to be stored; the contract of a table adds lengths, NOT NULL, checks, its key and
    its references. A table without a contract has the key and the references of the pack. References to tables that
    are not stored are left out.

    Args:
        pack: The pack.
        schemas: Tables and views to store: columns and their types.
        contracts: Contracts by table; those of other tables do not matter.
        naming: What the tables are called in the database.

    Returns:
        The tables, in the order given; ``info["made"]`` of each is its name in the pack.

    Example:
        >>> import polars as pl
        >>> from nonesuch.generators.pack import load_pack
        >>> from nonesuch.packs import find_pack
        >>> pack = load_pack(find_pack("medical"))
        >>> tables = metadata_of(pack, {"patients": {"patient_id": pl.Int64(), "age": pl.Int64()}}, {}).tables
        >>> [(column.name, str(column.type), column.nullable) for column in tables["patients"].columns]
        [('patient_id', 'BIGINT', False), ('age', 'BIGINT', True)]
    """
    metadata = sa.MetaData()
    keys = {name: _key(pack, name, schemas[name], contracts.get(name)) for name in schemas}
    for name, schema in schemas.items():
        contract, stored = contracts.get(name), naming.table(name)
        parts: list[SchemaItem] = [_column(pack, name, *column, contract) for column in schema.items()]
        if keys[name]:
            parts.append(sa.PrimaryKeyConstraint(*keys[name], name=short_name("pk", stored)))
        for column, target in _references(pack, name, contract).items():
            if column in schema and keys.get(target[0]) == (target[1],):
                parts.append(_foreign_key(stored, column, f"{naming.key(target[0])}.{target[1]}"))
                metadata.info.setdefault("indexed", []).append((naming.key(name), column))
        if contract is not None:
            declared = {column: contract.columns[column] for column in schema if column in contract.columns}
            for column, said in declared.items():
                parts += checks_of(stored, column, schema[column], said)
        title = pack.table(name).title
        sa.Table(stored, metadata, *parts, schema=naming.schema, comment=title, info={"made": name})
    return metadata


def _column(pack: Pack, table: str, name: str, dtype: pl.DataType, contract: Contract | None) -> sa.Column[object]:
    said = None if contract is None else contract.columns.get(name)
    if said is None or contract is None:
        nullable = name not in _never_null(pack, table)
    else:
        nullable = said.nullable or name not in contract.schema.required
    spec = pack.table(table).columns.get(name)
    text = (said and said.description) or (spec and spec.description) or ""
    unit = (said and said.notes.unit) or (spec and spec.unit)
    comment = f"{text} [{unit}]".lstrip() if unit else text
    return sa.Column(name, sql_type(dtype, said), nullable=nullable, autoincrement=False, comment=comment or None)


def _never_null(pack: Pack, table: str) -> set[str]:
    """Keys, and references that every row has."""
    sure = {*pack.lineage(table), *pack.shared}
    laid = [scenario.columns for scenario in pack.scenarios.values() if scenario.table == table]
    return {
        name
        for name, column in pack.table(table).columns.items()
        if column.kind == "key"
        or all(_always_refers(one, sure) for one in (column, *(columns[name] for columns in laid if name in columns)))
    }


def _always_refers(column: ColumnSpec, sure: Collection[str]) -> bool:
    return (
        isinstance(column, ReferenceSpec)
        and column.table in sure
        and column.where is None
        and column.during is None
        and not column.missing
    )


def _key(pack: Pack, table: str, schema: Mapping[str, pl.DataType], contract: Contract | None) -> tuple[str, ...]:
    key = pack.table(table).key if table in pack.tables else None
    names = contract.key if contract is not None and contract.key else () if key is None else (key,)
    return names if all(name in schema for name in names) else ()


def _references(pack: Pack, table: str, contract: Contract | None) -> dict[str, tuple[str, str]]:
    """Column = table and column it refers to."""
    found = dict(_references_of_pack(pack, table))
    for column, reference in ({} if contract is None else contract.references).items():
        target, _, key = reference.to.partition(".")
        found[column] = (target, key)
    return found


def _references_of_pack(pack: Pack, table: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for name, column in pack.table(table).columns.items():
        if isinstance(column, ReferenceSpec):
            key = pack.tables[column.table].key
            assert key is not None
            yield name, (column.table, key)


def _foreign_key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    # deferrable, so that rows that refer to each other can be loaded one after another
    return sa.ForeignKeyConstraint(
        [column],
        [target],
        name=short_name("fk", table, column),
        deferrable=True,
        initially="IMMEDIATE",
    )
