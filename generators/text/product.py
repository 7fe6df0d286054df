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
    edges = np.where(np.equal(left.lengths, 0) if len(left) else False, np.int8(empty_as), language.edges(left.texts))
    followers = {edge: language.after(Edge(edge), right.texts, glue=glue) for edge in np.unique(edges).tolist()}
    heads = [
        language.before_article(text) if glue and edge == Edge.ARTICLE and text else text
        for text, edge in zip(left.texts, edges.tolist(), strict=True)
    ]
    texts = [head + tail for head, edge in zip(heads, edges.tolist(), strict=True) for tail in followers[edge]]
    weights = np.outer(left.weights, right.weights).ravel()
    n, m = len(left), len(right)
    moved = np.fromiter(map(len, texts), np.int32, n * m) - np.tile(right.lengths, n)
    layers = [_repeat(layer, m) for layer in left.layers] + [_tile(layer, n).shift(moved) for layer in right.layers]
    return Table(
        tuple(texts), weights // np.gcd.reduce(weights), tuple(layers), _features(left, right),
        left.sites + right.sites,
        np.hstack([np.repeat(_full(left), m, axis=0), np.tile(_full(right), (n, 1))]),
    )  # fmt: skip


def _full(table: Table) -> NDArray[np.int32]:
    return table.decisions if table.sites else np.empty((len(table), 0), np.int32)


def _features(left: Table, right: Table) -> NDArray[np.int32] | None:
    if left.features is not None:
        return np.repeat(left.features, len(right))
    return None if right.features is None else np.tile(right.features, len(left))


def _repeat(layer: Layer, times: int) -> Layer:
    return layer.take(np.repeat(np.arange(len(layer.starts)), times))


def _tile(layer: Layer, times: int) -> Layer:
    return layer.take(np.tile(np.arange(len(layer.starts)), times))
