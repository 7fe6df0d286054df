"""Putting the steps of a plan in order."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from nonesuch.generators.node import Node

__all__ = ["in_order"]


def in_order(before: Mapping[Node, Iterable[Node]], shared: Collection[str], *, place: str) -> list[Node]:
    """Put steps in an order in which each comes after those it needs.

    Args:
        before: For each step the steps it needs; of several possible orders, the one nearest to the order of the keys.
        shared: Tables whose steps come before all others.
        place: Where the steps belong, for error messages.

    Returns:
        The steps in order.

    Raises:
        PackError: If steps need each other in a circle, or a shared table needs another one.

    Example:
        >>> in_order({("t", "a"): [("t", "b")], ("t", "b"): []}, shared=(), place="doc")
        [('t', 'b'), ('t', 'a')]
    """
    rank = {node: (node[0] not in shared, i) for i, node in enumerate(before)}
    waiting = {node: {step for step in steps if step in rank} for node, steps in before.items()}
    followers: dict[Node, list[Node]] = {node: [] for node in rank}
    for node, steps in waiting.items():
        for step in steps:
            if node[0] in shared and step[0] not in shared:
                raise PackError(
                    "a shared table cannot need a family", place=f"{place}: {_name(node)}", found=_name(step)
                )
            followers[step].append(node)
    ready = [(rank[node], node) for node, steps in waiting.items() if not steps]
    heapq.heapify(ready)
    order: list[Node] = []
    while ready:
        node = heapq.heappop(ready)[1]
        order.append(node)
        for later in followers[node]:
            waiting[later].discard(node)
            if not waiting[later]:
                heapq.heappush(ready, (rank[later], later))
    if len(order) < len(rank):
        circle = " -> ".join(_name(node) for node in _circle({node: steps for node, steps in waiting.items() if steps}))
        raise PackError("columns need each other in a circle", place=place, found=circle)
    return order


def _name(node: Node) -> str:
    return ".".join(part.lstrip("@") for part in node)


def _circle(stuck: Mapping[Node, Collection[Node]]) -> list[Node]:
    node = next(iter(stuck))
    seen: list[Node] = []
    while node not in seen:
        seen.append(node)
        node = min(step for step in stuck[node] if step in stuck)
    return [*seen[seen.index(node) :], node]
