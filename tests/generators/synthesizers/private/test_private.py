from __future__ import annotations

import math
from typing import Any

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import UsageError
from nonesuch.generators.synthesizers import Column, Metadata, Synthesizer
from nonesuch.generators.synthesizers.codes.levels import LevelsField
from nonesuch.generators.synthesizers.codes.number import NumberField
from nonesuch.generators.synthesizers.constraints import Unique
from nonesuch.validators.privacy.intervals import clopper_pearson


def _fit(table: pl.DataFrame, seed: int | None, **options: Any) -> Synthesizer:
    return Synthesizer.fit(table, engine="private", noise_seed=seed, **options)


def test_the_account_adds_up_and_says_what_is_public(people: pl.DataFrame) -> None:
    account = _fit(people, 1, label="sick", epsilon=2.0, delta=1e-6).privacy
    assert account["epsilon"] == 2.0
    assert math.isclose(sum(entry["rho"] for entry in account["expenses"]), account["rho"], rel_tol=1e-9)
    assert "names and types of columns" in account["public"]
    assert "TEST KEY" in account["noise"]
    assert "secret" in _fit(people, None).privacy["noise"]


def test_noise_is_fresh_in_every_fit(people: pl.DataFrame) -> None:
    first, second = (pl.DataFrame(_fit(people, None).sample(200, seed=1)) for _ in range(2))
    assert not first.equals(second)


def test_with_a_large_budget_the_label_stays_predictable(people: pl.DataFrame) -> None:
    twin = pl.DataFrame(_fit(people, 1, label="sick", epsilon=20.0).sample(5000, seed=1))
    ill, well = twin.filter(pl.col("sick") == "yes"), twin.filter(pl.col("sick") == "no")
    assert 0.04 < ill.height / twin.height < 0.12
    assert (ill["dose"] > 5).mean() > 0.8  # type: ignore[operator] # a mean of booleans
    assert (well["dose"] < 5).mean() > 0.9  # type: ignore[operator] # a mean of booleans
    assert ill["age"].mean() > well["age"].mean() + 10  # type: ignore[operator] # means


def test_a_level_of_one_person_never_gets_out() -> None:
    table = pl.DataFrame({"name": ["smith", "jones"] * 2000 + ["the one"], "x": np.arange(4001) % 5})
    for seed in range(60):
        field = _fit(table, seed, epsilon=3.0).table.fields["name"]
        assert isinstance(field, LevelsField)
        assert "the one" not in field.levels


def test_one_row_does_not_move_a_grid() -> None:
    """Cells are chosen from noisy counts on a fixed grid: with the same noise, an outlier changes nothing."""
    x = np.random.default_rng(0).normal(100, 15, 5000)
    fields = [
        _fit(pl.DataFrame({"x": np.append(x, outlier)}), 3, epsilon=1.0).table.fields["x"] for outlier in (100.0, 9.9e8)
    ]
    assert all(isinstance(field, NumberField) for field in fields)
    edges = [field.bins.edges for field in fields if isinstance(field, NumberField)]
    assert np.array_equal(edges[0], edges[1]) or abs(len(edges[0]) - len(edges[1])) <= 1
    assert max(edges[1]) < 1e4


def test_declared_bounds_and_levels_are_kept() -> None:
    metadata = Metadata(
        {"x": Column("numerical", low=0, high=10), "y": Column("categorical", levels=("a", "b", "never seen"))}
    )
    table = pl.DataFrame({"x": [1, 2, 3, 4] * 500, "y": ["a", "b", "b", "b"] * 500})
    model = _fit(table, 1, metadata=metadata, epsilon=1.0)
    field = model.table.fields["y"]
    assert isinstance(field, LevelsField)
    assert set(field.levels) == {"a", "b", "never seen"}
    twin = pl.DataFrame(model.sample(2000, seed=1))
    assert twin["x"].is_between(0, 10).all()


