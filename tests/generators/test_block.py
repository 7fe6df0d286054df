from __future__ import annotations

import gc
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nonesuch.generators.batch import Batch
from nonesuch.generators.block import make_block, make_blocks, make_family, shared_frames
from nonesuch.generators.families import make_families
from nonesuch.generators.ladder import block_count
from nonesuch.generators.pack import load_pack
from tests.menu import EXTRA_TABLES, OPTIONAL, menu_pack
from tests.packmaker import KEY, frames_of, make_pack, plan_of

if TYPE_CHECKING:
    from nonesuch.generators.pack import Pack

SHOP = Path(__file__).parents[1] / "packs" / "shop"
DOMAINS = sorted(path.parent for path in Path(__file__).parents[2].glob("domains/*/pack.toml"))
COLUMNS = [(table, name) for table, names in OPTIONAL.items() for name in names]
ALL = frozenset(COLUMNS)
HABITS = {("people", "age"), ("people", "member")}
MENU = st.tuples(st.frozensets(st.sampled_from(COLUMNS)), st.frozensets(st.sampled_from(sorted(EXTRA_TABLES))))


@pytest.fixture(scope="module", name="shop")
def shop_pack() -> Pack:
    return load_pack(SHOP)


@given(st.integers(1, 700), st.integers(0, 14), st.integers(-(2**70), 2**70))
@settings(max_examples=10, deadline=None)
def test_a_block_alone_is_the_same_block_of_the_whole(shop: Pack, rows: int, number: int, seed: int) -> None:
    plan = plan_of(shop, rows=rows, seed=seed, views=("order_row",))
    number %= block_count(rows, shop.spec.block)
    whole = list(make_blocks(plan))
    alone = make_block(plan_of(shop, rows=rows, seed=seed, views=("order_row",)), number)
    assert alone.keys() == whole[number].keys()
    for name, frame in alone.items():
        assert frame.equals(whole[number][name]), name


@given(st.integers(1, 600), st.integers(0, 400))
@settings(max_examples=10, deadline=None)
def test_a_longer_run_begins_with_the_shorter(shop: Pack, rows: int, more: int) -> None:
    short, long = (frames_of(shop, rows=n, views=("order_row",)) for n in (rows, rows + more))
    quotas = ("zone", "note")  # addresses.zone is exact, and the note of an order says the zone
    for name, frame in short.items():
        other = long[name].head(frame.height)
        assert other.drop(quotas, strict=False).equals(frame.drop(quotas, strict=False)), name


@given(some=MENU, more=MENU, view=st.booleans())
@settings(max_examples=20, deadline=None)
def test_adding_columns_tables_and_views_changes_no_other_column(
    some: tuple[frozenset[Any], frozenset[str]], more: tuple[frozenset[Any], frozenset[str]], *, view: bool
) -> None:
    with TemporaryDirectory() as folder:
        few = menu_pack(Path(folder), *some)
        many = menu_pack(Path(folder), some[0] | more[0], some[1] | more[1], view=view)
        before = frames_of(few, rows=200, seed=5)
        after = frames_of(many, rows=200, seed=5, views=("female_orders",) if view else ())
    others = HABITS & (more[0] - some[0])  # members of a copula are drawn together
    for name, frame in before.items():
        for column in frame.columns:
            assert frame[column].equals(after[name][column]) or (others and (name, column) in HABITS), (
                f"{name}.{column}"
            )


def test_the_order_of_columns_and_tables_in_the_files_does_not_matter(tmp_path: Path) -> None:
    names = ["people", "shops", "orders", "visits"]
    pack, turned = (menu_pack(tmp_path, ALL, tables=()) for _ in range(2))
    table = turned.folder / "pack.toml"
    table.write_text(table.read_text().replace(str(names).replace("'", '"'), str(names[::-1]).replace("'", '"')))
    assert list(load_pack(turned.folder).tables) == names[::-1]
    before, after = frames_of(pack, rows=100), frames_of(load_pack(turned.folder), rows=100)
    for name, frame in before.items():
        assert frame.equals(after[name]), name


