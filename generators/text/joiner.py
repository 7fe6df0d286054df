"""Joining parts as the language asks, without writing out every pair where there would be too many.

Two small tables are multiplied. Otherwise what a part must know of the one before it, namely how that one ends, is few
things (`Edge`): the earlier part is split by them, and the later one is rewritten for each.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from nonesuch.generators.text.languages import Edge
from nonesuch.generators.text.pieces import Blank, Branch, Chain, is_silent
from nonesuch.generators.text.product import product
from nonesuch.generators.text.splitting import Share, share_entries, split_empty
from nonesuch.generators.text.table import Table, merge, single

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nonesuch.generators.text.languages import Language
    from nonesuch.generators.text.pieces import Part

__all__ = ["Joiner"]

_SHORT = 64


class Joiner:
    """Joins chains by the rules of a language.

    Args:
        language: The language.
        article_field: Gives the field that holds the indefinite article of another field's values.
        most_entries: Tables are not multiplied or merged beyond this size.
        most_balls: Nor beyond this many balls, weights included.
    """

    def __init__(
        self,
        language: Language,
        article_field: Callable[[int], int],
        *,
        most_entries: int = 2048,
        most_balls: int = 16384,
    ) -> None:
        self.language = language
        self._article_field = article_field
        self._most_entries, self._most_balls = most_entries, most_balls
        self._edges: dict[int, tuple[Part, frozenset[Edge]]] = {}
        self._led: dict[tuple[int, Edge, bool], tuple[Part, tuple[Part, ...]]] = {}
        self._splits: dict[int, tuple[Part, list[tuple[Edge, Fraction, Chain]]]] = {}
        self._solids: dict[int, tuple[Part, bool]] = {}
        self._kept: dict[tuple[object, ...], tuple[Chain, Chain]] = {}

    def remember(self, work: str, chain: Chain, argument: int, make: Callable[[], Chain]) -> Chain:
        """Do a piece of work on a chain once, so that all uses of the chain share one result.

        Args:
            work: What is done.
            chain: The chain it is done on.
            argument: What else decides the result.
            make: Does it.

        Returns:
            The result, the same object each time.
        """
        key = (work, argument, *map(id, chain.parts))
        if key not in self._kept:
            self._kept[key] = (chain, make())
        return self._kept[key][1]

    def join(self, left: Chain, right: Chain, *, glue: bool) -> Chain:
        """Say one chain after another.

        Args:
            left: What is said first.
            right: What follows.
            glue: Whether a space stands between them in the grammar.

        Returns:
            Both as one chain.
        """
        if not left.parts or not right.parts:
            return left if left.parts else right
        fused = self._fuse(left, right, glue=glue)
        if fused:
            return fused
        if not glue and not self._drops_stop(left, right):
            return left.plus(right.parts)
        return self.choose(
            [(weight, self._follow(chain, edge, right, glue=glue)) for edge, weight, chain in self.split(left)]
        )

    def say(self, chain: Chain, words: Sequence[str], *, glue: bool) -> Chain:
        """Say words after a chain; the same as joining them one by one, but in fewer steps.

        Args:
            chain: What is said first.
            words: Words with spaces between them, at least one, none empty.
            glue: Whether a space stands before the first.

        Returns:
            All as one chain.
        """
        first = Chain((single(words[0]),))
        alone = not chain.parts or (self.language.ends_alone(words[0]) and self._meets(chain, first) is not None)
        if alone and len(words) > 1:
            return self.join(chain, Chain((single(self.language.phrase(words)),)), glue=glue)
        for place, word in enumerate(words):
            chain = self.join(chain, Chain((single(word),)) if place else first, glue=glue or place > 0)
        return chain

    def _fuse(self, left: Chain, right: Chain, *, glue: bool) -> Chain | None:
        before = self._meets(left, right)
        if before is None:
            return None
        last, first = left.parts[-1], right.parts[0]
        assert isinstance(last, Table)
        assert isinstance(first, Table)
        table = product(last, first, self.language, glue=glue, empty_as=before)
        return Chain((*left.parts[:-1], table, *right.parts[1:]))

    def _meets(self, left: Chain, right: Chain) -> Edge | None:
        """How the text ends before the tables that meet, where one table can be made of them; else None."""
        last, first = left.parts[-1], right.parts[0]
        if not (isinstance(last, Table) and isinstance(first, Table)):
            return None
        small = len(last) * len(first) <= self._most_entries and last.total * first.total <= self._most_balls
        if not small or (len(right.parts) > 1 and Edge.EMPTY in self.edges(first)):
            return None
        if len(left.parts) == 1 or Edge.EMPTY not in self.edges(last):
            return Edge.EMPTY
        before = self.right_edges(Chain(left.parts[:-1]))
        return None if len(before) > 1 or Edge.ARTICLE in before else next(iter(before))

    def _drops_stop(self, left: Chain, right: Chain) -> bool:
        return Edge.STOP in self.right_edges(left) and self._begins(right, (self.language.data.full_stop,))

    def _follow(self, left: Chain, edge: Edge, right: Chain, *, glue: bool) -> Chain:
        if not glue:
            return left.plus(self.lead(right, edge, glue=False).parts)
        if edge == Edge.ARTICLE:
            return self._strip_article(left).plus(self.lead(right, edge).parts)
        if edge in (Edge.PLAIN, Edge.STOP) and self._solid(right) and not _is_short(right.parts[0]):
            space = Chain((single(self.language.data.joiner),) if self.language.data.joiner else ())
            follower = self.lead(right, Edge.START) if edge == Edge.STOP else right
            return self.join(left, space, glue=False).plus(follower.parts)
        return left.plus(self.lead(right, edge).parts)

    def choose(self, alternatives: Sequence[tuple[Fraction, Chain]], *, name: str = "") -> Chain:
        """Take one of several chains.

        Args:
            alternatives: Weight and chain each; those of weight 0 are left out.
            name: Symbol whose alternatives these are, if they must be kept apart from others.

        Returns:
            A table if they are few and plain, otherwise a branch.
        """
        taken = [(weight, chain) for weight, chain in alternatives if weight]
        if len(taken) == 1 and not name:
            return taken[0][1]
        if not name:
            table = self._merged(taken)
            if table:
                return Chain((table,))
            taken = [flat for weight, chain in taken for flat in self._flatten(weight, chain)]
        return Chain((Branch(tuple(chain for _, chain in taken), tuple(weight for weight, _ in taken), name),))

    def decide(self, site: int, options: Sequence[tuple[Fraction, int, Chain]], *, name: str = "") -> Chain:
        """Take one of several chains, and keep which one it is.

        Args:
            site: Where it is decided.
            options: Weight, decision and chain each; those of weight 0 are left out.
            name: As for `choose`.

        Returns:
            As `choose`.
        """
        taken = [option for option in options if option[0]]
        if len(taken) > 1 and not name:
            plain = [(weight, chain) for weight, _, chain in taken]
            table = self._merged(plain, site=site, decisions=[decision for _, decision, _ in taken])
            if table:
                return Chain((table,))
        return self.choose([(weight, self.decided(site, i, chain)) for weight, i, chain in taken], name=name)

    def decided(self, site: int, decision: int, chain: Chain) -> Chain:
        """Keep with a chain what was decided before it."""
        prefix = Chain((single(site=site, decision=decision),))
        return self.remember(f"decide {decision}", chain, site, partial(self.join, prefix, chain, glue=False))

    def _merged(
        self, alternatives: Sequence[tuple[Fraction, Chain]], *, site: int | None = None, decisions: Sequence[int] = ()
    ) -> Table | None:
        tables = [chain.table if chain.parts else single() for _, chain in alternatives]
        plain = [table for table in tables if table is not None]
        if len(plain) < len(tables) or sum(map(len, plain)) > self._most_entries:
            return None
        table = merge(plain, [weight for weight, _ in alternatives], site=site, decisions=decisions)
        return table if table.total <= self._most_balls else None

    def _flatten(self, weight: Fraction, chain: Chain) -> list[tuple[Fraction, Chain]]:
        """Let the alternatives of a branch that stands alone in an alternative stand beside that alternative."""
        prefix, last = Chain(chain.parts[:-1]), chain.parts[-1] if chain.parts else None
        if not isinstance(last, Branch) or last.name or not all(map(is_silent, prefix.parts)):
            return [(weight, chain)]
        return [
            (weight * share / last.total, self.join(prefix, inner, glue=False) if prefix.parts else inner)
            for share, inner in zip(last.weights, last.chains, strict=True)
        ]

    def edges(self, part: Part) -> frozenset[Edge]:
        """Ways in which a part may end."""
        if id(part) not in self._edges:
            self._edges[id(part)] = (part, self._find_edges(part))
        return self._edges[id(part)][1]

    def _find_edges(self, part: Part) -> frozenset[Edge]:
        if isinstance(part, Table):
            return frozenset(map(self.language.edge, part.texts))
        if isinstance(part, Blank):
            return frozenset({Edge.PLAIN})
        return frozenset(edge for chain in part.chains for edge in self.right_edges(chain))

    def right_edges(self, chain: Chain) -> frozenset[Edge]:
        """Ways in which a chain may end."""
        found: set[Edge] = set()
        for part in reversed(chain.parts):
            edges = self.edges(part)
            found |= edges - {Edge.EMPTY}
            if Edge.EMPTY not in edges:
                return frozenset(found)
        return frozenset(found | {Edge.EMPTY})

    def split(self, chain: Chain) -> list[tuple[Edge, Fraction, Chain]]:
        """Part a chain by how it ends.

        Args:
            chain: Any chain.

        Returns:
            For each way to end: how much of the chain's weight ends so, and that part of it.
        """
        edges = self.right_edges(chain)
        if len(edges) == 1:
            return [(next(iter(edges)), Fraction(1), chain)]
        rest = Chain(chain.parts[:-1])
        found: dict[Edge, list[tuple[Fraction, Chain]]] = {}
        for edge, weight, end in self._split_part(chain.parts[-1]):
            if edge == Edge.EMPTY and rest.parts:
                for before, share, start in self.split(rest):
                    found.setdefault(before, []).append((weight * share, start.plus(end.parts)))
            else:
                found.setdefault(edge, []).append((weight, rest.plus(end.parts)))
        return [(edge, sum((w for w, _ in same), Fraction(0)), self.choose(same)) for edge, same in found.items()]

    def _split_part(self, part: Part) -> list[tuple[Edge, Fraction, Chain]]:
        if id(part) not in self._splits:
            self._splits[id(part)] = (part, self._find_split(part))
        return self._splits[id(part)][1]

    def _find_split(self, part: Part) -> list[tuple[Edge, Fraction, Chain]]:
        if isinstance(part, Table):
            edges = self.language.edges(part.texts)
            return [
                (Edge(edge), *share_entries(part, np.flatnonzero(edges == edge))) for edge in np.unique(edges).tolist()
            ]
        if isinstance(part, Blank):
            return [(Edge.PLAIN, Fraction(1), Chain((part,)))]
        found: dict[Edge, list[Share]] = {}
        for chain, weight in zip(part.chains, part.weights, strict=True):
            for edge, share, sub in self.split(chain):
                found.setdefault(edge, []).append((weight * share / part.total, sub))
        return [
            (edge, sum((w for w, _ in same), Fraction(0)), self.choose(same, name=part.name))
            for edge, same in found.items()
        ]

    def lead(self, chain: Chain, edge: Edge, *, glue: bool = True) -> Chain:
        """Rewrite the beginning of a chain for what stands before it.

        Args:
            chain: Any chain.
            edge: How the text before it ends.
            glue: Whether a space stands between them in the grammar.

        Returns:
            The chain with the space, capital or article before its first word.
        """
        if not chain.parts:
            return chain
        first, rest = chain.parts[0], Chain(chain.parts[1:])
        if not rest.parts or Edge.EMPTY not in self.edges(first):
            return Chain((*self._lead_part(first, edge, glue=glue), *rest.parts))
        silent, loud = split_empty(first)
        options: list[Share] = []
        if silent:
            options.append((silent[0], silent[1].plus(self.lead(rest, edge, glue=glue).parts)))
        if loud:
            options.append((loud[0], self.lead(loud[1], edge, glue=glue).plus(rest.parts)))
        return self.choose(options)

    def _lead_part(self, part: Part, edge: Edge, *, glue: bool) -> tuple[Part, ...]:
        key = (id(part), edge, glue)
        if key not in self._led:
            self._led[key] = (part, self._rewrite(part, edge, glue=glue))
        return self._led[key][1]

    def _rewrite(self, part: Part, edge: Edge, *, glue: bool) -> tuple[Part, ...]:
        if isinstance(part, Table):
            texts = tuple(self.language.after(edge, part.texts, glue=glue))
            return (part if texts == part.texts else part.rewrite(texts),)
        if isinstance(part, Branch):
            led = tuple(self.lead(chain, edge, glue=glue) for chain in part.chains)
            same = all(new.parts == old.parts for new, old in zip(led, part.chains, strict=True))
            return (part if same else Branch(led, part.weights, part.name),)
        joiner = self.language.data.joiner
        space = (single(joiner),) if joiner else ()
        if glue and edge == Edge.ARTICLE:
            return (Blank(self._article_field(part.field)), *space, part)
        return (*space, part) if glue and edge in (Edge.PLAIN, Edge.STOP) else (part,)

    def _strip_article(self, chain: Chain) -> Chain:
        *before, last = chain.parts
        if isinstance(last, Table):
            if not any(last.texts):
                return self._strip_article(Chain(tuple(before))).plus([last])
            texts = [self.language.before_article(text) for text in last.texts]
            stripped = Table(tuple(texts), last.weights, last.layers, last.features, last.sites, last.decisions)
            return Chain((*before, stripped))
        if isinstance(last, Branch):
            chains = tuple(self._strip_article(inner) for inner in last.chains)
            return Chain((*before, Branch(chains, last.weights, last.name)))
        return chain

    def _solid(self, chain: Chain) -> bool:
        """Whether a chain always says something that a space may stand before."""
        first = chain.parts[0]
        if id(first) not in self._solids:
            self._solids[id(first)] = (first, self._is_solid(first))
        return self._solids[id(first)][1]

    def _is_solid(self, part: Part) -> bool:
        if isinstance(part, Table):
            return not self.language.needs_look(part.texts)
        return isinstance(part, Blank) or all(inner.parts and self._solid(inner) for inner in part.chains)

    def _begins(self, chain: Chain, marks: tuple[str, ...]) -> bool:
        for part in chain.parts:
            if isinstance(part, Table) and any(text.startswith(marks) for text in part.texts):
                return True
            if isinstance(part, Branch) and any(self._begins(inner, marks) for inner in part.chains):
                return True
            if Edge.EMPTY not in self.edges(part):
                return False
        return False


def _is_short(part: Part) -> bool:
    """Whether a copy of a part costs less than a part more in every text."""
    return isinstance(part, Table) and len(part) <= _SHORT