def test_few_rows_between_declared_bounds_keep_their_spread() -> None:
    x = np.round(np.random.default_rng(0).lognormal(10, 0.5, 750), 2)
    metadata = Metadata({"x": Column("numerical", low=0, high=200_000)})
    twin = pl.DataFrame(_fit(pl.DataFrame({"x": x}), 1, metadata=metadata, epsilon=1.0).sample(2000, seed=1))
    quarters = np.quantile(twin["x"].drop_nulls().to_numpy(), [0.25, 0.5, 0.75])
    assert np.allclose(quarters, np.quantile(x, [0.25, 0.5, 0.75]), rtol=0.35)


def _emissions(epsilon: float, fits: int) -> tuple[int, int, int]:
    """Plant half of 40 canaries, each a declared level of its own; count how many of either half come out."""
    rng = np.random.default_rng(9)
    base = pl.DataFrame({"code": rng.choice(["a", "b", "c"], 3000), "x": rng.integers(0, 5, 3000)})
    levels = ("a", "b", "c", *(f"canary {i}" for i in range(40)))
    metadata = Metadata({"code": Column("categorical", levels=levels), "x": Column("numerical", low=0, high=4)})
    planted = unplanted = 0
    for fit in range(fits):
        inside = rng.permutation(40)[:20]
        rows = pl.DataFrame({"code": [f"canary {i}" for i in inside], "x": rng.integers(0, 5, 20)})
        model = _fit(pl.concat([base, rows]), fit, metadata=metadata, epsilon=epsilon)
        twin = pl.DataFrame(model.sample(3000, seed=fit))
        out = {int(code.split()[1]) for code in twin["code"].unique().to_list() if code.startswith("canary")}
        planted += len(out & set(inside.tolist()))
        unplanted += len(out - set(inside.tolist()))
    return planted, unplanted, 20 * fits


@pytest.mark.parametrize("epsilon", [1.0, 3.0])
def test_canaries_prove_no_more_than_the_claimed_epsilon(epsilon: float) -> None:
    planted, unplanted, trials = _emissions(epsilon, 25)
    low, high = clopper_pearson(planted, trials)[0], clopper_pearson(unplanted, trials)[1]
    assert math.log(max(low, 1e-9) / high) <= epsilon


def test_canaries_do_prove_something_where_there_is_no_privacy() -> None:
    planted, unplanted, trials = _emissions(100.0, 25)
    low, high = clopper_pearson(planted, trials)[0], clopper_pearson(unplanted, trials)[1]
    assert math.log(low / high) > 0.5


def test_neighbouring_tables_cannot_be_told_apart_beyond_epsilon() -> None:
    """Fit with and without one odd row 300 times each; no threshold on its level's share proves epsilon wrong."""
    base = pl.DataFrame({"code": ["a"] * 150 + ["b"] * 50})
    more = pl.concat([base, pl.DataFrame({"code": ["rare"]})])
    metadata = Metadata({"code": Column("categorical", levels=("a", "b", "rare"))})
    shares = [
        np.array([_share(_fit(table, seed + 1000 * side, metadata=metadata, epsilon=1.0)) for seed in range(300)])
        for side, table in enumerate((base, more))
    ]
    for threshold in np.quantile(shares[0], [0.5, 0.7, 0.9]):
        hits = [int((side > threshold).sum()) for side in shares]
        low, high = clopper_pearson(hits[1], 300)[0], clopper_pearson(hits[0], 300)[1]
        assert math.log(max(low, 1e-9) / high) <= 1.0


def _share(model: Synthesizer) -> float:
    field = model.table.fields["code"]
    assert isinstance(field, LevelsField)
    part: Any = model.model.parts[0]  # type: ignore[attr-defined] # a private model
    place = field.levels.index("rare")
    return float(part.cumulated[0, place] - (part.cumulated[0, place - 1] if place else 0.0))


def test_constraints_and_unknown_settings_are_refused(people: pl.DataFrame) -> None:
    with pytest.raises(UsageError, match="constraints"):
        _fit(people, 1, constraints=[Unique(("person_id",))])
    with pytest.raises(UsageError, match="unknown setting"):
        _fit(people, 1, epsilom=1.0)
