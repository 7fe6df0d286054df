"""Tables of texts: what a part of a grammar can say, written out once so that a row needs a single look-up."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.weights import balls

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from numpy.typing import NDArray

__all__ = ["Layer", "Table", "merge", "single"]


@dataclass(frozen=True, eq=False)
class Layer:
    """Spans of one slot inside the texts of a table.

    Attributes:
        slot: Index in the compiled grammar's list of slots.
        starts: First character of the span in each text, -1 where it begins in an earlier part or is absent; int32.
        ends: Character after its last, -1 where it ends in a later part or is absent; int32.
    """

    slot: int
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]

    def take(self, entries: NDArray[np.int64]) -> Layer:
        """Keep some entries, in a new order."""
        return Layer(self.slot, self.starts[entries], self.ends[entries])

    def shift(self, by: NDArray[np.int32]) -> Layer:
        """Move the spans to the right by a number of characters each."""
        return Layer(
            self.slot,
            np.where(self.starts >= 0, self.starts + by, -1).astype(np.int32),
            np.where(self.ends >= 0, self.ends + by, -1).astype(np.int32),
        )


_ONE = np.ones(1, np.int64)
_NO_DECISIONS = np.empty((1, 0), np.int32)
_ONE.flags.writeable = False


@dataclass(frozen=True, eq=False)
class Table:
    """Texts with their weights, spans, features and the decisions of the grammar that lead to each.

    Attributes:
        texts: The entries.
        weights: Balls of each entry, >= 1, shape (n,), int64.
        layers: Spans inside the texts.
        features: What others agree with: an index in the builder's list of feature sets for each entry; None if the
            table is not the head of its phrase.
        sites: Identifiers of the places of the grammar where something was decided.
        decisions: What was decided there, shape (n, len(sites)), int32; -1 where the site was not visited.
    """

    texts: tuple[str, ...]
    weights: NDArray[np.int64]
    layers: tuple[Layer, ...] = ()
    features: NDArray[np.int32] | None = None
    sites: tuple[int, ...] = ()
    decisions: NDArray[np.int32] = field(default_factory=lambda: _NO_DECISIONS)

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def total(self) -> int:
        """Balls of all entries together."""
        return int(self.weights.sum() if len(self.texts) > 1 else self.weights[0])

    @cached_property
    def lengths(self) -> NDArray[np.int32]:
        """Characters of each text, int32."""
        return np.fromiter(map(len, self.texts), np.int32, len(self.texts))

    def take(self, entries: NDArray[np.int64]) -> Table:
        """Keep some entries, in a new order.

        Args:
            entries: Their indices.

        Returns:
            A table of these entries; weights keep their proportion.
        """
        weights = self.weights[entries]
        return Table(
            tuple(self.texts[i] for i in entries),
            weights // np.gcd.reduce(weights),
            tuple(layer.take(entries) for layer in self.layers),
            None if self.features is None else self.features[entries],
            self.sites,
            self.decisions[entries] if self.sites else np.empty((len(entries), 0), np.int32),
        )

    def rewrite(self, texts: Sequence[str]) -> Table:
        """Give the entries new texts that differ at their beginning only; spans move along.

        Args:
            texts: As many as there are entries.

        Returns:
            The table with these texts.
        """
        grown = np.fromiter(map(len, texts), np.int32, len(texts)) - self.lengths
        layers = tuple(layer.shift(grown) for layer in self.layers)
        return Table(tuple(texts), self.weights, layers, self.features, self.sites, self.decisions)

    def without_features(self) -> Table:
        """The same table, not the head of its phrase."""
        if self.features is None:
            return self
        return Table(self.texts, self.weights, self.layers, None, self.sites, self.decisions)


def single(text: str = "", *, site: int | None = None, decision: int = 0, features: int | None = None) -> Table:
    """Make a table of one entry.

    Args:
        text: Its text.
        site: Where something was decided; None if nothing was.
        decision: What was decided.
        features: Index of the features of the phrase; None if the text is not its head.

    Returns:
        The table.
    """
    return Table(
        (text,),
        _ONE,
        (),
        None if features is None else np.array([features], np.int32),
        () if site is None else (site,),
        _NO_DECISIONS if site is None else np.array([[decision]], np.int32),
    )


def merge(
    tables: Sequence[Table], weights: Sequence[Fraction], *, site: int | None = None, decisions: Sequence[int] = ()
) -> Table:
    """Put tables below one another.

    Args:
        tables: Alternatives.
        weights: How often each is taken, > 0.
        site: Where it is decided which of them is taken; None if nobody asks.
        decisions: What is decided there for each of them.

    Returns:
        A table of all entries; an entry weighs what its table weighs times its share of the table.
    """
    texts = tuple([text for table in tables for text in table.texts])
    sites = (() if site is None else (site,)) + tuple([site for table in tables for site in table.sites])
    return Table(
        texts,
        _merge_weights(tables, weights),
        _merge_layers(tables),
        _merge_features(tables),
        sites,
        _merge_decisions(tables, decisions, (len(texts), len(sites))),
    )


def _merge_weights(tables: Sequence[Table], weights: Sequence[Fraction]) -> NDArray[np.int64]:
    totals = [table.total for table in tables]
    common = balls([weight / total if total > 1 else weight for weight, total in zip(weights, totals, strict=True)])
    if sum(totals) == len(tables):
        return common
    counts = np.concatenate([table.weights * factor for table, factor in zip(tables, common, strict=True)])
    return counts // np.gcd.reduce(counts)


def _merge_decisions(tables: Sequence[Table], decisions: Sequence[int], shape: tuple[int, int]) -> NDArray[np.int32]:
    merged = np.full(shape, -1, np.int32)
    if decisions:
        merged[:, 0] = np.repeat(np.array(decisions, np.int32), [len(table) for table in tables])
    row, column = 0, 1 if decisions else 0
    for table in tables:
        if table.sites:
            merged[row : row + len(table), column : column + len(table.sites)] = table.decisions
        row, column = row + len(table), column + len(table.sites)
    return merged


def _merge_layers(tables: Sequence[Table]) -> tuple[Layer, ...]:
    """Let spans of the same slot in different tables share a layer."""
    bounds = np.cumsum([0, *(len(table) for table in tables)])
    layers: list[Layer] = []
    used: dict[tuple[int, int], Layer] = {}
    for table, start in zip(tables, bounds, strict=False):
        seen: dict[int, int] = {}
        for layer in table.layers:
            nth = seen[layer.slot] = seen.get(layer.slot, -1) + 1
            shared = used.get((layer.slot, nth))
            if shared is None:
                empty = np.full(bounds[-1], -1, np.int32)
                shared = used[layer.slot, nth] = Layer(layer.slot, empty, empty.copy())
                layers.append(shared)
            shared.starts[start : start + len(table)] = layer.starts
            shared.ends[start : start + len(table)] = layer.ends
    return tuple(layers)


def _merge_features(tables: Sequence[Table]) -> NDArray[np.int32] | None:
    if all(table.features is None for table in tables):
        return None
    return np.concatenate(
        [np.zeros(len(table), np.int32) if table.features is None else table.features for table in tables]
    )
