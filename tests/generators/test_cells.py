from __future__ import annotations

import numpy as np
import pytest

from nonesuch.generators.cells import Cells
from nonesuch.generators.distributions import Gamma
from nonesuch.generators.randomness import stream
from nonesuch.generators.rounding import Endings, Rounding

DRAWS = 200_000
ROUNDINGS = {
    "whole": Rounding(integer=True),
    "steps": Rounding(step=2.5),
    "bounded": Rounding(integer=True, within=(3, 9)),
    "prices": Rounding(decimals=1, endings=Endings(every=1, whole=0.2, below=0.3, near=0.1)),
    "readings": Rounding(integer=True, within=(0, 20), endings=Endings(every=2, near=0.4)),
}


@pytest.mark.parametrize("name", ROUNDINGS)
def test_cells_say_how_often_a_number_is_written(name: str) -> None:
    rounding = ROUNDINGS[name]
    drawn = Gamma(6.0, 3.0)
    written = rounding.write(drawn.sample(stream(1, "cells"), DRAWS).astype(np.float64), stream(2, "cells"))
    values, counts = np.unique(written.astype(np.float64), return_counts=True)
    cells = Cells.of(rounding, values)
    ranges = zip(cells.low, cells.high, strict=True)
    mass = np.exp(cells.log_mass(np.stack([drawn.log_mass(low, high) for low, high in ranges])))
    error = 5 * np.sqrt(mass * (1 - mass) / DRAWS) + 1 / DRAWS
    assert (np.abs(counts / DRAWS - mass) < error).all()


def test_ends_have_no_end() -> None:
    cells = Cells.of(Rounding(integer=True, within=(3, 9)), np.array([3.0, 5.0, 9.0]))
    assert cells.low.tolist() == [[-np.inf, 4.5, 8.5]]
    assert cells.high.tolist() == [[3.5, 5.5, np.inf]]


def test_the_main_range_is_the_one_that_most_come_from() -> None:
    prices = Rounding(decimals=2, endings=Endings(every=1, below=0.9))
    low, high = Cells.of(prices, np.array([19.99, 19.5])).main
    assert low == pytest.approx([19.0, 19.495])
    assert high == pytest.approx([20.0, 19.505])
