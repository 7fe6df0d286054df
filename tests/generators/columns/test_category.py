from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from tests.packmaker import figures, one_table

if TYPE_CHECKING:
    from pathlib import Path

SEX = {"kind": "category", "weights": {"f": 3, "m": 1}}


def shares(frame: pl.DataFrame, *columns: str) -> dict[Any, float]:
    found = frame.group_by(columns).len().rows()
    return {row[:-1] if len(row) > 2 else row[0]: row[-1] / frame.height for row in found}


def close(found: dict[Any, float], expected: dict[Any, float], rows: int = 20_000) -> bool:
    return found.keys() == expected.keys() and all(
        abs(found[key] - share) < 5 * (share * (1 - share) / rows) ** 0.5 + 1e-4 for key, share in expected.items()
    )


def test_words_come_by_their_weights_and_are_categories(tmp_path: Path) -> None:
    frame = one_table(tmp_path, {"sex": SEX}, rows=20_000)
    assert frame.schema["sex"] == pl.Enum(["f", "m"])
    assert close(shares(frame, "sex"), {"f": 0.75, "m": 0.25})


def test_words_come_by_the_weights_of_their_stratum(tmp_path: Path) -> None:
    files = {"w.csv": figures("sex,age_lo,age_hi,w,weight", "f,0,49,a,1", "f,0,49,b,1", "f,50,99,a,1", "m,0,49,b,1",
                              "m,50,99,b,1", "m,50,99,c,3")}  # fmt: skip
    columns = {
        "sex": SEX,
        "age": {"kind": "number", "distribution": "uniform", "parameters": {"low": 0, "high": 100}, "decimals": 2,
                "within": [0, 99.99]},
        "w": {"kind": "category", "tables": ["w.csv"], "by": ["sex", "age"]},
        "old": "age >= 50",
    }  # fmt: skip
    frame = one_table(tmp_path, columns, files=files, rows=20_000)
    expected = {
        ("f", False, "a"): 3 / 16, ("f", False, "b"): 3 / 16, ("f", True, "a"): 3 / 8,
        ("m", False, "b"): 1 / 8, ("m", True, "b"): 1 / 32, ("m", True, "c"): 3 / 32,
    }  # fmt: skip
    assert close(shares(frame, "sex", "old", "w"), expected)


def test_weights_of_several_tables_are_multiplied(tmp_path: Path) -> None:
    files = {"p.csv": figures("w,weight", "a,6", "b,4"), "q.csv": figures("sex,w,weight", "f,a,1", "f,b,3", "m,a,1")}
    columns = {"sex": SEX, "w": {"kind": "category", "tables": ["p.csv", "q.csv"], "by": ["sex"]}}
    frame = one_table(tmp_path, columns, files=files, rows=20_000)
    assert close(shares(frame, "sex", "w"), {("f", "a"): 0.25, ("f", "b"): 0.5, ("m", "a"): 0.25})


def test_words_of_a_file_are_texts_whatever_they_look_like(tmp_path: Path) -> None:
    frame = one_table(
        tmp_path,
        {"w": {"kind": "category", "tables": ["w.csv"], "value": "code"}},
        files={"w.csv": figures("code,weight", "0012,1", "7,1")},
    )
    assert set(frame["w"].unique()) <= {"0012", "12", "7"}


def test_a_word_may_be_missing_at_random(tmp_path: Path) -> None:
    frame = one_table(tmp_path, {"sex": {**SEX, "missing": 0.2}, "copy": "sex"}, rows=20_000)
    assert abs(frame["sex"].null_count() / 20_000 - 0.2) < 0.015
    assert frame["copy"].equals(frame["sex"], check_names=False)
    known = frame.drop_nulls("sex")
    assert close(shares(known, "sex"), {"f": 0.75, "m": 0.25}, known.height)
