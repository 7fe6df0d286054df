from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest

from nonesuch.errors import DataError, SystemFault, UsageError
from nonesuch.generators.synthesizers import (
    Column,
    Metadata,
    Synthesizer,
    detect_metadata,
    fit,
    metadata_from_sdv,
    metadata_to_sdv,
)
from nonesuch.generators.synthesizers.frames import FrameKind

ENGINES = ("tree", "copula", "private")
RNG = np.random.default_rng(0)
N = 600


def _pandas() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "whole": RNG.integers(0, 9, N),
            "small": RNG.integers(0, 100, N).astype("int8"),
            "real": RNG.normal(size=N),
            "single": RNG.normal(size=N).astype("float32"),
            "gaps": np.where(RNG.random(N) < 0.3, np.nan, RNG.normal(size=N).round(2)),
            "text": RNG.choice(["a", "b"], N),
            "object": pd.Series(RNG.choice(np.array(["u", "v", None], dtype=object), N), dtype="object"),
            "flag": RNG.random(N) < 0.4,
            "day": pd.Timestamp("2020-01-01") + pd.to_timedelta(RNG.integers(0, 900, N), unit="D"),
            "kind": pd.Categorical(RNG.choice(["x", "y"], N)),
            "nullable": pd.array(RNG.integers(0, 50, N), dtype="Int64"),
            "maybe": pd.array(RNG.choice(np.array([True, False, None], dtype=object), N), dtype="boolean"),
        }
    )


