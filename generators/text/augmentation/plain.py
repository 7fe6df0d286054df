"""Variants of a user's own sentences: synonyms of the lexicon, and rules of a grammar; where it is not sure, none."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.randomness import cell_uniforms, digest
from nonesuch.generators.text.augmentation.editing import apply_edits
from nonesuch.generators.text.augmentation.paraphrasing import Paraphraser
from nonesuch.generators.text.augmentation.rounds import Wish, make_variants, of_rows, plain_spans
from nonesuch.generators.text.augmentation.spotting import spot_words
from nonesuch.generators.text.augmentation.thesaurus import Thesaurus
from nonesuch.generators.text.augmentation.variants import KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.augmentation.variants import AugmentationKind, Variants
    from nonesuch.generators.text.demand import Unit
    from nonesuch.generators.text.grammar import Grammar

__all__ = ["PlainAugmenter"]

_NO_SPANS = pl.DataFrame(
    schema={"row": pl.Int64, "slot": pl.String, "start": pl.Int32, "end": pl.Int32, "column": pl.String}
)


@dataclass(frozen=True, eq=False)
class _Sentences:
    """Sentences with their spans.

    Attributes:
        texts: The sentences.
        spans: Their spans.
        guarded: Which spans must not be touched.
        rows: Number of each sentence.
    """

    texts: pl.Series
    spans: pl.DataFrame
    guarded: NDArray[np.bool_]
    rows: NDArray[np.int64]

    @property
    def nothing(self) -> pl.Series:
        """No text for any sentence."""
        return pl.Series([None] * len(self.texts), dtype=pl.String)


class PlainAugmenter:
    """Makes variants of sentences that no grammar has made.

    Args:
        grammar: Whose lexicon and paraphrase rules are used.
    """

    def __init__(self, grammar: Grammar) -> None:
        self._grammar = grammar
        self._thesaurus = Thesaurus(grammar.lexicon)

    def augment(
        self,
        texts: pl.Series,
        spans: pl.DataFrame | None = None,
        *,
        key: int,
        kinds: Sequence[AugmentationKind] = KINDS,
        factor: int = 1,
        window: tuple[int, int] | None = None,
        unit: Unit = "characters",
        protect: Collection[str] | None = None,
    ) -> Variants:
        """Make variants of sentences.

        Args:
            texts: The sentences.
            spans: Their spans: columns row, slot, start, end (code points), optionally column.
            key: Chooses the variants; any integer.
            kinds: What may be done. The nth variant of a sentence tries them from the nth on.
            factor: Variants wanted of each sentence; those it is not sure of are not made.
            window: Least and greatest length of a variant.
            unit: What the window counts.
            protect: Slots whose text is never touched; all if missing.

        Returns:
            Variants, sorted by source; none is equal to its source or to another variant of it.

        Raises:
            UsageError: If a kind is unknown.
        """
        given = _NO_SPANS if spans is None else plain_spans(spans)

        def attempt(rows: NDArray[np.int64], kind: AugmentationKind, key: int) -> tuple[pl.Series, pl.DataFrame]:
            part = of_rows(given, rows)
            guarded = np.ones(part.height, bool) if protect is None else part["slot"].is_in(list(protect)).to_numpy()
            return self._try(_Sentences(texts.gather(rows), part, guarded, rows), kind, key)

        return make_variants(texts, Wish(key, kinds, factor, window, unit), attempt)

    def _try(self, sentences: _Sentences, kind: AugmentationKind, key: int) -> tuple[pl.Series, pl.DataFrame]:
        """Try the rules of a kind in turn, from one that the key chooses; then, for synonyms, the lexicon."""
        rules = [one for one in self._paraphrasers if one.rule.kind == kind]
        tried = [
            rules[(key + place) % len(rules)].apply(
                sentences.texts, sentences.spans, key=digest(key, place), protect=sentences.guarded
            )
            for place in range(len(rules))
        ]
        if kind == "synonym":
            tried.append(self._reword(sentences, key))
        new, moved = sentences.nothing, [sentences.spans[:0]]
        for said, carried in tried:
            fits = said.is_not_null() & new.is_null()
            new = said.zip_with(fits, new)
            moved.append(carried.filter(pl.Series(fits.to_numpy()[carried["row"].to_numpy()])))
        return new, pl.concat(moved)

    @cached_property
    def _paraphrasers(self) -> list[Paraphraser]:
        return [Paraphraser(self._grammar, rule) for rule in self._grammar.paraphrases]

    def _reword(self, sentences: _Sentences, key: int) -> tuple[pl.Series, pl.DataFrame]:
        """Put synonyms in the place of words: each with an even chance, but at least one where there is any."""
        texts, spans = sentences.texts, sentences.spans
        guarded = spans.filter(pl.Series(sentences.guarded))
        spotted = spot_words(texts, pl.Series(self._thesaurus.known, dtype=pl.String))
        found = spotted.join(self._thesaurus.table, on="word")
        sure = pl.col("guards").is_null() | pl.col("guards").list.contains(pl.col("before"))
        found = found.filter(sure)
        found = found.filter(pl.Series(~_touches(found, guarded)))
        cells = (sentences.rows[found["row"].to_numpy()] * 4096 + found["start"].to_numpy()).astype(np.uint64)
        found = found.with_columns(
            toss=pl.Series(cell_uniforms(digest(key, "which"), cells)),
            chosen=pl.Series(cell_uniforms(digest(key, "what"), cells)),
        )
        taken = found.filter((pl.col("toss") < 1 / 2) | (pl.col("toss") == pl.col("toss").min().over("row")))
        edits = self._edits(texts, taken)
        new, moved, torn = apply_edits(texts, spans, edits)
        changed = np.zeros(len(texts), bool)
        changed[edits["row"].to_numpy()] = True
        changed[edits["row"].to_numpy()[_touches(edits, guarded)]] = False
        changed &= ~torn
        return new.zip_with(pl.Series(changed), sentences.nothing), moved.filter(
            pl.Series(changed[moved["row"].to_numpy()])
        )

    def _edits(self, texts: pl.Series, taken: pl.DataFrame) -> pl.DataFrame:
        """Write the edits: the synonym, and the indefinite article before it where it changes."""
        count = pl.col("synonyms").list.len()
        new = pl.col("synonyms").list.get((pl.col("chosen") * count).cast(pl.Int64).clip(0, count.cast(pl.Int64) - 1))
        capital = pl.concat_str(new.str.slice(0, 1).str.to_uppercase(), new.str.slice(1))
        text = pl.DataFrame({"row": np.arange(len(texts), dtype=np.int64), "text": texts})
        edits = (
            taken.join(text, on="row", maintain_order="left")
            .with_columns(plain=new, new=pl.when("raised").then(capital).otherwise(new))
            .with_columns(article=pl.col("text").str.slice(0, pl.col("start")).str.extract(r"(?:^|[\s(“\"])([Aa]n?) $"))
            .filter(~_stutters(pl.col("text"), pl.col("plain")))
        )
        words = edits["plain"].unique()
        articles = pl.Series(self._grammar.language.articles(words.to_list()), dtype=pl.String)
        right = edits["plain"].replace_strict(words, articles, return_dtype=pl.String) if len(words) else edits["plain"]
        changes = edits.with_columns(right=right).filter(
            (pl.col("right") != "") & (pl.col("article").str.to_lowercase() != pl.col("right"))
        )
        first = pl.col("start") - 1 - pl.col("article").str.len_chars().cast(pl.Int64)
        raised = pl.col("article").str.contains("^A")
        said = pl.when(raised).then(pl.col("right").str.to_titlecase()).otherwise("right")
        of_articles = changes.select("row", start=first, end=pl.col("start") - 1, new=said)
        return pl.concat([edits.select("row", "start", "end", "new"), of_articles]).sort("row", "start")


def _stutters(text: pl.Expr, new: pl.Expr) -> pl.Expr:
    """Whether a new word would stand beside itself."""
    before = text.str.slice(0, pl.col("start")).str.extract(r"(\w+)\W*$")
    after = text.str.slice(pl.col("end")).str.extract(r"^\W*(\w+)")
    return (before == new.str.extract(r"^(\w+)")).fill_null(value=False) | (
        after == new.str.extract(r"(\w+)$")
    ).fill_null(value=False)


def _touches(stretches: pl.DataFrame, spans: pl.DataFrame) -> NDArray[np.bool_]:
    """Say which stretches share characters with a span of their row."""
    numbered = stretches.select("row", low="start", high="end").with_row_index("nth")
    met = numbered.join(spans.select("row", "start", "end"), on="row").filter(
        (pl.col("low") < pl.col("end")) & (pl.col("high") > pl.col("start"))
    )
    touched = np.zeros(stretches.height, bool)
    touched[met["nth"].to_numpy()] = True
    return touched
