from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.generators.text.lowering import lower_sentences

NO_SPANS = pl.DataFrame(schema={"row": pl.Int64, "start": pl.Int64, "end": pl.Int64})


@pytest.mark.parametrize(
    ("text", "small"),
    [
        ("it broke. The box is fine! What now? Thanks", "it broke. the box is fine! what now? thanks"),
        ("well. I know. I'm here. ZIP 12345. W12", "well. I know. I'm here. ZIP 12345. W12"),
        ("Already big. café. Élan? Yes", "Already big. café. Élan? yes"),
        ("", ""),
        ("A. B", "A. B"),
    ],
)
def test_sentences_begin_small(text: str, small: str) -> None:
    assert lower_sentences(pl.Series([text]), NO_SPANS, [".", "!", "?"]).to_list() == [small]


def test_names_stay_and_sayings_do_not() -> None:
    texts = pl.Series(["é. May Lee rang. The end. Not good at all", "no. Ann"])
    spans = pl.DataFrame({"row": [0, 0, 1], "start": [3, 26, 4], "end": [10, 41, 7]})
    assert lower_sentences(texts, spans, ["."]).to_list() == ["é. May Lee rang. the end. not good at all", "no. Ann"]


def test_a_text_knows_nothing_of_its_neighbours() -> None:
    texts = ["all is well.", " Aa", "well! A", "b", "", "no.", "", " Be so"]
    assert lower_sentences(pl.Series(texts), NO_SPANS, [".", "!"]).to_list() == texts


@given(st.lists(st.text(st.sampled_from("aAbI.! é"), max_size=12), max_size=5))
def test_only_letters_after_stops_change(texts: list[str]) -> None:
    said = pl.Series(texts, dtype=pl.String)
    lowered = lower_sentences(said, NO_SPANS, [".", "!"]).to_list()
    assert [one.lower() for one in lowered] == [one.lower() for one in texts]
    for before, after in zip(texts, lowered, strict=True):
        changed = [i for i in range(len(before)) if before[i] != after[i]]
        assert all(i > 1 and before[i - 2] in ".!" and before[i - 1] == " " for i in changed)
