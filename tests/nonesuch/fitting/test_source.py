from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import DataError, UsageError
from nonesuch.fitting.source import read_source, refuse_identifiers, typed

if TYPE_CHECKING:
    from pathlib import Path

FRAME = pl.DataFrame({"SBP": [120, 140] * 60, "age": [40, 50] * 60})


def test_columns_are_called_as_the_pack_calls_them(tmp_path: Path) -> None:
    FRAME.write_csv(tmp_path / "mine.csv")
    (tmp_path / "map.toml").write_text('[vitals]\n"@table" = "mine"\nsystolic = "SBP"\n[other]\nx = "y"\n', "utf-8")
    wanted = ["systolic", "age"]
    by_file = read_source(tmp_path / "mine.csv", "vitals", tmp_path / "map.toml", wanted=wanted)
    by_dict = read_source(FRAME.to_pandas(), "vitals", {"vitals": {"systolic": "SBP"}}, wanted=wanted)
    assert by_file.columns == wanted
    assert by_file.equals(by_dict)


def test_of_a_folder_the_table_is_taken(tmp_path: Path) -> None:
    FRAME.write_csv(tmp_path / "vitals.csv")
    FRAME.write_parquet(tmp_path / "other.parquet")
    assert read_source(tmp_path, "vitals", None, wanted=["SBP"]).height == 120
    with pytest.raises(UsageError, match="which table"):
        read_source(tmp_path, "patients", None, wanted=["SBP"])


def test_what_is_missing_is_said() -> None:
    with pytest.raises(DataError, match="no column 'SPB'") as caught:
        read_source(FRAME, "vitals", None, wanted=["SPB"])
    assert "SBP" in (caught.value.hint or "")
    with pytest.raises(DataError, match="no column 'BP'"):
        read_source(FRAME, "vitals", {"vitals": {"systolic": "BP"}}, wanted=["systolic"])


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("contact", [f"person{i}@clinic.org" for i in range(200)]),
        ("patient_id", [str(100_000 + 7 * i) for i in range(200)]),
        ("remark", [f"came in with a cough that began {i} days ago" for i in range(200)]),
    ],
)
def test_columns_that_identify_are_refused_with_the_evidence(name: str, values: list[str]) -> None:
    with pytest.raises(DataError, match="never learned") as caught:
        refuse_identifiers(pl.DataFrame({name: values}))
    assert caught.value.found
    with pytest.raises(DataError, match=name):
        read_source(pl.DataFrame({name: values}), "t", {"t": {"class": name}}, wanted=["class"])


def test_days_are_no_identifiers() -> None:
    refuse_identifiers(pl.DataFrame({"seen": [f"2024-{m:02}-{d:02}" for m in range(1, 13) for d in range(1, 29)]}))


@pytest.mark.parametrize(
    ("values", "dtype", "expected"),
    [
        (["1", " 2 ", None], pl.Int32(), [1, 2, None]),
        ([1.5, 2.5], pl.Int64(), [2, 2]),
        ([1, 2], pl.Float64(), [1.0, 2.0]),
        (["yes", "No", None], pl.Boolean(), [True, False, None]),
        ([1, 0], pl.Boolean(), [True, False]),
        (["31.12.2023", "01.02.2024"], pl.Date(), [date(2023, 12, 31), date(2024, 2, 1)]),
        ([date(2024, 1, 2)], pl.Datetime(), [datetime(2024, 1, 2)]),
        ([1, 2], pl.Enum(["1", "2"]), ["1", "2"]),
    ],
)
def test_columns_become_what_the_pack_has(values: list[object], dtype: pl.DataType, expected: list[object]) -> None:
    assert typed(pl.Series("x", values), dtype)[0].to_list() == expected


def test_what_is_changed_is_told() -> None:
    assert typed(pl.Series("x", [1.0, 1.5]), pl.Int64())[1] == "x: 1 numbers rounded to whole ones"
    assert "1 row holds words" in (typed(pl.Series("x", ["a", "b"]), pl.Enum(["a"]))[1] or "")
    assert typed(pl.Series("x", [1.0]), pl.Int64())[1] is None


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["high", "low"], pl.Int64()),
        ([300], pl.Int8()),
        (["maybe"], pl.Boolean()),
        (["someday", "2024-01-01"], pl.Date()),
        ([date(2024, 1, 1)], pl.Int64()),
    ],
)
def test_values_of_another_type_are_refused_without_showing_them(values: list[object], dtype: pl.DataType) -> None:
    with pytest.raises(DataError, match="another type") as caught:
        typed(pl.Series("x", values), dtype)
    assert str(values[0]) not in str(caught.value)


def test_times_of_day_cannot_be_learned() -> None:
    with pytest.raises(UsageError, match="cannot be learned"):
        typed(pl.Series("x", ["10:00"]), pl.Time())
