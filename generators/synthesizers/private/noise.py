"""Exact samplers of discrete noise (Canonne, Kamath, Steinke: "The discrete Gaussian for differential privacy", 2020).

Only integers are compared and drawn, so that no floating-point rounding can undo the guarantee (Mironov: "On
significance of the least significant bits for differential privacy", 2012). Uniform integers come from numpy's
generator, unbiased.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.errors import UsageError

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray

__all__ = ["bernoulli_exp", "choose", "discrete_gaussian", "discrete_laplace"]

_LARGEST = 25_000_000
_BATCH = 256


def bernoulli_exp(numerators: NDArray[np.int64], denominator: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Toss coins that show heads with probability exp(-numerator / denominator), exactly.

    Args:
        numerators: Shape (n,), >= 0.
        denominator: > 0; a hundred times it must stay below 2**63.
        rng: Source of uniform integers.

    Returns:
        Shape (n,).

    Example:
        >>> bernoulli_exp(np.zeros(3, np.int64), 7, np.random.default_rng(0))
        array([ True,  True,  True])
    """
    whole, rest = np.divmod(numerators, denominator)
    heads = _below_one(rest, denominator, rng)
    tossing = np.flatnonzero(heads & (whole > 0))
    while len(tossing):
        kept = _below_one(np.full(len(tossing), 1), 1, rng)
        heads[tossing[~kept]] = False
        tossing = tossing[kept]
        whole[tossing] -= 1
        tossing = tossing[whole[tossing] > 0]
    return heads


def _below_one(numerators: NDArray[np.int64], denominator: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Algorithm 1, for fractions up to one: heads if the first tail of Bernoulli(x / 1), (x / 2), ... is an odd one."""
    odd = np.ones(len(numerators), bool)
    going = np.arange(len(numerators))
    turn = 1
    while len(going):
        going = going[rng.integers(0, denominator * turn, len(going)) < numerators[going]]
        turn += 1
        odd[going] = turn % 2 == 1
    return odd


def discrete_laplace(scale: int, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw from the discrete Laplace distribution, P(x) proportional to exp(-|x| / scale) (algorithm 2).

    Args:
        scale: >= 1.
        size: How many.
        rng: Source of uniform integers.

    Returns:
        Shape (size,).

    Example:
        >>> discrete_laplace(3, 4, np.random.default_rng(1)).shape
        (4,)
    """
    kept = [np.zeros(0, np.int64)]
    missing = size
    while missing > 0:
        low = rng.integers(0, scale, 2 * missing + 16)
        low = low[bernoulli_exp(low, scale, rng)]
        high = np.zeros(len(low), np.int64)
        going = np.arange(len(low))
        while len(going):
            going = going[_below_one(np.full(len(going), 1), 1, rng)]
            high[going] += 1
        magnitude = low + scale * high
        negative = rng.integers(0, 2, len(low)) == 1
        drawn = np.where(negative, -magnitude, magnitude)[~(negative & (magnitude == 0))]
        kept.append(drawn)
        missing -= len(drawn)
    return np.concatenate(kept)[:size]


def discrete_gaussian(variance: int, size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Draw from the discrete Gaussian distribution, P(x) proportional to exp(-x**2 / (2 variance)) (algorithm 3).

    Adding it to counts that change by one in one place is (1 / (2 variance))-zCDP.

    Args:
        variance: The parameter sigma squared, 1 to 25,000,000.
        size: How many.
        rng: Source of uniform integers.

    Returns:
        Shape (size,).

    Raises:
        UsageError: If the variance is out of bounds.

    Example:
        >>> discrete_gaussian(100, 5, np.random.default_rng(1)).shape
        (5,)
    """
    if not 1 <= variance <= _LARGEST:
        raise UsageError(
            "the noise is out of bounds",
            expected=f"a variance of 1 to {_LARGEST:,}",
            found=variance,
            hint="epsilon is too small for so many columns, or too large to be private",
        )
    scale = math.isqrt(variance) + 1
    kept = [np.zeros(0, np.int64)]
    missing = size
    while missing > 0:
        drawn = discrete_laplace(scale, 2 * missing + 16, rng)
        drawn = drawn[bernoulli_exp((np.abs(drawn) * scale - variance) ** 2, 2 * variance * scale * scale, rng)]
        kept.append(drawn)
        missing -= len(drawn)
    return np.concatenate(kept)[:size]


def choose(scores: NDArray[np.int64], epsilon: Fraction, rng: np.random.Generator) -> int:
    """Choose by the exponential mechanism: P(i) proportional to exp(epsilon * score / 2), exactly.

    Proposals are uniform and accepted with probability exp(-epsilon * (best - score) / 2). For scores that one row
    changes by at most one this is (epsilon**2 / 8)-zCDP (Cesar, Rogers: "Bounding, concentrating, and truncating",
    2021).

    Args:
        scores: Shape (n,), n >= 1.
        epsilon: > 0; numerator and denominator below 2**24.
        rng: Source of uniform integers.

    Returns:
        A place in [0, n).

    Example:
        >>> from fractions import Fraction
        >>> choose(np.array([0, 0, 1000]), Fraction(1), np.random.default_rng(0))
        2
    """
    loss = (scores.max() - scores) * epsilon.numerator
    while True:
        proposed = rng.integers(0, len(scores), _BATCH)
        accepted = np.flatnonzero(bernoulli_exp(loss[proposed], 2 * epsilon.denominator, rng))
        if len(accepted):
            return int(proposed[accepted[0]])
