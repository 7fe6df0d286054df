"""The CSV files of a pack: figures with their sources, and which of their rows a record belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl

from nonesuch.errors import PackError, nearest, placed
from nonesuch.generators.coding import Coding
from nonesuch.generators.ranges import Ranges

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["CONFIDENCES", "Confidence", "Strata", "numbers", "read_table"]

Confidence = Literal["measured", "published", "recalled", "assumed"]
CONFIDENCES: tuple[str, ...] = ("measured", "published", "recalled", "assumed")
"""How sure a figure is: measured on data, published by somebody, recalled from general knowledge, assumed."""

_PROVENANCE = ("source", "confidence")
_FARTHEST = 2.0**53


def read_table(
    folder: Path, name: str, *, place: str, columns: Sequence[str] = (), figures: bool = True
) -> pl.DataFrame:
    """Read a CSV file of a pack.

    Args:
        folder: The pack's folder.
        name: Path of the file inside the pack, such as ``priors/bmi.csv``.
        place: Which key names the file, for error messages.
        columns: Columns it must have.
        figures: Whether it holds figures; then every row must say its source and confidence.

    Returns:
        The table, without empty rows.

    Raises:
        PackError: If the file is missing, lies outside of the pack, is not CSV, lacks a column or a source.
    """
    try:
        path = (folder / name).resolve()
        is_file = path.is_file()
    except (OSError, RuntimeError, ValueError):  # too long, a circle of links, or with a null character
        raise PackError("no file can have this name", place=place, expected="a CSV file", found=name) from None
    if not path.is_relative_to(folder.resolve()):
        raise PackError("a pack reads only its own files", place=place, expected=f"a file below {folder}", found=name)
    if not is_file:
        known = [str(p.relative_to(folder)) for p in folder.glob("*/*.csv")]
        raise PackError(
            "the file does not exist",
            place=place,
            expected="a CSV file of the pack",
            found=name,
            hint=nearest(name, known),
        )
    facts = path.stat()
    frame = _parse(path, facts.st_mtime_ns, facts.st_size)
    for column in (*columns, *(_PROVENANCE if figures else ())):
        if column not in frame.columns:
            raise PackError(
                f"column {column!r} is missing",
                place=str(path),
                expected=", ".join(columns),
                hint=nearest(column, frame.columns),
            )
    if figures:
        _check_provenance(path, facts.st_mtime_ns, facts.st_size)
    if frame.is_empty():
        raise PackError("the file has no rows", place=str(path), expected="at least one row below the header")
    return frame


@lru_cache(maxsize=1024)
def _parse(path: Path, changed: int, size: int) -> pl.DataFrame:  # noqa: ARG001 - a changed file is another one
    try:
        return pl.read_csv(path, infer_schema_length=None, null_values=[""], comment_prefix="#")
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as problem:
        raise PackError("the file is not valid CSV", place=str(path), found=str(problem).splitlines()[0]) from None


@lru_cache(maxsize=1024)
def _check_provenance(path: Path, changed: int, size: int) -> None:
    frame = _parse(path, changed, size)
    for number, (source, confidence) in enumerate(frame.select(_PROVENANCE).iter_rows(), 2):
        if not str(source or "").strip() or confidence not in CONFIDENCES:
            raise PackError(
                "a figure has no source or no confidence",
                place=f"{path}, line {number}",
                expected="a source, and one of " + ", ".join(CONFIDENCES),
                found=(source, confidence),
            )


def numbers(frame: pl.DataFrame, column: str, *, place: str) -> NDArray[np.float64]:
    """Numbers of a column of a table.

    Args:
        frame: The table.
        column: Name of the column.
        place: Where the table is read, for error messages.

    Returns:
        Shape (rows,), float64, finite.

    Raises:
        PackError: If a value is missing or no number.
    """
    series = frame[column]
    if not series.dtype.is_numeric() or series.null_count() or not series.cast(pl.Float64).is_finite().all():
        values = series.cast(pl.String).to_list()
        wrong = next((value for value in values if not _is_number(value)), None)
        raise PackError(f"column {column!r} holds something that is no number", place=place, found=repr(wrong))
    return series.cast(pl.Float64).to_numpy()


def _is_number(text: str | None) -> bool:
    try:
        return text is not None and isfinite(float(text))
    except ValueError:
        return False


@dataclass(frozen=True)
class _Axis:
    """One column that strata differ by: its words, or its ranges of numbers."""

    name: str
    labels: tuple[object, ...]
    ranges: Ranges | None

    @classmethod
    def read(cls, frame: pl.DataFrame, key: str, name: str, *, place: str) -> tuple[_Axis, NDArray[np.int64]]:
        """Make the axis and say at which place of it each row of the file stands."""
        ends = (key, key) if key in frame.columns else (f"{key}_lo", f"{key}_hi")
        for column in ends:
            if column not in frame.columns:
                expected = f"{key}, or {key}_lo and {key}_hi"
                hint = nearest(column, frame.columns)
                raise PackError(f"column {key!r} is missing", place=place, expected=expected, hint=hint)
            if frame[column].null_count():
                raise PackError(f"a value of {column!r} is missing", place=place, expected="a value in every row")
        if ends[0] != ends[1] or frame[key].dtype.is_integer():
            first, last = (_whole(frame, column, place) for column in ends)
            return cls._of_ranges(name, first, last)
        labels = frame[key].unique(maintain_order=True)
        rows = frame[key].replace_strict(labels, pl.Series(np.arange(len(labels))), return_dtype=pl.Int64)
        return cls(name, tuple(labels.to_list()), None), rows.to_numpy()

    @classmethod
    def _of_ranges(
        cls, name: str, first: NDArray[np.int64], last: NDArray[np.int64]
    ) -> tuple[_Axis, NDArray[np.int64]]:
        pairs, rows = np.unique(np.stack([first, last], axis=1), axis=0, return_inverse=True)
        labels = tuple(low if low == high else (low, high) for low, high in pairs.tolist())
        return cls(name, labels, Ranges(pairs[:, 0], pairs[:, 1])), rows.ravel()

    def locate(self, series: pl.Series) -> NDArray[np.int32]:
        """Place of each value on this axis, -1 where it has none."""
        if self.ranges is not None and series.dtype.is_numeric():
            return self.ranges.locate(series)
        return self._coding.places(series)

    @cached_property
    def _coding(self) -> Coding:
        return Coding([_spelled(label) for label in self.labels], spell=_spelled)


def _whole(frame: pl.DataFrame, column: str, place: str) -> NDArray[np.int64]:
    values = numbers(frame, column, place=place)
    if np.any(values % 1 != 0) or np.any(np.abs(values) > _FARTHEST):
        expected = "whole numbers; a number lies where its whole part does"
        raise PackError(f"a value of {column!r} is no whole number", place=place, expected=expected)
    return values.astype(np.int64)


def _spelled(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Strata:
    """Which stratum of a table of figures each record belongs to.

    Args:
        frame: The table; one row or several a stratum.
        by: Column of the table = column of the record; a record's value is held against a column ``age`` of the table,
            or lies between its ``age_lo`` and ``age_hi``.
        outside: What becomes of a record that fits nowhere: ``"error"``, ``"nearest"`` (the nearest range), or
            ``"false"`` (a stratum behind all others).
        place: Where this is asked for, for error messages.

    Raises:
        PackError: If the table lacks a column, its ranges overlap, or combinations are missing.
    """

    def __init__(self, frame: pl.DataFrame, by: Mapping[str, str], *, outside: str = "error", place: str) -> None:
        with placed(place):
            read = [_Axis.read(frame, key, name, place=place) for key, name in by.items()]
        self._axes = [axis for axis, _ in read]
        self._outside, self._place = outside, place
        axes = tuple((axis.name, axis.labels) for axis in self._axes)
        shape = [len(axis.labels) for axis in self._axes]
        cell = np.zeros(frame.height, dtype=np.int64)
        for size, (_, rows) in zip(shape, read, strict=True):
            cell = cell * size + rows
        cells, first, self.of_row = np.unique(cell, return_index=True, return_inverse=True)
        self.first_row: NDArray[np.int64] = first
        self.count = len(cells)
        total = int(np.prod(shape, dtype=np.int64)) if shape else 1
        self._stratum = np.full(total, -1, dtype=np.int32)
        self._stratum[cells] = np.arange(self.count)
        self._whole = self.count == total  # then cells are strata
        self._signature = (axes, outside, self._stratum.tobytes())

    def one_row_each(self) -> NDArray[np.int64]:
        """The row of each stratum, in a table that has one row a stratum.

        Returns:
            Shape (strata,), places of rows.

        Raises:
            PackError: If a stratum has several rows.
        """
        if self.count < len(self.of_row):
            twice = int(np.argmax(np.bincount(self.of_row) > 1))
            rows = (np.flatnonzero(self.of_row == twice)[:2] + 1).tolist()
            raise PackError(
                "a stratum has several rows", place=self._place, expected="one row a stratum", found=f"rows {rows}"
            )
        return self.first_row

    def locate(self, batch: Batch) -> NDArray[np.int32]:
        """Find the stratum of every record.

        Args:
            batch: The records; what is found is kept there for other columns that differ by the same.

        Returns:
            Shape (records,), int32.

        Raises:
            PackError: If a record fits nowhere and nothing says what to do then.
        """
        if self._signature not in batch.strata:
            batch.strata[self._signature] = self._locate(batch)
        return batch.strata[self._signature]

    def _locate(self, batch: Batch) -> NDArray[np.int32]:
        cell, lost = np.zeros(batch.size, dtype=np.int32), None
        for depth, axis in enumerate(self._axes):
            place = self._place_on(axis, batch.get(axis.name))
            if place.min(initial=0) < 0:
                lost = place < 0 if lost is None else lost | (place < 0)
                place = np.maximum(place, 0)
            cell = cell * np.int32(len(axis.labels)) + place if depth else place
        stratum = cell if self._whole else np.take(self._stratum, cell)
        if stratum.min(initial=0) < 0:
            lost = stratum < 0 if lost is None else lost | (stratum < 0)
        if lost is None:
            return stratum
        if self._outside == "false":
            return np.where(lost, np.int32(self.count), stratum)
        row = int(np.argmax(lost))
        found = ", ".join(f"{axis.name} = {batch.get(axis.name)[row]}" for axis in self._axes)
        raise PackError("no figures for a record", place=self._place, expected="a row for every record", found=found)

    def _place_on(self, axis: _Axis, series: pl.Series) -> NDArray[np.int32]:
        place = axis.locate(series)
        if self._outside != "nearest" or axis.ranges is None or not series.dtype.is_numeric():
            return place
        lost = np.flatnonzero(place < 0)
        if len(lost):
            x = series.gather(lost).cast(pl.Float64).to_numpy()
            known = np.isfinite(x)
            place[lost[known]] = axis.ranges.nearest(x[known])
        return place
