from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import UsageError
from nonesuch.generators.text.augmentation.noise import Noise, add_noise

SENTENCE = "Please replace order AB1234567 quickly, the handset stopped working yesterday."
TEXTS = pl.Series([SENTENCE] * 4000)
SPANS = pl.DataFrame({"row": range(4000), "slot": ["order"] * 4000, "start": [21] * 4000, "end": [30] * 4000})


def words_changed(new: pl.Series) -> np.ndarray:
    before = SENTENCE.rstrip(".").split()
    return np.array([[a != b for a, b in zip(before, text.rstrip(".").split(), strict=True)] for text in new])


def test_the_share_of_typos_is_as_asked() -> None:
    new, _ = add_noise(TEXTS, SPANS, Noise(typos=0.1), key=1)
    changed = words_changed(new).mean(axis=0)
    lengths = [sum(map(str.isalpha, word)) for word in SENTENCE.split()]
    long_enough = np.array(lengths) >= 4
    long_enough[3] = False  # the protected order number
    assert changed[~long_enough].max() == 0
    assert changed[long_enough] == pytest.approx(np.full(long_enough.sum(), 0.1), abs=0.025)


def test_every_kind_of_mistake_happens_and_first_letters_stay() -> None:
    new, _ = add_noise(TEXTS, SPANS, Noise(typos=1), key=2)
    lengths = set((new.str.split(" ").list.first().str.len_chars()).to_list())
    assert lengths == {5, 6, 7}
    assert (new.str.slice(0, 1) == "P").all()
    firsts = new.str.split(" ").list.first().unique()
    assert {"Plaese", "Plese", "Pleease"} <= set(firsts)


def test_protected_spans_stay_and_move_along() -> None:
    new, moved = add_noise(TEXTS, SPANS, Noise(typos=1, small_start=1, no_stop=1), key=3)
    cut = [text[start:end] for text, start, end in zip(new, moved["start"], moved["end"], strict=True)]
    assert set(cut) == {"AB1234567"}
    assert len(set(moved["start"])) > 3


def test_spans_that_are_not_protected_keep_their_words_inside() -> None:
    spans = SPANS.with_columns(slot=pl.lit("what"), start=pl.lit(31), end=pl.lit(38))
    new, moved = add_noise(TEXTS, spans, Noise(typos=0.5), key=3, protect=[])
    cut = {text[start:end] for text, start, end in zip(new, moved["start"], moved["end"], strict=True)}
    assert "quickly" in cut
    assert len(cut) > 10
    assert all(word[0] == "q" and abs(len(word) - 7) <= 1 for word in cut)


def test_small_starts_and_missing_marks_have_their_shares() -> None:
    new, _ = add_noise(TEXTS, SPANS, Noise(small_start=0.2, no_stop=0.4), key=5)
    assert new.str.starts_with("p").mean() == pytest.approx(0.2, abs=0.03)
    assert 1 - new.str.ends_with(".").mean() == pytest.approx(0.4, abs=0.03)  # type: ignore[operator]
    same = new.str.to_lowercase().str.strip_suffix(".") == SENTENCE.lower().rstrip(".")
    assert same.all()


def test_a_lone_i_stays_and_so_do_protected_beginnings_and_ends() -> None:
    texts = pl.Series(["I agree.", "Ann left.", "买了两部手机。", "", "A"])
    spans = pl.DataFrame({"row": [1], "slot": ["name"], "start": [0], "end": [3]})
    new, _ = add_noise(texts, spans, Noise(small_start=1, no_stop=1), key=1)
    assert new.to_list() == ["I agree", "Ann left", "买了两部手机", "", "A"]


def test_mistakes_belong_to_the_row() -> None:
    whole, _ = add_noise(TEXTS, SPANS, Noise(typos=0.5), key=7)
    rows = np.arange(100, 140)
    part, _ = add_noise(TEXTS[:40], SPANS[:40], Noise(typos=0.5), key=7, rows=rows)
    assert part.to_list() == whole[100:140].to_list()


@given(st.lists(st.text(max_size=40), min_size=1, max_size=5), st.integers(0, 99))
@settings(max_examples=60)
def test_spans_always_lie_in_their_texts(texts: list[str], key: int) -> None:
    spans = pl.DataFrame(
        {
            "row": range(len(texts)),
            "slot": ["x"] * len(texts),
            "start": [0] * len(texts),
            "end": [len(t) // 2 for t in texts],
        }
    )
    new, moved = add_noise(pl.Series(texts, dtype=pl.String), spans, Noise(1, 1, 1), key=key)
    for text, after, start, end in zip(texts, new, moved["start"], moved["end"], strict=True):
        assert after[start:end] == text[: len(text) // 2]


def test_no_noise_changes_nothing() -> None:
    new, moved = add_noise(TEXTS[:9], SPANS[:9], Noise(), key=1)
    assert new.to_list() == TEXTS[:9].to_list()
    assert moved["start"].to_list() == SPANS["start"][:9].to_list()


def test_shares_are_shares() -> None:
    with pytest.raises(UsageError, match="'typos' is no share"):
        Noise(typos=3)
