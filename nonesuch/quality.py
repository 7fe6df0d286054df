"""What became of the quality of a run: the verdict, families drawn again or set aside, defects planted."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import polars as pl

from nonesuch.counts import Counts
from nonesuch.sinks import whole, writing

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from nonesuch.control import Control, Judged
    from nonesuch.recipe import Recipe
    from nonesuch.validators import Combiner, Partial, Verdict

__all__ = ["Monitor", "Quality", "judge_all"]

_FOLDER = "quality"
_ALL_ASIDE = "not judged: all rows that it looks at are in families that were set aside"
_OTHER_ROWS = "not judged: the recipe asks for other rows than chance would give"


@dataclass(frozen=True)
class Quality:
    """How the rows of a run were judged.

    Attributes:
        verdict: What each rule found in the rows that were delivered.
        redrawn: Families that were drawn again since a row of theirs broke a rule.
        set_aside: Families that were left out since they broke a rule in every draw.
        planted: Rows that were broken on purpose.
        reasons: Rules that the families set aside break, and in how many rows.
    """

    verdict: Verdict
    redrawn: int = 0
    set_aside: int = 0
    planted: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every rule holds and nothing was left out; with defects planted, whether rules found some."""
        if self.planted:
            return not self.verdict.ok
        return self.verdict.ok and not self.set_aside

    @property
    def unjudged(self) -> tuple[str, ...]:
        """Rules that cannot be said to hold: they judged nothing, since what breaks them was set aside."""
        return tuple(r.rule for r in self.verdict.results if r.passed and not r.checked and r.rule in self.reasons)

    def to_dict(self) -> dict[str, Any]:
        """Give the summary as plain values, for the manifest."""
        return {
            "ok": self.verdict.ok and not self.set_aside,
            "rules": len(self.verdict.results),
            "failed": [result.rule for result in self.verdict.results if not result.passed],
            "unjudged": [*self.unjudged],
            "dimensions": self.dimensions(),
            "families": {"drawn_again": self.redrawn, "set_aside": self.set_aside, "since": dict(self.reasons)},
            "planted": self.planted,
        }

    def dimensions(self) -> dict[str, dict[str, int]]:
        """Sum up each dimension of quality.

        Returns:
            Dimension = rules, rules that failed, values judged, violations.
        """
        sums: dict[str, dict[str, int]] = {}
        for result in self.verdict.results:
            found = sums.setdefault(result.dimension, {"rules": 0, "failed": 0, "judged": 0, "violations": 0})
            found["rules"] += 1
            found["failed"] += not result.passed
            found["judged"] += result.checked
            found["violations"] += result.violations
        return dict(sorted(sums.items()))

    def rules(self) -> pl.DataFrame:
        """One row a rule: what it judged and found."""
        rows = [
            {
                "rule": result.rule, "table": result.table, "dimension": result.dimension, "judged": result.checked,
                "violations": result.violations, "figure": result.value, "allowed": result.allowed,
                "passed": result.passed, "note": result.skipped,
            }
            for result in self.verdict.results
        ]  # fmt: skip
        types = {"figure": pl.Float64, "note": pl.String}
        return pl.DataFrame(rows, schema_overrides=types, infer_schema_length=None)

    def write(self, folder: Path) -> None:
        """Write ``quality/rules.csv`` and ``quality/violations.csv``.

        Args:
            folder: The run's folder.
        """
        with writing(folder / _FOLDER):
            (folder / _FOLDER).mkdir(exist_ok=True)
        for name, frame in (("rules", self.rules()), ("violations", self.verdict.violations)):
            with whole(folder / _FOLDER / f"{name}.csv") as aside:
                aside.write_text(frame.write_csv(float_precision=6), "utf-8")


class Monitor:
    """Adds up what was found, in the order of the blocks.

    Args:
        control: What judges the rows.
    """

    def __init__(self, control: Control) -> None:
        self._recipe = control.recipe
        self._tables = {*control.plan.tables, *control.plan.shared}
        self._combiner: Combiner | None = None if control.checker is None else control.checker.combiner()
        self._waiting: dict[int, tuple[Partial, ...]] = {}
        self._next = 0
        self._counts = Counts()

    def add(self, number: int, partials: tuple[Partial, ...], counts: Counts) -> None:
        """Add what was found in a run of blocks; it waits until all before it are there.

        Args:
            number: Its number, from 0; each comes once.
            partials: What was found.
            counts: What was counted.
        """
        self._counts.add(counts)
        self._waiting[number] = partials
        while self._next in self._waiting:
            for partial in self._waiting.pop(self._next):
                if self._combiner is not None:
                    self._combiner.add(partial)
            self._next += 1

    def quality(self) -> Quality | None:
        """Judge all of it; None if nobody looked."""
        if self._combiner is None:
            return None
        verdict = self._combiner.verdict()
        results = tuple(r for r in verdict.results if r.table in self._tables)
        if _asks_for_others(self._recipe):
            results = tuple(
                replace(r, passed=True, skipped=_OTHER_ROWS)
                if not r.passed and (r.within is not None or r.max_share is not None)
                else r
                for r in results
            )
        made = Quality(replace(verdict, results=results), **self._counts.to_dict())
        unjudged = made.unjudged
        told = tuple(replace(r, skipped=_ALL_ASIDE) if r.rule in unjudged else r for r in results)
        return replace(made, verdict=replace(verdict, results=told))


def _asks_for_others(recipe: Recipe) -> bool:
    """Whether the recipe wants other rows than chance would give, so that shares and bands say nothing."""
    return bool(recipe.given or recipe.targets or recipe.scenarios)


def judge_all(control: Control, judged: Iterable[Judged]) -> Quality | None:
    """Judge rows in memory.

    Args:
        control: What judged them.
        judged: All groups of rows, and the shared tables.

    Returns:
        The quality of all of them; None if nobody looked.
    """
    monitor = Monitor(control)
    for number, group in enumerate(judged):
        monitor.add(number, group.partials, Counts.of(group, control.plan.pack.root))
    return monitor.quality()
