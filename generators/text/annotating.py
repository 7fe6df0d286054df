"""Spans put around parts."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.languages import Edge
from nonesuch.generators.text.pieces import Blank, Branch, Chain
from nonesuch.generators.text.splitting import split_empty
from nonesuch.generators.text.table import Layer, Table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction

    from nonesuch.generators.text.joiner import Joiner
    from nonesuch.generators.text.pieces import Part

__all__ = ["annotate"]


def annotate(joiner: Joiner, chain: Chain, slot: int) -> Chain:
    """Let a chain leave a span wherever it says something.

    Args:
        joiner: For branches that may be silent.
        chain: The chain.
        slot: Number of the slot.

    Returns:
        The chain with the span: in one table where it is one table, otherwise opened in its first part that speaks and
        closed in its last.
    """
    table = chain.table
    if table:
        return Chain((_with_layer(table, slot, opens=True, closes=True),))
    if len(chain.parts) == 1 and isinstance(chain.parts[0], Branch):
        branch = chain.parts[0]
        chains = [joiner.remember("slot", one, slot, partial(annotate, joiner, one, slot)) for one in branch.chains]
        return Chain((Branch(tuple(chains), branch.weights, branch.name),))
    return _close(joiner, _open(joiner, chain, slot), slot)


def _with_layer(table: Table, slot: int, *, opens: bool, closes: bool) -> Table:
    said = table.lengths > 0
    starts = np.where(said & opens, 0, -1).astype(np.int32)
    ends = np.where(said & closes, table.lengths, -1).astype(np.int32)
    return replace(table, layers=(*table.layers, Layer(slot, starts, ends)))


def _open(joiner: Joiner, chain: Chain, slot: int) -> Chain:
    return _touch(joiner, chain, slot, opens=True)


def _close(joiner: Joiner, chain: Chain, slot: int) -> Chain:
    return _touch(joiner, chain, slot, opens=False)


def _touch(joiner: Joiner, chain: Chain, slot: int, *, opens: bool) -> Chain:
    """Open a span in the first part that speaks, or close it in the last."""
    if not chain.parts:
        return chain
    place = 0 if opens else -1
    end = chain.parts[place]
    rest = chain.parts[1:] if opens else chain.parts[:-1]
    if Edge.EMPTY not in joiner.edges(end) or not rest:
        return _around(rest, [_touch_part(joiner, end, slot, opens=opens)], opens=opens)
    silent, loud = split_empty(end)
    options: list[tuple[Fraction, Chain]] = []
    if silent:
        touched = _touch(joiner, Chain(rest), slot, opens=opens)
        options.append((silent[0], _around(touched.parts, silent[1].parts, opens=opens)))
    if loud:
        options.append((loud[0], _around(rest, _touch(joiner, loud[1], slot, opens=opens).parts, opens=opens)))
    return joiner.choose(options)


def _around(rest: Sequence[Part], end: Sequence[Part], *, opens: bool) -> Chain:
    return Chain((*end, *rest) if opens else (*rest, *end))


def _touch_part(joiner: Joiner, part: Part, slot: int, *, opens: bool) -> Part:
    if isinstance(part, Table):
        return _with_layer(part, slot, opens=opens, closes=not opens)
    if isinstance(part, Blank):
        return replace(part, opens=(*part.opens, slot)) if opens else replace(part, closes=(*part.closes, slot))
    chains = tuple(_touch(joiner, inner, slot, opens=opens) for inner in part.chains)
    return Branch(chains, part.weights, part.name)
