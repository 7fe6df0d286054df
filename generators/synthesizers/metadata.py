"""What is known about a table before it is learned, in the words that SDV's users know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from nonesuch.errors import DataError, UsageError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SDTYPES", "Column", "Metadata", "metadata_from_sdv", "metadata_to_sdv"]

SDTYPES = ("boolean", "categorical", "datetime", "id", "numerical", "text")
"""Statistical types; any other word is the name of a kind of identifier, such as ``email``."""


@dataclass(frozen=True)
class Column:
    """What is known about a column.

    Attributes:
        sdtype: One of `SDTYPES`, or a kind of identifier (a Faker function's name, as in SDV): never learned.
        format: strftime format of a datetime that comes as text.
        levels: Categories that are public knowledge, so that none is rare and none has to be learned.
        low: Smallest number that is public knowledge.
        high: Largest number that is public knowledge.
        pattern: Regular expression of an id.
    """

    sdtype: str
    format: str | None = None
    levels: tuple[str | int | float | bool, ...] | None = None
    low: float | None = None
    high: float | None = None
    pattern: str | None = None

    @property
    def learned(self) -> bool:
        """Whether values are learned; identifiers, ids and free texts never are."""
        return self.sdtype in {"boolean", "categorical", "datetime", "numerical"}


@dataclass(frozen=True)
class Metadata:
    """What is known about a table.

    Attributes:
        columns: By name, in order.
        primary_key: Column whose values name the rows.
        sequence_key: Column that names the sequence (the patient, the account) each row belongs to.
        sequence_index: Column by which a sequence is ordered.
    """

    columns: Mapping[str, Column] = field(default_factory=dict)
    primary_key: str | None = None
    sequence_key: str | None = None
    sequence_index: str | None = None

    def check(self, names: list[str]) -> None:
        """Compare with the columns of a table.

        Args:
            names: The table's columns.

        Raises:
            UsageError: If a column is described that the table does not have.
        """
        wanted = [*self.columns, *filter(None, (self.primary_key, self.sequence_key, self.sequence_index))]
        for name in wanted:
            if name not in names:
                raise UsageError("metadata name a column that is not there", found=name, hint=nearest(name, names))


def metadata_from_sdv(document: Mapping[str, Any], *, table: str | None = None) -> Metadata:
    """Read SDV's metadata of one table.

    Args:
        document: SDV's dict: one table's (``{"columns": ...}``), or several tables' (``{"tables": ...}``).
        table: Which of several tables; may be left out if there is one.

    Returns:
        The metadata; what SDV 2 notes of real extremes (``range_min``, ``range_max``, ``range_values``) is left out,
        because it is learned from real rows.

    Raises:
        DataError: If the document is not SDV's metadata.
        UsageError: If the table is unknown.

    Example:
        >>> metadata_from_sdv({"columns": {"age": {"sdtype": "numerical"}}, "primary_key": None}).columns["age"].sdtype
        'numerical'
    """
    if "tables" in document:
        tables = document["tables"]
        name = table if table is not None else next(iter(tables), "")
        if name not in tables or (table is None and len(tables) != 1):
            raise UsageError(
                "which table of the metadata?", expected="table=...", found=table, hint=nearest(name, tables)
            )
        document = tables[name]
    columns = document.get("columns")
    if not isinstance(columns, dict) or not all(
        isinstance(entry, dict) and "sdtype" in entry for entry in columns.values()
    ):
        raise DataError("not SDV's metadata", expected="{'columns': {name: {'sdtype': ...}}}", found=str(document))
    key = document.get("primary_key")
    if isinstance(key, list):
        key = key[0] if len(key) == 1 else None
    return Metadata(
        {name: _column(entry) for name, entry in columns.items()},
        primary_key=key,
        sequence_key=document.get("sequence_key"),
        sequence_index=document.get("sequence_index"),
    )


def _column(entry: Mapping[str, Any]) -> Column:
    return Column(
        "categorical" if entry["sdtype"] == "unknown" else entry["sdtype"],
        format=entry.get("datetime_format"),
        pattern=entry.get("regex_format"),
    )


def metadata_to_sdv(metadata: Metadata) -> dict[str, Any]:
    """Write metadata as SDV's dict of one table.

    Args:
        metadata: The metadata.

    Returns:
        A dict that SDV 1's ``SingleTableMetadata.load_from_dict`` takes; put it under
        ``{"tables": {name: ...}, "relationships": []}`` for SDV 2.

    Example:
        >>> metadata_to_sdv(Metadata({"day": Column("datetime", format="%Y-%m-%d")}))["columns"]
        {'day': {'sdtype': 'datetime', 'datetime_format': '%Y-%m-%d'}}
    """
    columns = {name: _entry(column) for name, column in metadata.columns.items()}
    keys = {
        "primary_key": metadata.primary_key,
        "sequence_key": metadata.sequence_key,
        "sequence_index": metadata.sequence_index,
    }
    return {"columns": columns, **{name: value for name, value in keys.items() if value is not None}}


def _entry(column: Column) -> dict[str, Any]:
    entry: dict[str, Any] = {"sdtype": column.sdtype}
    if column.format:
        entry["datetime_format"] = column.format
    if column.pattern:
        entry["regex_format"] = column.pattern
    if column.sdtype not in SDTYPES:
        entry["pii"] = True
    return entry
