"""Given values against contracts: what no record may have is told before anything is made."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING, Any

from nonesuch.errors import RecipeError, nearest
from nonesuch.recipe import Between

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonesuch.validators import Contract
    from nonesuch.validators.contract.schema import ColumnSchema

__all__ = ["check_given"]


def check_given(given: Mapping[str, Mapping[str, Any]], contracts: Mapping[str, Contract]) -> None:
    """Refuse given values that the contract of their table forbids.

    Args:
        given: Table, column, and a value, a list of values or a range, as a recipe says it.
        contracts: Contracts by table and view; what they do not declare is not judged.

    Raises:
        RecipeError: If a word is none of the allowed ones, or none of the numbers is inside the bounds.
    """
    for table, columns in given.items():
        declared = contracts[table].columns if table in contracts else {}
        for column, wanted in columns.items():
            if column in declared:
                place = f"given.{table}.{column}"
                _check_words(wanted, declared[column], place)
                _check_numbers(wanted, declared[column], place)


def _check_words(wanted: Any, said: ColumnSchema, place: str) -> None:
    words = [word for word in said.enum or () if isinstance(word, str)]
    asked = wanted if isinstance(wanted, list) else [wanted]
    for word in asked:
        if words and isinstance(word, str) and word not in words:
            raise RecipeError(f"unknown category {word!r}", place=place, hint=nearest(word, words))


def _check_numbers(wanted: Any, said: ColumnSchema, place: str) -> None:
    ends: list[Any] = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(wanted, Between):
        ends = [wanted.min, wanted.max]
    if said.kind not in ("integer", "number") or not all(_is_number(end) for end in ends):
        return
    ranges = [(ends[0], ends[1])] if isinstance(wanted, Between) else [(end, end) for end in ends]
    if ranges and not any(_reaches(low, high, said) for low, high in ranges):
        found = f"{ends[0]} to {ends[1]}" if isinstance(wanted, Between) else ", ".join(map(str, ends))
        raise RecipeError("no record may have this value", place=place, expected=_bounds(said), found=found)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _reaches(low: float, high: float, said: ColumnSchema) -> bool:
    """Whether a closed range of numbers holds one that is allowed."""
    return (
        (said.minimum is None or high >= said.minimum)
        and (said.maximum is None or low <= said.maximum)
        and (said.exclusive_minimum is None or high > said.exclusive_minimum)
        and (said.exclusive_maximum is None or low < said.exclusive_maximum)
    )


def _bounds(said: ColumnSchema) -> str:
    low, high = said.ends
    if low is None or high is None:
        words = "at least" if said.minimum is not None else "more than"
        if low is None:
            words = "at most" if said.maximum is not None else "less than"
        text = f"{words} {high if low is None else low}"
    else:
        text = f"{low} to {high}"
    return f"{text} {said.notes.unit}" if said.notes.unit else text