@pytest.mark.parametrize("rows", [1, 63, 64, 65, 127, 128, 129, 255, 256, 1023])
def test_as_many_roots_are_made_as_are_wanted(tmp_path: Path, rows: int) -> None:
    frames = frames_of(menu_pack(tmp_path, ALL), rows=rows)
    assert frames["people"]["person_id"].to_list() == list(range(1, rows + 1))
    assert frames["orders"]["order_id"].is_unique().all()
    assert frames["orders"]["person_id"].is_in(frames["people"]["person_id"].implode()).all()
    assert frames["visits"]["visit_id"].is_unique().all()


def test_no_roots_give_no_blocks(tmp_path: Path) -> None:
    plan = plan_of(menu_pack(tmp_path, ALL), rows=0)
    assert list(make_blocks(plan)) == []
    assert shared_frames(plan)["shops"].height == 100
    empty = make_block(plan, 0)
    assert {name: frame.height for name, frame in empty.items()} == {"people": 0, "orders": 0, "visits": 0}
    assert empty["people"].schema == plan.schema("people")


def test_types_are_those_of_the_plan_in_every_block(tmp_path: Path) -> None:
    plan = plan_of(menu_pack(tmp_path, ALL, tuple(EXTRA_TABLES), view=True), rows=300, views=("female_orders",))
    for block in make_blocks(plan):
        for name, frame in block.items():
            assert dict(frame.schema) == plan.schema(name)
    for name, frame in shared_frames(plan).items():
        assert dict(frame.schema) == plan.schema(name)


def test_seeds_give_other_rows(tmp_path: Path) -> None:
    pack = menu_pack(tmp_path, ALL)
    first, second = (frames_of(pack, rows=200, seed=seed) for seed in (1, 2))
    for table in OPTIONAL:
        for name, column in OPTIONAL[table].items():
            fixed = isinstance(column, str) or column["kind"] == "previous"
            assert fixed or not first[table][name].equals(second[table][name]), name


def test_columns_of_other_names_have_other_values(tmp_path: Path) -> None:
    number = {"kind": "number", "distribution": "normal", "parameters": {"mean": 0, "sd": 1}, "decimals": 6}
    things = {"things": {"columns": {"thing_id": KEY, "a": number, "b": number}}}
    frame = frames_of(make_pack(tmp_path, things), rows=5000)["things"]
    other = frames_of(make_pack(tmp_path, things, name="other"), rows=5000)["things"]
    assert abs(np.corrcoef(frame["a"], frame["b"])[0, 1]) < 0.08
    assert abs(np.corrcoef(frame["a"], other["a"])[0, 1]) < 0.08


@pytest.mark.parametrize("seed", [0, -1, 2**63, -(2**200), 10**400])
def test_any_whole_number_is_a_seed(tmp_path: Path, seed: int) -> None:
    assert frames_of(menu_pack(tmp_path), rows=10, seed=seed)["people"].height == 10


def test_another_attempt_makes_other_rows_of_the_same_roots(tmp_path: Path) -> None:
    plan = plan_of(menu_pack(tmp_path, ALL), rows=64)
    first, again = (make_family(plan, 0, attempt=attempt)["people"].columns for attempt in (0, 1))
    assert again["person_id"].equals(first["person_id"])
    assert not again["age"].equals(first["age"])


def test_one_block_of_a_trillion_roots_is_made_alone(tmp_path: Path) -> None:
    plan = plan_of(menu_pack(tmp_path, ALL - {("people", "code")}), rows=2**40)
    number = block_count(plan.roots, plan.pack.spec.block) - 1
    block = make_block(plan, number)
    assert block["people"]["person_id"].to_list() == list(range(2**40 - 63, 2**40 + 1))
    assert block["orders"]["order_id"].is_unique().all()


