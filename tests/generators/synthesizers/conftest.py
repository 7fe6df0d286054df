from __future__ import annotations

import numpy as np
import polars as pl
import pytest


@pytest.fixture(scope="session")
def people() -> pl.DataFrame:
    """2,000 rows: a rare label, numbers and categories that hang together, missing values, dates, an id, a name."""
    rng = np.random.default_rng(7)
    n = 2_000
    sick = rng.random(n) < 0.08
    age = np.clip(rng.normal(np.where(sick, 68, 44), 12), 18, 95).round()
    dose = np.where(sick, np.round(age * 0.5 + rng.normal(0, 2, n), 1), 0.0)
    ward = np.where(sick, rng.choice(["icu", "surgery"], n), rng.choice(["general", "none"], n))
    weight = np.where(rng.random(n) < 0.1, np.nan, np.round(rng.normal(75, 12, n), 1))
    day = np.datetime64("2023-01-02") + rng.integers(0, 100, n) * 7 + rng.integers(0, 5, n)
    return pl.DataFrame(
        {
            "person_id": [f"P{i:05d}" for i in rng.permutation(n)],
            "sick": np.where(sick, "yes", "no"),
            "age": age.astype(np.int64),
            "dose": dose,
            "ward": ward,
            "weight": weight,
            "day": pl.Series(day).cast(pl.Date).dt.strftime("%d.%m.%Y"),
        }
    ).with_columns(pl.col("weight").fill_nan(None))
