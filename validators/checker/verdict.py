"""The verdict on a data set: what each rule found, and whether it may pass."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.errors import DataError, UsageError, nearest
from nonesuch.validators.checker.partial import VIOLATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonesuch.validators.rules.check import Dimension, Kind

__all__ = ["Result", "Verdict"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """What one rule found.

    Attributes:
        rule: Its name.
        table: Its table.
        kind: What kind of rule it is.
        dimension: The dimension of quality that it counts for.
        checked: How many rows it could judge.
        violations: How many of them break it; for a rule of the whole data set 1 if it does not hold.
        max_share: Share of rows that may break it; None if none may.
        value: The figure that a rule of the whole data set measured.
        within: The band in which it should lie.
        passed: Whether the rule holds.
        exact: Whether counts and figure are exact rather than estimated.
        skipped: Why the rule looked at nothing, or at a part: a table is not there, or it cannot be computed on the
            data, in which case it fails. None if it did look.
    """

    rule: str
    table: str
    kind: Kind
    dimension: Dimension
    checked: int = 0
    violations: int = 0
    max_share: float | None = None
    value: float | None = None
    within: tuple[float, float] | None = None
    passed: bool = True
    exact: bool = True
    skipped: str | None = None

    @property
    def share(self) -> float:
        """Share of the judged rows that break the rule."""
        return self.violations / self.checked if self.checked else 0.0

    @property
    def allowed(self) -> str:
        """What the rule allows, as text."""
        if self.within is not None:
            return f"{self.within[0]:g} to {self.within[1]:g}"
        return "none" if self.max_share is None else f"{self.max_share:.4%}"

    @property
    def found(self) -> str:
        """What was found, as text."""
        if self.skipped is not None:
            return self.skipped
        if self.within is not None:
            return "nothing" if not self.checked else "outside" if self.value is None else f"{self.value:g}"
        return f"{self.violations:,} ({self.share:.4%})" if self.violations else "none"


@dataclass(frozen=True)
class Verdict:
    """What all rules found in a data set.

    Attributes:
        results: One result a rule: contracts first, then the rules in the order of their file.
        violations: The first violations of each rule, with the columns rule, table, part (number of the block), row
            (its place in the block), key and values (JSON) and message.
        failed: Table = keys of its rows to which a row belongs that is in error.

    Example:
        >>> verdict = Verdict((Result(rule="a", table="t", kind="field", dimension="accuracy", checked=9),))
        >>> verdict.ok
        True
        >>> print(verdict)
        1 rule: 1 passed, 0 failed, 0 skipped
    """

    results: tuple[Result, ...]
    violations: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=VIOLATIONS))
    failed: Mapping[str, pl.Series] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every rule holds."""
        return all(result.passed for result in self.results)

    def __getitem__(self, rule: str) -> Result:
        """The result of one rule.

        Raises:
            UsageError: If there is no such rule.
        """
        for result in self.results:
            if result.rule == rule:
                return result
        raise UsageError(f"unknown rule {rule!r}", hint=nearest(rule, (result.rule for result in self.results)))

    def failed_keys(self, table: str) -> pl.Series:
        """Keys of the rows of a table that are in error, or to which a row belongs that is.

        Belongs means by references, over any number of tables: an order line in error fails its order and its
        customer. Only rules without an allowed share count. Rows whose reference is broken lead nowhere.

        Args:
            table: The table.

        Returns:
            Keys, each once, ascending; a struct if the key has several columns, the place of the row if it has none.
        """
        return self.failed.get(table, pl.Series(table, dtype=pl.Int64))

    def raise_if_failed(self) -> None:
        """Raise if a rule does not hold.

        Raises:
            DataError: With the rule that most rows break, and its first violation.
        """
        broken = [result for result in self.results if not result.passed]
        if not broken:
            return
        worst = max(broken, key=lambda result: result.violations)
        first = self.violations.filter(rule=worst.rule).head(1)
        raise DataError(
            f"{len(broken)} of {len(self.results)} rules do not hold",
            place=f"{worst.table}: rule {worst.rule}",
            expected=f"violations: {worst.allowed}" if worst.within is None else worst.allowed,
            found=worst.found,
            hint=f"for instance {first['key'].item()}: {first['message'].item()}" if first.height else None,
        )

    def to_dict(self) -> dict[str, Any]:
        """Give the verdict as plain values, for JSON.

        Returns:
            ``ok``, and for each rule its result; keys that say nothing are left out.
        """
        rules = []
        for result in self.results:
            given = {name: value for name, value in asdict(result).items() if value is not None}
            rules.append(given | {"share": round(result.share, 9)})
        return {"ok": self.ok, "rules": rules}

    def __str__(self) -> str:
        failed = [result for result in self.results if not result.passed]
        skipped = [result for result in self.results if result.skipped is not None and result.passed]
        passed = len(self.results) - len(failed) - len(skipped)
        plural = "" if len(self.results) == 1 else "s"
        head = f"{len(self.results)} rule{plural}: {passed} passed, {len(failed)} failed, {len(skipped)} skipped"
        told = [*failed, *(r for r in self.results if r.passed and (r.violations or r.value is not None))]
        lines = [
            (r.rule, r.dimension, f"{r.checked:,}", r.found, r.allowed, "" if r.passed else "FAILED") for r in told
        ]
        return (
            "\n".join([head, *_aligned([("rule", "dimension", "checked", "found", "allowed", ""), *lines])])
            if told
            else head
        )


def _aligned(lines: list[tuple[str, ...]]) -> list[str]:
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
