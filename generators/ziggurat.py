"""Standard normal numbers by the column: the ziggurat of Marsaglia and Tsang, all rows at a time.

numpy walks the same ziggurat number by number, which takes more than half as long again. (Marsaglia, Tsang: "The
ziggurat method for generating random variables", Journal of Statistical Software 5(8), 2000. Layer and place are made
of different bits, as Doornik asks: "An improved ziggurat method to generate normal random samples", 2005.)
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.randomness import random_u32

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["random_normal"]

_LAYERS = 256
_TAIL = 3.6541528853610088  # where the lowest of 256 layers goes over into the tail
_AREA = 0.00492867323399  # of each layer; both from Marsaglia and Tsang
_STEPS = 2.0**23


def random_normal(rng: np.random.Generator, n: int) -> NDArray[np.float64]:
    """Draw n standard normal numbers.

    Args:
        rng: A stream whose bit generator is Philox.
        n: How many, >= 0.

    Returns:
        Shape (n,), float64; on each side of 0 a layer has 2**23 different ones.

    Example:
        >>> from nonesuch.generators.randomness import stream
        >>> random_normal(stream(1, "doc"), 3).round(3)
        array([-0.058, -1.417, -0.681])
    """
    width, inner, _ = _layers()
    bits = random_u32(rng, n).view(np.int32)
    layer = (bits & (_LAYERS - 1)).astype(np.intp)
    values = (bits >> 8).astype(np.float64)
    values += 0.5
    values *= np.take(width, layer)
    unsure = np.flatnonzero(np.abs(values) >= np.take(inner, layer))
    values[unsure] = _settled(rng, values[unsure], layer[unsure])
    return values


@cache
def _layers() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Of each layer the width of a step, the end of the part that lies under the curve, and the height."""
    edges = [_AREA / np.exp(-0.5 * _TAIL**2), _TAIL]
    while len(edges) < _LAYERS:
        edges.append(np.sqrt(-2 * np.log(_AREA / edges[-1] + np.exp(-0.5 * edges[-1] ** 2))))
    ends = np.array([*edges, 0.0])
    return ends[:-1] / _STEPS, ends[1:], np.exp(-0.5 * ends**2)


def _settled(rng: np.random.Generator, values: NDArray[np.float64], layer: NDArray[np.intp]) -> NDArray[np.float64]:
    """Numbers that may lie beyond the curve: kept if they do not, else drawn again; the tail of the lowest layer."""
    height = _layers()[2]
    level = height[layer] + rng.random(len(values)) * (height[layer + 1] - height[layer])
    again = np.flatnonzero((level >= np.exp(-0.5 * values**2)) & (layer > 0))
    values[again] = rng.standard_normal(len(again))
    rows = np.flatnonzero(layer == 0)
    beyond, left = np.zeros(len(rows)), np.arange(len(rows))
    while len(left):
        beyond[left] = rng.standard_exponential(len(left)) / _TAIL
        left = left[2 * rng.standard_exponential(len(left)) <= beyond[left] ** 2]
    values[rows] = np.copysign(_TAIL + beyond, values[rows])
    return values
