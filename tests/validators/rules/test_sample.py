from __future__ import annotations

import itertools

import numpy as np
import polars as pl
import pytest

from nonesuch.validators.rules.sample import LIMIT, HashSample, distinct_hashes, hashes_of


def sample(start: int, stop: int, *, rising: bool = False) -> HashSample:
    numbers = pl.int_range(start, stop, eager=True)
    return HashSample.of(distinct_hashes(hashes_of([numbers])), numbers if rising else None)


def test_counts_are_exact_up_to_the_limit() -> None:
    merged = HashSample.merge([sample(0, 1000), sample(900, 2000), sample(950, 960)])
    assert (merged.distinct, merged.again, merged.exact) == (2000, 100 + 10, True)


def test_beyond_the_limit_counts_are_near_and_memory_is_bounded() -> None:
    step = LIMIT // 2
    merged = HashSample.merge([sample(i * step, (i + 2) * step) for i in range(12)])
    assert len(merged) <= LIMIT
    assert not merged.exact
    assert merged.distinct == pytest.approx(13 * step, rel=0.012)
    assert merged.again == pytest.approx(11 * step, rel=0.012)


def test_the_order_of_blocks_does_not_matter() -> None:
    blocks = [sample(0, LIMIT), sample(LIMIT // 2, 2 * LIMIT), sample(7, 70)]
    merged = []
    for order in itertools.permutations(blocks):
        first = HashSample.merge(order[:2])
        merged.append(HashSample.merge([first, order[2]]))
    for other in merged[1:]:
        assert other.level == merged[0].level
        assert np.array_equal(other.hashes, merged[0].hashes)
        assert np.array_equal(other.blocks, merged[0].blocks)


def test_rising_numbers_of_blocks_that_lie_apart_are_exact_at_any_size() -> None:
    apart = HashSample.merge([sample(i * LIMIT, (i + 1) * LIMIT, rising=True) for i in (2, 0, 1)])
    assert (apart.again, apart.exact) == (0, True)
    overlapping = HashSample.merge([sample(0, 10, rising=True), sample(5, 15, rising=True), sample(0, 0, rising=True)])
    assert overlapping.again == 5


def test_columns_are_hashed_together_and_alike_in_every_process() -> None:
    words = pl.Series(["a", "b", "a"])
    assert hashes_of([words, pl.Series([1, 1, 1])]).n_unique() == 2
    assert hashes_of([words])[0] == hashes_of([pl.Series(["a"])])[0]


@pytest.mark.parametrize("categories", [pl.Enum(["b", "c", "a"]), pl.Categorical()])
def test_categories_are_hashed_as_their_words_are(categories: pl.DataType) -> None:
    words, numbers = pl.Series(["a", "b", "a", "c"]), pl.Series([1, 2, 1, 3])
    coded = words.cast(categories)
    assert hashes_of([coded]).to_list() == hashes_of([words]).to_list()
    assert hashes_of([numbers, coded]).to_list() == hashes_of([numbers, words]).to_list()
