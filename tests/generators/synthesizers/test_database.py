from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nonesuch.errors import DataError, UsageError
from nonesuch.generators.synthesizers import (
    DatabaseSynthesizer,
    Metadata,
    Relationship,
    SequenceSynthesizer,
    load_database,
)
from nonesuch.generators.synthesizers.relationships import find_relationships

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def clinic() -> dict[str, pl.DataFrame]:
    """Patients, their visits (the elder sibling matters), the visits' bills, and doctors who are referred to."""
    rng = np.random.default_rng(1)
    n = 1500
    age = rng.integers(18, 90, n)
    counts = rng.poisson(age / 30)
    owner = np.repeat(np.arange(n), counts)
    m = len(owner)
    place = np.arange(m) - np.repeat(np.cumsum(counts) - counts, counts)
    pressure = 100 + age[owner] / 2 + rng.normal(0, 3, m)
    noise = rng.normal(0, 2, m)
    for turn in range(1, int(place.max()) + 1):
        later = np.flatnonzero(place == turn)
        pressure[later] = 0.9 * pressure[later - 1] + 0.1 * (100 + age[owner[later]] / 2) + noise[later]
    gap = rng.integers(10, 40, m)
    walked = np.cumsum(gap)
    begun = np.repeat((walked - gap)[np.cumsum(counts)[counts > 0] - counts[counts > 0]], counts[counts > 0])
    day = np.repeat(rng.integers(0, 300, n), counts) + walked - begun
    popular = rng.choice(20, m, p=np.arange(1, 21) / 210)
    visits = pl.DataFrame(
        {
            "visit_id": np.arange(m) + 5000,
            "patient_id": owner,
            "doctor_id": popular + 100,
            "day": pl.Series(np.datetime64("2021-01-01") + day).cast(pl.Date),
            "pressure": pressure.round(1),
        }
    )
    bills = pl.DataFrame({"visit_id": visits["visit_id"], "amount": (visits["pressure"] * 2).round()})
    return {
        "doctors": pl.DataFrame({"doctor_id": np.arange(20) + 100, "grade": ["junior", "senior"] * 10}),
        "patients": pl.DataFrame({"patient_id": np.arange(n), "age": age}),
        "visits": visits,
        "bills": bills,
    }


