from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nonesuch.errors import PackError, RecipeError
from nonesuch.generators.block import make_block, make_family
from nonesuch.generators.pack import Pack, load_pack
from nonesuch.generators.synthesizers import DatabaseSynthesizer, Synthesizer
from nonesuch.generators.synthesizers.constraints import Unique
from nonesuch.generators.synthesizers.documents import to_document
from nonesuch.generators.synthesizers.modelfile import write_model
from nonesuch.manifest import privacy_of, read_manifest
from nonesuch.recipe import Output, Recipe
from nonesuch.run.runner import run
from tests.packmaker import KEY, frames_of, plan_of, write_pack

if TYPE_CHECKING:
    from pathlib import Path

ASSUMED = {"source": "test", "confidence": "assumed"}
GENDER = {"kind": "category", "weights": {"m": 1.0, "f": 1.0}, **ASSUMED}
AGE = {
    "kind": "number", "distribution": "uniform", "parameters": {"low": 20.0, "high": 80.0}, "integer": True, **ASSUMED,
}  # fmt: skip
PRESSURE = {"kind": "learned", "model": "clinic"}
GROUP = {"kind": "learned", "model": "clinic", "column": "blood_group"}


def measured(rows: int = 3000, seed: int = 1) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    sex, age = rng.choice(["f", "m"], rows), rng.integers(18, 90, rows)
    return pl.DataFrame(
        {
            "sex": sex,
            "age": age,
            "pressure": (90 + age // 2 + 20 * (sex == "m") + rng.integers(-5, 6, rows)).astype(np.int64),
            "blood_group": np.where(rng.random(rows) < 0.2, "b", "a"),
            "smokes": rng.random(rows) < np.where(sex == "m", 0.5, 0.1),
        }
    )


def fitted(engine: str = "tree", **options: Any) -> Synthesizer:
    told: dict[str, Any] = {"context": ["sex", "age"]} if engine == "tree" else {}
    return Synthesizer.fit(measured(), engine=engine, **told, **options)


def clinic(folder: Path, model: Synthesizer | None, **changes: Any) -> Pack:
    """A pack whose people have a learned blood pressure, blood group and habit."""
    table = {
        "models": {"clinic": {"file": "models/clinic.nonesuch", "given": {"sex": "gender", "age": "age"}}},
        "columns": {
            "person_id": KEY,
            "gender": GENDER,
            "age": AGE,
            "pressure": PRESSURE,
            "group": GROUP,
            "smokes": {"kind": "learned", "model": "clinic"},
            "is_high": "pressure >= 140",
        },
    }
    write_pack(folder, {"people": {**table, **changes}})
    if model is not None:
        (folder / "models").mkdir()
        model.save(folder / "models" / "clinic.nonesuch")
    return load_pack(folder)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return clinic(tmp_path_factory.mktemp("clinic"), fitted())


def test_learned_columns_follow_what_the_model_is_told(pack: Pack) -> None:
    people = frames_of(pack, rows=4000)["people"]
    assert people.schema["pressure"] == pl.Int64
    by_sex = people.group_by("gender").agg(pl.mean("pressure", "smokes"))
    means = {gender: (pressure, smokes) for gender, pressure, smokes in by_sex.iter_rows()}
    assert means["m"][0] - means["f"][0] == pytest.approx(20, abs=1.5)
    assert means["m"][1] == pytest.approx(0.5, abs=0.05)
    assert means["f"][1] == pytest.approx(0.1, abs=0.05)
    old, young = (people.filter(pl.col("age").is_between(*ages)) for ages in ((70, 80), (20, 30)))
    assert old["pressure"].mean() - young["pressure"].mean() == pytest.approx(25, abs=3)  # type: ignore[operator]
    assert people["is_high"].equals((people["pressure"] >= 140).alias("is_high"))


def test_a_longer_run_begins_with_the_shorter_one(pack: Pack) -> None:
    long, short = (frames_of(pack, rows=rows)["people"] for rows in (500, 130))
    assert long.head(130).equals(short)
    assert not long.equals(frames_of(pack, rows=500, seed=2)["people"])


def test_a_block_can_be_made_alone(pack: Pack) -> None:
    plan = plan_of(pack, rows=400)
    whole = frames_of(pack, rows=400)["people"]
    again = make_block(plan_of(pack, rows=400), 3)["people"]
    assert make_block(plan, 3)["people"].equals(again)
    assert whole[192:256].equals(again)


def test_workers_change_nothing(tmp_path: Path, pack: Pack) -> None:
    recipe = Recipe(domain=str(pack.folder), size={"people": 20_000}, output=Output(format="parquet"))
    one, two = (run(recipe, tmp_path / str(workers), workers=workers) for workers in (1, 2))
    files = [read_manifest(tmp_path / folder)["tables"]["people"]["files"] for folder in ("1", "2")]
    assert one.rows == two.rows == {"people": 20_000}
    assert len(files[0]) > 1
    assert files[0] == files[1]


def test_another_attempt_draws_other_values(pack: Pack) -> None:
    plan = plan_of(pack, rows=64)
    first, again = (make_family(plan, 0, attempt=attempt)["people"].columns["pressure"] for attempt in (0, 1))
    assert not first.equals(again)


def test_one_more_column_of_a_model_changes_no_other(tmp_path: Path, pack: Pack) -> None:
    fewer = clinic(tmp_path, fitted(), columns={"person_id": KEY, "gender": GENDER, "age": AGE, "pressure": PRESSURE})
    assert frames_of(fewer, rows=200)["people"]["pressure"].equals(frames_of(pack, rows=200)["people"]["pressure"])


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(st.integers(0, 2**62), min_size=1, max_size=40), seed=st.integers(0, 2**62))
def test_rows_are_drawn_by_number(numbers: list[int], seed: int, pack: Pack) -> None:
    plan = plan_of(pack, rows=64)
    model = next(step for step in plan.steps if step.node[1] == "@model:clinic").model.synthesizer  # type: ignore[attr-defined]
    rows = np.array(numbers, dtype=np.uint64)
    known = {"sex": pl.Series("sex", ["f"] * len(rows))}
    whole = model.sample_rows(rows, seed=seed, given=known)
    alone = model.sample_rows(rows[-1:], seed=seed, given={"sex": known["sex"][:1]})
    assert whole[-1:].equals(alone)


