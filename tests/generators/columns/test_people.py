"""Names, addresses, contacts, identifiers, masks: what looks like a person and can be none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest

from nonesuch.generators.columns.identifier import luhn_digit
from nonesuch.generators.locales import known_locales, load_locale
from tests.packmaker import one_table

if TYPE_CHECKING:
    from pathlib import Path

SEX = {"kind": "category", "weights": {"female": 1, "male": 1, "other": 1}}
GIVEN = {"kind": "name", "part": "given"}
FAMILY = {"kind": "name", "part": "family"}
REGION = {"kind": "address", "part": "region"}
by_locale = pytest.mark.parametrize("locale", known_locales())


def people(folder: Path, columns: dict[str, Any], locale: str = "en_US", rows: int = 3000) -> pl.DataFrame:
    return one_table(folder, columns, rows=rows, locales=known_locales(), locale=locale)


@by_locale
def test_given_names_follow_the_sex(tmp_path: Path, locale: str) -> None:
    frame = people(tmp_path, {"sex": {**SEX, "missing": 0.1}, "name": {**GIVEN, "sex": "sex"}}, locale)
    lists = load_locale(locale).given
    for sex in ("female", "male"):
        found = frame.filter(pl.col("sex") == sex)["name"]
        assert set(found.unique()) <= set(lists[sex] or {})
    anyone = frame.filter(pl.col("sex").is_null())["name"]
    assert anyone.null_count() == 0
    assert set(anyone.unique()) & set(lists["male"]) - set(lists["female"])
    assert set(anyone.unique()) & set(lists["female"]) - set(lists["male"])


def test_full_names_are_set_together_in_the_order_of_the_locale(tmp_path: Path) -> None:
    columns = {"g": GIVEN, "f": FAMILY, "full": {"kind": "name", "given": "g", "family": "f"}}
    english, chinese = people(tmp_path, columns), people(tmp_path, columns, "zh_CN")
    assert english.select((pl.col("full") == pl.concat_str("g", pl.lit(" "), "f")).all()).item()
    assert chinese.select((pl.col("full") == pl.concat_str("f", "g")).all()).item()


def test_names_may_be_written_in_latin_letters(tmp_path: Path) -> None:
    columns = {"sex": SEX, "g": {**GIVEN, "sex": "sex", "script": "latin"}, "f": {**FAMILY, "script": "latin"}}
    frame = people(
        tmp_path, {**columns, "full": {"kind": "name", "given": "g", "family": "f", "script": "latin"}}, "zh_CN"
    )
    for name in ("g", "f", "full"):
        assert frame[name].cast(pl.String).str.contains(r"^[A-Za-z' -]+$").all(), name


@by_locale
def test_addresses_hang_together(tmp_path: Path, locale: str) -> None:
    part = {"kind": "address"}
    columns = {
        "region": REGION,
        "name": {**part, "part": "region_name", "region": "region"},
        "postcode": {**part, "part": "postcode", "region": "region"},
        "city": {**part, "part": "city"},
        "street": {**part, "part": "street"},
        "country": {**part, "part": "country"},
        "phone": {"kind": "contact", "part": "phone", "region": "region"},
    }
    frame = people(tmp_path, columns, locale)
    regions = {region.code: region for region in load_locale(locale).regions}
    for row in frame.head(500).iter_rows(named=True):
        region = regions[row["region"]]
        assert row["name"] == region.name
        assert len(row["postcode"]) == load_locale(locale).postcode_digits
        assert region.postcodes[0] <= int(row["postcode"]) <= region.postcodes[1]
        assert any(area in row["phone"] for area in region.area_codes)
    assert frame["country"].n_unique() == 1
    assert frame["street"].n_unique() > 2500
    assert frame["city"].n_unique() > 50


def test_every_area_code_of_a_region_is_used_and_no_other(tmp_path: Path) -> None:
    columns = {
        "region": {"kind": "category", "weights": {"CA": 0.5, "WY": 0.5}},
        "phone": {"kind": "contact", "part": "phone", "region": "region"},
    }
    frame = people(tmp_path, columns, "en_US")
    codes = {region.code: set(region.area_codes) for region in load_locale("en_US").regions}
    for (region,), rows in frame.group_by("region"):
        assert set(rows["phone"].cast(str).str.slice(1, 3)) == codes[str(region)]


def test_an_area_code_belongs_to_one_region() -> None:
    codes = [code for region in load_locale("en_US").regions for code in region.area_codes]
    assert len(codes) == len(set(codes))


def test_what_follows_a_missing_region_is_missing(tmp_path: Path) -> None:
    columns = {
        "region": {**REGION, "missing": 0.3},
        "name": {"kind": "address", "part": "region_name", "region": "region"},
        "postcode": {"kind": "address", "part": "postcode", "region": "region"},
        "phone": {"kind": "contact", "part": "phone", "region": "region"},
    }
    frame = people(tmp_path, columns)
    assert 700 < frame["region"].null_count() < 1100
    for name in ("name", "postcode", "phone"):
        assert frame[name].is_null().equals(frame["region"].is_null(), check_names=False)


def test_regions_may_come_as_text(tmp_path: Path) -> None:
    columns = {"region": "CASE WHEN thing_id % 2 = 0 THEN 'CA' ELSE 'NY' END",
               "name": {"kind": "address", "part": "region_name", "region": "region"}}  # fmt: skip
    frame = people(tmp_path, columns, rows=4)
    assert frame["name"].to_list() == ["New York", "California", "New York", "California"]


def test_phones_are_reserved_or_masked(tmp_path: Path) -> None:
    phone = {"kind": "contact", "part": "phone"}
    assert people(tmp_path, {"p": phone})["p"].cast(pl.String).str.contains(r"555-01\d\d$").all()
    assert people(tmp_path, {"p": phone}, "zh_CN")["p"].cast(pl.String).str.contains(r"\*").all()


@by_locale
def test_mails_are_reserved_and_unique(tmp_path: Path, locale: str) -> None:
    latin = {"script": "latin"}
    mail = {"kind": "contact", "part": "email"}
    frame = people(tmp_path, {"g": {**GIVEN, **latin}, "f": {**FAMILY, **latin}, "bare": mail,
                              "mail": {**mail, "given": "g", "family": "f"}}, locale)  # fmt: skip
    for name in ("mail", "bare"):
        assert frame[name].is_unique().all()
        assert frame[name].str.contains(r"^[a-z]+(\.[a-z]+)?\d+@example\.(com|org|net)$").all()


def test_mails_of_names_in_other_letters_are_still_addresses(tmp_path: Path) -> None:
    mail = {"kind": "contact", "part": "email", "given": "g", "family": "f"}
    frame = people(tmp_path, {"g": GIVEN, "f": FAMILY, "mail": mail}, "zh_CN")
    assert frame["mail"].str.contains(r"^[a-z0-9]+@example\.(com|org|net)$").all()


def test_network_addresses_are_for_documentation(tmp_path: Path) -> None:
    address = people(tmp_path, {"ip": {"kind": "contact", "part": "ip"}})["ip"].cast(pl.String)
    assert address.str.contains(r"^(192\.0\.2|198\.51\.100|203\.0\.113)\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])$").all()


def test_social_security_numbers_are_never_issued(tmp_path: Path) -> None:
    ssn = people(tmp_path, {"x": {"kind": "identifier", "of": "ssn"}})["x"]
    assert ssn.str.contains(r"^9\d\d-00-\d{4}$").all()
    assert not ssn.str.ends_with("0000").any()


def test_card_numbers_are_reserved_unique_and_pass_the_luhn_check(tmp_path: Path) -> None:
    cards = people(tmp_path, {"x": {"kind": "identifier", "of": "card_number"}})["x"]
    assert cards.is_unique().all()
    assert cards.str.contains(r"^9999\d{12}$").all()
    digits = np.array([[int(digit) for digit in card] for card in cards.head(300)])
    digits[:, ::2] = digits[:, ::2] * 2 // 10 + digits[:, ::2] * 2 % 10
    assert not (digits.sum(axis=1) % 10).any()


def test_luhn_digits_are_those_of_known_numbers() -> None:
    assert luhn_digit(np.array([7992739871, 411111111111111, 0]), 15).tolist() == [3, 1, 0]


def test_codes_are_unique_and_show_no_order(tmp_path: Path) -> None:
    frame = people(tmp_path, {"x": {"kind": "identifier", "of": "code", "prefix": "K-", "digits": 4}}, rows=10_000)
    assert frame["x"].is_unique().all()
    assert frame["x"].str.contains(r"^K-\d{4}$").all()
    numbers = frame["x"].str.slice(2).cast(pl.Int64).to_numpy()
    assert abs(np.corrcoef(numbers, np.arange(10_000))[0, 1]) < 0.05


def test_codes_of_children_are_unique_too(tmp_path: Path) -> None:
    codes = people(tmp_path, {"x": {"kind": "identifier", "of": "code", "digits": 18}}, rows=2000)["x"]
    assert codes.is_unique().all()


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("surname", ["Zhang**", "O'Neil**", None]),
        ("first_letter", ["Z****", "O*****", None]),
        ("last_four", ["*hang", "**Neil", None]),
        ("removed", ["**", "**", None]),
        ("initials", ["W. Z.", "W. O.", None]),
    ],
)
@pytest.mark.parametrize("words", [True, False])
def test_masks_show_as_much_as_they_say(tmp_path: Path, style: str, expected: list[str], *, words: bool) -> None:
    text = "CASE thing_id WHEN 1 THEN 'Zhang' WHEN 2 THEN 'O''Neil' END"
    category = {"kind": "lookup", "table": "n.csv", "of": "thing_id", "key": "id", "value": "name"}
    mask = {"kind": "mask", "of": "name", "style": style} | ({"given": "first"} if style == "initials" else {})
    frame = one_table(
        tmp_path, {"name": category if words else text, "first": "'Wei'", "x": mask},
        files={"n.csv": "id,name\n1,Zhang\n2,O'Neil\n"}, rows=3,
    )  # fmt: skip
    assert frame["x"].to_list() == expected


def test_values_of_faker_come_from_a_pool_that_the_seed_fills(tmp_path: Path) -> None:
    job = {"kind": "faker", "provider": "job", "pool": 20}
    first, again, other = (one_table(tmp_path, {"x": job}, rows=500, seed=seed)["x"] for seed in (1, 1, 2))
    assert first.equals(again)
    assert 10 < first.n_unique() <= 20
    assert set(first.unique()) != set(other.unique())


def test_arguments_reach_faker(tmp_path: Path) -> None:
    number = {"kind": "faker", "provider": "random_int", "arguments": {"min": 7, "max": 9}}
    assert set(one_table(tmp_path, {"x": number})["x"].unique()) <= {"7", "8", "9"}
