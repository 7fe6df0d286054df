"""Contracts and rules bound together, to judge frames."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from nonesuch.errors import DataError, PackError, nearest
from nonesuch.validators.checker.combiner import Combiner
from nonesuch.validators.checker.partial import Partial, failed_keys, tally_of
from nonesuch.validators.checker.sweep import sweep
from nonesuch.validators.links import Links
from nonesuch.validators.rules.book import RuleBook
from nonesuch.validators.rules.field import checks_of_contract
from nonesuch.validators.tables import Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    import polars as pl

    from nonesuch.validators.checker.verdict import Verdict
    from nonesuch.validators.contract import Contract
    from nonesuch.validators.rules.check import Check

__all__ = ["Checker"]


@dataclass(frozen=True)
class Checker:
    """Judges tables by contracts and rules; bound once, then used on any number of data sets or blocks.

    Null rule: a value that is missing makes a condition unknown, and what is unknown passes. Whether a value may be
    missing is the contract's to say, and one rule of its own (``table.column.null``).

    Args:
        contracts: Contracts by table.
        rules: The rules of a pack.
        reference_date: The day that counts as today; the constant ``reference_date`` of expressions.
        shared: Tables that all blocks share.
        keep: How many violations of each rule are kept with their values; they are counted all the same.

    Raises:
        PackError: If a reference or a rule names something unknown, or an expression cannot be computed.

    Example:
        >>> from datetime import date
        >>> from pathlib import Path
        >>> import polars as pl
        >>> from nonesuch.validators import load_contracts, load_rules
        >>> shop = Path("tests/packs/shop")
        >>> checker = Checker(
        ...     load_contracts(shop / "schemas"), load_rules(shop / "rules.toml"), reference_date=date(2026, 1, 1)
        ... )
        >>> products = pl.DataFrame({"product_id": [1, 1], "group": "toy", "price": [9.5, -1]})
        >>> verdict = checker.check({"products": products})
        >>> print(verdict["products.price.minimum"].found, "/", verdict.violations["message"][0])
        1 (50.0000%) / price is -1.0, below 0.5
    """

    contracts: Mapping[str, Contract]
    rules: RuleBook = field(default_factory=RuleBook)
    reference_date: date = field(kw_only=True)
    shared: Mapping[str, pl.DataFrame] = field(default_factory=dict, kw_only=True)
    keep: int = field(default=100, kw_only=True)

    def __post_init__(self) -> None:
        known = {check.id for check in self.checks}
        for i, rule in enumerate(self.rules.rules):
            for other in rule.inject.also:
                if other not in known:
                    place = f"{self.rules.place(i, 'inject')}.also"
                    raise PackError(f"unknown rule {other!r}", place=place, hint=nearest(other, known))

    @cached_property
    def links(self) -> Links:
        """The links between the tables."""
        return Links(self.contracts)

    @cached_property
    def checks(self) -> tuple[Check, ...]:
        """All checks: those of the contracts, then the rules."""
        implied = [check for contract in self.contracts.values() for check in checks_of_contract(contract, self.links)]
        return (*implied, *self.rules.bind(self.links, self.constants))

    @property
    def constants(self) -> dict[str, str]:
        """Names that stand for SQL literals in expressions."""
        return {"reference_date": f"DATE '{self.reference_date.isoformat()}'"}

    @cached_property
    def _shared(self) -> Tables | None:
        return Tables(self.links, self.shared) if self.shared else None

    def tables(self, frames: Mapping[str, pl.DataFrame], *, apart: bool = False) -> Tables:
        """Set frames beside their contracts, and beside the shared tables.

        Args:
            frames: Frames by table.
            apart: Whether more rows of the same tables come in other blocks.

        Returns:
            The tables.

        Raises:
            DataError: If a table has no contract.
        """
        return Tables(self.links, frames, self._shared, apart=apart)

    def check(self, frames: Mapping[str, pl.DataFrame]) -> Verdict:
        """Judge whole tables.

        Args:
            frames: Frames by table. Tables may be left out, then the rules that need them look at nothing. Text
                columns are read as the types the contract names, as CSV files need it.

        Returns:
            The verdict.

        Raises:
            DataError: If a table has no contract, or there is no table at all.
        """
        if not frames:
            raise DataError("there is no table", expected="at least one of " + ", ".join(self.contracts))
        return self.combine([self._look(Tables(self.links, {**self.shared, **frames}))])

    def check_block(self, frames: Mapping[str, pl.DataFrame]) -> Partial:
        """Judge one block: the rows of all tables that belong to some roots.

        Sequences, balances and references are judged within the block (and the shared tables); unique, share, quantile
        and distinct rules are summed up over blocks by `combine`.

        Args:
            frames: Frames by table.

        Returns:
            What was found; small, and cheap to send to another process.

        Raises:
            DataError: As for `check`.
        """
        return self._look(self.tables(frames, apart=True))

    def check_shared(self) -> Partial:
        """Judge the shared tables, once a run.

        Returns:
            What was found.
        """
        return Partial({}) if self._shared is None else self._look(self._shared)

    def combiner(self) -> Combiner:
        """Open a sum of blocks, to which they are added one by one."""
        return Combiner(self.checks, keep=self.keep)

    def combine(self, partials: Iterable[Partial]) -> Verdict:
        """Sum up blocks.

        Args:
            partials: What was found in each; any order gives the same verdict but for the choice of violations kept.

        Returns:
            The verdict on all of them together.
        """
        combiner = self.combiner()
        for partial in partials:
            combiner.add(partial)
        return combiner.verdict()

    def _look(self, tables: Tables) -> Partial:
        found = [
            pair
            for table in tables.frames
            for pair in sweep(tables, table, self._checks_of(tables, table), keep=self.keep)
        ]
        tallies = {check.id: tally_of(tables, check, finding) for check, finding in found}
        return Partial(tallies, failed_keys(tables, found))

    def _checks_of(self, tables: Tables, table: str) -> list[Check]:
        return [check for check, others in self._by_table.get(table, ()) if all(other in tables for other in others)]

    @cached_property
    def _by_table(self) -> dict[str, list[tuple[Check, frozenset[str]]]]:
        """The checks of each table, with the tables that each needs."""
        found: dict[str, list[tuple[Check, frozenset[str]]]] = {}
        for check in self.checks:
            found.setdefault(check.table, []).append((check, check.tables))
        return found
