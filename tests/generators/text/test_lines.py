"""Parts of many texts: the same whether they are held as a matrix or one after another."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from nonesuch.generators.text.lines import Lines, gather_lines

MATRICES = st.tuples(st.integers(0, 6), st.integers(1, 5)).flatmap(
    lambda shape: arrays(np.int32, shape, elements=st.sampled_from([0, 0, 1, 2, -1, 70_000]))
)


@given(MATRICES)
def test_a_matrix_comes_back(matrix: np.ndarray) -> None:
    lines = Lines.of(matrix)
    assert np.array_equal(lines.matrix, matrix)
    assert lines.counts.tolist() == np.count_nonzero(matrix, axis=1).tolist()


@given(MATRICES, st.randoms(use_true_random=False))
def test_pieces_in_any_order_come_together(matrix: np.ndarray, random: object) -> None:
    order = np.arange(len(matrix))
    random.shuffle(order)  # type: ignore[attr-defined]
    pieces = [(rows, Lines.of(matrix[rows])) for rows in np.array_split(order, 3)]
    assert np.array_equal(gather_lines(pieces, width=matrix.shape[1]).matrix, matrix)


@given(MATRICES)
def test_steps_leave_their_parts_side_by_side(matrix: np.ndarray) -> None:
    width = matrix.shape[1]
    lines = Lines.of_steps(list(matrix.T), len(matrix), width=width)
    assert lines.matrix.tolist() == [[*filter(None, row), *[0] * row.count(0)] for row in matrix.tolist()]
    half = len(matrix) // 2
    assert lines.slice(half, len(matrix)).matrix.tolist() == lines.matrix[half:].tolist()