@pytest.mark.parametrize("engine", ["copula", "private"])
def test_other_engines_are_drawn_likewise(engine: str, tmp_path: Path) -> None:
    pack = clinic(tmp_path, fitted(engine, **({"epsilon": 8.0, "noise_seed": 1} if engine == "private" else {})))
    long, short = (frames_of(pack, rows=rows)["people"] for rows in (600, 100))
    assert long.head(100).equals(short)
    means = dict(long.group_by("gender").agg(pl.mean("pressure")).iter_rows())
    assert means["m"] - means["f"] > 10


def test_numbers_are_pulled_to_bounds(tmp_path: Path) -> None:
    bounded = {**PRESSURE, "at_least": "age + 50.5", "at_most": "age + 70.5"}
    pack = clinic(tmp_path, fitted(), columns={"person_id": KEY, "gender": GENDER, "age": AGE, "pressure": bounded})
    people = frames_of(pack, rows=2000)["people"]
    above = people["pressure"] - people["age"]
    assert (above.min(), above.max()) == (51, 70)


def test_shares_of_a_learned_category_are_exact_and_the_rest_follows(tmp_path: Path) -> None:
    pack = clinic(tmp_path, fitted(label="smokes"))
    wanted = {("people", "smokes"): {"True": 0.8}, ("people", "group"): {"b": 700, "a": 300}}
    people = frames_of(pack, rows=1000, targets=wanted)["people"]
    assert people["smokes"].sum() == 800
    assert (people["group"] == "b").sum() == 700
    plain = frames_of(pack, rows=1000)["people"]
    assert people["gender"].equals(plain["gender"])
    assert people["pressure"].mean() == pytest.approx(plain["pressure"].mean(), abs=3)


