"""The part of JSON Schema 2020-12 that contracts may use; anything else is refused when the file is read."""

from __future__ import annotations

from typing import Annotated, Any, Literal, cast, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

from nonesuch.errors import PackError, nearest
from nonesuch.validators.contract.annotation import ColumnNotes, TableNotes
from nonesuch.validators.contract.pattern import check_pattern

__all__ = ["ColumnSchema", "Format", "TableSchema", "Type", "ValueSchema"]

Type = Literal["integer", "number", "string", "boolean", "array", "object"]
Format = Literal["date", "date-time", "time", "email", "uuid"]
Number = Annotated[int, Field(strict=True)] | Annotated[float, Field(strict=True, allow_inf_nan=False)]
Count = Annotated[int, Field(strict=True, ge=0)]
Scalar = str | bool | int | float | None

_NUMBERS = ("minimum", "maximum", "exclusive_minimum", "exclusive_maximum", "multiple_of")
_TEXTS = ("min_length", "max_length", "pattern", "format")
_ARRAYS = ("items", "min_items", "max_items", "unique_items")
_OBJECTS = ("properties", "required", "additional_properties")
_MEANT_FOR: dict[str, tuple[str, ...]] = {
    "integer": (*_NUMBERS, "enum", "const"),
    "number": (*_NUMBERS, "enum", "const"),
    "string": (*_TEXTS, "enum", "const"),
    "boolean": ("enum", "const"),
    "array": _ARRAYS,
    "object": _OBJECTS,
}
_PYTHON: dict[str, tuple[type, ...]] = {"integer": (int,), "number": (int, float), "string": (str,), "boolean": (bool,)}


def _one_type(value: Any) -> Any:
    names = value if isinstance(value, list) else [value]
    unknown = next((name for name in names if name not in (*get_args(Type), "null")), None)
    if unknown is not None:
        raise PackError(f"unknown type {unknown!r}", found=value, hint=nearest(str(unknown), get_args(Type)))
    if len(set(names) - {"null"}) != 1 or len(names) > 2:
        raise PackError("a value has one type", expected='"integer", or ["integer", "null"]', found=value)
    return value


class ValueSchema(BaseModel):
    """What values may be: the value of a column, an item of an array, a property of an item."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)

    type: Annotated[str | list[str], BeforeValidator(_one_type)]
    title: str | None = None
    description: str | None = None
    comment: str | None = Field(None, alias="$comment")
    examples: list[Any] = []
    enum: list[Scalar] | None = Field(None, min_length=1)
    const: Scalar = None
    minimum: Number | None = None
    maximum: Number | None = None
    exclusive_minimum: Number | None = None
    exclusive_maximum: Number | None = None
    multiple_of: Number | None = Field(None, gt=0)
    min_length: Count | None = None
    max_length: Count | None = None
    pattern: str | None = None
    format: Format | None = None
    items: ValueSchema | None = None
    min_items: Count | None = None
    max_items: Count | None = None
    unique_items: bool = False
    properties: dict[str, ValueSchema] = {}
    required: list[str] = []
    additional_properties: bool = True

    @property
    def kind(self) -> Type:
        """The type of values that are not null."""
        names = [self.type] if isinstance(self.type, str) else self.type
        return cast("Type", next(name for name in names if name != "null"))

    @property
    def nullable(self) -> bool:
        """Whether a value may be null."""
        return not isinstance(self.type, str) and "null" in self.type

    @property
    def ends(self) -> tuple[Number | None, Number | None]:
        """The least and the greatest number, or what lies just outside of them; None where it is left open."""
        low = self.exclusive_minimum if self.minimum is None else self.minimum
        return low, self.exclusive_maximum if self.maximum is None else self.maximum

    @property
    def has_const(self) -> bool:
        """Whether ``const`` is given."""
        return "const" in self.model_fields_set

    @model_validator(mode="after")
    def _consistent(self) -> ValueSchema:
        _check_keywords(self)
        _check_choices(self)
        _check_multiple(self.multiple_of)
        if self.pattern is not None:
            check_pattern(self.pattern, place="pattern")
        for low, high in (("minimum", "maximum"), ("min_length", "max_length"), ("min_items", "max_items")):
            least, most = getattr(self, low), getattr(self, high)
            if least is not None and most is not None and least > most:
                raise PackError("no value can be valid", expected=f"{to_camel(low)} <= {to_camel(high)}", found=least)
        for name in self.required:
            if name not in self.properties:
                raise PackError(f"unknown property {name!r}", place="required", hint=nearest(name, self.properties))
        return self


class ColumnSchema(ValueSchema):
    """What the values of one column may be, with what nonesuch wants to know of it."""

    notes: ColumnNotes = Field(ColumnNotes(), alias="x-nonesuch")

    @model_validator(mode="after")
    def _top(self) -> ColumnSchema:
        if self.kind == "object":
            raise PackError("a column cannot hold objects", expected="columns of its own, or an array of objects")
        if self.notes.decimals is not None and self.kind != "number":
            raise PackError("only numbers have decimals", place="x-nonesuch.decimals", found=self.kind)
        return self


class TableSchema(BaseModel):
    """A contract as the file writes it: one record of a table or a view."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel, populate_by_name=True)

    schema_uri: Literal["https://json-schema.org/draft/2020-12/schema"] = Field(alias="$schema")
    id: str | None = Field(None, alias="$id")
    comment: str | None = Field(None, alias="$comment")
    title: str
    description: str | None = None
    examples: list[Any] = []
    type: Literal["object"]
    properties: dict[str, ColumnSchema] = Field(min_length=1)
    required: list[str] = []
    additional_properties: bool = True
    notes: TableNotes = Field(TableNotes(), alias="x-nonesuch")


