"""What ``x-nonesuch`` says in a contract: units and identifiers of columns, keys and references of tables."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

__all__ = ["ColumnNotes", "Identifier", "Reference", "TableNotes", "annotation_schema"]

Identifier = Literal["direct", "quasi", "sensitive", "none"]
"""How a column bears on identity: names a person, helps to single one out, must not be known of one, or nothing."""


class ColumnNotes(BaseModel):
    """``x-nonesuch`` of a column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: str | None = Field(None, pattern=r"^\S+$", description="Unit of the values, a UCUM code such as mm[Hg].")
    code_system: str | None = Field(None, description="Code system that the values belong to, such as ICD-10-CM.")
    identifier: Identifier = Field("none", description="How the column bears on the identity of a person.")
    decimals: int | None = Field(None, ge=0, le=12, description="Most decimals of a number; checked.")


class Reference(BaseModel):
    """A reference; a bare text is its ``to``, an alias is for where several columns point to the same table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str = Field(pattern=r"^\w+\.\w+$", description="table.column of the key that the column points to.")
    alias: str | None = Field(None, pattern=r"^\w+$", description="Name that rules use for the other table.")


def _reference(value: Any) -> Any:
    return {"to": value} if isinstance(value, str) else value


class TableNotes(BaseModel):
    """``x-nonesuch`` of a table or a view."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str | list[str] | None = Field(None, description="Column or columns that identify a row; checked.")
    references: dict[str, Annotated[Reference, BeforeValidator(_reference, json_schema_input_type=str | Reference)]] = (
        Field({}, description="Column = table.column of a key; checked.")
    )
    order: list[str] = Field([], description="Columns that put the rows in the order of time.")
    reserved: dict[str, str] = Field(
        {}, description="Column = pattern of values that belong to nobody, such as example.com; checked."
    )


def annotation_schema() -> dict[str, Any]:
    """Describe the annotations as JSON Schema; ``schemas/annotation.schema.json`` holds it.

    Returns:
        A JSON Schema that accepts what ``x-nonesuch`` may hold in a column or in a table.

    Example:
        >>> sorted(annotation_schema()["$defs"])
        ['ColumnNotes', 'Reference', 'TableNotes']
    """
    schema = TypeAdapter(ColumnNotes | TableNotes).json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "x-nonesuch: what a contract says of its columns and of its table",
        **schema,
    }