@pytest.mark.parametrize(
    ("column", "target", "problem"),
    [
        ("pressure", {"a": 0.5}, "only categories have exact shares"),
        ("group", {"c": 0.5}, "unknown category 'c'"),
        ("group", {"a": 0.9, "b": 0.9}, "the targets add up to"),
    ],
)
def test_targets_that_cannot_be_kept(column: str, target: dict[str, float], problem: str, pack: Pack) -> None:
    with pytest.raises(RecipeError, match=problem) as caught:
        frames_of(pack, rows=100, targets={("people", column): target})
    assert (caught.value.place or "").startswith("targets.people.")


def test_a_target_needs_a_number_of_rows(tmp_path: Path) -> None:
    visits = {
        "parent": "people",
        "rows": {"kind": "each", "count": 1, "where": "age > 50"},
        "models": {"clinic": {"file": "models/clinic.nonesuch"}},
        "columns": {"visit_id": KEY, "group": GROUP},
    }
    people = {"columns": {"person_id": KEY, "age": AGE}}
    (tmp_path / "models").mkdir()
    fitted().save(tmp_path / "models" / "clinic.nonesuch")
    pack = load_pack(write_pack(tmp_path, {"people": people, "visits": visits}))
    assert frames_of(pack, rows=100)["visits"].height < 100
    with pytest.raises(RecipeError, match="number of rows that is known beforehand"):
        frames_of(pack, rows=100, targets={("visits", "group"): {"a": 0.5}})


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"models": {}}, "unknown model 'clinic'"),
        ({"models": {"clinic": {"file": "models/other.nonesuch"}}}, "does not exist"),
        ({"models": {"clinic": {"file": "../../clinic.nonesuch"}}}, "only its own files"),
        ({"models": {"clinic": {"file": "\0"}}}, "no file can have this name"),
        ({"models": {"clinic": {"file": "models/clinic.nonesuch", "given": {"sax": "gender"}}}}, "no column 'sax'"),
        ({"models": {"clinic": {"file": "models/clinic.nonesuch", "given": {"sex": "age"}}}}, "of another type"),
        ({"models": {"clinic": {"file": "models/clinic.nonesuch", "given": ["weight"]}}}, "no column 'weight'"),
        ({"columns": {"person_id": KEY, "x": PRESSURE}, "models": {"clinic": {"file": "models/clinic.nonesuch"}}},
         "no column 'x'"),
        ({"columns": {"person_id": KEY, "age": AGE, "gender": GENDER, "sex": PRESSURE}}, "is given to the model"),
        ({"columns": {"person_id": KEY, "age": AGE, "gender": GENDER, "group": {**GROUP, "at_most": "1"}}},
         "only numbers have bounds"),
    ],
)  # fmt: skip
def test_a_pack_that_does_not_fit_its_model(changes: dict[str, Any], problem: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match=problem):
        plan_of(clinic(tmp_path, fitted(), **changes))


def _forge(document: dict[str, Any], how: str) -> None:
    """Change a model so that it is whole, and wrong."""
    numbers = dict(document["fields"])["pressure"]
    if how == "edges":
        numbers["edges"] = numbers["edges"][::-1].copy()
    elif how == "decimals":
        numbers["decimals"] = "__import__('os')"
    elif how == "levels":
        dict(document["fields"])["blood_group"]["levels"] = ["a", "a"]
    elif how == "type":
        document["dtypes"]["pressure"] = "eval('1')"
    elif how == "names":
        document["names"].append("nobody")
    elif how == "privacy":
        document["privacy"] = {"epsilon": "none", "delta": []}
    elif how == "trees":
        document["model"]["trees"] = document["model"]["trees"][::-1]


