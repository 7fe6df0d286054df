"""Tables in and out: pandas and polars frames go in, and what went in comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl

from nonesuch.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["Frame", "FrameKind", "read_frame"]

Frame = pd.DataFrame | pl.DataFrame


@dataclass(frozen=True)
class FrameKind:
    """What a table was when it came in.

    Attributes:
        library: ``"pandas"`` or ``"polars"``.
        types: Each column's type as its library prints it, for pandas.
    """

    library: str = "polars"
    types: Mapping[str, str] = field(default_factory=dict)

    def dress(self, frame: pl.DataFrame) -> Frame:
        """Turn a table into what came in.

        Args:
            frame: Shape (n, columns); texts may be enumerations.

        Returns:
            A pandas or a polars frame.
        """
        if self.library == "polars":
            texts = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.Enum | pl.Categorical)]
            return frame.with_columns(pl.col(texts).cast(pl.String)) if texts else frame
        columns = {name: self._pandas(frame[name]) for name in frame.columns}
        return pd.DataFrame(columns, index=pd.RangeIndex(frame.height), copy=False)

    def _pandas(self, series: pl.Series) -> pd.Series[Any]:
        wanted = self.types.get(series.name, "")
        if wanted in {"object", "category"} and isinstance(series.dtype, pl.Enum):
            return _from_levels(series, wanted)
        if series.dtype == pl.Boolean and wanted == "object":
            return pd.Series(series.to_numpy(), dtype=object).where(series.is_not_null().to_numpy(), None)
        if isinstance(series.dtype, pl.Enum):
            series = series.cast(pl.String)
        made = series.to_pandas()
        if (
            wanted
            and str(made.dtype) != wanted
            and not (made.isna().any() and wanted.startswith(("int", "uint", "bool")))
        ):
            made = made.astype(wanted)  # type: ignore[call-overload] # a type that pandas named itself
        return made


def _from_levels(series: pl.Series, wanted: str) -> pd.Series[Any]:
    dtype = series.dtype
    levels = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []
    codes = series.to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
    if wanted == "category":
        return pd.Series(pd.Categorical.from_codes(codes.tolist() if not len(codes) else codes, categories=levels))
    return pd.Series(np.array([*levels, None], dtype=object).take(codes, mode="wrap"), dtype=object)


def read_frame(frame: Frame) -> tuple[pl.DataFrame, FrameKind]:
    """Read a pandas or polars frame.

    Args:
        frame: Shape (n, columns), n >= 1.

    Returns:
        The table and what it was; a pandas index is left out, a column of mixed types becomes texts.

    Raises:
        DataError: If the table is empty, has two columns of one name, or holds lists or structs.
        UsageError: If it is no frame at all.

    Example:
        >>> table, kind = read_frame(pd.DataFrame({"x": [1.5, None]}))
        >>> table["x"].to_list(), kind.library
        ([1.5, None], 'pandas')
    """
    if isinstance(frame, pl.DataFrame):
        table, kind = frame, FrameKind()
    elif isinstance(frame, pd.DataFrame):
        table, kind = _read_pandas(frame)
    else:
        raise UsageError("this is no table", expected="a pandas or polars frame", found=type(frame).__name__)
    if not table.width or not table.height:
        raise DataError("the table is empty", expected="rows and columns", found=f"{table.height} x {table.width}")
    return pl.DataFrame([_plain(series) for series in table]), kind


def _read_pandas(frame: pd.DataFrame) -> tuple[pl.DataFrame, FrameKind]:
    names = [str(name) for name in frame.columns]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise DataError("two columns have one name", expected="different names", found=", ".join(twice))
    columns = [_from_pandas(name, frame.iloc[:, i]) for i, name in enumerate(names)]
    return pl.DataFrame(columns), FrameKind("pandas", dict(zip(names, map(str, frame.dtypes), strict=True)))


def _from_pandas(name: str, column: pd.Series[Any]) -> pl.Series:
    if column.dtype == object:
        kind = pd.api.types.infer_dtype(column, skipna=True)
        if kind in {"mixed", "mixed-integer"}:
            column = column.where(column.isna(), column.astype(str))
    try:
        return pl.from_pandas(column.reset_index(drop=True), nan_to_null=True).alias(name)
    except Exception as problem:  # noqa: BLE001 - pyarrow raises many kinds, all about the column's content
        raise DataError(
            "the column cannot be read", place=f"column {name!r}", expected="numbers, texts, dates", found=str(problem)
        ) from None


def _plain(series: pl.Series) -> pl.Series:
    """Bring rare types to common ones, or say that they cannot be learned."""
    dtype = series.dtype
    if isinstance(dtype, pl.Decimal):
        return series.cast(pl.Float64)
    if isinstance(dtype, pl.Categorical | pl.Enum):
        return series.cast(pl.String)
    if isinstance(dtype, pl.Int128):
        return series.cast(pl.Float64)
    if dtype.is_nested() or dtype in (pl.Binary, pl.Object):
        raise DataError(
            "the column holds values that are not single",
            place=f"column {series.name!r}",
            expected="numbers, texts, booleans, dates",
            found=str(dtype),
        )
    return series.fill_nan(None) if dtype.is_float() else series
