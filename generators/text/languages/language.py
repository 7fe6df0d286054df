"""A language at work: joining, capitals, articles, inflection, agreement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.languages.model import Article, LanguageData, PartOfSpeech

__all__ = ["Edge", "Language"]


class Edge(IntEnum):
    """How a text ends, as far as the text that follows must know."""

    EMPTY = 0
    PLAIN = 1
    STOP = 2
    """It ends a sentence."""
    ARTICLE = 3
    """It ends with an indefinite article whose form the next word decides."""
    OPEN = 4
    """It ends with an opening bracket or quote."""
    START = 5
    """Nothing goes before: the beginning of a text."""


@dataclass(frozen=True)
class Language:
    """The rules of one locale's language, applied to lists of texts at compile time.

    Attributes:
        locale: Such as ``en_US``.
        data: The language data.
    """

    locale: str
    data: LanguageData

    @cached_property
    def _closers(self) -> tuple[str, ...]:
        return self.data.closers

    @cached_property
    def _articles(self) -> tuple[str, ...]:
        article = self.data.article
        return (article.consonant, article.vowel) if article else ()

    @cached_property
    def _last_letters(self) -> frozenset[str]:
        """Letters a text may end with that does not end plainly."""
        lasts = {mark[-1] for mark in (*self.data.stops, *self.data.openers, *self._articles)}
        return frozenset(lasts | {last.upper() for last in lasts})

    def edges(self, texts: Sequence[str]) -> NDArray[np.int8]:
        """Say how each text ends.

        Args:
            texts: Any texts.

        Returns:
            An `Edge` each, shape (len(texts),), int8.

        Example:
            >>> from nonesuch.generators.text.languages import load_language
            >>> load_language("en_US").edges(["", "the end.", "such a", "("]).tolist()
            [0, 2, 3, 4]
        """
        return np.fromiter(map(self.edge, texts), np.int8, len(texts))

    def edge(self, text: str) -> Edge:
        """Say how a text ends."""
        if not text:
            return Edge.EMPTY
        if text[-1] not in self._last_letters:
            return Edge.PLAIN
        if text.endswith(self.data.stops):
            return Edge.STOP
        if text.endswith(self.data.openers):
            return Edge.OPEN
        return Edge.ARTICLE if self._article_start(text) is not None else Edge.PLAIN

    def _article_start(self, text: str) -> int | None:
        for form in self._articles:
            start = len(text) - len(form)
            if (start == 0 and text.lower() == form) or (text.endswith(form) and text[start - 1 : start] in (" ", "“")):
                return start
        return None

    def ends_alone(self, text: str) -> bool:
        """Whether it never depends on what stands before a text how it ends."""
        marks = (*self.data.stops, *self.data.openers, *self._articles)
        return not text.startswith(self.data.full_stop) and not any(text.lower() in mark for mark in marks)

    def phrase(self, words: Sequence[str]) -> str:
        """Say words one after another, with spaces between them.

        Args:
            words: The words, at least one, none empty.

        Returns:
            One text.

        Example:
            >>> from nonesuch.generators.text.languages import load_language
            >>> load_language("en_US").phrase(["so", "a", "hour", ",", "done", ".", "well"])
            'so an hour, done. Well'
        """
        said, *rest = words
        for word in rest:
            edge = self.edge(said)
            said = (self.before_article(said) if edge == Edge.ARTICLE else said) + self.after(edge, [word])[0]
        return said

    def before_article(self, text: str) -> str:
        """Take the article off the end of a text whose edge is ``ARTICLE``."""
        return text[: self._article_start(text)]

    def after(self, edge: Edge, texts: Sequence[str], *, glue: bool = True) -> list[str]:
        """Say what texts become when they follow a text that ends in a certain way.

        Args:
            edge: How the text before ends.
            texts: What follows.
            glue: Whether a space stands between them in the grammar.

        Returns:
            The texts with what the language puts before them: a space, a capital, an article.

        Example:
            >>> from nonesuch.generators.text.languages import load_language
            >>> english = load_language("en_US")
            >>> english.after(Edge.ARTICLE, ["apple", "union"])
            ['an apple', 'a union']
            >>> english.after(Edge.STOP, ["well done", ", so"])
            [' Well done', ', so']
        """
        if not glue:
            stop = self.data.full_stop
            return [text.removeprefix(stop) for text in texts] if edge == Edge.STOP else list(texts)
        if edge == Edge.ARTICLE:
            return self._with_article(texts)
        if edge in (Edge.STOP, Edge.START):
            texts = self.capitalise(texts)
        if edge in (Edge.PLAIN, Edge.STOP):
            joiner = self.data.joiner
            return [joiner + text if text and not text.startswith(self._closers) else text for text in texts]
        return list(texts)

    def needs_look(self, texts: Sequence[str]) -> bool:
        """Whether the space before these texts depends on which of them it is."""
        return any(not text or text.startswith(self._closers) for text in texts)

    def capitalise(self, texts: Sequence[str]) -> list[str]:
        """Begin texts with a capital letter where the language does so; names such as ``iPhone`` stay."""
        if not self.data.capitals:
            return list(texts)
        return [text if text.startswith(self._closers) else self._capital(text) for text in texts]

    @staticmethod
    def _capital(text: str) -> str:
        for i, letter in enumerate(text):
            if letter.isalnum():
                if letter.islower() and not text[i + 1 : i + 2].isupper() and len(letter.upper()) == 1:
                    return text[:i] + letter.upper() + text[i + 1 :]
                break
        return text

    def articles(self, texts: Sequence[str]) -> list[str]:
        """Choose the indefinite article for each text by its first sound."""
        article = self.data.article
        if article is None or not texts:
            return [""] * len(texts)
        return [article.vowel if vowel else article.consonant for vowel in _vowels(article, texts)]

    def articles_of_words(self, texts: Sequence[str]) -> list[str]:
        """Do as `articles` does for texts of a grammar, which come again and again: what was found is kept."""
        new = [text for text in texts if text not in self._known_articles]
        self._known_articles.update(zip(new, self.articles(new), strict=True))
        return [self._known_articles[text] for text in texts]

    @cached_property
    def _known_articles(self) -> dict[str, str]:
        return {}

    def _with_article(self, texts: Sequence[str]) -> list[str]:
        chosen = zip(self.articles_of_words(texts), texts, strict=True)
        return [form + self.data.joiner + text if text else form for form, text in chosen]

    def inflect(self, pos: PartOfSpeech, form: str, words: Sequence[str]) -> list[str]:
        """Give words another form.

        The first word of a verb is inflected, the last word of a noun or the one before "of".

        Args:
            pos: Part of speech.
            form: Such as ``plural`` or ``past``; a form without rules leaves the word as it is.
            words: Base forms, possibly of several words.

        Returns:
            The forms.

        Example:
            >>> from nonesuch.generators.text.languages import load_language
            >>> english = load_language("en_US")
            >>> english.inflect("verb", "past", ["pull in", "submit", "carry", "write off"])
            ['pulled in', 'submitted', 'carried', 'wrote off']
            >>> english.inflect("noun", "plural", ["story", "piece of work"])
            ['stories', 'pieces of work']
        """
        split = [_head(pos, word) for word in words]
        heads = _rewrite([head for _, head, _ in split], self.data.rules.get(pos, {}).get(form, ()))
        known = self._irregular.get((pos, form), {})
        heads = [known.get(old, new) for (_, old, _), new in zip(split, heads, strict=True)]
        return [before + head + after for (before, _, after), head in zip(split, heads, strict=True)]

    def forms(self, pos: PartOfSpeech) -> frozenset[str]:
        """Names of the forms that a part of speech has rules for."""
        listed = {form for entry in self.data.irregular if entry.pos == pos for form in entry.forms}
        return frozenset({"base", *self.data.rules.get(pos, {}), *listed})

    @cached_property
    def _irregular(self) -> dict[tuple[str, str], dict[str, str]]:
        known: dict[tuple[str, str], dict[str, str]] = {}
        for entry in self.data.irregular:
            for line in entry.words:
                base, *others = line.split()
                for form, word in zip(entry.forms[1:], others, strict=False):
                    known.setdefault((entry.pos, form), {})[base] = word
        return known

    def agree(self, word: str, features: frozenset[str]) -> str | None:
        """Choose the form of a little word that agrees with another word.

        Args:
            word: A key of the language's ``agree`` table, such as ``be``.
            features: Features of the other word, such as ``plural`` or ``classifier=x``.

        Returns:
            The form; None if the word has none for these features.

        Example:
            >>> from nonesuch.generators.text.languages import load_language
            >>> load_language("en_US").agree("this", frozenset({"plural"}))
            'these'
        """
        best, length = None, 0
        for key, form in self.data.agree.get(word, {}).items():
            parts = key.split("+")
            values = [_matching(part, features) for part in parts]
            if None not in values and len(parts) > length:
                wild = next((value for part, value in zip(parts, values, strict=True) if part.endswith("*")), None)
                best, length = form.replace("*", wild or "*"), len(parts)
        return best


def _matching(part: str, features: frozenset[str]) -> str | None:
    if part.endswith("*"):
        return next((feature[len(part) - 1 :] for feature in features if feature.startswith(part[:-1])), None)
    return part if part in features else None


def _head(pos: PartOfSpeech, word: str) -> tuple[str, str, str]:
    if pos == "verb":
        head, space, rest = word.partition(" ")
        return "", head, space + rest
    if pos == "noun":
        phrase, of, rest = word.partition(" of ")
        before, space, head = phrase.rpartition(" ")
        return before + space, head, of + rest
    return "", word, ""


def _rewrite(words: list[str], rules: Sequence[tuple[str, str]]) -> list[str]:
    series = pl.Series(words, dtype=pl.String)
    column = pl.col("word")
    chain: pl.Expr = column
    for pattern, replacement in reversed(rules):
        chain = pl.when(column.str.contains(pattern)).then(column.str.replace(pattern, replacement)).otherwise(chain)
    return series.to_frame("word").select(chain)["word"].to_list()


def _vowels(article: Article, texts: Sequence[str]) -> list[bool]:
    word = pl.Series(texts, dtype=pl.String).str.strip_chars_start("“\"'(")
    return (word.str.contains(article.vowel_sound) & ~word.str.contains(article.consonant_sound)).to_list()
