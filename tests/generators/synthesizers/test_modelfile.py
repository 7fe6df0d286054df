from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.errors import DataError, SystemFault, UsageError
from nonesuch.generators.synthesizers import Synthesizer, load_synthesizer
from nonesuch.generators.synthesizers.constraints import Inequality, ProgrammableConstraint, Range
from nonesuch.generators.synthesizers.documents import to_document
from nonesuch.generators.synthesizers.modelfile import read_model, write_model

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def saved(people: pl.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("models")
    for engine in ("tree", "copula", "private"):
        Synthesizer.fit(people, engine=engine, label="sick").save(folder / engine)
    return {engine: folder / engine for engine in ("tree", "copula", "private")}


@pytest.mark.parametrize("engine", ["tree", "copula", "private"])
def test_a_model_comes_back_whole(engine: str, people: pl.DataFrame, tmp_path: Path) -> None:
    model = Synthesizer.fit(people, engine=engine, label="sick")
    model.save(tmp_path / "m")
    again = load_synthesizer(tmp_path / "m")
    assert pl.DataFrame(again.sample(500, seed=2)).equals(pl.DataFrame(model.sample(500, seed=2)))
    assert again.metadata == model.metadata
    again.save(tmp_path / "n")
    assert (tmp_path / "n").read_bytes() == (tmp_path / "m").read_bytes()


def test_constraints_come_back(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    a = rng.integers(0, 50, 500)
    frame = pl.DataFrame({"a": a, "b": a + rng.integers(0, 9, 500), "c": a + 20})
    model = Synthesizer.fit(frame, constraints=[Range("a", "b", "c")])
    model.save(tmp_path / "m")
    twin = pl.DataFrame(load_synthesizer(tmp_path / "m").sample(500, seed=1))
    assert twin.equals(pl.DataFrame(model.sample(500, seed=1)))
    assert ((twin["a"] <= twin["b"]) & (twin["b"] <= twin["c"])).all()


@pytest.mark.parametrize("engine", ["tree", "copula", "private"])
def test_a_file_cut_short_anywhere_is_one_clear_error(engine: str, saved: dict[str, Path], tmp_path: Path) -> None:
    whole = saved[engine].read_bytes()
    for length in [0, 1, 15, 16, 20, 24, *range(64, len(whole), max(1, len(whole) // 40)), len(whole) - 1]:
        (tmp_path / "cut").write_bytes(whole[:length])
        with pytest.raises(DataError, match="model"):
            load_synthesizer(tmp_path / "cut")


@given(place=st.integers(0, 10**9), bit=st.integers(0, 7))
@settings(max_examples=60, deadline=None)
def test_a_flipped_bit_anywhere_is_noticed(place: int, bit: int, saved: dict[str, Path]) -> None:
    raw = bytearray(saved["tree"].read_bytes())
    raw[place % len(raw)] ^= 1 << bit
    changed = saved["tree"].with_name("flipped")
    changed.write_bytes(raw)
    with pytest.raises(DataError, match="model"):
        load_synthesizer(changed)


def _forge(document: dict[str, Any], path: Path) -> Path:
    write_model(path, document)
    return path


def _forgeries(document: dict[str, Any]) -> list[tuple[str, Any]]:
    tree = next(tree for tree in document["model"]["trees"] if len(tree["columns"]))
    wild = {
        "left": np.full_like(tree["left"], 10**6),
        "columns": np.full_like(tree["columns"], 99),
        "count": -tree["count"],
        "bag": np.full_like(tree["bag"], 65_535),
        "classes": tree["classes"] - 5,
        "feature": tree["feature"][:-1],
        "cut": tree["cut"] + 70_000,
        "offsets": tree["offsets"] + 1,
        "part": 0,
    }
    return [(name, lambda value=value, name=name: tree.__setitem__(name, value)) for name, value in wild.items()]


@pytest.mark.parametrize("forged", range(9))
def test_a_forged_tree_with_a_right_digest_is_refused(forged: int, saved: dict[str, Path], tmp_path: Path) -> None:
    document = read_model(saved["tree"])
    _forgeries(document)[forged][1]()
    with pytest.raises(DataError, match="inconsistent"):
        load_synthesizer(_forge(document, tmp_path / "forged"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("names", None), ("fields", [["a", {"kind": "code"}]]), ("fields", 3), ("model", {"kind": "pickle"}),
        ("dtypes", {"a": "object"}), ("constraints", [{"kind": "ProgrammableConstraint", "before": "x"}]),
        ("constraints", [{"kind": "Formula", "colum": "a"}]), ("generated", [["a", {"kind": "id"}]]),
        ("kind", {"x": 1}),
    ],
)  # fmt: skip
def test_a_forged_document_with_a_right_digest_is_refused(
    key: str, value: object, saved: dict[str, Path], tmp_path: Path
) -> None:
    document = read_model(saved["tree"])
    document[key] = value
    with pytest.raises(DataError, match="inconsistent"):
        load_synthesizer(_forge(document, tmp_path / "forged"))


def test_forged_private_and_copula_models_are_refused(saved: dict[str, Path], tmp_path: Path) -> None:
    private = read_model(saved["private"])
    private["model"]["parts"][1]["parent"] = 77
    copula = read_model(saved["copula"])
    copula["model"]["order"][0] = copula["model"]["order"][0] * 0
    for document in (private, copula):
        with pytest.raises(DataError, match="inconsistent"):
            load_synthesizer(_forge(document, tmp_path / "forged"))


def test_headers_that_lie_are_refused(saved: dict[str, Path], tmp_path: Path) -> None:
    body = bytearray(saved["tree"].read_bytes()[:-32])
    for length in (0, 5, 2**40, 2**63):
        body[16:24] = length.to_bytes(8, "little")
        (tmp_path / "lie").write_bytes(bytes(body) + hashlib.blake2b(body, digest_size=32).digest())
        with pytest.raises(DataError, match="inconsistent"):
            load_synthesizer(tmp_path / "lie")


def test_no_real_extreme_and_no_rare_level_is_in_the_file(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    x = rng.gamma(2, 1000, 3000)
    frame = pl.DataFrame({"x": x, "y": ["plain"] * 2998 + ["a secret level"] * 2})
    Synthesizer.fit(frame).save(tmp_path / "m")
    raw = (tmp_path / "m").read_bytes()
    for value in (x.min(), x.max(), *np.sort(x)[1:3], *np.sort(x)[-3:-1]):
        assert np.float64(value).tobytes() not in raw
    assert b"secret" not in raw
    assert b"plain" in raw


def test_other_files_are_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(DataError, match="no model"):
        load_synthesizer(tmp_path / "x")
    with pytest.raises(DataError, match="does not exist"):
        load_synthesizer(tmp_path / "missing")
    with pytest.raises(SystemFault, match="cannot be read"):
        load_synthesizer(tmp_path)


def test_a_model_with_code_cannot_be_saved(people: pl.DataFrame, tmp_path: Path) -> None:
    model = Synthesizer.fit(people, constraints=[ProgrammableConstraint(lambda table: table, lambda table: table)])
    with pytest.raises(UsageError, match="programmable"):
        model.save(tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_nothing_half_written_stays(tmp_path: Path, people: pl.DataFrame) -> None:
    with pytest.raises(SystemFault, match="cannot be written"):
        Synthesizer.fit(people).save(tmp_path / "no folder" / "m")
    assert list(tmp_path.iterdir()) == []


def test_documents_hold_plain_values_only(people: pl.DataFrame) -> None:
    def check(value: object) -> None:
        if isinstance(value, dict):
            for entry in value.values():
                check(entry)
        elif isinstance(value, list | tuple):
            for entry in value:
                check(entry)
        else:
            assert value is None or isinstance(value, str | int | float | bool | np.ndarray), value

    frame = people.with_columns(later=pl.col("age") + 3)
    check(to_document(Synthesizer.fit(frame, constraints=[Inequality("age", "later")])))
