"""Exact quotas: how many rows each class gets, and which rows they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import RecipeError, nearest
from nonesuch.generators.distributions.categorical import code_dtype
from nonesuch.generators.permutation import Permutation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["Quota", "quota_counts", "target_counts"]


def quota_counts(weights: ArrayLike, total: int) -> NDArray[np.int64]:
    """Turn weights into whole numbers of rows that add up.

    Args:
        weights: Shape (classes,), >= 0, one above 0.
        total: Number of rows, >= 0.

    Returns:
        Shape (classes,), int64, summing to `total`: largest remainders; of equal remainders the first wins.

    Example:
        >>> quota_counts([0.5, 0.25, 0.25], 10)
        array([5, 3, 2])
    """
    wanted = np.asarray(weights, dtype=np.float64)
    exact = wanted / wanted.sum() * total
    counts = np.floor(exact + 1e-9).astype(np.int64)
    order = np.argsort(-(exact - counts), kind="stable")
    counts[order[: total - int(counts.sum())]] += 1
    return counts


def target_counts(
    target: Mapping[str, float], weights: Mapping[str, float], total: int, *, place: str = "targets"
) -> NDArray[np.int64]:
    """Turn what a recipe asks for into rows of each category.

    Args:
        target: Category = number of rows (whole numbers), or category = share. Categories left out divide what remains
            by their weights.
        weights: Category = weight, for all categories, in order.
        total: Number of rows, >= 0.
        place: Where the target stands, for error messages.

    Returns:
        Shape (categories,), int64, summing to `total`.

    Raises:
        RecipeError: If a category is unknown, a number is negative, or the numbers cannot add up to the total.

    Example:
        >>> target_counts({"a": 7}, {"a": 1, "b": 2, "c": 1}, 10)
        array([7, 2, 1])
        >>> target_counts({"a": 0.5, "b": 0.5}, {"a": 1, "b": 2, "c": 1}, 5)
        array([3, 2, 0])
    """
    for name, number in target.items():
        if name not in weights:
            raise RecipeError(f"unknown category {name!r}", place=place, hint=nearest(name, weights))
        if not 0 <= number < np.inf:
            expected = "a share or a number of rows"
            raise RecipeError("a target is negative", place=f"{place}.{name}", expected=expected, found=number)
    whole, unit = (1.0, "") if _are_shares(target, place) else (float(total), " rows")
    asked = sum(target.values())
    rest = {name: weight for name, weight in weights.items() if name not in target and weight > 0}
    if asked > whole + 1e-9 or (not rest and asked < whole - 1e-9):
        raise RecipeError(
            f"the targets add up to {asked:g}{unit}, {whole:g}{unit} are wanted",
            place=place,
            expected=f"numbers of rows that add up to {total:,}, or shares that add up to 1",
            found=dict(target),
        )
    left, scale = max(whole - asked, 0.0), sum(rest.values()) or 1.0
    return quota_counts([target.get(name, left * rest.get(name, 0.0) / scale) for name in weights], total)


def _are_shares(target: Mapping[str, float], place: str) -> bool:
    broken = [name for name, number in target.items() if number % 1]
    if not broken:
        return all(isinstance(number, float) for number in target.values()) and sum(target.values()) <= 1
    for name, number in target.items():
        if number > 1:
            problem = f"{number:g} is no number of rows" if name in broken else "shares and numbers of rows do not mix"
            raise RecipeError(problem, place=place, expected="shares up to 1, or whole numbers", found=dict(target))
    return True


class Quota:
    """Which class each row gets, so that every class gets exactly its count.

    Args:
        counts: Shape (classes,), rows of each class.
        key: Chooses which rows; any integer.

    Example:
        >>> Quota(np.array([2, 1]), key=5)(np.arange(3))
        array([0, 1, 0], dtype=uint8)
    """

    def __init__(self, counts: NDArray[np.int64], key: int) -> None:
        self._upper = np.cumsum(counts)
        self._dtype = code_dtype(len(counts))
        self._total = int(self._upper[-1])
        self._order = Permutation(max(self._total, 1), key)

    def __call__(self, rows: NDArray[np.int64]) -> NDArray[np.unsignedinteger]:
        """Say the class of each row.

        Args:
            rows: Shape (n,), row numbers; those beyond the sum of the counts get some class.

        Returns:
            Shape (n,), class numbers.
        """
        places = self._order(np.where(rows < self._total, rows, 0))
        return np.minimum(np.searchsorted(self._upper, places, side="right"), len(self._upper) - 1).astype(self._dtype)
