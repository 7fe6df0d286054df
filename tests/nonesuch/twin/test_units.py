from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.twin import twin
from nonesuch.twin.spellings import respell
from nonesuch.twin.units import Unit, read_measures

if TYPE_CHECKING:
    from pathlib import Path


def weights(rows: int, form: str = "{:.1f} kg") -> list[str]:
    return [form.format(weight) for weight in np.random.default_rng(3).normal(70, 12, rows)]


@pytest.mark.parametrize("form", ["{:.1f} kg", "{:.2f}mg", "{:.0f} mm[Hg]", "{:.1f} kg/m²", "-{:.1f}°C", "{:g} µg"])
def test_numbers_with_one_unit_are_read_and_written_as_they_were(form: str) -> None:
    texts = pl.Series("x", weights(300, form))
    found = read_measures(texts)
    assert found is not None
    assert found.unit is not None
    assert found.numbers.null_count() == 0
    assert found.unit.write(found.numbers).to_list() == texts.to_list()


@given(
    st.integers(-(10**9), 10**9),
    st.builds(
        Unit, tail=st.sampled_from([" kg", "mg", "\u00a0l", "°C"]), decimals=st.integers(0, 6), fixed=st.booleans(),
        comma=st.booleans(),
    ),
)  # fmt: skip
def test_what_is_written_is_read_again(number: int, unit: Unit) -> None:
    value = number / 10**unit.decimals
    written = unit.write(pl.Series([value]))
    found = read_measures(written)
    assert found is not None
    assert found.numbers[0] == pytest.approx(value, abs=1e-9)


def test_decimal_commas_stay() -> None:
    texts = pl.Series([weight.replace(".", ",") for weight in weights(100)])
    found = read_measures(texts)
    assert found is not None
    assert found.unit == Unit(" kg", 1, fixed=True, comma=True)
    assert found.unit.write(found.numbers).to_list() == texts.to_list()


@pytest.mark.parametrize(
    "texts",
    [
        [f"{n}{'ABC'[n % 3]}" for n in range(300)],
        [f"{n}{['st', 'nd', 'rd', 'th'][n % 4]}" for n in range(300)],
        [f"A{n}" for n in range(300)],
        [f"{n} kg of apples" for n in range(300)],
        [f"{n}" for n in range(300)],
        ["1 kg"] * 9 + ["a lot"],
        [],
    ],
)
def test_house_numbers_codes_and_sentences_are_no_measures(texts: list[str]) -> None:
    assert read_measures(pl.Series(texts, dtype=pl.String)) is None


def test_a_column_of_numbered_things_is_an_identifier_still() -> None:
    assert respell(pl.DataFrame({"part": [f"{100_000 + n}X" for n in range(500)]})) == ()


def test_several_units_are_not_mixed() -> None:
    (found,) = respell(pl.DataFrame({"weight": [w if n % 3 else w[:-2] + "lb" for n, w in enumerate(weights(600))]}))
    assert not found.column.learned
    assert found.note == "weight: numbers in several units (kg, lb), not learned; empty in the twin"


def test_a_twin_gives_the_units_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    tall = rng.normal(170, 9, 1500).round()
    heavy = (tall - 100 + rng.normal(0, 6, 1500)).round(1)
    table = {"height": [f"{x:.0f} cm" for x in tall], "weight": [f"{x} kg" for x in heavy]}
    table["group"] = rng.choice(["a", "b"], 1500).tolist()
    pl.DataFrame(table).write_csv(tmp_path / "t.csv")
    result = twin(tmp_path / "t.csv", tmp_path / "out", learners=False, force=True)
    written = pl.read_csv(tmp_path / "out" / "t.csv")
    assert written.equals(result.tables["t"])
    assert written["height"].str.contains(r"^\d{3} cm$").all()
    assert written["weight"].str.contains(r"^\d+\.\d kg$").all()
    numbers = written.select(pl.col("height", "weight").str.extract(r"^([\d.]+)").cast(pl.Float64))
    assert numbers.select(pl.corr("height", "weight")).item() > 0.6
    assert result.report["tables"]["t"]["columns"] == {
        "height": "numerical", "weight": "numerical", "group": "categorical",
    }  # fmt: skip
    assert result.report["tables"]["t"]["notes"][0] == ("height: numbers with a unit, read; written again as in 12 cm")
