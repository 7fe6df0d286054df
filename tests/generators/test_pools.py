from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.pools import Pools
from nonesuch.generators.randomness import stream
from tests.batches import batch_of

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch

CITY = pl.Enum(["rome", "oslo", "lima"])
SHOPS = batch_of(
    city=pl.Series(["rome", "rome", "oslo", "oslo", "oslo", None], dtype=CITY),
    kind=pl.Series(["food", "book", "food", "food", "book", "food"]),
    zone=pl.Series([1, 1, 2, 2, 2, 3]),
)
WEIGHTS = np.array([1.0, 2.0, 1.0, 3.0, 0.0, 5.0])


def pools(match: dict[str, str], differ: dict[str, str] | None = None, relax: int = 0) -> Pools:
    return Pools(SHOPS, WEIGHTS, match=match, differ=differ or {}, relax=relax, place="here")


def people(n: int, **words: str | int | None) -> Batch:
    types = {"city": CITY, "kind": pl.String(), "zone": pl.Int64()}
    return batch_of(**{name: pl.Series([word] * n, dtype=types[name]) for name, word in words.items()})


def drawn(pool: Pools, batch: Batch, seed: int = 1) -> Counter[int]:
    return Counter(pool.sample(batch, stream(seed)).tolist())


def close(found: Counter[int], shares: dict[int, float]) -> bool:
    total = found.total()
    return set(found) == set(shares) and all(abs(found[i] / total - share) < 0.03 for i, share in shares.items())


def test_all_rows_are_drawn_by_weight_where_nothing_is_matched() -> None:
    assert close(drawn(pools({}), people(8000, city="rome")), {0: 1 / 12, 1: 2 / 12, 2: 1 / 12, 3: 3 / 12, 5: 5 / 12})


def test_matching_rows_are_drawn_by_weight() -> None:
    assert close(drawn(pools({"city": "city"}), people(8000, city="oslo")), {2: 0.25, 3: 0.75})
    assert close(drawn(pools({"city": "city", "kind": "kind"}), people(8000, city="rome", kind="book")), {1: 1.0})
    assert close(drawn(pools({"zone": "zone"}), people(8000, zone=1)), {0: 1 / 3, 1: 2 / 3})


def test_a_row_without_the_word_matches_nobody() -> None:
    both = pools({"kind": "kind", "city": "city"})
    found = drawn(both, people(500, kind="food", city="rome"))
    assert set(found) == {0}


def test_the_last_columns_may_be_dropped_where_no_row_matches() -> None:
    relaxed = pools({"city": "city", "kind": "kind"}, relax=1)
    assert close(drawn(relaxed, people(8000, city="oslo", kind="book")), {2: 0.25, 3: 0.75})
    assert close(drawn(relaxed, people(8000, city="oslo", kind="toys")), {2: 0.25, 3: 0.75})
    anything = pools({"city": "city", "kind": "kind"}, relax=2)
    assert set(drawn(anything, people(8000, city=None, kind="toys"))) == {0, 1, 2, 3, 5}


def test_a_column_without_any_word_may_be_dropped() -> None:
    shops = batch_of(city=SHOPS.columns["city"], kind=pl.Series([None] * 6, dtype=pl.String))
    for match, shares in (
        ({"city": "city", "kind": "kind"}, {2: 0.25, 3: 0.75}),
        ({"kind": "kind"}, {0: 1 / 12, 1: 2 / 12, 2: 1 / 12, 3: 3 / 12, 5: 5 / 12}),
    ):
        pool = Pools(shops, WEIGHTS, match=match, differ={}, relax=1, place="here")
        assert close(drawn(pool, people(8000, city="oslo", kind="book")), shares)


@pytest.mark.parametrize("words", [{"city": "lima"}, {"city": None}])
def test_a_record_that_matches_no_row_is_told(words: dict[str, str | None]) -> None:
    with pytest.raises(PackError, match="no row of 'things' matches") as caught:
        pools({"city": "city"}).sample(people(3, **words), stream(1))
    assert caught.value.found == f"city = {words['city']}"


def test_rows_that_differ_are_drawn_by_weight() -> None:
    assert close(drawn(pools({}, {"city": "city"}), people(8000, city="oslo")), {0: 1 / 8, 1: 2 / 8, 5: 5 / 8})
    assert close(drawn(pools({"kind": "kind"}, {"city": "city"}), people(8000, kind="food", city="rome")),
                 {2: 1 / 9, 3: 3 / 9, 5: 5 / 9})  # fmt: skip
    assert len(drawn(pools({}, {"city": "city"}), people(8000, city=None))) == 5, "nothing is known to be equal"


def test_rare_rows_that_differ_are_found_however_rare() -> None:
    shops = batch_of(city=pl.Series(["rome"] * 3 + ["oslo"], dtype=CITY))
    pool = Pools(shops, np.array([1e6, 1e6, 1e6, 1e-3]), match={}, differ={"city": "city"}, relax=0, place="here")
    assert set(pool.sample(people(1000, city="rome"), stream(1)).tolist()) == {3}


def test_no_row_differs() -> None:
    with pytest.raises(PackError, match="no row of 'things' matches") as caught:
        pools({"city": "city"}, {"zone": "zone"}).sample(people(3, city="rome", zone=1), stream(1))
    assert caught.value.found == "city = rome, not zone = 1"


def test_too_many_combinations_are_refused() -> None:
    ids = pl.Series(np.arange(5000))
    shops = batch_of(a=ids, b=ids)
    with pytest.raises(PackError, match="too many combinations"):
        Pools(shops, np.ones(5000), match={"a": "a", "b": "b"}, differ={}, relax=0, place="here")


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.floats(0.1, 9)), min_size=1, max_size=20),
    st.integers(0, 3),
    st.integers(0, 3),
)
@settings(max_examples=60, deadline=None)
def test_the_same_is_found_by_looking_at_every_row(rows: list[tuple[int, int, float]], a: int, b: int) -> None:
    shops = batch_of(a=pl.Series([row[0] for row in rows]), b=pl.Series([row[1] for row in rows]))
    weights = np.array([row[2] for row in rows])
    pool = Pools(shops, weights, match={"a": "a"}, differ={"b": "b"}, relax=1, place="here")
    batch = batch_of(a=pl.Series([a] * 3000), b=pl.Series([b] * 3000))
    fit = [i for i, row in enumerate(rows) if row[0] == a and row[1] != b]
    fit = fit or [i for i, row in enumerate(rows) if row[1] != b]
    if not fit:
        with pytest.raises(PackError):
            pool.sample(batch, stream(1))
        return
    found = Counter(pool.sample(batch, stream(1)).tolist())
    assert set(found) <= set(fit)
    for i in fit:
        share = weights[i] / weights[fit].sum()
        assert abs(found[i] / 3000 - share) < 6 * (share * (1 - share) / 3000) ** 0.5 + 1e-3
