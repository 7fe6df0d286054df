"""The lexicon read backwards: from a word as it stands in a text to the words that may stand in its place."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nonesuch.generators.text.lexicon import Lemma, Lexicon

__all__ = ["Sense", "Thesaurus"]


@dataclass(frozen=True)
class Sense:
    """What a word as it stands may be: a lemma, some of its forms, and one of its words.

    Attributes:
        lemma: Name of the lemma.
        forms: Forms that look alike, such as past and participle.
        word: Place of the word in the lemma.
    """

    lemma: str
    forms: tuple[str, ...]
    word: int


class Thesaurus:
    """Synonyms of words as they stand.

    A word is known only if it belongs to one lemma. Its synonyms must look alike in all the forms it may be, take the
    same number, and be free of conditions on their company: where this is not sure, there is no synonym.

    Args:
        lexicon: The lexicon.

    Attributes:
        known: All words and phrases as they stand. Those without synonyms matter too: what lies inside of a longer
            phrase that is known is left alone.
        senses: What those may be that belong to one lemma.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self.known: list[str] = []
        self.senses = self._read()

    def _read(self) -> dict[str, Sense]:
        found: dict[str, dict[tuple[str, int], list[str]]] = defaultdict(lambda: defaultdict(list))
        for lemma in self._lexicon.lemmas.values():
            for form, texts in self._tables(lemma):
                for word, text in enumerate(texts):
                    if text:
                        found[text][lemma.name, word].append(form)
        self.known = list(found)
        return {
            text: Sense(lemma, tuple(forms), word)
            for text, senses in found.items()
            if len(senses) == 1
            for (lemma, word), forms in senses.items()
        }

    def _tables(self, lemma: Lemma) -> Iterator[tuple[str, tuple[str | None, ...]]]:
        """Give the forms of a lemma's words; nouns without plural and without singular are told from the others."""
        if lemma.pos == "noun":
            yield "one", self._noun(lemma, "one")
            yield "plural", self._noun(lemma, "plural")
            yield "mass", tuple(None if word.countable else word.text for word in lemma.words)
            return
        for form in sorted(self._lexicon.language.forms(lemma.pos)):
            yield form, self._lexicon.forms(lemma, "" if form == "base" else form, lemma.place)

    def _noun(self, lemma: Lemma, form: str) -> tuple[str | None, ...]:
        fits = [word.countable and (form == "plural" or word.number != "plural") for word in lemma.words]
        if not any(fits):
            return (None,) * len(lemma.words)
        texts = self._lexicon.forms(lemma, form, lemma.place)
        return tuple(text if fit else None for text, fit in zip(texts, fits, strict=True))

    def synonyms(self, sense: Sense) -> list[str]:
        """Give the words that may stand in the place of a word.

        Args:
            sense: What the word is.

        Returns:
            Its synonyms in the same form, in the order of the lexicon.
        """
        lemma = self._lexicon.lemmas[sense.lemma]
        tables = {form: texts for form, texts in self._tables(lemma) if form in sense.forms}
        own = lemma.words[sense.word]
        if own.only_with or own.not_with:
            return []
        found = []
        for i, word in enumerate(lemma.words):
            alike = {texts[i] for texts in tables.values()}
            plain = word.registers == own.registers and not (word.only_with or word.not_with)
            text = alike.pop() if len(alike) == 1 else None
            if i != sense.word and plain and text and word.features == own.features:
                found.append(text)
        return found

    @cached_property
    def table(self) -> pl.DataFrame:
        """All words that have synonyms: columns ``word``, ``synonyms``, and ``guards``, see `guards`."""
        rows = [
            (text, synonyms, self.guards(sense))
            for text, sense in self.senses.items()
            if (synonyms := self.synonyms(sense))
        ]
        texts = pl.List(pl.String)
        schema: dict[str, pl.DataType] = {"word": pl.String(), "synonyms": texts, "guards": texts}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def guards(self, sense: Sense) -> list[str] | None:
        """Give the words of which one must stand right before a word, so that it is surely what the lexicon says.

        Args:
            sense: What the word is.

        Returns:
            The words, ``<start>`` for the beginning of a sentence; None where the language asks for none.
        """
        listed = self._lexicon.language.data.guards
        pos = self._lexicon.lemmas[sense.lemma].pos
        keys = [f"{pos}.{form}" for form in sense.forms]
        if not any(key in listed for key in keys):
            return None
        words = {word for key in keys for word in listed.get(key, ())}
        for kind, said in self._of_kind.items():
            if f"<{kind}>" in words:
                words |= said
        return sorted(words)

    @cached_property
    def _of_kind(self) -> dict[str, set[str]]:
        """Words of the lexicon by part of speech, as they stand before others: the last word of each entry."""
        kinds: dict[str, set[str]] = {"adjective": set(), "noun": set(), "verb": set()}
        for text, sense in self.senses.items():
            pos = self._lexicon.lemmas[sense.lemma].pos
            if pos in kinds:
                kinds[pos].add(text.split()[-1].lower())
        return kinds
