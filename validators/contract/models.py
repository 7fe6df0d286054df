"""Contracts as pydantic classes: one record, checked when it is made."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, create_model

from nonesuch.validators.contract.texts import SHAPES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from nonesuch.validators.contract.contract import Contract
    from nonesuch.validators.contract.schema import ColumnSchema, ValueSchema

__all__ = ["models"]

_RFC_3339 = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}([Tt][0-9:]{8}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2}))?")
_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")
_MOMENTS: dict[str, type] = {"date": dt.date, "date-time": dt.datetime, "time": dt.time}


def models(contracts: Mapping[str, Contract]) -> dict[str, type[BaseModel]]:
    """Make a pydantic class of each contract.

    A record that the contract takes makes an object, any other raises pydantic's ``ValidationError``. Dates and moments
    may come as Python objects or as the texts that JSON writes. Keys and references look beyond one record and are not
    checked here.

    Args:
        contracts: Contracts by table.

    Returns:
        Classes by table, named after it: ``order_lines`` gives ``OrderLines``.

    Example:
        >>> from pathlib import Path
        >>> from nonesuch.validators.contract import load_contracts
        >>> shop = models(load_contracts(Path("tests/packs/shop/schemas")))
        >>> shop["products"](product_id=1, group="toy", price=19.5)
        Products(product_id=1, group='toy', price=19.5)
    """
    return {table: _model(contract) for table, contract in contracts.items()}


def _model(contract: Contract) -> type[BaseModel]:
    schema = contract.schema
    name = "".join(part.capitalize() for part in contract.table.split("_"))
    fields = {
        column: _field(value, schema.notes.reserved.get(column), required=column in schema.required)
        for column, value in contract.columns.items()
    }
    return _create(name, fields, schema.description or schema.title, closed=not schema.additional_properties)


def _create(name: str, fields: dict[str, Any], doc: str | None, *, closed: bool) -> type[BaseModel]:
    config = ConfigDict(extra="forbid" if closed else "allow", protected_namespaces=())
    return cast("type[BaseModel]", create_model(name, __config__=config, __doc__=doc, **fields))


def _field(schema: ColumnSchema, reserved: str | None, *, required: bool) -> tuple[Any, Any]:
    checks = [] if schema.notes.decimals is None else [AfterValidator(_decimals(schema.notes.decimals))]
    if reserved is not None:
        checks.append(AfterValidator(_like(reserved)))
    return _annotation(schema, checks), Field(... if required else None, description=schema.description or schema.title)


def _annotation(schema: ValueSchema, checks: list[Any]) -> Any:
    choices = schema.enum if schema.enum is not None else [schema.const] if schema.has_const else None
    if choices is not None:
        kept = tuple(choice for choice in choices if choice is not None)
        kind: Any = Annotated[Literal[kept], BeforeValidator(_exactly(schema.kind)), *_text_checks(schema)]
    else:
        kind = _KINDS[schema.kind](schema)
    kind = Annotated[kind, *checks] if checks else kind
    return kind | None if schema.nullable else kind


def _number(schema: ValueSchema) -> Any:
    bounds = {
        "ge": schema.minimum,
        "le": schema.maximum,
        "gt": schema.exclusive_minimum,
        "lt": schema.exclusive_maximum,
    }
    given: dict[str, Any] = {name: value for name, value in bounds.items() if value is not None}
    multiple = [] if schema.multiple_of is None else [AfterValidator(_multiple(schema.multiple_of))]
    if schema.kind == "number":
        return Annotated[float, Field(strict=True, allow_inf_nan=False, **given), *multiple]
    return Annotated[int, Field(strict=True, **given), *multiple, BeforeValidator(_whole)]


def _text(schema: ValueSchema) -> Any:
    if schema.format in _MOMENTS:
        moment: Any = Annotated[_MOMENTS[schema.format], BeforeValidator(_moment(schema.format))]
        return moment
    return Annotated[
        str,
        StringConstraints(strict=True, min_length=schema.min_length, max_length=schema.max_length),
        *_text_checks(schema),
    ]


def _text_checks(schema: ValueSchema) -> list[Any]:
    patterns = [schema.pattern, SHAPES.get(schema.format or "")]
    return [StringConstraints(pattern=pattern) for pattern in patterns if pattern is not None]


def _array(schema: ValueSchema) -> Any:
    assert schema.items is not None
    items = _annotation(schema.items, [])
    once = [AfterValidator(_all_differ)] if schema.unique_items else []
    return Annotated[list[items], Field(strict=True, min_length=schema.min_items, max_length=schema.max_items), *once]  # type: ignore[valid-type]


def _object(schema: ValueSchema) -> Any:
    fields = {
        name: (_annotation(inner, []), Field(... if name in schema.required else None, description=inner.description))
        for name, inner in schema.properties.items()
    }
    return _create(schema.title or "Item", fields, schema.description, closed=not schema.additional_properties)


_KINDS: dict[str, Callable[[ValueSchema], Any]] = {
    "integer": _number,
    "number": _number,
    "string": _text,
    "boolean": lambda _: Annotated[bool, Field(strict=True)],
    "array": _array,
    "object": _object,
}


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _exactly(kind: str) -> Callable[[Any], Any]:
    """Keep ``True`` from passing for 1, and turn 1.0 into 1, as JSON Schema has it."""

    def check(value: Any) -> Any:
        if isinstance(value, bool) != (kind == "boolean"):
            raise ValueError(f"not of type {kind}")
        return _whole(value) if kind in ("integer", "number") else value

    return check


def _moment(kind: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if isinstance(value, str):
            shape = _TIME if kind == "time" else _RFC_3339
            if not shape.fullmatch(value) or (kind == "date") != (len(value) == 10):
                raise ValueError(f"not a {kind} of RFC 3339")
        elif type(value) is not _MOMENTS[kind]:
            raise ValueError(f"not a {kind}")
        return value

    return check


def _multiple(step: float) -> Callable[[float], float]:
    """Check multiples exactly; pydantic's own check allows for an error."""

    def check(value: float) -> float:
        if value % step != 0:
            raise ValueError(f"not a multiple of {step}")
        return value

    return check


def _decimals(most: int) -> Callable[[float], float]:
    def check(value: float) -> float:
        if round(value, most) != value:
            raise ValueError(f"more than {most} decimals")
        return value

    return check


def _like(pattern: str) -> Callable[[str], str]:
    shape = re.compile(pattern)

    def check(value: str) -> str:
        if not shape.search(value):
            raise ValueError("not among the values reserved for nobody")
        return value

    return check


def _all_differ(values: list[Any]) -> list[Any]:
    if any(value in values[:i] for i, value in enumerate(values)):
        raise ValueError("an item occurs twice")
    return values
