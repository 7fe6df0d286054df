from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.distributions import FAMILIES, Distribution, Normal, Uniform
from nonesuch.generators.randomness import stream

DRAWS = 40_000


@dataclass(frozen=True)
class Case:
    """What theory says of a distribution, and the first numbers it has always drawn."""

    name: str
    parameters: dict[str, float]
    mean: float
    variance: float
    first: list[float]

    def made(self) -> Distribution:
        return FAMILIES[self.name](**self.parameters)


CASES = [
    Case("beta", {"mean": 0.3, "concentration": 10}, 0.3, 0.21 / 11, [0.4661893, 0.2086649, 0.2020331]),
    Case("constant", {"value": 4}, 4, 0, [4.0, 4.0, 4.0]),
    Case("exponential", {"mean": 30}, 30, 900, [4.1115721, 7.5014389, 62.4637554]),
    Case("gamma", {"mean": 6, "shape": 1.5}, 6, 24, [6.9563687, 1.1429606, 2.1865246]),
    Case("geometric", {"mean": 3.5}, 3.5, 3.5 * 2.5, [1, 1, 7]),
    Case(
        "lognormal",
        {"median": 20, "log_sd": 0.5},
        20 * exp(0.125),
        400 * exp(0.25) * (exp(0.25) - 1),
        [20.5915519, 22.3136608, 17.9195514],
    ),
    Case("negative_binomial", {"mean": 4, "size": 1.5}, 4, 4 + 16 / 1.5, [6, 2, 0]),
    Case("normal", {"mean": 120, "sd": 15}, 120, 225, [120.8744584, 123.2840042, 116.704803]),
    Case("pareto", {"minimum": 2, "shape": 6}, 2.4, 4 * 6 / (25 * 4), [2.0462099, 2.0851105, 2.8296925]),
    Case("poisson", {"mean": 4.2}, 4.2, 4.2, [4, 4, 5]),
    Case("triangular", {"low": 0, "mode": 2, "high": 10}, 4, 84 / 18, [1.2714743, 3.7856146, 6.2530507]),
    Case("uniform", {"low": 10, "high": 20}, 15, 100 / 12, [10.8083234, 15.1726767, 18.2450464]),
]
by_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def test_every_family_has_a_case() -> None:
    assert sorted(case.name for case in CASES) == sorted(FAMILIES)


@by_case
def test_values_are_stable(case: Case) -> None:
    assert case.made().sample(stream(1, "stable"), 3).round(7).tolist() == case.first


@by_case
def test_mean_and_variance_are_those_of_theory(case: Case) -> None:
    values = case.made().sample(stream(3, "moments"), DRAWS).astype(np.float64)
    deviation = (case.variance / DRAWS) ** 0.5
    assert abs(values.mean() - case.mean) <= 5 * deviation, "five standard errors"
    fourth = ((values - values.mean()) ** 4).mean()
    assert abs(values.var() - case.variance) <= 6 * ((fourth - case.variance**2) / DRAWS) ** 0.5 + 1e-12


@by_case
def test_parameters_may_differ_by_row(case: Case) -> None:
    scaled = {name: np.array([value, value * 1.05]) for name, value in case.parameters.items()}
    stratum = np.arange(10_000) % 2
    by_row = FAMILIES[case.name](**scaled).at(stratum)
    values = by_row.sample(stream(5, "rows"), len(stratum))
    assert values.dtype == (np.int64 if by_row.discrete else np.float64)
    for which in (0, 1):
        alone = FAMILIES[case.name](**{name: value[which] for name, value in scaled.items()})
        drawn = alone.sample(stream(6, "alone"), len(stratum))
        error = 5 * (2 * values[stratum == which].var() / 5000) ** 0.5
        assert abs(values[stratum == which].mean() - drawn.mean()) <= error + 1e-12
        assert np.array_equal(by_row.log_density(np.full(10_000, 3.0))[which::2][:9], alone.log_density([3.0] * 9))


