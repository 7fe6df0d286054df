"""What every form of rule has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from nonesuch.errors import PackError
from nonesuch.validators.rules.check import DIMENSIONS, PLACEHOLDER, Check, Kind

if TYPE_CHECKING:
    from nonesuch.validators.rules.formula import Formula, Scope

__all__ = ["InjectSpec", "RuleSpec"]


class InjectSpec(BaseModel):
    """How to break a rule on purpose, so that it can be seen to find its own defect."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    set: dict[str, str] = Field({}, description="Column of the rule's table = expression of its defective value.")
    where: str | None = Field(None, description="Condition on the rows that may be broken.")
    also: list[str] = Field([], description="Rules that may break with it though they read other columns.")

    def check(self, scope: Scope, *, previous: bool) -> None:
        """Check names and expressions.

        Args:
            scope: Where the rule stands.
            previous: Whether expressions may name the row before.

        Raises:
            PackError: If a name is unknown, or an expression cannot be computed.
        """
        for column, text in self.set.items():
            scope.own_column(column, "inject", array=True)
            scope.formula(text, "inject", previous=previous, constant=True)
        if self.where is not None:
            scope.formula(self.where, "inject", wanted="condition", previous=previous)


class RuleSpec(BaseModel):
    """A rule as ``rules.toml`` writes it; each form adds its own keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,62}$", description="Name of the rule.")
    kind: Kind = Field(description="What the rule is about.")
    table: str = Field(description="Table whose rows break it.")
    severity: Literal["error"] = Field("error", description="A row that breaks the rule is an error.")
    max_share: float | None = Field(
        None, gt=0, lt=1, description="Share of rows that may break it, as real records do; then it is no error."
    )
    source: str | None = Field(None, description="Who measured that share, or where the rule comes from.")
    when: str | None = Field(None, description="Condition on the rows that the rule speaks of.")
    message: str | None = Field(None, description="What to say of a row that breaks it, with {column} for its values.")
    inject: InjectSpec = Field(InjectSpec(), description="How to break it on purpose.")

    form: ClassVar[str]
    """The key that only rules of this form have."""

    @model_validator(mode="after")
    def _severity(self) -> RuleSpec:
        if self.max_share is not None and "severity" in self.model_fields_set:
            raise PackError(
                "a rule has a severity or an allowed share",
                place="max_share",
                expected='severity = "error", or max_share = ...',
                found=self.max_share,
            )
        if self.max_share is not None and self.source is None:
            raise PackError("an allowed share has a source", place="source", expected="who measured it")
        return self

    def bind(self, scope: Scope) -> Check:
        """Bind the rule to contracts.

        Args:
            scope: Where it stands and what it may name.

        Returns:
            The check.

        Raises:
            PackError: If it names something unknown, or an expression cannot be computed.
        """
        raise NotImplementedError

    def common(
        self,
        scope: Scope,
        *formulas: Formula | None,
        default: str,
        extra: tuple[str, ...] = (),
        computed: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Put together what every check has.

        Args:
            scope: Where the rule stands.
            *formulas: Its expressions over its own table.
            default: The message if it has none.
            extra: Names besides those of the expressions that a violation shows.
            computed: Names that the check adds itself and that the message may use.

        Returns:
            Arguments of `Check`.
        """
        given = [formula for formula in formulas if formula is not None]
        names = dict.fromkeys([*extra, *(name for formula in given for name in formula.names)])
        for name in PLACEHOLDER.findall(self.message or ""):
            if name not in names and name not in computed:
                scope.links.resolve(self.table, name, place=scope.locate("message"))
                names[name] = None
        return {
            "id": self.id,
            "table": self.table,
            "kind": self.kind,
            "dimension": DIMENSIONS[self.kind],
            "max_share": self.max_share,
            "source": self.source,
            "message": self.message or default,
            "cells": frozenset(cell for formula in given for cell in formula.cells),
            "shown": tuple(names),
        }

    def condition(self, scope: Scope, *, previous: bool = False) -> Formula | None:
        """Bind ``when``."""
        return None if self.when is None else scope.formula(self.when, "when", wanted="condition", previous=previous)
