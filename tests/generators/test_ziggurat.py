from __future__ import annotations

import numpy as np
import pytest

from nonesuch.generators.distributions.special import normal_cdf
from nonesuch.generators.randomness import stream
from nonesuch.generators.ziggurat import random_normal

MANY = random_normal(stream(5), 2_000_000)


def test_values_are_stable() -> None:
    assert random_normal(stream(1, "stable"), 4).round(6).tolist() == [0.058297, 0.218934, -0.21968, -1.650838]


def test_moments_are_those_of_the_normal_distribution() -> None:
    found = [float((MANY**power).mean()) for power in (1, 2, 3, 4, 6)]
    assert found == pytest.approx([0, 1, 0, 3, 15], abs=0.15)
    assert found[:2] == pytest.approx([0, 1], abs=5 / len(MANY) ** 0.5)


def test_the_whole_distribution_is_met() -> None:
    found = np.sort(MANY)
    distance = np.abs(normal_cdf(found) - (np.arange(len(found)) + 0.5) / len(found)).max()
    assert distance * len(found) ** 0.5 < 1.95, "Kolmogorov and Smirnov, one in a thousand"


@pytest.mark.parametrize("edge", [2.0, 3.0, 3.65, 3.66, 4.0, 4.5])
@pytest.mark.parametrize("sign", [1, -1])
def test_tails_are_met_where_the_ziggurat_ends_and_beyond(edge: float, sign: int) -> None:
    expected = (1 - float(normal_cdf(np.array([edge]))[0])) * len(MANY)
    assert abs((sign * MANY > edge).sum() - expected) < 5 * expected**0.5


@pytest.mark.parametrize("n", [0, 1, 3])
def test_as_many_are_drawn_as_asked_for(n: int) -> None:
    assert random_normal(stream(1), n).shape == (n,)
