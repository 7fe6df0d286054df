"""Rules of one row: a condition on its columns and on those of linked rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import polars as pl
from pydantic import Field

from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import RowCheck

if TYPE_CHECKING:
    from nonesuch.validators.rules.formula import Formula, Scope

__all__ = ["ConditionCheck", "RowRule", "broken"]


class RowRule(RuleSpec):
    """Every row fulfils a condition, such as ``ordered_on >= customers.joined_on``."""

    form: ClassVar[str] = "check"

    check: str = Field(description="Condition that rows fulfil; may read table.column of linked tables.")

    def bind(self, scope: Scope) -> ConditionCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        check, when = scope.formula(self.check, "check", wanted="condition").apart(), self.condition(scope)
        return ConditionCheck(
            **self.common(scope, check, when, default=f"not so: {self.check}"),
            reads=check.reads if when is None else check.reads | when.reads,
            check=check,
            when=when,
        )


@dataclass(frozen=True, kw_only=True)
class ConditionCheck(RowCheck):
    """A bound `RowRule`.

    Attributes:
        check: The condition.
        when: Which rows it is asked of; None for all.
    """

    check: Formula
    when: Formula | None

    def mask(self) -> pl.Expr:
        """See `RowCheck.mask`."""
        return broken(self.check, self.when)


def broken(check: Formula, when: Formula | None) -> pl.Expr:
    """True where a condition does not hold; null where it is unknown or not asked for."""
    return ~check.polars if when is None else pl.when(when.polars).then(~check.polars)
