"""Which versions of nonesuch read a pack."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["is_met"]

_TERM = re.compile(r"(>=|<=|==|!=|>|<)\s*(\d{1,9}(?:\.\d{1,9}){0,3})")
_HOLDS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
}


def is_met(requires: str, version: str) -> bool:
    """Say whether a version is one of those that a pack requires.

    Args:
        requires: Terms with commas between, such as ``>=0.1, <2``; all of them must hold.
        version: The version that is installed; what follows its numbers, such as ``.dev1``, does not count.

    Returns:
        Whether it is.

    Raises:
        PackError: If a term is not understood.

    Example:
        >>> is_met(">=0.1, <2", "1.10.3"), is_met(">=2", "1.10.3")
        (True, False)
    """
    terms = [_TERM.fullmatch(term.strip()) for term in requires.split(",")]
    if not all(terms):
        raise PackError("the versions are not understood", expected=">=0.1, or >=0.1, <2", found=requires)
    installed = re.match(r"\d+(?:\.\d+)*", version)
    assert installed is not None
    return all(_HOLDS[term[1]](_release(installed[0]), _release(term[2])) for term in terms if term)


def _release(text: str) -> tuple[int, ...]:
    numbers = [int(number) for number in text.split(".")[:4]]
    return tuple(numbers + [0] * (4 - len(numbers)))
