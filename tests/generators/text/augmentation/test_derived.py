from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import UsageError
from nonesuch.generators.text.augmentation.derived import Augmenter

if TYPE_CHECKING:
    from nonesuch.generators.text.augmentation.variants import Variants
    from nonesuch.generators.text.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from tests.generators.text.conftest import Records, Write

N = 1500
WINDOW = (50, 100)


@pytest.fixture(scope="module")
def batch(reviews: Compiled, films: Records) -> Batch:
    return reviews.render(films(N), key=1, mode="unique", total=N, window=WINDOW)


@pytest.fixture(scope="module")
def variants(reviews: Compiled, batch: Batch) -> Variants:
    return Augmenter(reviews).augment(batch, key=2, factor=3, window=WINDOW)


def words_of(variants: Variants) -> pl.DataFrame:
    numbered = variants.texts.with_row_index("row").cast({"row": pl.Int64})
    cut = pl.col("text").str.slice("start", pl.col("end") - pl.col("start"))
    return variants.spans.join(numbered, on="row").with_columns(words=cut)


def test_variants_are_new_and_fit_the_window(variants: Variants, batch: Batch) -> None:
    lengths = variants.texts["text"].str.len_chars()
    assert (int(lengths.min()), int(lengths.max())) >= (50, 50)  # type: ignore[arg-type]
    assert int(lengths.max()) <= 100  # type: ignore[arg-type]
    assert variants.texts.select("source", "text").n_unique() == variants.texts.height
    sources = batch.texts.gather(variants.texts["source"])
    assert (variants.texts["text"] != sources).all()


def test_most_rows_get_all_variants_of_every_kind(variants: Variants) -> None:
    assert variants.texts.height > 2.8 * N
    kinds = dict(variants.texts["kind"].value_counts().iter_rows())
    assert kinds["synonym"] > N
    assert kinds["restructure"] > N * 0.7
    assert kinds["expand"] > 20


def test_facts_stay_and_spans_hold_them(variants: Variants, films: Records) -> None:
    words = words_of(variants)
    records = films(N).with_row_index("source").cast({"source": pl.Int64})
    for column in ("title", "lead"):
        facts = words.filter(pl.col("slot") == column).join(records, on="source")
        assert facts.height > 500
        assert (facts["words"] == facts[column]).all()


def test_every_element_keeps_its_span(variants: Variants, batch: Batch) -> None:
    def layers(spans: pl.DataFrame) -> pl.DataFrame:
        plain = spans.select("row", pl.col("slot").cast(pl.String))
        return plain.group_by("row").agg(pl.col("slot").sort()).sort("row")

    after = layers(variants.spans)["slot"]
    before = layers(batch.span_table)["slot"].gather(variants.texts["source"])
    assert (after == before).all()


def test_rearranged_texts_say_the_same_parts(variants: Variants, batch: Batch) -> None:
    moved = words_of(variants).filter(pl.col("kind") == "restructure")
    said = batch.span_table.with_columns(text=batch.texts.gather(batch.span_table["row"]))
    said = said.select(
        source="row", slot=pl.col("slot").cast(pl.String),
        was=pl.col("text").str.slice("start", pl.col("end") - pl.col("start")),
    )  # fmt: skip
    pairs = moved.join(said, on=["source", "slot"])
    assert pairs.height >= moved.height
    assert (pairs["words"].str.to_lowercase() == pairs["was"].str.to_lowercase()).all()
    texts = moved["text"].unique()
    assert not texts.str.contains(r"  | [,.;:!]|[a-z][A-Z]|[.!] [a-z]").any()


def test_expanded_texts_hold_their_source_and_more(variants: Variants, batch: Batch) -> None:
    grown = variants.texts.filter(pl.col("kind") == "expand")
    source = batch.texts.gather(grown["source"])
    assert (grown["text"].str.len_chars() > source.str.len_chars()).all()
    for text, before in zip(grown["text"], source, strict=True):
        assert set(re.findall(r"\w+", before.lower())) <= set(re.findall(r"\w+", text.lower()))


def test_one_kind_alone_and_the_same_key_again(reviews: Compiled, batch: Batch) -> None:
    augmenter = Augmenter(reviews)
    once, again = (augmenter.augment(batch, key=3, kinds=["synonym"]) for _ in range(2))
    assert set(once.texts["kind"]) == {"synonym"}
    assert once.texts.equals(again.texts)
    assert not once.texts.equals(augmenter.augment(batch, key=4, kinds=["synonym"]).texts)


def test_protected_slots_keep_their_words(reviews: Compiled, batch: Batch) -> None:
    variants = Augmenter(reviews).augment(batch, key=3, kinds=["synonym"], protect=["emotion", "plot"])
    words = words_of(variants).filter(pl.col("slot").is_in(["emotion", "plot"]))
    texts = batch.texts.gather(words["source"])
    assert words.height > N
    assert all(said in text for said, text in zip(words["words"], texts, strict=True))


def test_agreement_survives_another_word(write: Write) -> None:
    compiled = write(
        """
starts = ["a"]
[symbols]
a = "~this(cast) ~cast ~be(cast) a ~good"
[nouns]
cast = ["cast", "players (plural)", "actors (plural)", "team"]
[adjectives]
good = ["odd one", "fine one", "new one"]
"""
    ).compile("a", {})
    batch = compiled.render(pl.DataFrame({"x": range(24)}), key=1)
    texts = Augmenter(compiled).augment(batch, key=1, kinds=["synonym"], factor=4).texts["text"]
    pattern = r"^(?:This (?:cast|team) is|These (?:players|actors) are) (?:an odd|a fine|a new) one$"
    assert texts.len() > 60
    assert texts.str.contains(pattern).all()


def test_unknown_kinds_are_told(reviews: Compiled, batch: Batch) -> None:
    with pytest.raises(UsageError, match="unknown kind of augmentation 'synonyms'"):
        Augmenter(reviews).augment(batch, key=1, kinds=["synonyms"])  # type: ignore[list-item]