@pytest.mark.parametrize("how", ["edges", "decimals", "levels", "type", "names", "privacy", "trees"])
def test_a_forged_model_is_one_clear_error(how: str, tmp_path: Path) -> None:
    document = to_document(fitted())
    _forge(document, how)
    pack = clinic(tmp_path, fitted())
    write_model(tmp_path / "models" / "clinic.nonesuch", document)
    with pytest.raises(PackError) as caught:
        plan_of(pack)
    assert "clinic" in (caught.value.place or "")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 10**6), byte=st.integers(1, 255), sign=st.booleans())
def test_a_changed_model_is_refused(place: int, byte: int, sign: bool, tmp_path: Path, pack: Pack) -> None:  # noqa: FBT001 - hypothesis
    raw = bytearray((pack.folder / "models" / "clinic.nonesuch").read_bytes())
    raw[place % (len(raw) - 32)] ^= byte
    if sign:  # a forger who knows the digest; what is still a model must still be drawn
        raw[-32:] = hashlib.blake2b(raw[:-32], digest_size=32).digest()
    folder = tmp_path / f"pack{place}_{byte}_{sign}"
    changed = clinic(folder, fitted()) if not folder.exists() else load_pack(folder)
    (folder / "models" / "clinic.nonesuch").write_bytes(raw)
    if not sign:
        with pytest.raises(PackError):
            plan_of(changed)
        return
    try:
        made = frames_of(changed, rows=64)["people"]
    except PackError:
        return
    assert made.height == 64


@pytest.mark.parametrize("content", [b"", b"nonesuch model1\n", b"\x80\x04cos\nsystem\n(S'true'\ntR."])
def test_what_is_no_model_is_refused(content: bytes, tmp_path: Path) -> None:
    pack = clinic(tmp_path, fitted())
    (tmp_path / "models" / "clinic.nonesuch").write_bytes(content)
    with pytest.raises(PackError, match="model"):
        plan_of(pack)


def test_models_of_another_sort_are_refused(tmp_path: Path) -> None:
    frame = pl.DataFrame({"pressure": range(200), "sex": ["f", "m"] * 100}, schema_overrides={"pressure": pl.Int64})
    unique = Synthesizer.fit(frame.with_columns(pl.col("pressure") * 7 % 997), constraints=[Unique(("pressure",))])
    only = {"people": {"models": {"clinic": {"file": "models/clinic.nonesuch"}}}}
    columns = {"person_id": KEY, "pressure": PRESSURE}
    pack = clinic(tmp_path, unique, **only["people"], columns=columns)
    with pytest.raises(PackError, match="one by one"):
        plan_of(pack)
    tables = {"people": frame.select(id="pressure", sex="sex"), "visits": frame.select(id="pressure", sex="sex")}
    DatabaseSynthesizer.fit(tables, relationships=[]).save(tmp_path / "models" / "clinic.nonesuch")
    with pytest.raises(PackError, match="inconsistent"):
        plan_of(pack)


def test_the_label_says_where_rows_come_from(tmp_path: Path, pack: Pack) -> None:
    assert privacy_of(pack) == "empirically tested, no guarantee"
    private = clinic(tmp_path / "a", fitted("private", epsilon=1.0, noise_seed=1))
    assert privacy_of(private).startswith("differentially private (epsilon 1, delta 1e-07")
    section = {"file": "models/clinic.nonesuch", "given": {"sex": "gender", "age": "age"}, "gate": "forced"}
    forced = clinic(tmp_path / "b", fitted(), models={"clinic": section})
    assert privacy_of(forced) == "empirically tested, no guarantee, released by force"
    unused = clinic(tmp_path / "c", fitted(), columns={"person_id": KEY, "gender": GENDER, "age": AGE})
    assert privacy_of(unused) == "not derived from persons"
