"""The proof that rules find their own defects, and stay silent on sound data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.validators.checker.sweep import look_at
from nonesuch.validators.inject.injector import inject
from nonesuch.validators.rules.measure import MeasureCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from nonesuch.validators.checker import Checker, Verdict
    from nonesuch.validators.links import Cell
    from nonesuch.validators.rules.check import Check

__all__ = ["Proof", "prove"]


@dataclass(frozen=True)
class Proof:
    """What happened when one rule was broken on purpose.

    Attributes:
        rule: The rule.
        defects: How many rows were broken; 0 if the rule cannot be broken in these tables.
        caught: Whether the rule found exactly these rows (a rule of the whole data set: whether it failed).
        also: Other rules that found something, though they did not before.
        unexplained: Those of them that read none of the changed columns, not even to follow a link.
        silent: Rules that should have found the defects too, as ``inject.also`` says, and did not.
    """

    rule: str
    defects: int
    caught: bool
    also: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the rule was broken, caught, and nothing fired that should not."""
        return self.defects > 0 and self.caught and not self.unexplained and not self.silent


def prove(checker: Checker, frames: Mapping[str, pl.DataFrame], *, key: int = 0, share: float = 0.01) -> list[Proof]:
    """Break every rule in turn and see who notices.

    A rule may fire on another's defects only if they share a cause: if it reads one of the columns that were changed,
    itself or to follow a link. Everything else must stay as silent as on the sound data.

    Args:
        checker: Contracts and rules.
        frames: Sound data: all tables.
        key: Any integer.
        share: Share of rows to break; of small tables more, so that two rows are.

    Returns:
        One proof a rule whose table is there.
    """
    sound = checker.check(frames)
    checks = [check for check in checker.checks if check.table in frames]
    return [_prove(checker, check, frames, sound, key=key, share=share) for check in checks]


def _prove(
    checker: Checker,
    check: Check,
    frames: Mapping[str, pl.DataFrame],
    sound: Verdict,
    *,
    key: int,
    share: float,
) -> Proof:
    enough = min(1.0, max(share, 2 / max(sound[check.id].checked, 1)))
    made = inject(checker, frames, {check.id: enough}, key=key)
    if not made.defects.height:
        return Proof(check.id, 0, caught=False)
    verdict = checker.check(made.frames)
    also = tuple(
        after.rule
        for before, after in zip(sound.results, verdict.results, strict=True)
        if after.rule != check.id and after.violations > before.violations
    )
    touched = _cells(made.defects)
    cells = {other.id: other.cells for other in checker.checks}
    told = next((rule.inject.also for rule in checker.rules.rules if rule.id == check.id), [])
    return Proof(
        check.id,
        made.defects.height,
        _caught(checker, check, frames, made.frames, made.defects["row"]),
        also,
        tuple(rule for rule in also if not cells[rule] & touched and rule not in told),
        tuple(rule for rule in told if rule not in also),
    )


def _cells(defects: pl.DataFrame) -> frozenset[Cell]:
    names = defects["columns"].unique().str.split(", ").explode().to_list()
    return frozenset((table, column) for table, _, column in (name.partition(".") for name in names))


def _caught(
    checker: Checker,
    check: Check,
    sound: Mapping[str, pl.DataFrame],
    broken: Mapping[str, pl.DataFrame],
    rows: pl.Series,
) -> bool:
    before, after = (look_at(checker.tables(frames), check) for frames in (sound, broken))
    if isinstance(check, MeasureCheck):
        return not check.judge(after.state).passed
    return set(after.rows) == {*before.rows, *rows}
