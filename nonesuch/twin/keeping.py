"""Rules that every real row keeps, imposed on the twin all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nonesuch.expression import parse_expression
from nonesuch.generators.synthesizers.constraints import FixedCombinations, Formula, Inequality, OneHotEncoding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.generators.synthesizers.constraints import Constraint, Offer

__all__ = ["impose_together"]


def impose_together(offers: Sequence[Offer]) -> tuple[tuple[Offer, ...], tuple[Offer, ...]]:
    """Choose rules that can be imposed together, and the order in which they take a table apart.

    A rule replaces columns by free ones; it must come before any rule that replaces a column it looks at. An offer that
    would replace a column which an earlier offer replaces too, or close a circle, is left out.

    Args:
        offers: What was found, the most welcome first.

    Returns:
        The rules to impose, in order, and those left out.

    Example:
        >>> from nonesuch.generators.synthesizers.constraints import Offer
        >>> offers = [Offer(Inequality(low, high), f"{low} <= {high}", 9) for low, high in ("ab", "bc", "ac")]
        >>> [[offer.statement for offer in part] for part in impose_together(offers)]
        [['b <= c', 'a <= b'], ['a <= c']]
    """
    imposed: list[Offer] = []
    left: list[Offer] = []
    for offer in offers:
        order = _order([*imposed, offer])
        if order is None:
            left.append(offer)
        else:
            imposed = order
    return tuple(imposed), tuple(left)


def _order(offers: list[Offer]) -> list[Offer] | None:
    """Order rules so that each still finds its columns; None if there is no such order."""
    waiting, ordered = list(offers), []
    while waiting:
        free = [offer for offer in waiting if not _in_the_way(offer, waiting)]
        if not free:
            return None
        waiting.remove(free[0])
        ordered.append(free[0])
    return ordered


def _in_the_way(offer: Offer, waiting: list[Offer]) -> bool:
    replaced = _replaced(offer.constraint)
    return any(replaced & _seen(other.constraint) for other in waiting if other is not offer)


def _replaced(rule: Constraint) -> set[str]:
    """Columns that a rule takes out of the table."""
    if isinstance(rule, Formula):
        return {rule.column}
    if isinstance(rule, Inequality):
        return {rule.high}
    assert isinstance(rule, FixedCombinations | OneHotEncoding), "nothing else is offered"
    return set(rule.columns)


def _seen(rule: Constraint) -> set[str]:
    """Columns that a rule needs, those that it takes out among them."""
    if isinstance(rule, Formula):
        return {rule.column, *parse_expression(rule.expression).columns}
    if isinstance(rule, Inequality):
        return {rule.low, rule.high}
    return _replaced(rule)
