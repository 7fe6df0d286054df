from __future__ import annotations

from statistics import NormalDist, fmean

import numpy as np
import polars as pl

from nonesuch.generators.synthesizers import Synthesizer
from nonesuch.generators.synthesizers.copula.normal import normal_quantile


def test_normal_quantiles_agree_with_the_standard_library() -> None:
    shares = np.concatenate([np.logspace(-12, -0.31, 300), 1 - np.logspace(-12, -0.31, 300)])
    known = np.array([NormalDist().inv_cdf(share) for share in shares])
    assert np.abs(normal_quantile(shares) - known).max() < 1e-9


def test_marginals_and_correlations_are_kept(people: pl.DataFrame) -> None:
    twin = pl.DataFrame(Synthesizer.fit(people, engine="copula").sample(20_000, seed=1))
    assert abs(fmean(twin["sick"] == "yes") - fmean(people["sick"] == "yes")) < 0.01
    assert abs(fmean(twin["dose"] == 0) - fmean(people["dose"] == 0)) < 0.02


def test_a_normal_correlation_comes_back() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=10_000)
    frame = pl.DataFrame({"x": x, "y": 0.8 * x + 0.6 * rng.normal(size=10_000)})
    twin = pl.DataFrame(Synthesizer.fit(frame, engine="copula").sample(20_000, seed=1))
    assert abs(np.corrcoef(twin["x"], twin["y"])[0, 1] - 0.8) < 0.03


def test_given_columns_move_the_others(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, engine="copula")
    old, young = (pl.DataFrame(model.sample(2000, seed=1, conditions={"age": age})) for age in (85, 25))
    assert (old["age"] == 85).all()
    assert (old["sick"] == "yes").mean() > (young["sick"] == "yes").mean() + 0.05  # type: ignore[operator] # means
