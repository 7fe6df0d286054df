"""The contracts and rules that belong to a pack, and the checker that holds rows against them."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from nonesuch.errors import PackError
from nonesuch.generators.block import shared_frames
from nonesuch.validators import Checker, Contract, RuleBook, load_contracts, load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from nonesuch.generators.pack import Pack
    from nonesuch.generators.plan import Plan

__all__ = ["checker_of", "contracts_folder", "contracts_of", "plan_checker", "rules_of"]

_PATTERN = "*.schema.json"


def contracts_folder(pack: Pack) -> Path | None:
    """Find the folder with the contracts of a pack.

    Args:
        pack: The pack.

    Returns:
        ``schemas/`` of the pack's own folder, else that of the built-in contracts of its name; None if there is none.
    """
    own = pack.folder / "schemas"
    if any(own.glob(_PATTERN)):
        return own
    built_in = Path(str(files("nonesuch"))) / "schemas" / pack.name
    shipped = Path(str(files("nonesuch"))) / "domains" / pack.folder.name
    same = shipped.is_dir() and shipped.resolve() == pack.folder.resolve()
    return built_in if same and any(built_in.glob(_PATTERN)) else None


def contracts_of(pack: Pack) -> dict[str, Contract]:
    """Load the contracts of a pack.

    Args:
        pack: The pack.

    Returns:
        Contracts by table and view, in the order of the pack; none if the pack has none.

    Raises:
        PackError: If one of them is wrong, or describes no table or view of the pack.
    """
    folder = contracts_folder(pack)
    if folder is None:
        return {}
    found = load_contracts(folder)
    known = [*pack.shown, *pack.views]
    for table, contract in found.items():
        if table not in known:
            raise PackError(
                f"{table!r} is no table or view of the pack", place=str(contract.path), expected=", ".join(known)
            )
    return {table: found[table] for table in known if table in found}


def rules_of(pack: Pack) -> RuleBook:
    """Load the rules of a pack; none if it has no ``rules.toml``."""
    path = pack.folder / "rules.toml"
    return load_rules(path) if path.exists() else RuleBook()


def checker_of(
    pack: Pack, *, reference_date: date | None = None, shared: Mapping[str, pl.DataFrame] | None = None
) -> Checker | None:
    """Bind the contracts and rules of a pack.

    Args:
        pack: The pack.
        reference_date: The day that counts as today; else the pack's own.
        shared: Tables that all blocks share; those without a contract are left out.

    Returns:
        The checker; None if the pack has no contracts.

    Raises:
        PackError: If contracts or rules are wrong, or there are rules without contracts.
    """
    contracts, rules = contracts_of(pack), rules_of(pack)
    if not contracts:
        if rules.rules:
            raise PackError("rules need contracts", place=str(pack.folder), expected=f"schemas/{_PATTERN}")
        return None
    known = {name: frame for name, frame in (shared or {}).items() if name in contracts}
    return Checker(contracts, rules, reference_date=reference_date or pack.spec.reference_date, shared=known)


def plan_checker(plan: Plan) -> Checker | None:
    """Bind the contracts and rules for the rows that a plan makes.

    Args:
        plan: The plan.

    Returns:
        The checker, with the plan's shared tables; None if the pack has no contracts.
    """
    return checker_of(plan.pack, reference_date=plan.settings.reference_date, shared=shared_frames(plan))
