"""Rules of the number of different values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

import polars as pl
from pydantic import Field, model_validator

from nonesuch.validators.contract.family import family_of
from nonesuch.validators.reads import Reads
from nonesuch.validators.rules.base import RuleSpec
from nonesuch.validators.rules.check import Finding
from nonesuch.validators.rules.measure import Band, Least, MeasureCheck, check_shares
from nonesuch.validators.rules.sample import HashSample, distinct_hashes, hashes_of
from nonesuch.validators.rules.state import Measured

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.validators.rules.formula import Scope
    from nonesuch.validators.tables import Tables

__all__ = ["DistinctCheck", "DistinctRule"]


class DistinctRule(RuleSpec):
    """The number of different values, or their share of all values, lies in a band."""

    form: ClassVar[str] = "distinct"

    distinct: str = Field(description="Expression whose different values are counted.")
    measure: Literal["share", "count"] = Field("share", description="Share of all values, or plain number.")
    within: Band
    least: Least = 0

    @model_validator(mode="after")
    def _share(self) -> DistinctRule:
        if self.measure == "share":
            check_shares(self.within)
        return self

    def bind(self, scope: Scope) -> DistinctCheck:
        """Bind the rule to contracts; see `RuleSpec.bind`."""
        value, when = scope.formula(self.distinct, "distinct"), self.condition(scope)
        if value.expression.is_column:
            value = replace(value, reads=Reads(value.names))  # categories are told apart without their words
        default = f"{self.measure} of different values of {self.distinct}"
        common = self.common(scope, value, when, default=default, computed=("value",))
        common["dimension"] = "diversity" if self.kind == "dataset" else common["dimension"]
        return DistinctCheck(
            **common, formula=value, measure=self.measure, when=when, within=self.within, least=self.least
        )


@dataclass(frozen=True, eq=False)
class _Values:
    """The different values, counted where the tables are whole, else sampled, and how many values there were."""

    values: HashSample | int
    known: int

    def __len__(self) -> int:
        return 1 if isinstance(self.values, int) else len(self.values)

    @classmethod
    def merge(cls, states: Sequence[_Values]) -> _Values:
        """See `State.merge`."""
        samples = [state.values for state in states if isinstance(state.values, HashSample)]
        return cls(HashSample.merge(samples), sum(state.known for state in states)) if samples else states[0]


@dataclass(frozen=True, kw_only=True)
class DistinctCheck(MeasureCheck):
    """A bound `DistinctRule`.

    Attributes:
        measure: ``share`` or ``count``.
    """

    measure: str

    def look(self, tables: Tables, *, keep: int) -> Finding:  # noqa: ARG002 - no row breaks it
        """See `TableCheck.look`."""
        values = self.values(tables).drop_nulls()
        different = values.unique().cast(pl.String) if family_of(values.dtype) == "coded" else values
        found = HashSample.of(distinct_hashes(hashes_of([different]))) if tables.apart else different.n_unique()
        return Finding(len(values), state=_Values(found, len(values)))

    def judge(self, state: _Values) -> Measured:
        """See `MeasureCheck.judge`; over blocks exact up to 262,144 different values, then within about 0.3 %."""
        if not state.known:
            return Measured(None, self.within, passed=True)
        values = state.values
        count, exact = (values, True) if isinstance(values, int) else (values.distinct, values.level == 0)
        value = count / (state.known if self.measure == "share" else 1)
        return Measured(value, self.within, self.within[0] <= value <= self.within[1], exact=exact)
