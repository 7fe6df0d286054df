"""Names checked before anything is built: columns, formats, lemmas, forms, partners, cases, articles."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import PackError, nearest
from nonesuch.generators.text.formats import FORMATS, Setting
from nonesuch.generators.text.outline import nested
from nonesuch.generators.text.template import Annotation, Field, Glue, Literal, Word, core, name_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from nonesuch.generators.text.formats import Format
    from nonesuch.generators.text.grammar import Grammar
    from nonesuch.generators.text.outline import Outline
    from nonesuch.generators.text.place import Place
    from nonesuch.generators.text.symbol import Symbol
    from nonesuch.generators.text.template import Alternative, Item

__all__ = ["check_names"]

_CODE = re.compile(r"[A-Z]{3}")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def check_names(grammar: Grammar, outline: Outline, columns: Mapping[str, pl.DataType]) -> None:
    """Check all names that the symbols of an outline use.

    Args:
        grammar: The grammar.
        outline: What is reached from the start.
        columns: Columns of the records and their polars types.

    Raises:
        PackError: About the first unknown or unfit name, with file and line.
    """
    checker = _Checker(grammar, columns)
    for name in outline.order:
        checker.symbol(grammar.symbols[name])


class _Checker:
    def __init__(self, grammar: Grammar, columns: Mapping[str, pl.DataType]) -> None:
        self.grammar, self.columns = grammar, columns
        self.tried: set[tuple[str, str, tuple[str, ...]]] = set()

    @cached_property
    def setting(self) -> Setting:
        """A record of missing values."""
        frame = pl.DataFrame({name: pl.Series([None], dtype=dtype) for name, dtype in self.columns.items()})
        return Setting(self.grammar.language, self.grammar.lexicon, frame)

    def symbol(self, symbol: Symbol) -> None:
        if symbol.by:
            self._cases(symbol)
        for alternative in symbol.every():
            self._alternative(alternative, frozenset())

    def _cases(self, symbol: Symbol) -> None:
        dtype = self._column(symbol.by, symbol.place)
        if not isinstance(dtype, pl.Enum):
            return
        values = dtype.categories.to_list()
        for case in symbol.cases:
            if case not in values:
                raise PackError(
                    f"column {symbol.by!r} has no value {case!r}",
                    place=str(symbol.place),
                    hint=nearest(case, values),
                )
        missing = [value for value in values if value not in symbol.cases]
        if missing and not symbol.alternatives:
            raise PackError(
                f"no case for {missing[0]!r}",
                place=str(symbol.place),
                expected=f"a case for each value of {symbol.by!r}, or 'otherwise'",
            )

    def _alternative(self, alternative: Alternative, outer: frozenset[str]) -> None:
        place = alternative.place
        if alternative.when:
            for name in alternative.when.columns:
                self._column(name, place)
        self._articles(alternative)
        self._verbs(alternative)
        names = outer | {name_of(item) for item in alternative.variable}
        for item in alternative.variable:
            self._item(item, alternative, names)

    def _item(self, item: Item, alternative: Alternative, names: frozenset[str]) -> None:
        place = alternative.place
        match item:
            case Field():
                self._field(item, place)
            case Word():
                self._word(item, alternative, names)
            case Annotation(column=column, item=inner):
                if column:
                    self._column(column, place)
                if not nested(inner):
                    self._item(inner, alternative, names)
        inside = nested(item)
        if inside and _weightless(inside):
            raise PackError("every alternative has weight 0", place=str(place), expected="a positive weight")
        for inner_alternative in inside:
            self._alternative(inner_alternative, names)

    def _column(self, name: str, place: Place) -> pl.DataType:
        if name not in self.columns:
            raise PackError(f"unknown column {name!r}", place=str(place), hint=nearest(name, self.columns))
        return self.columns[name]

    def _field(self, field: Field, place: Place) -> None:
        dtype = self._column(field.column, place)
        if field.format not in FORMATS:
            raise PackError(f"unknown format {field.format!r}", place=str(place), hint=nearest(field.format, FORMATS))
        form = FORMATS[field.format]
        if not form.takes(dtype):
            raise PackError(
                f"format {field.format or 'of texts'!r} does not fit column {field.column!r}",
                place=str(place),
                expected={"number": "a number", "date": "a date or a datetime", "text": "a text"}.get(
                    form.kind, "a value"
                ),
                found=str(dtype),
            )
        if not form.least <= len(field.arguments) <= form.most:
            raise PackError(
                f"format {field.format!r} got the wrong number of arguments",
                place=str(place),
                expected=f"{form.least} to {form.most}",
                found=", ".join(field.arguments),
            )
        for position in form.columns[: len(field.arguments)]:
            argument = field.arguments[position]
            if not (_CODE.fullmatch(argument) or _ISO_DATE.fullmatch(argument)):
                self._column(argument, place)
        self._try(field, form, place)

    def _try(self, field: Field, form: Format, place: Place) -> None:
        """Write one missing value, so that a wrong argument shows before the first record does."""
        key = (field.column, field.format, field.arguments)
        if key in self.tried:
            return
        try:
            form.apply(self.setting.frame[field.column], field.arguments, self.setting)
        except PackError as problem:
            raise PackError(
                problem.problem, place=str(place), expected=problem.expected, found=problem.found, hint=problem.hint
            ) from None
        self.tried.add(key)

    def _word(self, word: Word, alternative: Alternative, names: frozenset[str]) -> None:
        place = alternative.place
        little = self.grammar.language.data.agree
        if word.partner and word.partner not in names:
            raise PackError(
                f"nothing here is called {word.partner!r}",
                place=str(place),
                expected="a lemma, symbol or column of the same template to agree with",
                hint=nearest(word.partner, names - {""}),
            )
        if word.partner and word.lemma in little and not word.form:
            return
        if word.lemma not in self.grammar.lexicon.lemmas:
            known = {*self.grammar.lexicon.lemmas, *little}
            raise PackError(f"unknown lemma {word.lemma!r}", place=str(place), hint=nearest(word.lemma, known))
        lemma = self.grammar.lexicon.find(word.lemma, alternative.place)
        if word.form:
            self.grammar.lexicon.forms(lemma, word.form, alternative.place)
        if word.partner and lemma.pos not in ("verb", "noun"):
            raise PackError(f"the {lemma.pos} {word.lemma!r} does not agree", place=str(place), found=word.partner)

    def _verbs(self, alternative: Alternative) -> None:
        """Find verbs right after a noun that neither agree with it nor say their form."""
        if len(alternative.variable) < len(("noun", "verb")):
            return
        words = [core(item) for item in alternative.items if not isinstance(item, Glue)]
        for noun, verb in pairwise(words):
            if self._pos(noun) == "noun" and self._pos(verb) == "verb" and not _settled(verb):
                raise PackError(
                    f"the verb {name_of(verb)!r} does not agree with {name_of(noun)!r}",
                    place=str(alternative.place),
                    expected=f"~{name_of(verb)}({name_of(noun)}), or a form such as ~{name_of(verb)}.base",
                )

    def _pos(self, item: Item) -> str:
        lemma = self.grammar.lexicon.lemmas.get(item.lemma) if isinstance(item, Word) else None
        return lemma.pos if lemma else ""

    def _articles(self, alternative: Alternative) -> None:
        """Find indefinite articles that do not fit the literal word after them."""
        article = self.grammar.language.data.article
        forms = (article.consonant, article.vowel) if article else ()
        if not any(isinstance(item, Literal) and item.text.endswith(forms) for item in alternative.items):
            return
        text = "".join(
            item.text if isinstance(item, Literal) else " " if isinstance(item, Glue) else "\n"
            for item in alternative.items
        )
        found = re.findall(rf"(?<![^\s(])({'|'.join(forms)}) ([^\W_][\w-]*)(?=[\s.,!?]|$)", text)
        right = self.grammar.language.articles_of_words([word for _, word in found])
        for (said, word), form in zip(found, right, strict=True):
            if said != form:
                raise PackError(
                    f"'{said} {word}' has the wrong article",
                    place=str(alternative.place),
                    expected=f"{form} {word}",
                    hint="the sounds of words are told by [language.article]",
                )


def _weightless(alternatives: tuple[Alternative, ...]) -> bool:
    """Whether no alternative of a choice can ever be taken."""
    return not any(alternative.weight for alternative in alternatives)


def _settled(item: Item) -> bool:
    return isinstance(item, Word) and bool(item.form or item.partner)
