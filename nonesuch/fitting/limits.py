"""Limits of numbers that are public: what the contracts of a pack allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.contracts import contracts_of

if TYPE_CHECKING:
    from nonesuch.fitting.wanted import Wanted
    from nonesuch.generators.pack import Pack
    from nonesuch.validators.contract.schema import ColumnSchema

__all__ = ["limits_of"]


def limits_of(pack: Pack, wanted: Wanted) -> dict[str, tuple[float, float]]:
    """Find the limits of what is fitted, without a look at any row.

    Args:
        pack: The pack.
        wanted: What is fitted.

    Returns:
        Column = the least and the greatest number that its contract allows; columns of other kinds, and those that it
        leaves open on one side, are not among them.

    Example:
        >>> from nonesuch.fitting.wanted import want
        >>> from nonesuch.generators.pack import load_pack
        >>> from nonesuch.packs import find_pack
        >>> medical = load_pack(find_pack("medical"))
        >>> limits_of(medical, want(medical, "vitals", ["heart_rate_bpm"], ["patients.sex"], None))
        {'heart_rate_bpm': (20.0, 240.0)}
    """
    contracts = contracts_of(pack)
    found = {}
    for name, dtype in wanted.types.items():
        table, _, column = wanted.given.get(name, name).rpartition(".")
        contract = contracts.get(table or wanted.table)
        schema = None if contract is None else contract.columns.get(column)
        limits = None if schema is None or not dtype.is_numeric() else _limits(schema)
        if limits is not None:
            found[name] = limits
    return found


def _limits(schema: ColumnSchema) -> tuple[float, float] | None:
    low, high = schema.ends
    return None if low is None or high is None or not low < high else (float(low), float(high))