_SPREAD = st.floats(0.3, 30)
_PLACE = st.floats(-9, 9)
_BEYOND = st.floats(0.1, 9)
PARAMETERS: dict[str, st.SearchStrategy[dict[str, float]]] = {
    "beta": st.fixed_dictionaries({"mean": st.floats(0.1, 0.9), "concentration": st.floats(3, 40)}),
    "exponential": st.fixed_dictionaries({"mean": _SPREAD}),
    "gamma": st.fixed_dictionaries({"mean": _SPREAD, "shape": st.floats(1, 20)}),
    "geometric": st.fixed_dictionaries({"mean": st.floats(1, 12)}),
    "lognormal": st.fixed_dictionaries({"median": _SPREAD, "log_sd": st.floats(0.1, 1)}),
    "negative_binomial": st.fixed_dictionaries({"mean": _SPREAD, "size": st.floats(0.5, 20)}),
    "normal": st.fixed_dictionaries({"mean": st.floats(-50, 50), "sd": _SPREAD}),
    "pareto": st.fixed_dictionaries({"minimum": _SPREAD, "shape": st.floats(1, 8)}),
    "poisson": st.fixed_dictionaries({"mean": st.floats(0, 40)}),
    "triangular": st.builds(lambda a, b, c: {"low": a, "mode": a + b, "high": a + b + c}, _PLACE, _BEYOND, _BEYOND),
    "uniform": st.builds(lambda a, b: {"low": a, "high": a + b}, _PLACE, _BEYOND),
}
CONTINUOUS = [name for name, family in FAMILIES.items() if not family.discrete and name != "constant"]


@pytest.mark.parametrize("name", CONTINUOUS)
@given(st.data())
@settings(max_examples=20, deadline=None)
def test_density_sums_to_one_and_tells_where_samples_fall(name: str, data: st.DataObject) -> None:
    made = FAMILIES[name](**data.draw(PARAMETERS[name]))
    values = made.sample(stream(9, "density"), DRAWS)
    borders = np.quantile(values, [0, 0.05, 0.25, 0.5, 0.75, 0.95, 1])
    for low, high in pairwise(borders):
        middle = low + (high - low) * (np.arange(4000) + 0.5) / 4000
        share = np.exp(made.log_density(middle)).mean() * (high - low)
        drawn = ((values >= low) & (values < high)).mean()
        assert abs(share - drawn) < 6 * (drawn * (1 - drawn) / DRAWS) ** 0.5 + 2e-3


@pytest.mark.parametrize("name", [name for name, family in FAMILIES.items() if family.discrete])
@given(st.data())
@settings(max_examples=20, deadline=None)
def test_probabilities_sum_to_one_and_tell_how_often_values_come(name: str, data: st.DataObject) -> None:
    made = FAMILIES[name](**data.draw(PARAMETERS[name]))
    values = made.sample(stream(9, "density"), DRAWS)
    numbers = np.arange(values.max() * 3 + 30)
    shares = np.exp(made.log_density(numbers))
    assert abs(shares.sum() - 1) < 1e-6
    drawn = np.bincount(values, minlength=len(numbers)) / DRAWS
    assert bool(np.all(np.abs(shares - drawn) < 6 * (shares * (1 - shares) / DRAWS) ** 0.5 + 2e-4))
    assert bool(np.all(made.log_density([-1, 0.5, 1.5]) == -np.inf))


@pytest.mark.parametrize(
    ("name", "outside"),
    [
        ("beta", [0.0, 1.0, -0.1]),
        ("constant", [3.999]),
        ("exponential", [-1e-9]),
        ("gamma", [0.0, -1.0]),
        ("lognormal", [0.0, -1.0]),
        ("pareto", [1.999]),
        ("triangular", [-0.001, 10.001]),
        ("uniform", [9.999, 20.001]),
    ],
)
def test_density_is_zero_outside_of_the_support(name: str, outside: list[float]) -> None:
    case = next(case for case in CASES if case.name == name)
    assert case.made().log_density(outside).tolist() == [-np.inf] * len(outside)


