"""Column kinds, one a file; `COLUMN_KINDS` is their registry."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.category import CategorySpec
from nonesuch.generators.columns.date import DateSpec
from nonesuch.generators.columns.expression import ExpressionSpec
from nonesuch.generators.columns.flag import FlagSpec
from nonesuch.generators.columns.key import KeySpec
from nonesuch.generators.columns.lookup import LookupSpec
from nonesuch.generators.columns.number import NumberSpec
from nonesuch.generators.columns.reference import ReferenceSpec
from nonesuch.generators.columns.rollup import RollupSpec
from nonesuch.generators.columns.time import TimeSpec

__all__ = ["COLUMN_KINDS", "AnyColumn", "Binding", "Column", "ColumnSpec"]

AnyColumn = Annotated[
    CategorySpec
    | DateSpec
    | ExpressionSpec
    | FlagSpec
    | KeySpec
    | LookupSpec
    | NumberSpec
    | ReferenceSpec
    | RollupSpec
    | TimeSpec,
    Field(discriminator="kind"),
]

COLUMN_KINDS: dict[str, type[ColumnSpec]] = {
    "category": CategorySpec,
    "date": DateSpec,
    "expression": ExpressionSpec,
    "flag": FlagSpec,
    "key": KeySpec,
    "lookup": LookupSpec,
    "number": NumberSpec,
    "reference": ReferenceSpec,
    "rollup": RollupSpec,
    "time": TimeSpec,
}
