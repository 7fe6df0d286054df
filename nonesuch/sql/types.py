"""Types of database columns: what has to be stored, narrowed by what the contract allows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine

    from nonesuch.validators.contract.schema import ColumnSchema

__all__ = ["sql_type"]

_INT32 = 2**31


def sql_type(dtype: pl.DataType, contract: ColumnSchema | None = None) -> TypeEngine[Any]:
    """Choose the type of a database column.

    Args:
        dtype: What the rows hold.
        contract: What the contract says of the column, if there is one.

    Returns:
        Whole numbers: ``INTEGER`` where the bounds fit 32 bits, else ``BIGINT``; other numbers double precision; texts
        ``VARCHAR`` where the contract bounds their length, else ``TEXT``; lists and structs JSON (``JSONB`` in
        PostgreSQL).

    Example:
        >>> str(sql_type(pl.Int64())), str(sql_type(pl.Int8())), str(sql_type(pl.Enum(["a", "b"])))
        ('BIGINT', 'INTEGER', 'TEXT')
    """
    if dtype.is_integer():
        return _whole(dtype, contract)
    if dtype.is_float():
        return sa.Double()
    if isinstance(dtype, pl.Decimal):
        return sa.Numeric(dtype.precision, dtype.scale)
    if isinstance(dtype, pl.Datetime):
        return sa.DateTime(timezone=dtype.time_zone is not None)
    if dtype.is_nested():
        return sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    plain: dict[type[pl.DataType], TypeEngine[Any]] = {
        pl.Boolean: sa.Boolean(),
        pl.Date: sa.Date(),
        pl.Time: sa.Time(),
    }
    return plain.get(type(dtype)) or _text(contract)


def _whole(dtype: pl.DataType, contract: ColumnSchema | None) -> TypeEngine[Any]:
    small = dtype in (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16)
    if contract is not None and contract.minimum is not None and contract.maximum is not None:
        small = small or (contract.minimum >= -_INT32 and contract.maximum < _INT32)
    # SQLite takes only the word INTEGER for a key that is the row's own number
    return sa.Integer() if small else sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _text(contract: ColumnSchema | None) -> TypeEngine[Any]:
    if contract is None or contract.kind != "string":
        return sa.Text()
    words = [word for word in contract.enum or () if isinstance(word, str)]
    most = max(map(len, words)) if words else contract.max_length
    return sa.Text() if most is None else sa.String(max(most, 1))
