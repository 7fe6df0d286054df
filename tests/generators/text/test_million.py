"""Proofs on a million texts; run with ``-m slow``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.generators.text.template import Annotation, Glue, Literal

if TYPE_CHECKING:
    from nonesuch.generators.text.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from tests.generators.text.conftest import Records

pytestmark = pytest.mark.slow

N = 1_000_000
LAYERS = ("emotion", "plot", "acting")


@pytest.fixture(scope="module")
def frame(films: Records) -> pl.DataFrame:
    return films(N)


@pytest.fixture(scope="module")
def first(reviews: Compiled, frame: pl.DataFrame) -> Batch:
    return reviews.render(frame, key=11, mode="unique", total=N)


def sliced(batch: Batch) -> pl.DataFrame:
    spans = batch.span_table.with_columns(pl.col("slot", "column").cast(pl.String))
    said = batch.texts.gather(spans["row"]).str.slice(spans["start"], spans["end"] - spans["start"])
    return spans.with_columns(said=said)


def test_a_million_texts_and_a_second_million_without_a_repeat(
    reviews: Compiled, frame: pl.DataFrame, first: Batch
) -> None:
    second = reviews.render(frame, key=11, mode="unique", total=N, after=first.report.places)
    assert first.texts.n_unique() == N
    assert pl.concat([first.texts, second.texts]).n_unique() == 2 * N
    assert (first.report.repeated, second.report.repeated) == (0, 0)
    assert first.report.moved < N / 20


def test_every_span_of_a_column_is_the_value_of_its_row(frame: pl.DataFrame, first: Batch) -> None:
    spans = sliced(first)
    assert set(spans["column"].unique()) == {"title", "lead", "sentiment"}
    for column in ("title", "lead"):
        mine = spans.filter(pl.col("slot") == column)
        assert mine.height > N / 10
        assert (mine["said"] == frame[column].gather(mine["row"])).all()


def test_every_layer_of_words_is_cut_exactly(reviews: Compiled, first: Batch) -> None:
    """What is left of a text without its three layers is one of the arrangements, and what detail adds."""
    layers = sliced(first).filter(pl.col("slot").is_in(LAYERS)).sort("row", "start")
    assert layers.height == 3 * N
    ends = layers.select("row", "slot", "start", before=pl.col("end").shift(1).over("row").fill_null(0))
    texts = first.texts.gather(layers["row"])
    gaps = texts.str.slice(ends["before"], ends["start"] - ends["before"])
    pieces = ends.select("row", piece=pl.concat_str(gaps, pl.lit("<"), "slot", pl.lit(">")))
    heads = pieces.group_by("row", maintain_order=True).agg(pl.col("piece").str.join())["piece"]
    last = layers.group_by("row", maintain_order=True).agg(pl.col("end").last())["end"]
    left = pl.select(pl.concat_str(heads, first.texts.str.slice(last))).to_series().unique().to_list()
    arrangements = {skeleton(one.items).rstrip() for one in reviews.grammar.symbols["review"].every()}
    found = [next(one for one in arrangements if text == one or text.startswith(f"{one} ")) for text in left]
    assert set(found) == arrangements


def skeleton(items: tuple[object, ...]) -> str:
    said = []
    for item in items:
        match item:
            case Annotation(slot=slot):
                said.append(f"<{slot}>")
            case Literal(text=text):
                said.append(text)
            case Glue():
                said.append(" ")
    return "".join(said)


def test_a_thousand_rows_of_the_whole_made_alone(reviews: Compiled, frame: pl.DataFrame, first: Batch) -> None:
    rows = pl.Series(range(0, N, 997)).to_numpy()
    alone = reviews.render(frame[rows], key=11, rows=rows, mode="unique", total=N)
    assert alone.texts.to_list() == first.texts.gather(rows).to_list()
    assert alone.spans.to_list() == first.spans.gather(rows).to_list()
