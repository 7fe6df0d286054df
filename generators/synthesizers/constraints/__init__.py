"""Rules between columns that hold by construction; the first six have the names that SDV's users know."""

from __future__ import annotations

from typing import Any

from nonesuch.errors import DataError, nearest
from nonesuch.generators.synthesizers.constraints.combinations import FixedCombinations, FixedIncrements, OneHotEncoding
from nonesuch.generators.synthesizers.constraints.constraint import Constraint
from nonesuch.generators.synthesizers.constraints.discovery import Offer, find_constraints
from nonesuch.generators.synthesizers.constraints.formula import Formula, ProgrammableConstraint, Unique
from nonesuch.generators.synthesizers.constraints.inequality import Inequality, Range

__all__ = [
    "Constraint",
    "FixedCombinations",
    "FixedIncrements",
    "Formula",
    "Inequality",
    "Offer",
    "OneHotEncoding",
    "ProgrammableConstraint",
    "Range",
    "Unique",
    "constraint_from_dict",
    "find_constraints",
]

_KINDS: dict[str, Any] = {
    kind.__name__: kind for kind in (FixedCombinations, FixedIncrements, Formula, Inequality, OneHotEncoding, Unique)
}


def constraint_from_dict(document: dict[str, Any]) -> Constraint:
    """Read a constraint from plain values.

    Args:
        document: What ``to_dict`` gave; lists for tuples.

    Returns:
        The constraint.

    Raises:
        DataError: If there is no such kind of constraint, or its values do not fit.

    Example:
        >>> constraint_from_dict({"kind": "Unique", "columns": ["a", "b"]})
        Unique(columns=('a', 'b'))
    """
    values = {name: _tuples(value) for name, value in document.items() if name != "kind"}
    kind = document.get("kind")
    try:
        if kind == "Range":
            values["pair"] = tuple(constraint_from_dict(part) for part in values["pair"])
            return Range(**values)
        return _KINDS[str(kind)](**values)
    except KeyError:
        raise DataError("unknown constraint", found=kind, hint=nearest(str(kind), [*_KINDS, "Range"])) from None
    except TypeError as problem:
        raise DataError("the constraint's values do not fit", place=str(kind), found=str(problem)) from None


def _tuples(value: Any) -> Any:
    return tuple(_tuples(entry) for entry in value) if isinstance(value, list) else value
