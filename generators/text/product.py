"""Two tables said one after the other, as one table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.languages import Edge
from nonesuch.generators.text.table import Table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.text.languages import Language
    from nonesuch.generators.text.table import Layer

__all__ = ["product"]


def product(left: Table, right: Table, language: Language, *, glue: bool, empty_as: Edge = Edge.EMPTY) -> Table:
    """Combine every entry of a table with every entry of the next.

    Articles, capitals and spaces between the two are settled here, once for each pair.

    Args:
        left: What is said first.
        right: What follows.
        language: Whose rules join them.
        glue: Whether a space stands between them in the grammar.
        empty_as: How the text before an empty entry of ``left`` ends.

    Returns:
        A table of ``len(left) * len(right)`` entries, the right one running fastest.
    """
    if left.texts == ("",) and empty_as == Edge.EMPTY and not glue:
        return _beside(left, right, right.texts, right.layers)
    edges = [language.edge(text) if text else empty_as for text in left.texts]
    followers = {edge: language.after(edge, right.texts, glue=glue) for edge in set(edges)}
    heads = [
        language.before_article(text) if glue and edge == Edge.ARTICLE and text else text
        for text, edge in zip(left.texts, edges, strict=True)
    ]
    texts = tuple([head + tail for head, edge in zip(heads, edges, strict=True) for tail in followers[edge]])
    n, m = len(left), len(right)
    layers = [_repeat(layer, m) for layer in left.layers]
    if right.layers:
        moved = np.fromiter(map(len, texts), np.int32, n * m) - np.tile(right.lengths, n)
        layers += [_tile(layer, n).shift(moved) for layer in right.layers]
    return _beside(left, right, texts, tuple(layers))


def _beside(left: Table, right: Table, texts: tuple[str, ...], layers: tuple[Layer, ...]) -> Table:
    """Make a table of texts and spans with the weights, features and decisions of every pair of entries."""
    return Table(
        texts, _weights(left, right), layers, _features(left, right), left.sites + right.sites, _decisions(left, right)
    )


def _weights(left: Table, right: Table) -> NDArray[np.int64]:
    if len(left) == 1 or len(right) == 1:
        return right.weights if len(left) == 1 else left.weights
    weights = np.outer(left.weights, right.weights).ravel()
    return weights // np.gcd.reduce(weights)


def _decisions(left: Table, right: Table) -> NDArray[np.int32]:
    n, m = len(left), len(right)
    first = np.repeat(left.decisions, m, axis=0) if m > 1 else left.decisions
    second = np.tile(right.decisions, (n, 1)) if n > 1 else right.decisions
    if left.sites and right.sites:
        return np.concatenate([first, second], axis=1)
    return first if left.sites else second if right.sites else np.empty((n * m, 0), np.int32)


def _features(left: Table, right: Table) -> NDArray[np.int32] | None:
    if left.features is not None:
        return np.repeat(left.features, len(right))
    return None if right.features is None else np.tile(right.features, len(left))


def _repeat(layer: Layer, times: int) -> Layer:
    return layer if times == 1 else layer.take(np.repeat(np.arange(len(layer.starts)), times))


def _tile(layer: Layer, times: int) -> Layer:
    return layer if times == 1 else layer.take(np.tile(np.arange(len(layer.starts)), times))
