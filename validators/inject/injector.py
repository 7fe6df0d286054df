"""Breaking rules on purpose: defects of a known rule in known rows."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import UsageError, nearest
from nonesuch.validators.checker.partial import keys_of
from nonesuch.validators.checker.sweep import look_at
from nonesuch.validators.inject.balance import break_balance
from nonesuch.validators.inject.columns import break_columns
from nonesuch.validators.inject.field import break_field
from nonesuch.validators.inject.keys import break_key_reference, break_references, break_unique
from nonesuch.validators.inject.measure import break_measure
from nonesuch.validators.inject.row import break_as_told, break_row
from nonesuch.validators.inject.sequence import break_sequence
from nonesuch.validators.rules.balance import BalanceCheck
from nonesuch.validators.rules.field import FieldCheck
from nonesuch.validators.rules.measure import MeasureCheck
from nonesuch.validators.rules.references import KeyReferenceCheck, ReferencesCheck
from nonesuch.validators.rules.sequence import SequenceCheck
from nonesuch.validators.rules.unique import UniqueCheck

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from nonesuch.validators.checker import Checker
    from nonesuch.validators.inject.change import Change
    from nonesuch.validators.links import Cell
    from nonesuch.validators.rules.check import Check, Finding
    from nonesuch.validators.tables import Tables

__all__ = ["DEFECTS", "Injection", "inject"]

DEFECTS: dict[str, pl.DataType] = {
    "rule": pl.String(),
    "table": pl.String(),
    "row": pl.Int64(),
    "key": pl.String(),
    "columns": pl.String(),
}
"""Columns of the answer key."""


@dataclass(frozen=True)
class Injection:
    """Tables with defects, and the answer key.

    Attributes:
        frames: The tables.
        defects: Which rows break which rule: rule, table, row (place), key (JSON, before the change) and columns (those
            that were changed). For a rule of the whole data set, the rows that were changed.
    """

    frames: dict[str, pl.DataFrame]
    defects: pl.DataFrame


def inject(checker: Checker, frames: Mapping[str, pl.DataFrame], shares: Mapping[str, float], *, key: int) -> Injection:
    """Break rules on purpose.

    The rows to break are drawn at random among those in which the rule holds and can be broken, so that the rule finds
    exactly these. Rules that read the same columns may find them too. Rows that one rule has broken are left to it; a
    rule that no row of these tables can break adds no defect. Columns that cannot hold a defective value become texts.

    Args:
        checker: Contracts and rules.
        frames: Frames by table; of the shared tables only those in which to make defects.
        shares: Rule = share of the rows it judges that are broken, in (0, 1]. A rule of the whole data set is broken
            whatever the share, which then says how many rows are changed beyond those it takes. Rules about whole
            columns (a column missing, too many, or of another type) break in all rows.
        key: Any integer; the same key breaks the same rows. Blocks of a run have each their own.

    Returns:
        The tables with defects, and which they are.

    Raises:
        UsageError: If there is no such rule, or a share is out of bounds.

    Example:
        >>> from datetime import date
        >>> from pathlib import Path
        >>> from nonesuch.validators import Checker, load_contracts
        >>> checker = Checker(load_contracts(Path("tests/packs/shop/schemas")), reference_date=date(2026, 1, 1))
        >>> products = pl.DataFrame({"product_id": range(1, 9), "group": "toy", "price": 9.5})
        >>> made = inject(checker, {"products": products}, {"products.price.maximum": 0.25}, key=1)
        >>> made.defects["key"].to_list(), made.frames["products"]["price"].max()
        (['{"product_id":2}', '{"product_id":7}'], 900.01)
    """
    known = {check.id: check for check in checker.checks}
    for rule, share in shares.items():
        if rule not in known:
            raise UsageError(f"unknown rule {rule!r}", place="inject", hint=nearest(rule, known))
        if not 0 < share <= 1:
            raise UsageError(
                "a share is out of bounds", place=f"inject.{rule}", expected="above 0, at most 1", found=share
            )
    broken = dict(frames)
    touched = {table: pl.Series([False]).new_from_index(0, frame.height) for table, frame in frames.items()}
    defects = [pl.DataFrame(schema=DEFECTS)]
    for rule, check in known.items():
        if rule in shares and check.table in frames:
            breaker = _Breaker(checker, check, broken, touched, _stream(key, rule), shares[rule])
            defects.append(breaker.run())
    return Injection(broken, pl.concat(defects))


def _stream(key: int, rule: str) -> np.random.Generator:
    digest = hashlib.blake2b(f"{key} {rule}".encode(), digest_size=16).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest, "little")))


@dataclass(frozen=True)
class _Breaker:
    """Breaks one rule in frames, which it changes."""

    checker: Checker
    check: Check
    frames: dict[str, pl.DataFrame]
    touched: dict[str, pl.Series]
    rng: np.random.Generator
    share: float

    def run(self) -> pl.DataFrame:
        tables = self._tables(self.frames)
        if not all(table in tables for table in self.check.tables):
            return pl.DataFrame(schema=DEFECTS)
        whole = break_columns(self.check, self.frames[self.check.table])
        if whole is not None:
            frame, column, rows = whole
            defects = self._defects(tables, rows, frozenset({(self.check.table, column)}))
            self.frames[self.check.table] = frame
            return defects
        before, measured = look_at(tables, self.check), isinstance(self.check, MeasureCheck)
        for change in self._changes(tables):
            picked = self._break_measure(change) if measured else self._break_rows(change, before)
            if picked is not None:
                return self._apply(tables, change, picked)
        return pl.DataFrame(schema=DEFECTS)

    def _tables(self, frames: Mapping[str, pl.DataFrame]) -> Tables:
        return self.checker.tables(frames)

    def _changes(self, tables: Tables) -> Iterator[Change]:
        told = self.checker.rules.injection(self.check.id, self.checker.links, self.checker.constants)
        if told is not None:
            yield break_as_told(self.check, *told, tables)
        else:
            yield from _suggest(self.check, tables)

    def _break_rows(self, change: Change, before: Finding) -> pl.Series | None:
        """Choose rows such that the rule then finds these and no others."""
        frame = self.frames[change.table]
        found = pl.int_range(frame.height, eager=True) if change.found is None else change.found
        sound = ~_mask(before.rows, self._height)
        free = ~self.touched[change.table] & sound.gather(found).fill_null(value=False)
        free &= ~self.touched[self.check.table].gather(found).fill_null(value=True)
        if change.rows is not None:
            free &= change.rows.fill_null(value=False)
        wrong = self._wrong(change, free)
        can = free & (wrong & sound).gather(found).fill_null(value=False)
        if change.after is not None:
            can &= ~wrong.gather(change.after).fill_null(value=False)
        places = can.arg_true().to_numpy()
        count = min(int(self.share * before.checked + self.rng.random()), len(places))
        rows = _mask(pl.Series(np.sort(self.rng.choice(places, count, replace=False))), frame.height)
        expected = _mask(found.filter(rows), self._height) | ~sound
        return rows if count and self._wrong(change, rows).equals(expected) else None

    @property
    def _height(self) -> int:
        return self.frames[self.check.table].height

    def _wrong(self, change: Change, rows: pl.Series) -> pl.Series:
        """Shape (rows of the rule's table,): which are in error when these rows are changed."""
        return _mask(self._look(change, rows).rows, self._height)

    def _look(self, change: Change, rows: pl.Series) -> Finding:
        trial = change.apply(self.frames[change.table], rows)
        return look_at(self._tables({**self.frames, change.table: trial}), self.check)

    def _break_measure(self, change: Change) -> pl.Series | None:
        """Change as few rows as it takes, and the share asked for on top."""
        height = self._height
        free = ~self.touched[change.table] if change.rows is None else ~self.touched[change.table] & change.rows
        places = self.rng.permutation(free.fill_null(value=False).arg_true().to_numpy())

        def passes(count: int) -> bool:
            finding = self._look(change, _mask(pl.Series(places[:count]), height))
            assert isinstance(self.check, MeasureCheck)
            return not self.check.fails(finding)

        if passes(len(places)):
            return None
        low, high = -1, len(places)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if passes(middle) else (low, middle)
        return _mask(pl.Series(places[: high + int(np.ceil(self.share * height))]), height)

    def _apply(self, tables: Tables, change: Change, rows: pl.Series) -> pl.DataFrame:
        found = rows.arg_true() if change.found is None else change.found.filter(rows)
        defects = self._defects(tables, found, change.cells)
        self.frames[change.table] = change.apply(self.frames[change.table], rows)
        self.touched[change.table] |= rows
        self.touched[self.check.table] |= _mask(found, self._height)
        return defects

    def _defects(self, tables: Tables, rows: pl.Series, cells: frozenset[Cell]) -> pl.DataFrame:
        names = ", ".join(sorted(f"{table}.{column}" for table, column in cells))
        return pl.DataFrame({"row": rows.cast(pl.Int64).sort()}).select(
            rule=pl.lit(self.check.id),
            table=pl.lit(self.check.table),
            row="row",
            key=keys_of(tables, self.check.table, rows.sort()),
            columns=pl.lit(names),
        )


def _suggest(check: Check, tables: Tables) -> Iterator[Change]:
    match check:
        case FieldCheck():
            yield from break_field(check, tables)
        case UniqueCheck():
            yield from break_unique(check, tables)
        case KeyReferenceCheck():
            yield from break_key_reference(check, tables)
        case ReferencesCheck():
            yield from break_references(check, tables)
        case SequenceCheck():
            yield from break_sequence(check, tables)
        case BalanceCheck():
            yield from break_balance(check, tables)
        case MeasureCheck():
            yield from break_measure(check, tables)
        case _:
            yield from break_row(check, tables)


def _mask(rows: pl.Series, height: int) -> pl.Series:
    mask = np.zeros(height, dtype=bool)
    mask[rows.to_numpy()] = True
    return pl.Series(mask)