@pytest.fixture(scope="module")
def twin(clinic: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    model = DatabaseSynthesizer.fit(clinic, metadata={"visits": Metadata(sequence_index="day")}, relationships=LINKS)
    return {name: pl.DataFrame(frame) for name, frame in model.sample(seed=3).items()}


LINKS = [
    Relationship("patients", "patient_id", "visits", "patient_id"),
    Relationship("doctors", "doctor_id", "visits", "doctor_id"),
    Relationship("visits", "visit_id", "bills", "visit_id"),
]


def test_keys_are_found_by_name_and_inclusion(clinic: dict[str, pl.DataFrame]) -> None:
    assert set(LINKS) <= set(find_relationships(clinic))


def test_foreign_keys_always_hold(twin: dict[str, pl.DataFrame]) -> None:
    for link in LINKS:
        keys = twin[link.parent][link.parent_key]
        assert keys.n_unique() == len(keys)
        assert twin[link.child][link.child_key].is_in(keys.implode()).all()


def test_children_are_as_many_and_depend_on_their_parent(
    clinic: dict[str, pl.DataFrame], twin: dict[str, pl.DataFrame]
) -> None:
    def figures(tables: dict[str, pl.DataFrame]) -> tuple[float, float]:
        counts = tables["visits"].group_by("patient_id").len()
        joined = tables["patients"].join(counts, on="patient_id", how="left").with_columns(pl.col("len").fill_null(0))
        together = tables["visits"].join(tables["patients"], on="patient_id")
        first = np.corrcoef(joined["age"], joined["len"])[0, 1]
        return float(first), float(np.corrcoef(together["age"], together["pressure"])[0, 1])

    for real, made in zip(figures(clinic), figures(twin), strict=True):
        assert abs(real - made) < 0.1
    assert abs(twin["visits"].height / clinic["visits"].height - 1) < 0.1


def test_siblings_hang_together_and_keep_order_and_gaps(
    clinic: dict[str, pl.DataFrame], twin: dict[str, pl.DataFrame]
) -> None:
    def figures(visits: pl.DataFrame) -> tuple[float, pl.Series]:
        ordered = visits.sort("patient_id", "day", maintain_order=True)
        pairs = ordered.with_columns(
            elder=pl.col("pressure").shift(1).over("patient_id"),
            gap=pl.col("day").diff().over("patient_id").dt.total_days(),
        ).drop_nulls()
        return float(np.corrcoef(pairs["elder"], pairs["pressure"])[0, 1]), pairs["gap"]

    real, made = figures(clinic["visits"]), figures(twin["visits"])
    assert abs(real[0] - made[0]) < 0.1
    assert made[1].min() >= 10  # type: ignore[operator] # days
    assert made[1].max() <= 39  # type: ignore[operator] # days
    assert twin["visits"].select(pl.col("day").is_sorted().over("patient_id").all()).item()


def test_grandchildren_follow_their_parent(twin: dict[str, pl.DataFrame]) -> None:
    joined = twin["bills"].join(twin["visits"], on="visit_id")
    assert np.corrcoef(joined["amount"], joined["pressure"])[0, 1] > 0.9


def test_second_parents_keep_their_popularity(twin: dict[str, pl.DataFrame]) -> None:
    counts = twin["visits"].group_by("doctor_id").len()["len"]
    assert counts.max() > 3 * counts.min()  # type: ignore[operator] # counts


def test_a_scale_multiplies_root_rows(clinic: dict[str, pl.DataFrame]) -> None:
    model = DatabaseSynthesizer.fit({name: clinic[name] for name in ("patients", "visits")})
    drawn = model.sample(scale=2.0, seed=1)
    assert len(drawn["patients"]) == 3000
    assert abs(len(drawn["visits"]) / clinic["visits"].height - 2) < 0.2
    with pytest.raises(UsageError, match="positive"):
        model.sample(scale=0)


def test_a_model_of_tables_comes_back_whole(clinic: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    model = DatabaseSynthesizer.fit(clinic, relationships=LINKS)
    model.save(tmp_path / "m")
    again = load_database(tmp_path / "m").sample(seed=1)
    for name, frame in model.sample(seed=1).items():
        assert pl.DataFrame(frame).equals(pl.DataFrame(again[name]))


def test_pandas_tables_come_back_as_pandas(clinic: dict[str, pl.DataFrame]) -> None:
    frames = {name: clinic[name].to_pandas() for name in ("patients", "visits")}
    drawn = DatabaseSynthesizer.fit(frames).sample(seed=1)
    for name, frame in drawn.items():
        assert isinstance(frame, pd.DataFrame)
        assert frame.dtypes.equals(frames[name].dtypes)


def test_sdv_metadata_of_several_tables_are_read(clinic: dict[str, pl.DataFrame]) -> None:
    described = {
        "tables": {"patients": {"columns": {"age": {"sdtype": "numerical"}}, "primary_key": "patient_id"}},
        "relationships": [
            {
                "parent_table_name": "patients", "parent_primary_key": "patient_id",
                "child_table_name": "visits", "child_foreign_key": "patient_id",
            }
        ],
    }  # fmt: skip
    model = DatabaseSynthesizer.fit({name: clinic[name] for name in ("patients", "visits")}, metadata=described)
    assert model.relationships == (LINKS[0],)


def test_keys_that_do_not_match_are_refused(clinic: dict[str, pl.DataFrame]) -> None:
    with pytest.raises(DataError, match="keys do not match"):
        DatabaseSynthesizer.fit({**clinic, "patients": clinic["patients"].head(100)}, relationships=LINKS)
    doubled = {**clinic, "patients": pl.concat([clinic["patients"]] * 2)}
    with pytest.raises(DataError, match="not unique"):
        DatabaseSynthesizer.fit(doubled, relationships=LINKS)
    texts = {**clinic, "patients": clinic["patients"].with_columns(pl.col("patient_id").cast(pl.String))}
    with pytest.raises(DataError, match="different types"):
        DatabaseSynthesizer.fit(texts, relationships=LINKS)


def test_unknown_tables_columns_and_circles_are_refused(clinic: dict[str, pl.DataFrame]) -> None:
    for link in (Relationship("patient", "x", "visits", "y"), Relationship("patients", "id", "visits", "patient_id")):
        with pytest.raises(UsageError, match="unknown"):
            DatabaseSynthesizer.fit(clinic, relationships=[link])
    circle = [LINKS[0], Relationship("visits", "visit_id", "patients", "patient_id")]
    both = {
        "patients": pl.DataFrame({"patient_id": range(9)}),
        "visits": pl.DataFrame({"visit_id": range(9), "patient_id": range(9)}),
    }
    with pytest.raises(UsageError, match="each other's parents"):
        DatabaseSynthesizer.fit(both, relationships=circle)
    with pytest.raises(UsageError, match="no table"):
        DatabaseSynthesizer.fit({})


def test_sequences_keep_order_gaps_and_what_is_fixed(clinic: dict[str, pl.DataFrame]) -> None:
    rows = clinic["visits"].join(clinic["patients"], on="patient_id").drop("doctor_id", "visit_id")
    model = SequenceSynthesizer.fit(rows, sequence_key="patient_id", sequence_index="day")
    twin = pl.DataFrame(model.sample(seed=1))
    assert twin.columns == rows.columns
    assert twin.schema == rows.schema
    assert twin.group_by("patient_id").agg(pl.col("age").n_unique())["age"].max() == 1
    gaps = twin.select(pl.col("day").diff().over("patient_id").dt.total_days()).to_series().drop_nulls()
    assert gaps.min() >= 10  # type: ignore[operator] # days
    assert (
        abs(np.corrcoef(twin["age"], twin["pressure"])[0, 1] - np.corrcoef(rows["age"], rows["pressure"])[0, 1]) < 0.1
    )


def test_very_long_sequences_take_linear_time_and_stay_whole() -> None:
    rng = np.random.default_rng(0)
    rows = pl.DataFrame({"who": np.repeat(np.arange(12), 500), "value": rng.normal(size=6000)})
    twin = pl.DataFrame(SequenceSynthesizer.fit(rows, sequence_key="who").sample(seed=1))
    assert twin["who"].n_unique() == 12
    assert twin.height == 6000


def test_too_few_sequences_are_refused() -> None:
    with pytest.raises(DataError, match="too few"):
        SequenceSynthesizer.fit(pl.DataFrame({"who": [1, 1, 2, 2], "x": [1, 2, 3, 4]}), sequence_key="who")


def test_an_unknown_sequence_key_is_refused() -> None:
    with pytest.raises(UsageError, match="not there"):
        SequenceSynthesizer.fit(pl.DataFrame({"a": [1]}), sequence_key="b")
