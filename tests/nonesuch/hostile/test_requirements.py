"""What nobody can mean: every requirement that is wrong ends in one error that says where, and nothing is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import nonesuch as ns
from nonesuch.design import as_recipe, design
from nonesuch.errors import NonesuchError, RecipeError, SystemFault, UsageError
from nonesuch.feasibility import check_memory
from nonesuch.run.runner import run
from tests.runs import SHOP, TEMPLATE, shop

if TYPE_CHECKING:
    from pathlib import Path

HUGE, NAN = 10**18, float("nan")

ASKED: dict[str, tuple[dict[str, Any], str]] = {
    "too many roots": ({"customers": HUGE}, "size.customers"),
    "more roots than fit into memory": ({"customers": 2**40}, "size.customers"),
    "a billion rows in memory": ({"customers": 10**9}, "size.customers"),
    "fewer roots than none": ({"customers": -1}, "size.customers"),
    "too many rows of a shared table": ({"products": HUGE}, "size.products"),
    "more shared rows than fit into memory": ({"products": 2**31}, "size.products"),
    "no rows of a shared table": ({"products": 0}, "size.products"),
    "too many rows of a view": ({"order_row": HUGE}, "size.order_row"),
    "fewer rows of a view than none": ({"order_row": -5}, "size.order_row"),
    "rows of a child": ({"lines": 3}, "size.lines"),
    "rows of nothing": ({"custmers": 3}, "size.custmers"),
    "half a row": ({"customers": 1.5}, "recipe: size.customers"),
    "a number as a word": ({"customers": "many"}, "recipe: size.customers"),
    "no number": ({"customers": NAN}, "recipe: size.customers"),
    "nothing of something": ({"customers": None}, "recipe: size.customers"),
    "half a seed": ({"seed": 0.5}, "recipe: seed"),
    "a locale that nobody speaks": ({"locale": "xx_XX"}, "locale"),
    "a locale that is a path": ({"locale": "../../etc"}, "locale"),
    "a view that is not there": ({"views": ["nope"]}, "views"),
    "views that are a word": ({"views": "order_row"}, "recipe: views"),
    "a day that is none": ({"reference_date": "2026-02-30"}, "recipe: reference_date"),
    "a day before all others": ({"reference_date": "0001-01-01"}, "shop: customers.joined_on"),
    "a day after all others": ({"reference_date": "9999-12-31"}, "shop: customers.joined_on"),
    "a target of no table": ({"targets": {"nope": {"sex": {"female": 1}}}}, "targets.nope.sex"),
    "a target of no column": ({"targets": {"customers": {"sx": {"female": 1}}}}, "targets.customers.sx"),
    "a target of no category": ({"targets": {"customers": {"age": {"18": 1}}}}, "targets.customers.age"),
    "a target of an unknown category": ({"targets": {"customers": {"sex": {"femal": 1}}}}, "shop: customers.sex"),
    "a target below nothing": ({"targets": {"customers": {"sex": {"female": -1}}}}, "shop: customers.sex"),
    "a target that is no number": ({"targets": {"customers": {"sex": {"female": NAN}}}}, "shop: customers.sex"),
    "a target without end": ({"targets": {"customers": {"sex": {"female": float("inf")}}}}, "shop: customers.sex"),
    "a target of too many": ({"targets": {"customers": {"sex": {"female": 10_000}}}}, "shop: customers.sex"),
    "a target of a view": ({"targets": {"order_row": {"sex": {"female": 1}}}}, "targets.order_row.sex"),
    "a value of no table": ({"given": {"nope": {"sex": "female"}}}, "given.nope.sex"),
    "a value of no column": ({"given": {"customers": {"sx": "female"}}}, "given.customers.sx"),
    "a value of no column of a view": ({"given": {"order_row": {"nope": 1}}}, "given.order_row.nope"),
    "a value of a shared table": ({"given": {"products": {"price": 5}}}, "given.products.price"),
    "a value that is no category": ({"given": {"customers": {"sex": "nobody"}}}, "given.customers.sex"),
    "a word for a number": ({"given": {"customers": {"age": "old"}}}, "given.customers.age"),
    "a flag for a number": ({"given": {"customers": {"age": True}}}, "given.customers.age"),
    "a number for a flag": ({"given": {"customers": {"member": 1}}}, "given.customers.member"),
    "a number for a day": ({"given": {"customers": {"joined_on": {"min": 1, "max": 2}}}}, "given.customers.joined_on"),
    "a word for a day": ({"given": {"customers": {"joined_on": "junk"}}}, "given.customers.joined_on"),
    "words for a range": ({"given": {"customers": {"age": {"min": "a", "max": "b"}}}}, "recipe: given.customers.age"),
    "half a range": ({"given": {"customers": {"age": {"min": 5}}}}, "recipe: given.customers.age"),
    "nothing for a number": ({"given": {"customers": {"age": None}}}, "recipe: given.customers.age"),
    "none of no values": ({"given": {"customers": {"age": []}}}, "given.customers.age"),
    "a range upside down": ({"given": {"customers": {"age": {"min": 50, "max": 20}}}}, "given.customers.age"),
    "an age that nobody has": ({"given": {"customers": {"age": 1000}}}, "given.customers.age"),
    "an age that is no number": ({"given": {"customers": {"age": NAN}}}, "given.customers.age"),
    "an age beyond all numbers": ({"given": {"customers": {"age": 10**400}}}, "given.customers.age"),
    "ages beyond all numbers": ({"given": {"customers": {"age": {"min": -(10**30), "max": 0}}}}, "given.customers.age"),
    "an unknown scenario": ({"scenarios": {"nope": 0.1}}, "scenarios"),
    "more of a scenario than there is": ({"scenarios": {"spree": 2}}, "scenarios.spree"),
    "a share that is no number": ({"scenarios": {"spree": NAN}}, "scenarios.spree"),
    "an unknown rule": ({"inject": {"nope": 0.1}}, "inject"),
    "a view and its root": ({"customers": 3, "order_row": 3}, "size"),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_what_nobody_can_mean_is_told_with_its_place(name: str) -> None:
    asked, place = ASKED[name]
    with pytest.raises(NonesuchError) as caught:
        ns.generate(SHOP, **asked)
    assert place in str(caught.value.place)
    assert_fits_a_screen(caught.value)


ODD: dict[str, dict[str, Any]] = {
    "no roots": {"customers": 0},
    "no rows of a view": {"order_row": 0},
    "a seed below 0": {"customers": 3, "seed": -1},
    "a seed of 400 digits": {"customers": 3, "seed": 10**400},
    "a view twice": {"customers": 3, "views": ["order_row", "order_row"]},
    "targets of nothing": {"customers": 3, "targets": {"customers": {"sex": {}}}},
    "defects in no rows": {"customers": 0, "inject": {"order_after_joining": 0.5}},
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_but_clear_is_done(name: str) -> None:
    data = ns.generate(SHOP, **ODD[name])
    wanted = ODD[name].get("customers", ODD[name].get("order_row"))
    assert data.polars("order_row" if "order_row" in ODD[name] else "customers").height == wanted


PLAIN: list[tuple[dict[str, Any], str]] = [
    ({"given": {"customers": {"age": {"min": 5}}}}, "key 'max' is missing"),
    ({"given": {"customers": {"age": "65"}}}, "found: '65'"),
    ({"given": {"customers": {"member": "yes"}}}, "a flag is true or false where: given.customers.member found: yes"),
    ({"given": {"customers": {"order_count": "five"}}}, "whole numbers"),
    ({"given": {"customers": {"joined_on": "2024-01-01"}}}, "without quotes"),
    ({"views": "order_row"}, "expected: a list: [...]"),
    ({"scenarios": ["spree"]}, "expected: a table: key = value"),
    ({"seed": "abc"}, "expected: a whole number"),
]


@pytest.mark.parametrize(("wish", "words"), PLAIN)
def test_wrong_kinds_of_values_are_told_in_plain_words(wish: dict[str, Any], words: str) -> None:
    with pytest.raises(RecipeError) as caught:
        ns.generate(as_recipe(str(SHOP), **wish))
    assert words in " ".join(str(caught.value).split())
    assert "valid" not in str(caught.value)


def test_a_column_that_a_view_computes_is_told_with_what_it_reads() -> None:
    with pytest.raises(RecipeError, match="the view computes this column") as caught:
        ns.generate("medical", case=1, given={"case": {"blood_pressure": "120/80 mmHg"}})
    assert str(caught.value.expected).endswith(": vitals.diastolic_mmhg, vitals.systolic_mmhg")


def test_an_unknown_format_is_told_as_any_other_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="unknown value for 'format'"):
        ns.generate(str(SHOP), customers=2).write(tmp_path / "run", format="xlsx")  # type: ignore[arg-type]


PLACES: dict[str, object] = {
    "no name": "",
    "an unknown name": "medicol",
    "a null character": "a\0b",
    "a path with a null character": "a/\0b",
    "a name of 5,000 characters": "x" * 5000,
    "a path of 5,000 folders": "x/" * 5000,
    "a folder without a pack": "/",
    "nothing": None,
    "a number": 5,
    "a recipe that is not there": "missing.toml",
    "a recipe with a null character": "a\0.toml",
    "a recipe's name of 5,000 characters": "x" * 5000 + ".toml",
    "a device": "/dev/null",
}


@pytest.mark.parametrize("name", PLACES)
def test_a_domain_that_is_not_there_is_told_of(name: str) -> None:
    with pytest.raises(NonesuchError) as caught:
        ns.generate(PLACES[name])  # type: ignore[arg-type]
    assert caught.value.place
    assert_fits_a_screen(caught.value)


RECIPES: dict[str, tuple[bytes, str]] = {
    "an empty file": (b"", "domain"),
    "no TOML": (b"domain = ", "r.toml"),
    "no text": (b"\x93\xfe\0", "r.toml"),
    "another encoding": (b'domain = "caf\xe9"\n', "r.toml"),
    "a null character": (b'domain = "medical"\0\n', "r.toml"),
    "a null character in a name": (b'domain = "a\\u0000b"\n', "domain"),
    "an unknown key": (b'domain = "medical"\nsizes = {}\n', "line 2: sizes"),
    "an unknown format": (b'domain = "medical"\n[output]\nformat = "xls"\n', "line 3: output.format"),
    "a folder that is a number": (b'domain = "medical"\n[output]\nfolder = 5\n', "line 3: output.folder"),
    "a pack outside": (b'domain = "../../../../etc"\n', "../../../../etc"),
    "3 MB of nothing": (b"# " + b"x" * 3_000_000, "r.toml"),
    "lists without end": (b"a = " + b"[" * 50_000 + b"]" * 50_000, "r.toml"),
    "tables without end": (b"a = " + b"{a=" * 5_000 + b"1" + b"}" * 5_000, "r.toml"),
    "a key without end": (b"a." * 20_000 + b"a = 1\n", "r.toml"),
    "a header without end": (b"[" + b"a." * 20_000 + b"a]\n", "r.toml"),
    "keys that come twice": (b'domain = "medical"\ndomain = "fraud"\n', "r.toml"),
    "texts of no column": (b'domain = "reviews"\n[text.reviews.nope]\nlength = [1, 2]\n', "text.reviews.nope"),
    "texts of a length below 0": (b'domain = "reviews"\n[text.reviews.text]\nlength = [-2, -1]\n', "reviews.text"),
    "texts of a length upside down": (b'domain = "reviews"\n[text.reviews.text]\nlength = [9, 2]\n', "reviews.text"),
    "texts that hold what none does": (b'domain = "reviews"\n[text.reviews.text]\nrequire = ["x"]\n', "reviews.text"),
    "rows of a file that is not there": (b'domain = "reviews"\n[tables]\nfilms = "no.csv"\n', "tables.films"),
}


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_that_is_wrong_is_told_with_file_and_line(name: str, tmp_path: Path) -> None:
    content, place = RECIPES[name]
    (tmp_path / "r.toml").write_bytes(content)
    with pytest.raises(NonesuchError) as caught:
        ns.generate(tmp_path / "r.toml")
    assert place in str(caught.value.place)
    assert_fits_a_screen(caught.value)


@pytest.mark.parametrize("form", ["byte order mark", "Windows line ends"])
def test_recipes_of_any_editor_are_read(form: str, tmp_path: Path) -> None:
    text = f'domain = "{TEMPLATE}"\nseed = 3\n\n[size]\nreaders = 2\n'
    content = b"\xef\xbb\xbf" + text.encode() if form == "byte order mark" else text.replace("\n", "\r\n").encode()
    (tmp_path / "r.toml").write_bytes(content)
    assert ns.generate(tmp_path / "r.toml").polars("readers").height == 2


@pytest.mark.parametrize("rows", [2**40, 10**12])
def test_a_run_that_no_disk_holds_is_told_of_before_it_begins(rows: int, tmp_path: Path) -> None:
    with pytest.raises(SystemFault, match="do not fit onto the disk") as caught:
        run(shop(rows), tmp_path / "run")
    assert caught.value.place == str(tmp_path / "run")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("view", [None, "order_row"])
def test_a_million_rows_are_no_matter_of_memory(view: str | None) -> None:
    check_memory(design(shop(1_000_001, views=[view] if view else [])))


def assert_fits_a_screen(error: NonesuchError) -> None:
    text = str(error)
    assert isinstance(error, NonesuchError)
    assert len(text.splitlines()) <= 8
    assert len(text) < 2000


def test_an_error_is_never_longer_than_a_screen() -> None:
    error = RecipeError("p" * 9999, place="w" * 9999, expected="e" * 9999, found="f" * 9999, hint="h" * 9999)
    assert len(str(error)) < 2800
    assert str(error.at("here")).splitlines()[1] == "  where:    here"
