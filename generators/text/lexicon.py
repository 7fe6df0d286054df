"""The lexicon: meanings, and the words that may stand for them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from nonesuch.errors import PackError, nearest
from nonesuch.generators.text.place import Place

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

    from nonesuch.generators.text.languages import Language, PartOfSpeech
    from nonesuch.generators.text.model import LemmaModel, Number, WordModel

__all__ = ["Lemma", "Lexicon", "LexiconWord", "falling", "fraction", "read_lemma"]

_TAGGED = re.compile(r"(.*\S)\s*\(([^()]*)\)", re.DOTALL)
_TIMES = re.compile(r"x(\d+(?:\.\d+)?)")


@dataclass(frozen=True)
class LexiconWord:
    """A word or phrase that may stand for its lemma.

    Attributes:
        text: The base form.
        weight: How often it is taken.
        registers: Registers it fits; empty for all.
        number: ``plural`` for a noun without singular.
        countable: Whether it has a plural and takes an article.
        forms: Forms that differ from the rule.
        features: What others agree with, such as ``gender=f``.
        only_with: Words or lemmas of which one must be in its company.
        not_with: Words or lemmas it is never said with.
        place: Where it stands.
    """

    text: str
    place: Place
    weight: Fraction = Fraction(1)
    registers: frozenset[str] = frozenset()
    number: Number | None = None
    countable: bool = True
    forms: Mapping[str, str] = field(default_factory=dict)
    features: frozenset[str] = frozenset()
    only_with: frozenset[str] = frozenset()
    not_with: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Lemma:
    """A meaning.

    Attributes:
        name: By which templates refer to it.
        pos: Part of speech of its words.
        words: Words that may stand for it.
        place: Where it stands.
    """

    name: str
    pos: PartOfSpeech
    words: tuple[LexiconWord, ...]
    place: Place


@dataclass
class Lexicon:
    """All lemmas of a locale, with their inflected forms.

    Attributes:
        lemmas: By name.
        language: Whose rules inflect the words.
    """

    lemmas: Mapping[str, Lemma]
    language: Language
    _forms: dict[tuple[str, str], tuple[str | None, ...]] = field(default_factory=dict, repr=False)

    def find(self, name: str, place: Place) -> Lemma:
        """Look a lemma up.

        Args:
            name: Its name.
            place: Where it is referred to.

        Returns:
            The lemma.

        Raises:
            PackError: If there is none of this name.
        """
        if name not in self.lemmas:
            raise PackError(f"unknown lemma {name!r}", place=str(place), hint=nearest(name, self.lemmas))
        return self.lemmas[name]

    def forms(self, lemma: Lemma, form: str, place: Place) -> tuple[str | None, ...]:
        """Give a form of every word of a lemma.

        Args:
            lemma: The lemma.
            form: Empty for the base form; ``one`` for nouns that follow an article.
            place: Where the form is asked for.

        Returns:
            The forms in the order of the words; None for words that have no such form.

        Raises:
            PackError: If no word of the lemma can have this form.
        """
        key = (lemma.name, form)
        if key not in self._forms:
            self._check_form(lemma, form, place)
            self._forms[key] = self._inflect(lemma, form)
        if not any(text is not None for text in self._forms[key]):
            raise PackError(f"no word of {lemma.name!r} has the form {form!r}", place=str(place), found=lemma.name)
        return self._forms[key]

    def _check_form(self, lemma: Lemma, form: str, place: Place) -> None:
        known = {"", *self.language.forms(lemma.pos), *(name for word in lemma.words for name in word.forms)}
        if lemma.pos == "noun":
            known |= {"one", "plural"}
        if form not in known:
            raise PackError(
                f"unknown form {form!r} of the {lemma.pos} {lemma.name!r}",
                place=str(place),
                hint=nearest(form, known - {""}),
            )

    def _inflect(self, lemma: Lemma, form: str) -> tuple[str | None, ...]:
        regular = self.language.inflect(lemma.pos, form, [word.text for word in lemma.words])
        if lemma.pos == "noun":
            return tuple(_noun_form(word, form, text) for word, text in zip(lemma.words, regular, strict=True))
        return tuple(word.forms.get(form, text) for word, text in zip(lemma.words, regular, strict=True))


def _noun_form(word: LexiconWord, form: str, regular: str) -> str | None:
    if form == "one":
        return word.text if word.countable and word.number != "plural" else None
    if form == "plural":
        if word.number == "plural":
            return word.text
        return word.forms.get("plural", regular) if word.countable else None
    return word.forms.get(form, regular)


def read_lemma(
    name: str, model: LemmaModel, pos: PartOfSpeech, *, path: Path, table: str, registers: Collection[str]
) -> Lemma:
    """Make a lemma of what stands in a file.

    Args:
        name: Its name.
        model: What stands in the file.
        pos: Part of speech.
        path: The file.
        table: The table it stands in, such as ``nouns``.
        registers: Names of the grammar's registers.

    Returns:
        The lemma.

    Raises:
        PackError: If a word carries an unknown tag or register, or stands twice.
    """
    place = Place(path, (table, name))
    words = [_read_word(word, Place(path, (table, name), word.word), registers) for word in model.words]
    doubled = next((word for i, word in enumerate(words) if word.text in {other.text for other in words[:i]}), None)
    if doubled:
        raise PackError(f"{name!r} lists a word twice", place=str(doubled.place), found=doubled.text)
    if model.weights == "falling":
        words = [replace(word, weight=word.weight * falling(i)) for i, word in enumerate(words)]
    return Lemma(name, pos, tuple(words), place)


def falling(index: int) -> Fraction:
    """Weigh the alternative of an index in a list that falls as 1/n (Zipf), to three digits."""
    return fraction(round(1000 / (index + 1)) / 1000)


def fraction(weight: float) -> Fraction:
    """Take a weight as its author wrote it: 0.1 is one tenth."""
    return Fraction(str(weight))


def _read_word(model: WordModel, place: Place, registers: Collection[str]) -> LexiconWord:
    text, weight, number, countable = model.word.strip(), fraction(model.weight), model.number, model.countable
    fits = {model.register_} if isinstance(model.register_, str) else set(model.register_ or ())
    tagged = _TAGGED.fullmatch(text)
    if tagged:
        text = tagged[1]
        for tag in (part.strip() for part in tagged[2].split(",")):
            times = _TIMES.fullmatch(tag)
            if times:
                weight *= Fraction(times[1])
            elif tag == "plural":
                number = "plural"
            elif tag == "mass":
                countable = False
            else:
                fits.add(tag)
    for name in fits - set(registers):
        raise PackError(
            f"unknown tag or register {name!r}",
            place=str(place),
            expected="(plural), (mass), (x3) or a register",
            hint=nearest(name, registers),
        )
    features = frozenset(f"{key}={value}" for key, value in model.features.items())
    return LexiconWord(
        text, place, weight, frozenset(fits), number, countable, model.forms, features,
        frozenset(model.only_with), frozenset(model.not_with),
    )  # fmt: skip
