from __future__ import annotations

import random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import UsageError
from nonesuch.validators.diversity import diversity_bands, judge_diversity, measure_diversity


def babble(n: int, words: int, *, seed: int = 1) -> list[str]:
    rng = random.Random(seed)
    return [" ".join(f"w{chr(97 + rng.randrange(words))}x" for _ in range(8)) for _ in range(n)]


def test_small_corpora_by_hand() -> None:
    figures = measure_diversity(pl.Series(["a b c d", "a b c e", "x y z q"]))
    assert figures.texts == 3
    assert figures.distinct_1 == round(9 / 12, 4)
    assert figures.distinct_2 == round(7 / 9, 4)
    assert figures.distinct_3 == round(5 / 6, 4)
    assert figures.duplicates == 0
    assert figures.near_duplicates == 0


def test_self_bleu_by_hand() -> None:
    # Both texts share 3 of 4 words, 2 of 3 pairs, 1 of 2 triples, 0 (counted as 0.1) of 1 quadruple.
    expected = (3 / 4 * 2 / 3 * 1 / 2 * 0.1) ** (1 / 4)
    assert measure_diversity(pl.Series(["a b c d", "a b c e"])).self_bleu4 == round(expected, 4)


def test_repeating_oneself_shows_in_every_figure() -> None:
    varied, dull = babble(400, 20), [*babble(40, 20), *babble(40, 20)] * 5
    rich, poor = measure_diversity(pl.Series(varied)), measure_diversity(pl.Series(dull))
    assert poor.self_bleu4 > rich.self_bleu4
    assert poor.distinct_3 < rich.distinct_3
    assert poor.gzip_ratio > rich.gzip_ratio
    assert poor.novelty_4 < rich.novelty_4
    assert poor.duplicates > 0.8
    assert rich.duplicates == 0


def test_near_duplicates_see_through_numbers_and_case() -> None:
    texts = [f"Where is my order {n} that I placed on Monday please" for n in range(100, 130)]
    assert measure_diversity(pl.Series(texts)).near_duplicates == 1.0
    assert measure_diversity(pl.Series(texts)).duplicates == 0.0
    assert measure_diversity(pl.Series(["Yes!", "yes!", " YES! ", "no"])).duplicates == 0.5


def test_a_closed_vocabulary_has_no_growth_whatever_the_numbers() -> None:
    rng = random.Random(3)
    closed = [f"order {rng.random()} is {rng.choice('abcdefgh')} here" for _ in range(2000)]
    opened = [
        f"{rng.randrange(10**9):x}".translate(str.maketrans("0123456789", "ghijklmnop")) + " is here"
        for _ in range(2000)
    ]
    assert (measure_diversity(pl.Series(closed)).heaps or 0) < 0.1
    assert (measure_diversity(pl.Series(opened)).heaps or 0) > 0.9


def test_chinese_is_measured_by_characters() -> None:
    figures = measure_diversity(pl.Series(["我买了手机", "我买了电脑"]))
    assert figures.distinct_1 == round(7 / 10, 4)


@given(st.permutations(babble(30, 6)))
def test_the_order_of_rows_does_not_matter(texts: list[str]) -> None:
    assert measure_diversity(pl.Series(texts)) == measure_diversity(pl.Series(babble(30, 6)))


def test_bands_judge_from_both_sides() -> None:
    salad = measure_diversity(
        pl.Series([" ".join(random.Random(i).sample(babble(1, 26, seed=2)[0], 14)) for i in range(300)])
    )
    found = {finding.figure for finding in judge_diversity(salad, "customer")}
    assert "self_bleu4" in found
    with pytest.raises(UsageError, match="unknown band 'custmer'"):
        judge_diversity(salad, "custmer")


def test_bands_are_ranges_of_known_figures() -> None:
    for band in diversity_bands().values():
        assert all(low < high for low, high in band.values())


def test_one_text_cannot_be_varied() -> None:
    with pytest.raises(UsageError, match="at least two texts"):
        measure_diversity(pl.Series(["alone", None, "  "]))