def _polars() -> pl.DataFrame:
    moments = pl.Series(RNG.integers(1_500_000_000, 1_600_000_000, N) * 1_000_000).cast(pl.Datetime("us"))
    return pl.DataFrame(
        {
            "day": moments.cast(pl.Date),
            "moment": moments,
            "nano": moments.cast(pl.Datetime("ns")),
            "zoned": moments.dt.replace_time_zone("UTC").dt.convert_time_zone("Asia/Tokyo"),
            "time": moments.dt.time(),
            "length": pl.Series(RNG.integers(0, 10**6, N)).cast(pl.Duration("us")),
            "enum": pl.Series(RNG.choice(["x", "y"], N)).cast(pl.Enum(["y", "x", "z"])),
            "category": pl.Series(RNG.choice(["x", "y"], N)).cast(pl.Categorical),
            "decimal": pl.Series(RNG.integers(0, 100, N)).cast(pl.Decimal(10, 2)),
            "byte": pl.Series(RNG.integers(0, 200, N)).cast(pl.UInt8),
        }
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_pandas_types_come_back(engine: str) -> None:
    frame = _pandas()
    twin = Synthesizer.fit(frame, engine=engine).sample(N, seed=1)
    assert isinstance(twin, pd.DataFrame)
    assert twin.dtypes.astype(str).to_dict() == frame.dtypes.astype(str).to_dict()


@pytest.mark.parametrize("engine", ENGINES)
def test_polars_types_come_back(engine: str) -> None:
    frame = _polars()
    twin = Synthesizer.fit(frame, engine=engine).sample(N, seed=1)
    assert isinstance(twin, pl.DataFrame)
    assert twin.schema == frame.schema


def test_values_beyond_a_decimal_are_held_within_it() -> None:
    kind = FrameKind(types={"price": ("Decimal", 4, 2)})
    made = kind.dress(pl.DataFrame({"price": [1e9, -1e9, 12.34]}))
    assert made["price"].to_list() == [Decimal("99.99"), Decimal("-99.99"), Decimal("12.34")]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"a": [1], "b": ["x"]}),
        pd.DataFrame({"a": RNG.normal(size=N)}),
        pd.DataFrame({"a": [1] * N, "b": [None] * N, "c": [np.nan] * N, "d": ["k"] * N}),
        pd.DataFrame({"a": np.where(RNG.random(N) < 0.1, np.inf, 1.0), "b": RNG.choice([-np.inf, 2.0], N)}),
        pd.DataFrame({"a": RNG.integers(-(2**62), 2**62, N), "b": RNG.normal(size=N) * 1e300}),
        pd.DataFrame({"m": pd.Series([1, "a", 2.5, None] * (N // 4), dtype="object")}),
        pd.DataFrame({"a": [f"one of many words {i} here and there" for i in range(N)]}),
        pd.DataFrame(RNG.normal(size=(N, 3))),
        pd.DataFrame({"a": RNG.normal(size=N)}, index=pd.MultiIndex.from_arrays([range(N), range(N)])),
        pd.DataFrame({"t": [" " if i % 97 == 0 else f"{i * 1.37:.2f}" for i in range(N)]}),
        pd.DataFrame({"d": ["2020-01-01", "2020-03-04", "9999-12-31"] * (N // 3)}),
    ],
    ids=["1 row", "1 column", "constant and missing", "infinite", "huge", "mixed types", "all text", "numbered columns",
         "odd index", "numbers as text", "absurd dates"],
)  # fmt: skip
def test_odd_tables_are_taken(frame: pd.DataFrame, engine: str) -> None:
    twin = Synthesizer.fit(frame, engine=engine).sample(40, seed=1)
    assert isinstance(twin, pd.DataFrame)
    assert list(twin.columns) == list(frame.columns)
    assert len(twin) == 40


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"a": []}), "empty"),
        (pd.DataFrame(index=range(3)), "empty"),
        (pd.DataFrame(np.zeros((3, 2)), columns=["a", "a"]), "one name"),
        (pd.DataFrame({"a": [[1], [2]]}), "not single"),
        (pl.DataFrame({"a": [[1], [2]]}), "not single"),
        (pl.DataFrame({"a": [b"x", b"y"]}), "not single"),
    ],
)
def test_impossible_tables_are_refused(frame: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        Synthesizer.fit(frame)


def test_wrong_calls_are_refused() -> None:
    frame = pd.DataFrame({"age": [1, 2]})
    with pytest.raises(UsageError, match="no table"):
        Synthesizer.fit([1, 2])  # type: ignore[arg-type] # on purpose
    with pytest.raises(UsageError, match="did you mean 'tree'"):
        fit("trees", frame)
    with pytest.raises(UsageError, match="did you mean 'age'"):
        Synthesizer.fit(frame, label="agee")
    with pytest.raises(UsageError, match="metadata name a column"):
        Synthesizer.fit(frame, metadata=Metadata({"sex": Column("categorical")}))
    with pytest.raises(UsageError, match="out of bounds"):
        Synthesizer.fit(frame, k=1)


def test_sdv_is_asked_for_by_name_only() -> None:
    with pytest.raises(UsageError, match="did you mean 'sdv:ctgan'"):
        fit("sdv:ctgn", pd.DataFrame({"a": [1, 2]}))
    try:
        import sdv  # noqa: F401
    except ImportError:
        with pytest.raises(SystemFault, match="SDV is missing"):
            fit("sdv:ctgan", pd.DataFrame({"a": [1, 2]}))


def test_identifying_columns_are_made_not_learned(people: pl.DataFrame) -> None:
    names = [
        f"{first} {last}"
        for first in ("Ann", "Bob", "Cem", "Dora")
        for last in ("Muster", "Smith", "Garcia", "Li", "Kaya")
    ]
    frame = people.with_columns(
        name=pl.Series(names * 100), mail=pl.Series([f"someone{i}@clinic.org" for i in range(2000)]),
        note=pl.Series([f"patient number {i} was seen and sent home again today" for i in range(2000)]),
    )  # fmt: skip
    model = Synthesizer.fit(frame)
    assert set(model.generated) == {"person_id", "mail", "note"} | ({"name"} & set(model.generated))
    twin = pl.DataFrame(model.sample(1500, seed=1))
    assert twin["person_id"].n_unique() == 1500
    assert twin["person_id"].str.contains(r"^P\d{5}$").all()
    assert twin["mail"].str.ends_with("@example.com").all()
    assert twin["mail"].n_unique() == 1500
    assert twin["note"].null_count() == 1500


def test_whole_number_ids_never_repeat_and_do_not_depend_on_the_chunk() -> None:
    rng = np.random.default_rng(0)
    frame = pl.DataFrame({"case_id": rng.choice(900_000, 3000, replace=False) + 100_000, "x": rng.integers(0, 5, 3000)})
    model = Synthesizer.fit(frame)
    whole = pl.DataFrame(model.sample(150_000, seed=1))
    assert whole["case_id"].n_unique() == 150_000
    assert whole["case_id"].is_between(100_000, 1_000_000).all()
    assert pl.DataFrame(model.sample(1000, seed=1, start=131_000)).equals(whole[131_000:132_000])
    assert pl.DataFrame(model.sample(1_200_000, seed=1))["case_id"].n_unique() == 1_200_000


def test_metadata_decide_over_what_is_found(people: pl.DataFrame) -> None:
    model = Synthesizer.fit(people, metadata=Metadata({"age": Column("categorical"), "ward": Column("id")}))
    assert "ward" in model.generated
    assert model.metadata.columns["age"].sdtype == "categorical"


def test_sdv_metadata_go_in_and_come_out(people: pl.DataFrame) -> None:
    described = {
        "columns": {
            "person_id": {"sdtype": "id", "regex_format": "P[0-9]{5}"},
            "day": {"sdtype": "datetime", "datetime_format": "%d.%m.%Y"},
            "age": {"sdtype": "numerical", "range_min": 18, "range_max": 95},
        },
        "primary_key": "person_id",
    }
    model = Synthesizer.fit(people, metadata=described)
    out = metadata_to_sdv(model.metadata)
    assert out["primary_key"] == "person_id"
    assert out["columns"]["day"] == described["columns"]["day"]  # type: ignore[index] # a dict of dicts
    assert "range_min" not in str(out), "real extremes are left out"
    assert metadata_from_sdv({"tables": {"t": out}, "relationships": []}) == metadata_from_sdv(out)


@pytest.mark.parametrize("document", [{}, {"columns": 3}, {"columns": {"a": {}}}, {"columns": {"a": 5}}])
def test_other_dicts_are_not_metadata(document: dict[str, Any]) -> None:
    with pytest.raises(DataError, match="not SDV's metadata"):
        metadata_from_sdv(document)


@pytest.mark.parametrize(
    ("values", "sdtype"),
    [
        ([True, False], "boolean"),
        ([1.5, 2.5], "numerical"),
        ([dt.date(2020, 1, 1), dt.date(2020, 1, 2)], "datetime"),
        (["31.01.2020", "01.02.2020"], "datetime"),
        (["2020-01-31T10:00:00Z", "2020-02-01T11:30:00Z"], "datetime"),
        (["a", "b"], "categorical"),
        (["12", "7"], "categorical"),
        ([None, None], "categorical"),
    ],
)
def test_sdtypes_are_found(values: list[object], sdtype: str) -> None:
    frame = pl.DataFrame({"x": values * 40})
    if frame["x"].dtype == pl.Null:
        frame = frame.cast(pl.String)
    assert detect_metadata(frame).columns["x"].sdtype == sdtype


def test_weekdays_of_dates_as_text_survive(people: pl.DataFrame) -> None:
    twin = pl.DataFrame(Synthesizer.fit(people).sample(3000, seed=1))
    assert twin["day"].str.strptime(pl.Date, "%d.%m.%Y").dt.weekday().is_between(1, 5).all()


def test_missing_values_keep_their_share(people: pl.DataFrame) -> None:
    twin = pl.DataFrame(Synthesizer.fit(people).sample(10_000, seed=1))
    assert abs(twin["weight"].null_count() / 10_000 - people["weight"].null_count() / people.height) < 0.02
