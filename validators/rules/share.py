"""Rules of the share of rows that fulfil a condition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from pydantic import Field, model_validator

from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.binomial import least_count, most_count
from nonesuch.validators.rules.check import Finding
from nonesuch.validators.rules.measure import Band, Least, MeasureCheck, check_shares
from nonesuch.validators.rules.state import Measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.validators.rules.formula import Scope
    from nonesuch.validators.tables import Tables

__all__ = ["ShareCheck", "ShareRule"]


class ShareRule(RuleSpec):
    """The share of rows that fulfil a condition lies in a band."""

    form: ClassVar[str] = "share"

    share: str = Field(description="Condition whose share is measured, among the rows in which it is known.")
    within: Band
    least: Least = 0
    chance: bool = Field(True, description="Whether a figure passes that chance explains 1 time in a million.")

    @model_validator(mode="after")
    def _share(self) -> ShareRule:
        check_shares(self.within)
        return self

    def bind(self, scope: Scope) -> ShareCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        share, when = scope.formula(self.share, "share", wanted="condition"), self.condition(scope)
        common = self.common(scope, share, when, default=f"share of {self.share}", computed=("value",))
        return ShareCheck(**common, formula=share, when=when, within=self.within, chance=self.chance, least=self.least)


@dataclass(frozen=True)
class _Count:
    """How many rows fulfil the condition, of how many."""

    true: int
    known: int

    def __len__(self) -> int:
        return 1

    @classmethod
    def merge(cls, states: Sequence[_Count]) -> _Count:
        """See `State.merge`."""
        return cls(sum(state.true for state in states), sum(state.known for state in states))


@dataclass(frozen=True, kw_only=True)
class ShareCheck(MeasureCheck):
    """A bound `ShareRule`.

    Attributes:
        chance: Whether a figure passes that chance explains.
    """

    chance: bool

    def look(self, tables: Tables, *, keep: int) -> Finding:  # noqa: ARG002 - no row breaks it
        """See `TableCheck.look`."""
        values = self.values(tables).drop_nulls()
        return Finding(len(values), state=_Count(int(values.sum()), len(values)))

    def judge(self, state: _Count) -> Measured:
        """See `MeasureCheck.judge`."""
        low, high = self.within
        if not state.known:
            return Measured(None, self.within, passed=True)
        value = state.true / state.known
        passed = low <= value <= high
        if not passed and self.chance:
            passed = least_count(state.known, low) <= state.true <= most_count(state.known, high)
        return Measured(value, self.within, passed)
