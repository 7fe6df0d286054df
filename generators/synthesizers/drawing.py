"""Drawing codes row by row number, with or without given parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.randomness import cell_uniforms, cell_words, digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.model import CodeModel

__all__ = ["draw_codes"]

_BLOCK = 8_192
_PARTICLES = 128


def draw_codes(
    model: CodeModel,
    parts: int,
    rows: NDArray[np.uint64],
    *,
    seed: int,
    known: Mapping[int, NDArray[np.int64]] | None = None,
) -> tuple[NDArray[np.uint16], NDArray[np.uint32]]:
    """Draw the codes of rows.

    A cell depends on the seed, its row number and its part, on nothing else. Where parts are given that the model does
    not draw first, 128 candidates are drawn for each row and one is taken by weight (sampling importance resampling,
    Rubin 1988).

    Args:
        model: The model.
        parts: How many parts it has.
        rows: Shape (n,), row numbers.
        seed: The sample's seed.
        known: Codes of given parts, each of shape (n,).

    Returns:
        Codes and spare random words, each of shape (parts, n).
    """
    known = known or {}
    several = not model.exact(known.keys())
    block = _BLOCK // _PARTICLES if several else _BLOCK
    keys = [digest(seed, "part", part) for part in range(parts)]
    codes, spare = np.empty((parts, len(rows)), np.uint16), np.empty((parts, len(rows)), np.uint32)
    for start in range(0, len(rows), block):
        piece = slice(start, start + block)
        given = {part: values[piece] for part, values in known.items()}
        if several:
            drawn, words = _draw_weighted(model, keys, rows[piece], given, seed)
        else:
            words = _words(keys, rows[piece])
            drawn, _ = model.draw(words, given)
        codes[:, piece] = drawn
        spare[:, piece] = words & np.uint64(0xFFFFFFFF)
    return codes, spare


def _words(keys: list[int], rows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    words = np.empty((len(keys), len(rows)), np.uint64)
    for part, key in enumerate(keys):
        words[part] = cell_words(key, rows)
    return words


def _draw_weighted(
    model: CodeModel, keys: list[int], rows: NDArray[np.uint64], known: Mapping[int, NDArray[np.int64]], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.uint64]]:
    candidates = np.repeat(rows * np.uint64(_PARTICLES), _PARTICLES)
    candidates += np.tile(np.arange(_PARTICLES, dtype=np.uint64), len(rows))
    words = _words(keys, candidates)
    codes, weights = model.draw(words, {part: np.repeat(values, _PARTICLES) for part, values in known.items()})
    if weights is None:
        weights = np.zeros(len(candidates))
    weights = np.round(weights.reshape(len(rows), _PARTICLES), 9)
    shares = np.cumsum(np.exp(weights - weights.max(1, keepdims=True)), 1)
    target = cell_uniforms(digest(seed, "candidate"), rows) * shares[:, -1]
    chosen = np.minimum((shares <= target[:, None]).sum(1), _PARTICLES - 1) + np.arange(len(rows)) * _PARTICLES
    return codes[:, chosen], words[:, chosen]
