"""A Gaussian copula over codes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from nonesuch.generators.synthesizers.copula.normal import normal_quantile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.codes.field import Part

__all__ = ["CopulaModel", "learn_copula"]

_TINY = 1e-9
_RIDGE = 1e-6


@dataclass(frozen=True)
class CopulaModel:
    """Normal scores with one correlation matrix; nothing of a row survives in it but the marginals.

    Attributes:
        correlation: Shape (parts, parts).
        order: For each part its codes in the order of their normal scores.
        cuts: For each part the normal scores between neighbours of that order.
    """

    correlation: NDArray[np.float64]
    order: tuple[NDArray[np.int64], ...]
    cuts: tuple[NDArray[np.float64], ...]

    def draw(self, words: NDArray[np.uint64], known: Mapping[int, NDArray[np.int64]]) -> tuple[NDArray[np.int64], None]:
        """Draw rows; given parts move the means of the others, so that no weights are needed.

        Args:
            words: Shape (parts, n), a random word a cell, whose upper halves are used.
            known: Codes of parts that are given, each of shape (n,).

        Returns:
            Codes of shape (parts, n), and None.
        """
        given = sorted(known)
        free = [part for part in range(len(self.order)) if part not in known]
        scores = normal_quantile(((words[free] >> np.uint64(32)).astype(np.float64) + 0.5) * 2.0**-32)
        if given:
            pull, spread = self._condition(given, free)
            middle = np.array([self._middles[part].take(known[part]) for part in given])
            scores = pull @ middle + spread @ scores
        else:
            scores = self._root @ scores
        codes = np.empty(words.shape, np.int64)
        for place, part in enumerate(free):
            codes[part] = self.order[part].take(np.searchsorted(self.cuts[part], scores[place], side="right"))
        for part in given:
            codes[part] = known[part]
        return codes, None

    def exact(self, known: AbstractSet[int]) -> bool:  # noqa: ARG002 - the protocol
        """Always: a normal distribution is conditioned in closed form."""
        return True

    @cached_property
    def _root(self) -> NDArray[np.float64]:
        return _square_root(self.correlation)

    @cached_property
    def _middles(self) -> tuple[NDArray[np.float64], ...]:
        """The normal score in the middle of each code."""
        middles = []
        for order, cuts in zip(self.order, self.cuts, strict=True):
            ends = np.concatenate([cuts[:1] - 1, cuts, cuts[-1:] + 1]) if len(cuts) else np.zeros(2)
            middle = np.empty(len(order))
            middle[order] = (ends[1:] + ends[:-1]) / 2
            middles.append(middle)
        return tuple(middles)

    def _condition(self, given: list[int], free: list[int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        inner = self.correlation[np.ix_(given, given)] + _RIDGE * np.eye(len(given))
        across = self.correlation[np.ix_(free, given)]
        pull = np.asarray(np.linalg.solve(inner, across.T).T, dtype=np.float64)
        return pull, _square_root(self.correlation[np.ix_(free, free)] - pull @ across.T)

    def to_dict(self) -> dict[str, Any]:
        """Describe the model by plain values and arrays."""
        return {"kind": "copula", "correlation": self.correlation, "order": self.order, "cuts": self.cuts}


def learn_copula(codes: NDArray[np.int64], parts: Sequence[Part]) -> CopulaModel:
    """Fit a Gaussian copula.

    Numbers and two-level columns are scored first; along the first principal component of their scores the levels of
    the other columns are put in order.

    Args:
        codes: Shape (parts, n).
        parts: What the codes are.

    Returns:
        The model.
    """
    n = codes.shape[1]
    order = [np.arange(part.size) for part in parts]
    plain = [place for place, part in enumerate(parts) if part.ordered or part.size <= 3]
    leading = _leading(np.array([_scores(codes[place], order[place])[0] for place in plain]), n)
    for place, part in enumerate(parts):
        if place not in plain:
            rows = np.maximum(np.bincount(codes[place], minlength=part.size), 1)
            means = np.bincount(codes[place], leading, part.size) / rows
            order[place] = np.argsort(np.round(means, 9), kind="stable")
    scored = [_scores(codes[place], order[place]) for place in range(len(parts))]
    correlation = _correlation(np.array([scores for scores, _ in scored]).reshape(len(parts), n))
    return CopulaModel(correlation, tuple(order), tuple(cuts for _, cuts in scored))


def _scores(codes: NDArray[np.int64], order: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    shares = np.bincount(codes, minlength=len(order))[order] / len(codes)
    upper = np.cumsum(shares)
    middle = np.empty(len(order))
    middle[order] = np.round(normal_quantile(np.clip(upper - shares / 2, _TINY, 1 - _TINY)), 12)
    cuts = np.round(normal_quantile(np.clip(upper[:-1], _TINY, 1 - _TINY)), 12)
    return np.asarray(middle.take(codes)), cuts


def _leading(scores: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    if not len(scores):
        return np.zeros(n)
    scaled = (scores - scores.mean(1, keepdims=True)) / (scores.std(1, keepdims=True) + _TINY)
    direction = np.linalg.eigh(scaled @ scaled.T)[1][:, -1]
    return np.asarray((direction * (np.sign(direction[np.argmax(np.abs(direction))]) or 1.0)) @ scaled)


def _correlation(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    centred = scores - scores.mean(1, keepdims=True)
    length = np.sqrt((centred**2).sum(1, keepdims=True))
    unit = np.divide(centred, length, out=np.zeros_like(centred), where=length > _TINY)
    correlation: NDArray[np.float64] = np.round(unit @ unit.T, 12)
    np.fill_diagonal(correlation, 1.0)
    return correlation


def _square_root(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.clip(values, _RIDGE, None)))
