"""Whole plain sentences said otherwise by the rules of a grammar."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.compiled import compile_grammar
from nonesuch.generators.text.symbol import Symbol
from nonesuch.generators.text.template import Annotation, Field, Glue, Literal, Word

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from numpy.typing import NDArray

    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.grammar import Grammar
    from nonesuch.generators.text.paraphrase import Paraphrase
    from nonesuch.generators.text.template import Alternative, Item

__all__ = ["Paraphraser"]

_INNER = r"[\p{L}\p{N}'\x{2019}-]"
_ANY = rf"[\p{{L}}\p{{N}}]{_INNER}*?(?: {_INNER}+?){{0,4}}?"
_END = r"[.!?]?"
_START = "_paraphrase"


class Paraphraser:
    """One rule at work on many sentences.

    Args:
        grammar: Whose lexicon and symbols the rule uses.
        rule: The rule.
    """

    def __init__(self, grammar: Grammar, rule: Paraphrase) -> None:
        self._grammar, self.rule = grammar, rule
        self.holes = [item for item in rule.match.items if isinstance(item, Field)]

    @cached_property
    def _pattern(self) -> str:
        """A regular expression of the whole sentence, every piece of it captured."""
        pieces = []
        for place, item in enumerate(self.rule.match.items):
            inner = self._piece(item, first=place == 0)
            pieces.append(f"(?P<{item.column}>{inner})" if isinstance(item, Field) else f"(?P<_{place}>{inner})")
        return f"^{''.join(pieces)}(?P<_end>{_END})$"

    def _piece(self, item: Item, *, first: bool) -> str:
        match item:
            case Glue():
                return " +"
            case Literal(text):
                return _any_case(text) if first else re.escape(text)
            case Word(lemma, form):
                return self._words(lemma, form, first=first)
            case Field(format=lemma, arguments=arguments) if lemma:
                return self._words(lemma, arguments[0] if arguments else "", first=first)
        return _ANY

    def _words(self, lemma: str, form: str, *, first: bool) -> str:
        found = self._grammar.lexicon.find(lemma, self.rule.match.place)
        texts = [text for text in self._grammar.lexicon.forms(found, form, self.rule.match.place) if text]
        said = sorted(texts, key=len, reverse=True)
        return "(?:" + "|".join(_any_case(text) if first else re.escape(text) for text in said) + ")"

    @cached_property
    def _compiled(self) -> Compiled:
        """The templates as a symbol of the grammar, holes as columns."""
        templates = tuple(self._with_columns(template) for template in self.rule.into)
        symbols = {**self._grammar.symbols, _START: Symbol(_START, self.rule.place, templates)}
        grammar = replace(self._grammar, symbols=symbols, starts=(*self._grammar.starts, _START))
        return compile_grammar(grammar, _START, dict.fromkeys(self._columns, pl.String()))

    def _with_columns(self, template: Alternative) -> Alternative:
        return replace(template, items=tuple(self._with_column(item) for item in template.items))

    def _with_column(self, item: Item) -> Item:
        if isinstance(item, Annotation):
            return replace(item, item=self._with_column(item.item))
        if isinstance(item, Field) and item.format in self._grammar.lexicon.lemmas:
            return Field(_column(item), item.slot)
        return item

    @cached_property
    def _columns(self) -> dict[str, tuple[str, str, str]]:
        """Columns that the templates want: the hole, and the lemma and form it is put into (empty for as it is)."""
        columns = {hole.column: (hole.column, "", "") for hole in self.holes}
        for item in self._fields():
            if item.format in self._grammar.lexicon.lemmas:
                columns[_column(item)] = (item.column, item.format, item.arguments[0] if item.arguments else "")
        return columns

    def _fields(self) -> Iterator[Field]:
        for template in self.rule.into:
            for item in template.items:
                inner = item.item if isinstance(item, Annotation) else item
                if isinstance(inner, Field):
                    yield inner

    def apply(
        self, texts: pl.Series, spans: pl.DataFrame, *, key: int, protect: NDArray[np.bool_]
    ) -> tuple[pl.Series, pl.DataFrame]:
        """Say sentences otherwise.

        Args:
            texts: Sentences.
            spans: Their spans, columns row, slot, start, end, column.
            key: Chooses among the ways.
            protect: Which spans must survive; others may be dropped with the words they mark.

        Returns:
            The new sentences, null where the rule does not fit or a protected span would be lost; and their spans.
        """
        found = texts.str.extract_groups(self._pattern).struct.unnest()
        rows = found["_end"].is_not_null().arg_true().to_numpy()
        if not len(rows):
            return pl.Series([None] * len(texts), dtype=pl.String), spans[:0]
        pieces = found[rows]
        frame = pl.DataFrame({name: self._value(pieces, *of) for name, of in self._columns.items()})
        known = frame.select(pl.all_horizontal(pl.all().is_not_null())).to_series()
        rows, pieces, frame = rows[known.to_numpy()], pieces.filter(known), frame.filter(known)
        batch = self._compiled.render(frame, key=key, rows=rows)
        said = _begun_like(batch.texts, texts.gather(rows)) + pieces["_end"]
        carried, kept = _carry(spans, protect, rows, _places(pieces), batch.span_table)
        new = pl.Series([None] * len(texts), dtype=pl.String).to_frame("text").with_row_index("row")
        update = pl.DataFrame({"row": rows[kept].astype(np.uint32), "text": said.filter(pl.Series(kept))})
        return new.update(update, on="row")["text"], carried

    def _value(self, pieces: pl.DataFrame, hole: str, lemma: str, form: str) -> pl.Series:
        values = pieces[hole]
        if next(iter(pieces.columns)) == hole:
            values = _unraised(values, self._vocabulary)
        if not lemma:
            return values
        source = next(item for item in self.holes if item.column == hole)
        found = self._grammar.lexicon.find(lemma, self.rule.match.place)
        was = self._grammar.lexicon.forms(found, source.arguments[0] if source.arguments else "", self.rule.match.place)
        becomes = self._grammar.lexicon.forms(found, form, self.rule.match.place)
        pairs = {old: new for old, new in zip(was, becomes, strict=True) if old and new}
        return values.replace_strict(pairs, default=None, return_dtype=pl.String)

    @cached_property
    def _vocabulary(self) -> Collection[str]:
        """Words that begin with a small letter inside of a sentence."""
        lexicon = self._grammar.lexicon
        words = {word.text.split()[0] for lemma in lexicon.lemmas.values() for word in lemma.words}
        little = {form for forms in lexicon.language.data.agree.values() for form in forms.values()}
        article = lexicon.language.data.article
        return (
            words
            | little
            | set(lexicon.language.data.small)
            | ({article.consonant, article.vowel} if article else set())
        )


def _column(item: Field) -> str:
    return f"{item.column}__{item.format}_{'_'.join(item.arguments)}"


def _any_case(text: str) -> str:
    return f"(?i:{re.escape(text[:1])}){re.escape(text[1:])}"


def _begun_like(texts: pl.Series, sources: pl.Series) -> pl.Series:
    """Begin sentences with a capital or not, as their sources do."""
    frame = pl.DataFrame({"text": texts, "source": sources})
    first, rest = pl.col("text").str.slice(0, 1), pl.col("text").str.slice(1)
    raised = pl.col("source").str.contains(r"^\P{L}*\p{Lu}")
    name = pl.col("text").str.contains(r"^(?:I\b|\p{Lu}{2})")
    begun = pl.when(raised).then(first.str.to_uppercase()).when(name).then(first).otherwise(first.str.to_lowercase())
    return frame.select(text=pl.concat_str(begun, rest))["text"]


def _unraised(values: pl.Series, vocabulary: Collection[str]) -> pl.Series:
    """Take the capital off words that began the sentence; null where it may be a name or not is not known."""
    first = values.str.extract(r"^(\S+)")
    small = pl.concat_str(pl.lit(first).str.slice(0, 1).str.to_lowercase(), pl.lit(first).str.slice(1))
    lowered = pl.select(small).to_series()
    plain = lowered.is_in(list(vocabulary)).fill_null(value=False)
    return pl.select(
        pl.when(pl.lit(plain)).then(
            pl.concat_str(pl.lit(lowered), pl.lit(values).str.slice(pl.lit(first).str.len_chars()))
        )
    ).to_series()


def _places(pieces: pl.DataFrame) -> dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Say where each hole stood."""
    at = np.zeros(pieces.height, np.int64)
    places = {}
    for name in pieces.columns:
        end = at + pieces[name].str.len_chars().to_numpy().astype(np.int64)
        places[name] = (at, end)
        at = end
    return places


