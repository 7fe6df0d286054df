"""The proof that rules find their own defects, and stay silent on sound data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.validators.checker.sweep import look_at, sweep
from nonesuch.validators.inject.injector import inject
from nonesuch.validators.rules.measure import MeasureCheck

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from nonesuch.validators.checker import Checker
    from nonesuch.validators.links import Cell
    from nonesuch.validators.rules.check import Check
    from nonesuch.validators.tables import Tables

__all__ = ["Proof", "prove"]


@dataclass(frozen=True)
class Proof:
    """What happened when one rule was broken on purpose.

    Attributes:
        rule: The rule.
        defects: How many rows were broken; 0 if the rule cannot be broken in these tables.
        caught: Whether the rule found exactly these rows (a rule of the whole data set: whether it failed).
        also: Other rules that found something, though they did not before.
        unexplained: Those of them that read none of the changed columns, not even to follow a link, and that are not
            named by ``inject.also``.
        silent: Rules of ``inject.also`` that found nothing.
    """

    rule: str
    defects: int
    caught: bool
    also: tuple[str, ...] = ()
    unexplained: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the rule was broken and caught, and nothing fired without a reason."""
        return self.defects > 0 and self.caught and not self.unexplained


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
    sound = _Sound(checker, frames, _counts(checker, frames, frozenset(frames)))
    return [_prove(sound, check, key, share) for check in checker.checks if check.table in frames]


@dataclass(frozen=True)
class _Sound:
    """Sound data, and how many rows each rule judges and finds in error there."""

    checker: Checker
    frames: Mapping[str, pl.DataFrame]
    counts: Mapping[str, tuple[int, int]]


def _counts(
    checker: Checker, frames: Mapping[str, pl.DataFrame], changed: frozenset[str]
) -> dict[str, tuple[int, int]]:
    """Rows judged and rows in error, by rule; only of rules that look at a changed table."""
    tables = checker.tables(frames)
    found = {}
    for table in frames:
        checks = [c for c in checker.checks if c.table == table and c.tables & changed and _all_there(c, tables)]
        for check, finding in sweep(tables, table, checks, keep=0):
            wrong = len(finding.rows)
            if isinstance(check, MeasureCheck):
                wrong = int(check.fails(finding))
            found[check.id] = (finding.checked, wrong)
    return found


def _all_there(check: Check, tables: Tables) -> bool:
    return all(table in tables for table in check.tables)


def _prove(sound: _Sound, check: Check, key: int, share: float) -> Proof:
    checked = sound.counts.get(check.id, (0, 0))[0]
    enough = min(1.0, max(share, 2 / max(checked, 1)))
    made = inject(sound.checker, sound.frames, {check.id: enough}, key=key)
    if not made.defects.height:
        return Proof(check.id, 0, caught=False)
    touched = _cells(made.defects)
    counts = _counts(sound.checker, made.frames, frozenset(table for table, _ in touched))
    also = tuple(rule for rule, (_, n) in counts.items() if n > sound.counts.get(rule, (0, 0))[1] and rule != check.id)
    cells = {other.id: other.cells | other.may_read for other in sound.checker.checks}
    told = next((rule.inject.also for rule in sound.checker.rules.rules if rule.id == check.id), [])
    return Proof(
        check.id,
        made.defects.height,
        _caught(sound, check, made.frames, made.defects["row"]),
        also,
        tuple(rule for rule in also if not cells[rule] & touched and rule not in told),
        tuple(rule for rule in told if rule not in also),
    )


def _cells(defects: pl.DataFrame) -> frozenset[Cell]:
    names = defects["columns"].unique().str.split(", ").explode().to_list()
    return frozenset((table, column) for table, _, column in (name.partition(".") for name in names))


def _caught(sound: _Sound, check: Check, broken: Mapping[str, pl.DataFrame], rows: pl.Series) -> bool:
    before, after = (look_at(sound.checker.tables(frames), check) for frames in (sound.frames, broken))
    if isinstance(check, MeasureCheck):
        return check.fails(after)
    return set(after.rows) == {*before.rows, *rows}