@pytest.mark.parametrize("block", [64, 256, 4096])
def test_rows_of_a_root_hang_together_whatever_the_block(tmp_path: Path, block: int) -> None:
    frames = frames_of(menu_pack(tmp_path, ALL, ("lines",), block=block), rows=500)
    orders = frames["orders"]
    assert orders.select((((pl.col("order_id") - 1) // 6 + 1) == pl.col("person_id")).all()).item()
    joined = orders.join(frames["people"], on="person_id")
    assert joined.select((pl.col("sex") == pl.col("sex_right")).all()).item()
    own = frames["visits"].drop_nulls("last_order").join(orders, left_on="last_order", right_on="order_id")
    assert own.select(((pl.col("visit_id") - 1) // 512 + 1 == pl.col("person_id")).all()).item()
    assert set(frames["lines"].select((pl.col("line_id") - 1) // 2 + 1).to_series()) == set(orders["order_id"])


def test_a_pack_of_200_columns_is_made(tmp_path: Path) -> None:
    numbers = {"kind": "number", "distribution": "normal", "parameters": {"mean": 0, "sd": 1}, "decimals": 3}
    columns = {f"c{n}": {**numbers, "missing": 0.1} if n % 2 else f"thing_id + {n}" for n in range(200)}
    frame = frames_of(make_pack(tmp_path, {"things": {"columns": {"thing_id": KEY, **columns}}}), rows=100)["things"]
    assert frame.shape == (100, 201)


def test_a_chain_of_six_tables_is_made(tmp_path: Path) -> None:
    specs: dict[str, Any] = {"t0": {"columns": {"t0_id": KEY}}}
    for n in range(1, 6):
        link = {"kind": "reference", "table": f"t{n - 1}"}
        columns = {f"t{n}_id": KEY, "above": link, "root": "t0.t0_id", "top": f"t{n - 1}.t{n - 1}_id + t0.t0_id"}
        specs[f"t{n}"] = {"parent": f"t{n - 1}", "rows": {"kind": "each", "count": 2}, "columns": columns}
    specs["t0"]["columns"]["last"] = {"kind": "rollup", "of": "t5", "value": "max(t5_id)"}
    frames = frames_of(make_pack(tmp_path, specs), rows=70)
    assert frames["t5"].height == 70 * 32
    assert frames["t5"]["root"].to_list() == [n // 32 + 1 for n in range(70 * 32)]
    assert frames["t0"]["last"].to_list() == [32 * n for n in range(1, 71)]


def test_words_may_be_of_any_script(tmp_path: Path) -> None:
    words = {"宋体": 1, "Ünïcødé 🦉": 1, "עברית": 1, 'quote"comma,': 1}
    column = {"kind": "category", "weights": words}
    pack = make_pack(tmp_path / "Ordner für 数据", {"things": {"columns": {"thing_id": KEY, "x": column}}})
    frame = frames_of(pack)["things"]
    assert set(frame["x"].unique()) == set(words)


@pytest.mark.parametrize("folder", DOMAINS, ids=lambda folder: folder.name)
def test_columns_have_the_types_that_the_plan_declares(folder: Path) -> None:
    pack = load_pack(folder)
    plan = plan_of(pack, rows=100, views=tuple(pack.views))
    for name, frame in make_block(plan, 1).items():
        assert dict(frame.schema) == dict(plan.schema(name)), name


@pytest.mark.parametrize("views", [(), ("order_row",)])
def test_a_block_that_is_written_is_gone(shop: Pack, views: tuple[str, ...]) -> None:
    plan = plan_of(shop, rows=300, views=views)
    make_block(plan, 0)
    gc.collect()
    gc.disable()
    try:
        before = batches_alive()
        make_block(plan, 1)
        make_families(plan, 1)
        assert batches_alive() == before
    finally:
        gc.enable()


def batches_alive() -> int:
    return sum(isinstance(thing, Batch) for thing in gc.get_objects())
