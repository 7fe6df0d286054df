"""Check digits that tell an identifier from any other number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["luhn_digit", "luhn_valid", "mod97"]


def luhn_digit(digits: NDArray[np.integer]) -> NDArray[np.int64]:
    """Compute the Luhn check digit (ISO/IEC 7812-1, annex B).

    Args:
        digits: Shape (n, length), payload digits, most significant first.

    Returns:
        Shape (n,), in [0, 9].

    Example:
        >>> luhn_digit(np.array([[7, 9, 9, 2, 7, 3, 9, 8, 7, 1]]))
        array([3])
    """
    doubled = digits[:, ::-1].astype(np.int64)
    doubled[:, ::2] *= 2
    doubled = np.where(doubled > 9, doubled - 9, doubled)
    return np.asarray((-doubled.sum(1)) % 10)


def luhn_valid(digits: NDArray[np.integer]) -> NDArray[np.bool_]:
    """Say which numbers end in their Luhn check digit.

    Args:
        digits: Shape (n, length), check digit last.

    Returns:
        Shape (n,).

    Example:
        >>> luhn_valid(np.array([[7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 3], [7, 9, 9, 2, 7, 3, 9, 8, 7, 1, 4]]))
        array([ True, False])
    """
    valid: NDArray[np.bool_] = luhn_digit(digits[:, :-1]) == digits[:, -1]
    return valid


def mod97(digits: NDArray[np.integer]) -> NDArray[np.int64]:
    """Reduce long numbers modulo 97 (ISO/IEC 7064, MOD 97-10, the check of an IBAN).

    Args:
        digits: Shape (n, length), most significant first.

    Returns:
        Shape (n,), in [0, 96].

    Example:
        >>> mod97(np.array([[9, 8], [1, 9]]))
        array([ 1, 19])
    """
    rest = np.zeros(len(digits), np.int64)
    for column in digits.T:
        rest = (rest * 10 + column) % 97
    return rest
