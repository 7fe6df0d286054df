from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.generators.randomness import cell_uniforms, digest, random_u16, random_u32, stream


def test_streams_are_stable() -> None:
    rng = stream(7, "medical", "patients", "age", 3)
    assert rng.bit_generator.random_raw(2).tolist() == [7404023177413909371, 17917706611871811810]


def test_a_stream_is_philox_keyed_by_the_digest_of_its_names() -> None:
    names = (-7, "medical", "Größe", 2**70)
    keyed = np.random.Philox(key=digest(*names))
    assert stream(*names).bit_generator.random_raw(5).tolist() == keyed.random_raw(5).tolist()


def test_names_are_not_run_together() -> None:
    assert len({digest("ab", "c"), digest("a", "bc"), digest("abc"), digest("a", "b", "c")}) == 4
    assert digest("1") != digest(1)


def test_streams_differ_by_every_name() -> None:
    first = {
        int(stream(*names).bit_generator.random_raw())
        for names in [(1, "a", "b", 0), (2, "a", "b", 0), (1, "x", "b", 0), (1, "a", "x", 0), (1, "a", "b", 1)]
    }
    assert len(first) == 5


@given(st.integers(0, 300), st.integers(0, 300))
def test_a_longer_draw_begins_with_the_shorter(n: int, more: int) -> None:
    for draw in (random_u16, random_u32):
        short, long = draw(stream(1, "x"), n), draw(stream(1, "x"), n + more)
        assert len(short) == n
        assert np.array_equal(short, long[:n])


def test_integers_are_uniform() -> None:
    for draw, bits in ((random_u16, 16), (random_u32, 32)):
        counts = np.bincount(draw(stream(3, "uniform"), 640_000) >> (bits - 6), minlength=64)
        assert ((counts - 10_000) ** 2 / 10_000).sum() < 120


def test_cells_are_uniform_and_do_not_depend_on_the_chunk() -> None:
    rows = np.arange(200_000, dtype=np.uint64)
    values = cell_uniforms(9, rows)
    assert np.array_equal(cell_uniforms(9, rows[5000:6000]), values[5000:6000])
    assert abs(values.mean() - 0.5) < 0.003
    assert abs(np.corrcoef(values[:-1], values[1:])[0, 1]) < 0.01
    assert abs(np.corrcoef(values, cell_uniforms(10, rows))[0, 1]) < 0.01
