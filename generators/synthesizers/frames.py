"""Tables in and out: pandas and polars frames go in, and what went in comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl

from nonesuch.errors import DataError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Frame", "FrameKind", "read_frame"]

Frame = pd.DataFrame | pl.DataFrame


@dataclass(frozen=True)
class FrameKind:
    """What a table was when it came in.

    Attributes:
        library: ``"pandas"`` or ``"polars"``.
        types: For pandas, each column's type as it prints; for polars, types that are learned as something simpler:
            ``"Categorical"``, ``["Enum", [...]]`` or ``["Decimal", precision, scale]``.
        labels: Column names of a pandas frame that are whole numbers; empty if all are texts.
    """

    library: str = "polars"
    types: Mapping[str, Any] = field(default_factory=dict)
    labels: Sequence[str | int] = ()

    def dress(self, frame: pl.DataFrame) -> Frame:
        """Turn a table into what came in.

        Args:
            frame: Shape (n, columns); texts may be enumerations.

        Returns:
            A pandas or a polars frame.
        """
        if self.library == "polars":
            return pl.DataFrame([self._polars(series) for series in frame])
        columns = {name: self._pandas(frame[name]) for name in frame.columns}
        dressed = pd.DataFrame(columns, index=pd.RangeIndex(frame.height), copy=False)
        if self.labels:
            dressed.columns = pd.Index(list(self.labels))
        return dressed

    def _polars(self, series: pl.Series) -> pl.Series:
        if isinstance(series.dtype, pl.Enum | pl.Categorical):
            series = series.cast(pl.String)
        wanted = self.types.get(series.name)
        if wanted == "Categorical":
            return series.cast(pl.Categorical)
        if wanted and wanted[0] == "Enum":
            return series.cast(pl.Enum(wanted[1]))
        if wanted and wanted[0] == "Decimal":
            most = (10 ** wanted[1] - 1) / 10 ** wanted[2]  # an engine may draw beyond what the type can hold
            room = np.nextafter(most, 0) if most == float(10 ** (wanted[1] - wanted[2])) else most
            return series.clip(-room, room).cast(pl.Decimal(wanted[1], wanted[2]))
        return series

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
            and not (made.isna().any() and (wanted == "bool" or wanted.startswith(("int", "uint"))))
        ):
            made = made.astype(wanted)
        return made


def _from_levels(series: pl.Series, wanted: str) -> pd.Series[Any]:
    dtype = series.dtype
    levels = dtype.categories.to_list() if isinstance(dtype, pl.Enum) else []
    codes = np.asarray(series.to_physical().cast(pl.Int64).fill_null(-1).to_numpy(), dtype=np.int64)
    if wanted == "category":
        return pd.Series(pd.Categorical.from_codes(codes, categories=pd.Index(levels, dtype=str)))
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
        table, kind = frame, FrameKind(types=_polars_types(frame))
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
    labels = () if all(isinstance(name, str) for name in frame.columns) else _labels(list(frame.columns))
    return pl.DataFrame(columns), FrameKind("pandas", dict(zip(names, map(str, frame.dtypes), strict=True)), labels)


def _labels(names: list[Any]) -> tuple[str | int, ...]:
    return tuple(name if isinstance(name, str) else int(name) if isinstance(name, int) else str(name) for name in names)


def _polars_types(frame: pl.DataFrame) -> dict[str, Any]:
    types: dict[str, Any] = {}
    for name, dtype in frame.schema.items():
        if isinstance(dtype, pl.Categorical):
            types[name] = "Categorical"
        elif isinstance(dtype, pl.Enum):
            types[name] = ["Enum", dtype.categories.to_list()]
        elif isinstance(dtype, pl.Decimal):
            types[name] = ["Decimal", dtype.precision, dtype.scale]
    return types


def _from_pandas(name: str, column: pd.Series[Any]) -> pl.Series:
    if column.dtype == object:
        kind = pd.api.types.infer_dtype(column, skipna=True)
        if kind == "mixed" and any(isinstance(value, list | tuple | set | dict) for value in column.dropna().head(50)):
            raise DataError("the column holds values that are not single", place=f"column {name!r}", found=kind)
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
