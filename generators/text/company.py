"""Words that want, or refuse, each other's company in a template."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonesuch.generators.text.lexicon import Lemma, LexiconWord

__all__ = ["Limits", "limits_of"]

Limits = dict[int, frozenset[int]]
"""For parts of a template, the words they may still say (indices in their lemmas)."""


def limits_of(word: LexiconWord, others: Mapping[int, Lemma]) -> Limits | None:
    """Say what a word demands of the other words of its template.

    Args:
        word: The word.
        others: Lemmas of the other parts, by the part's place.

    Returns:
        What is left to the parts it limits; None if the word cannot be said in this company.
    """
    names = {lemma.name for lemma in others.values()}
    if word.not_with & names:
        return None
    limits: Limits = {}
    for place, lemma in others.items():
        left = frozenset(i for i, other in enumerate(lemma.words) if other.text not in word.not_with)
        if len(left) < len(lemma.words):
            limits[place] = left
    if word.only_with and not word.only_with & names:
        wanted = _find_wanted(word, others)
        if wanted is None:
            return None
        place, words = wanted
        limits[place] = words & limits.get(place, words)
    return limits if all(limits.values()) else None


def _find_wanted(word: LexiconWord, others: Mapping[int, Lemma]) -> tuple[int, frozenset[int]] | None:
    for place, lemma in others.items():
        words = frozenset(i for i, other in enumerate(lemma.words) if other.text in word.only_with)
        if words:
            return place, words
    return None
