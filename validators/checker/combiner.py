"""The sum of what was found in many blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.validators.checker.partial import VIOLATIONS
from nonesuch.validators.checker.verdict import Result, Verdict
from nonesuch.validators.rules.binomial import most_count
from nonesuch.validators.rules.measure import MeasureCheck
from nonesuch.validators.rules.sample import LIMIT, HashSample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.validators.checker.partial import Partial
    from nonesuch.validators.rules.check import Check
    from nonesuch.validators.rules.state import State

__all__ = ["Combiner"]

_PENDING = 256


class Combiner:
    """Adds up blocks in bounded memory.

    It keeps counts, the first violations of each rule, the keys in error, and for unique and distinct rules a sample of
    at most 262,144 hashes (`HashSample`): up to so many different values their counts are exact, beyond that estimated;
    keys that rise within blocks whose ranges do not overlap are always exact.

    Args:
        checks: All checks, in order.
        keep: How many violations to keep of each.
    """

    def __init__(self, checks: Sequence[Check], *, keep: int) -> None:
        self._checks = checks
        self._keep = keep
        self._parts = 0
        self._counts: dict[str, tuple[int, int]] = {}
        self._states: dict[str, list[State]] = {}
        self._samples: dict[str, list[pl.DataFrame]] = {}
        self._problems: dict[str, str] = {}
        self._failed: dict[str, list[pl.Series]] = {}

    def add(self, partial: Partial) -> None:
        """Add a block.

        Args:
            partial: What was found in it.
        """
        for rule, tally in partial.tallies.items():
            if tally.problem is not None:
                self._problems.setdefault(rule, tally.problem)
            checked, violations = self._counts.get(rule, (0, 0))
            self._counts[rule] = (checked + tally.checked, violations + tally.violations)
            if tally.sample is not None and violations < self._keep:
                sample = tally.sample.head(self._keep - violations)
                self._samples.setdefault(rule, []).append(sample.with_columns(part=pl.lit(self._parts, pl.Int64)))
            if tally.state is not None:
                self._remember(rule, tally.state)
        for table, keys in partial.failed.items():
            self._failed.setdefault(table, []).append(keys)
        self._parts += 1

    def _remember(self, rule: str, state: State) -> None:
        states = self._states.setdefault(rule, [])
        states.append(state)
        if len(states) > 1 and (len(states) >= _PENDING or sum(map(len, states)) > 4 * LIMIT):
            self._states[rule] = [type(state).merge(states)]

    def verdict(self) -> Verdict:
        """Judge all blocks added so far.

        Returns:
            The verdict.
        """
        results = tuple(self._result(check) for check in self._checks)
        failed = {table: pl.concat(keys).unique().sort() for table, keys in self._failed.items()}
        return Verdict(results, self._violations(), failed)

    def _result(self, check: Check) -> Result:
        base = Result(rule=check.id, table=check.table, kind=check.kind, dimension=check.dimension)
        if check.id not in self._counts:
            return replace(base, skipped="a table is not there", max_share=check.max_share)
        checked, violations = self._counts[check.id]
        if check.id in self._problems:
            return replace(base, checked=checked, violations=violations, passed=False, skipped=self._problems[check.id])
        states = self._states.get(check.id)
        state = None if not states else type(states[0]).merge(states)
        if isinstance(check, MeasureCheck):
            if checked < check.least:
                return replace(base, checked=checked, skipped=f"{checked:,} rows, and it takes {check.least:,}")
            measured = check.judge(state)
            return replace(
                base,
                checked=checked,
                violations=int(not measured.passed),
                value=measured.value,
                within=measured.within,
                passed=measured.passed,
                exact=measured.exact,
            )
        exact = True
        if isinstance(state, HashSample):
            violations, exact = violations + state.again, state.exact
        allowed = 0 if check.max_share is None else most_count(checked, check.max_share)
        passed = violations <= allowed
        return replace(
            base, checked=checked, violations=violations, max_share=check.max_share, passed=passed, exact=exact
        )

    def _violations(self) -> pl.DataFrame:
        frames = [
            sample.select(rule=pl.lit(check.id), table=pl.lit(check.table), **{n: n for n in list(VIOLATIONS)[2:]})
            for check in self._checks
            for sample in self._samples.get(check.id, ())
        ]
        return pl.concat(frames) if frames else pl.DataFrame(schema=VIOLATIONS)
