"""Frames in the forms that people ask for: polars, Arrow, pandas."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow as pa

from nonesuch.errors import DataError, UsageError

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["to_arrow", "to_pandas", "to_polars"]


def to_arrow(frame: pl.DataFrame) -> pa.Table:
    """Hand a frame over as an Arrow table, categories as unordered dictionaries.

    Args:
        frame: Shape (rows, columns).

    Returns:
        The same rows; numbers are shared, not copied.

    Example:
        >>> import polars as pl
        >>> to_arrow(pl.DataFrame({"a": pl.Series(["x"], dtype=pl.Enum(["x", "y"]))})).schema.field("a").type.ordered
        False
    """
    table = frame.to_arrow()
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            chunks = [
                pa.DictionaryArray.from_arrays(c.indices, c.dictionary, ordered=False)
                for c in table.column(place).chunks
            ]
            kind = pa.dictionary(field.type.index_type, field.type.value_type, ordered=False)
            table = table.set_column(place, pa.field(field.name, kind), pa.chunked_array(chunks, type=kind))
    return table


def to_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Hand a frame over to pandas: categories as categoricals, whole numbers with gaps as Int64.

    Args:
        frame: Shape (rows, columns).

    Returns:
        The same rows.

    Example:
        >>> import polars as pl
        >>> to_pandas(pl.DataFrame({"a": [1, None]})).dtypes["a"]
        Int64Dtype()
    """
    import pandas as pd  # noqa: PLC0415 - half a second to import, and not everybody wants it

    nullable = {pa.int64(): pd.Int64Dtype(), pa.int32(): pd.Int32Dtype(), pa.bool_(): pd.BooleanDtype()}
    table = to_arrow(frame)
    gaps = {
        field.name: nullable[field.type]
        for field in table.schema
        if field.type in nullable and table[field.name].null_count
    }
    plain = table.drop_columns(list(gaps)).to_pandas()
    for name, dtype in gaps.items():
        plain[name] = pd.Series(table[name].to_pandas(types_mapper=nullable.get), dtype=dtype)
    return plain[table.column_names]


def to_polars(data: Any) -> pl.DataFrame:
    """Take a frame of any kind.

    Args:
        data: A polars, pandas or Arrow table, or a list of dicts.

    Returns:
        The same rows; an index of pandas that is more than numbers becomes a column.

    Raises:
        UsageError: If it is something else.
        DataError: If a column holds what no type can hold.

    Example:
        >>> to_polars([{"a": 1}, {"a": None}])["a"].to_list()
        [1, None]
    """
    try:
        if isinstance(data, pl.DataFrame):
            return data
        if isinstance(data, pl.LazyFrame):
            return data.collect()
        if isinstance(data, pa.Table):
            return pl.DataFrame(data)
        if isinstance(data, list) and all(isinstance(row, dict) for row in data):
            return pl.DataFrame(data, infer_schema_length=None)
        if hasattr(data, "columns") and hasattr(data, "index"):
            return pl.from_pandas(data, include_index=any(name is not None for name in data.index.names))
    except (pl.exceptions.PolarsError, pa.ArrowException, TypeError, ValueError) as problem:
        raise DataError("the table cannot be read", found=next(iter(str(problem).splitlines()), "")) from None
    raise UsageError("this is no table", expected="a pandas, polars or Arrow table", found=type(data).__name__)