@pytest.mark.parametrize(
    ("name", "parameters", "word"),
    [
        ("beta", {"mean": 0}, "mean"),
        ("beta", {"mean": 1}, "mean"),
        ("beta", {"mean": 0.5, "concentration": 0}, "concentration"),
        ("constant", {"value": float("inf")}, "value"),
        ("exponential", {"mean": 0}, "mean"),
        ("gamma", {"mean": -1}, "mean"),
        ("gamma", {"shape": 0}, "shape"),
        ("geometric", {"mean": 0.99}, "mean"),
        ("lognormal", {"median": 0}, "median"),
        ("lognormal", {"log_sd": 0}, "log_sd"),
        ("lognormal", {"log_sd": 300}, "log_sd"),
        ("negative_binomial", {"mean": 0}, "mean"),
        ("negative_binomial", {"mean": 1e300}, "mean"),
        ("negative_binomial", {"size": 0}, "size"),
        ("normal", {"mean": float("nan")}, "mean"),
        ("normal", {"sd": 0}, "sd"),
        ("pareto", {"minimum": 0}, "minimum"),
        ("pareto", {"shape": 0.001}, "shape"),
        ("poisson", {"mean": -0.1}, "mean"),
        ("poisson", {"mean": 1e10}, "mean"),
        ("triangular", {"low": 1, "mode": 0.5, "high": 2}, "order"),
        ("triangular", {"low": 1, "mode": 1, "high": 1}, "order"),
        ("uniform", {"low": 2, "high": 1}, "high"),
        ("uniform", {"low": float("-inf")}, "low"),
    ],
)
def test_impossible_parameters_are_refused(name: str, parameters: dict[str, float], word: str) -> None:
    with pytest.raises(PackError, match=word):
        FAMILIES[name](**parameters)


def test_one_impossible_parameter_among_many_is_found() -> None:
    with pytest.raises(PackError) as caught:
        Normal(mean=0.0, sd=np.array([1.0, -2.0, 3.0]))
    assert caught.value.found == "-2.0"


@by_case
def test_extreme_parameters_draw_finite_numbers(case: Case) -> None:
    bounds = FAMILIES[case.name]._bounds
    if case.name in ("triangular", "uniform"):
        return
    for end in (0, 1):
        parameters = {name: bounds.get(name, (-1e15, 1e15))[end] for name in case.parameters}
        values = FAMILIES[case.name](**parameters).sample(stream(2, "extreme"), 2000)
        assert bool(np.isfinite(values).all())
        assert bool((np.abs(values) < 1e300).all())


def test_equal_bounds_give_one_value() -> None:
    assert Uniform(3, 3).sample(stream(1), 4).tolist() == [3.0] * 4


@by_case
def test_nothing_is_drawn_where_nothing_is_wanted(case: Case) -> None:
    assert case.made().sample(stream(1), 0).shape == (0,)


@by_case
def test_shares_below_a_number_are_those_of_samples(case: Case) -> None:
    made = case.made()
    values = np.sort(made.sample(stream(13, "shares"), DRAWS).astype(np.float64))
    places = np.unique(values[:: DRAWS // 50])
    drawn = np.searchsorted(values, places, side="right") / DRAWS
    assert np.abs(made.cdf(places) - drawn).max() < 1.95 / DRAWS**0.5, "Kolmogorov, 1 in 1,000"
    assert made.cdf([-np.inf, np.inf]).tolist() == [0, 1]


@by_case
def test_masses_add_up_to_what_lies_between(case: Case) -> None:
    made = case.made()
    borders = np.array([-np.inf, -1.0, 0.5, 2.5, 3.25, 12.0, 119.5, np.inf])
    masses = np.exp(made.log_mass(borders[:-1], borders[1:]))
    assert masses.sum() == pytest.approx(1)
    assert masses[2:4].sum() == pytest.approx(float(np.exp(made.log_mass(0.5, 3.25))), abs=1e-12)


def test_far_out_masses_go_by_the_density() -> None:
    normal = Normal(0, 1)
    assert float(normal.log_mass(11.99, 12.01)) == pytest.approx(float(normal.log_density(12.0)) + np.log(0.02))
    assert float(normal.log_mass(12, np.inf)) == -np.inf
