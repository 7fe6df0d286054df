"""What a pack says of one table: its rows, its columns, what moves together, what is laid over it."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from nonesuch.errors import PackError, nearest
from nonesuch.generators.columns import AnyColumn
from nonesuch.generators.columns.learned import LearnedSpec
from nonesuch.generators.copula import CopulaSpec
from nonesuch.generators.learned import ModelSpec
from nonesuch.generators.rows import AnyRows, EachRows, EventRows, ListedRows, RowSpec
from nonesuch.generators.scenarios import OverlaySpec

__all__ = ["NAME", "TableSpec"]

NAME = re.compile(r"^[a-z][a-z0-9_]{0,62}$")
"""What names of tables and columns look like."""

RESERVED = ("reference_date",)
"""Names that mean something else in expressions."""


def _expression(value: Any) -> Any:
    return {"kind": "expression", "value": value} if isinstance(value, str) else value


class TableSpec(BaseModel):
    """A table, or a view: rows made from the rows of other tables.

    A column written as a bare text is an expression.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    title: str = Field(description="What a row is, for people.")
    description: str = Field("", description="More about the rows, for people.")
    parent: str | None = Field(None, description="Table to whose rows the rows of this one belong.")
    rows: AnyRows = Field(EachRows(), description="Where the rows come from; else one for each row of the parent.")
    copulas: dict[str, CopulaSpec] = Field({}, description="Groups of columns that move together.")
    models: dict[str, ModelSpec] = Field({}, description="Fitted synthesizers that draw learned columns.")
    scenarios: OverlaySpec | None = Field(None, description="Scenarios laid over a table of events.")
    hidden: bool = Field(False, description="Whether the rows are only there to make others, not part of the data.")
    hide: list[str] = Field([], description="Columns that come into being with the rows and are not part of the data.")
    columns: dict[str, Annotated[AnyColumn, BeforeValidator(_expression, json_schema_input_type=str | AnyColumn)]] = (
        Field(min_length=1, description="The columns; a bare text is an expression.")
    )

    @model_validator(mode="after")
    def _consistent(self) -> TableSpec:
        if (self.parent is None) != (self.rows.kind in ("root", "shared", "listed")):
            expected = "no parent" if self.parent else 'parent = ..., or rows.kind = "root", "shared" or "listed"'
            raise PackError(f"rows of kind {self.rows.kind!r} and the parent do not go together", expected=expected)
        if self.scenarios is not None and not isinstance(self.rows, EventRows):
            raise PackError("scenarios are laid over events", expected='rows.kind = "events"', found=self.rows.kind)
        made = self.made_with_rows()
        for name in (*made, *self.columns):
            if not NAME.fullmatch(name) or name in RESERVED:
                expected = f"small letters, digits and _, beginning with a letter; not {', '.join(RESERVED)}"
                raise PackError(f"{name!r} is no name of a column", expected=expected)
            if [*made, *self.columns].count(name) > 1:
                raise PackError(
                    f"two columns are called {name!r}", expected="one column comes into being with the rows"
                )
        for name in self.hide:
            if name not in made:
                expected = "columns that come into being with the rows; others say hidden = true"
                raise PackError(f"column {name!r} cannot be hidden here", expected=expected, hint=nearest(name, made))
        self._check_groups()
        return self

    def _check_groups(self) -> None:
        for name, column in self.columns.items():
            copula = getattr(column, "copula", None)
            if copula is not None and copula not in self.copulas:
                raise PackError(f"unknown copula {copula!r} of column {name!r}", hint=nearest(copula, self.copulas))
            if isinstance(column, LearnedSpec) and column.model not in self.models:
                hint = nearest(column.model, self.models)
                raise PackError(f"unknown model {column.model!r} of column {name!r}", hint=hint)

    def made_with_rows(self) -> tuple[str, ...]:
        """Names of the columns that come into being with the rows."""
        rows: RowSpec = self.rows
        if isinstance(rows, ListedRows):
            return tuple(rows.take)
        overlay = () if self.scenarios is None else (self.scenarios.into, self.scenarios.campaign)
        return (*rows.columns(), *overlay)

    @property
    def key(self) -> str | None:
        """Name of the key column, if there is one."""
        return next((name for name, column in self.columns.items() if column.kind == "key"), None)
