from __future__ import annotations

import pytest

from benchmarks.truth.band import Band, at_least, at_most, between, exactly


@pytest.mark.parametrize(
    ("band", "inside", "outside", "words"),
    [
        (between(1.5, 5), [1.5, 5.0], [1.49, 5.01], "1.5 to 5"),
        (at_least(95), [95.0, 1e9], [94.9], "at least 95"),
        (at_most(0.1), [0.0, 0.1], [0.11], "at most 0.1"),
        (exactly(0), [0.0], [1e-9, -1e-9], "0"),
    ],
)
def test_bands_hold_their_ends(band: Band, inside: list[float], outside: list[float], words: str) -> None:
    assert all(value in band for value in inside)
    assert not any(value in band for value in outside)
    assert str(band) == words