def _carry(
    spans: pl.DataFrame,
    protect: NDArray[np.bool_],
    rows: NDArray[np.int64],
    places: dict[str, tuple[NDArray[np.int64], NDArray[np.int64]]],
    fields: pl.DataFrame,
) -> tuple[pl.DataFrame, NDArray[np.bool_]]:
    """Move spans with the holes they lie in; say for each sentence whether all that must survive do."""
    index = pl.DataFrame({"row": rows.astype(np.int64), "place": np.arange(len(rows), dtype=np.int64)})
    mine = spans.with_columns(must=pl.Series(protect), nth=pl.int_range(pl.len())).join(index, on="row")
    now = fields.select(
        place="row", hole=pl.col("slot").cast(pl.String), now="start", size=pl.col("end") - pl.col("start")
    )
    moved = []
    for hole, (first, last) in places.items():
        at = mine["place"].to_numpy()
        inside = (mine["start"].to_numpy() >= first[at]) & (mine["end"].to_numpy() <= last[at])
        here = mine.with_columns(old=pl.Series(first[at]), length=pl.Series(last[at] - first[at])).filter(
            pl.Series(inside)
        )
        target = now.filter(pl.col("hole") == hole).unique("place", keep="none")
        moved.append(here.join(target, on="place").filter(pl.col("size") == pl.col("length")))
    found = pl.concat(moved) if moved else mine[:0]
    lost = mine.filter(pl.col("must") & ~pl.col("nth").is_in(found["nth"].to_list()))["place"].to_numpy()
    kept = np.ones(len(rows), bool)
    kept[lost] = False
    shift = pl.col("now") - pl.col("old")
    carried = found.filter(pl.Series(kept[found["place"].to_numpy()])).with_columns(
        start=(pl.col("start") + shift).cast(pl.Int32), end=(pl.col("end") + shift).cast(pl.Int32)
    )
    return carried.select(spans.columns), kept
