"""Column kinds, one a file; `COLUMN_KINDS` is their registry.

A distribution adds a kind of its own through the entry point group ``nonesuch.columns`` (name = the `kind`, value = the
specification's class).
"""

from __future__ import annotations

from functools import reduce
from importlib.metadata import entry_points
from operator import or_
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from nonesuch.generators.columns.address import AddressSpec
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.columns.category import CategorySpec
from nonesuch.generators.columns.contact import ContactSpec
from nonesuch.generators.columns.date import DateSpec
from nonesuch.generators.columns.expression import ExpressionSpec
from nonesuch.generators.columns.faker import FakerSpec
from nonesuch.generators.columns.flag import FlagSpec
from nonesuch.generators.columns.identifier import IdentifierSpec
from nonesuch.generators.columns.key import KeySpec
from nonesuch.generators.columns.learned import LearnedSpec
from nonesuch.generators.columns.lookup import LookupSpec
from nonesuch.generators.columns.mask import MaskSpec
from nonesuch.generators.columns.name import NameSpec
from nonesuch.generators.columns.number import NumberSpec
from nonesuch.generators.columns.ordinal import OrdinalSpec
from nonesuch.generators.columns.pace import PaceSpec
from nonesuch.generators.columns.passage import PassageSpec
from nonesuch.generators.columns.past import PastSpec
from nonesuch.generators.columns.previous import PreviousSpec
from nonesuch.generators.columns.reference import ReferenceSpec
from nonesuch.generators.columns.rollup import RollupSpec
from nonesuch.generators.columns.text import SpansSpec, TextSpec
from nonesuch.generators.columns.time import TimeSpec

__all__ = ["COLUMN_KINDS", "AnyColumn", "Binding", "Column", "ColumnSpec"]

_BUILT_IN: tuple[type[ColumnSpec], ...] = (
    AddressSpec,
    CategorySpec,
    ContactSpec,
    DateSpec,
    ExpressionSpec,
    FakerSpec,
    FlagSpec,
    IdentifierSpec,
    KeySpec,
    LearnedSpec,
    LookupSpec,
    MaskSpec,
    NameSpec,
    NumberSpec,
    OrdinalSpec,
    PaceSpec,
    PassageSpec,
    PastSpec,
    PreviousSpec,
    ReferenceSpec,
    RollupSpec,
    SpansSpec,
    TextSpec,
    TimeSpec,
)

COLUMN_KINDS: dict[str, type[ColumnSpec]] = {
    **{kind.model_fields["kind"].default: kind for kind in _BUILT_IN},
    **{point.name: point.load() for point in entry_points(group="nonesuch.columns")},
}
"""Specification of every kind of column, by the name that packs use."""

TEXT_KINDS = ("text", "passage")
"""Kinds of columns whose values are said by grammars."""

if TYPE_CHECKING:
    AnyColumn = ColumnSpec
else:
    AnyColumn = Annotated[reduce(or_, COLUMN_KINDS.values()), Field(discriminator="kind")]