def _check_keywords(schema: ValueSchema) -> None:
    meant = _MEANT_FOR[schema.kind]
    for name in (*_NUMBERS, *_TEXTS, *_ARRAYS, *_OBJECTS, "enum", "const"):
        if name in schema.model_fields_set and name not in meant:
            raise PackError(
                f"{to_camel(name)!r} says nothing about values of type {schema.kind!r}",
                place=to_camel(name),
                expected=", ".join(to_camel(word) for word in meant),
            )
    if schema.kind == "array" and schema.items is None:
        raise PackError("an array says what its items are", place="items", expected='"items": {"type": ...}')
    if schema.items is not None and (schema.items.kind == "array" or schema.items.nullable):
        raise PackError("items are texts, numbers, booleans or objects", place="items.type", found=schema.items.type)
    for name, inner in schema.properties.items():
        if inner.kind in ("array", "object"):
            raise PackError("objects hold plain values", place=f"properties.{name}.type", found=inner.type)


def _check_choices(schema: ValueSchema) -> None:
    given = {"enum": schema.enum, "const": [schema.const] if schema.has_const else None}
    for keyword, values in given.items():
        if values is None:
            continue
        for value in values:
            kinds = _PYTHON[schema.kind]
            fits = value is None if schema.nullable and value is None else isinstance(value, kinds)
            if not fits or (isinstance(value, bool) and schema.kind != "boolean"):
                raise PackError(
                    f"{value!r} is not of type {schema.kind!r}", place=keyword, expected=schema.kind, found=value
                )
        if schema.nullable and None not in values:
            raise PackError(
                f"null is allowed by 'type', but not by {keyword!r}",
                place=keyword,
                expected="null among the values" if keyword == "enum" else "a type without null",
                hint="JSON Schema wants both to agree",
            )


def _check_multiple(step: float | None) -> None:
    if step is None or isinstance(step, int):
        return
    denominator = step.as_integer_ratio()[1]
    if denominator > 2**20:
        raise PackError(
            "floating point cannot tell multiples of this number",
            place="multipleOf",
            expected="a whole number, or a fraction such as 0.5 or 0.125",
            found=step,
            hint='for decimals write "x-nonesuch": {"decimals": 2}',
        )
