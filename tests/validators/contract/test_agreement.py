"""The compiled contracts and the jsonschema library find the same rows, columns and keywords wrong."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from nonesuch.validators.contract import load_contract, load_contracts, to_records
from nonesuch.validators.contract.keywords import keywords_of

EVERYTHING = load_contract(Path(__file__).parent / "schemas" / "everything.schema.json")
SHOP = load_contracts(Path(__file__).parents[2] / "packs" / "shop" / "schemas")
FORMATS = FormatChecker(["date", "uuid"])  # the library's own; for the rest it has no check, or one for '@' only


def is_moment(value: object) -> bool:
    shape = r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)"
    if not isinstance(value, str):
        return True
    cut = re.sub(r"(\.\d{6})\d+", r"\1", value.upper())
    return bool(re.fullmatch(shape, value, re.ASCII) and dt.datetime.fromisoformat(cut))


def is_time(value: object) -> bool:
    return not isinstance(value, str) or is_moment(f"2000-01-01T{value}")


def is_email(value: object) -> bool:
    label = "[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
    shape = rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{label}(\.{label})*"
    return not isinstance(value, str) or re.fullmatch(shape, value) is not None


FORMATS.checkers |= {"date-time": (is_moment, ValueError), "time": (is_time, ValueError), "email": (is_email, ())}


def found_by_library(document: dict[str, Any], records: list[dict[str, Any]]) -> set[tuple[Any, ...]]:
    validator = Draft202012Validator(document, format_checker=FORMATS)
    found = set()
    for row, record in enumerate(records):
        for error in validator.iter_errors(record):
            path = "".join("[]" if isinstance(step, int) else f".{step}" for step in error.absolute_path).lstrip(".")
            missing = error.validator == "type" and error.instance is None
            found.add((row, path, "null" if missing else str(error.validator)))
    return {(*at, name) for *at, name in found if name not in ("enum", "const") or (*at, "null") not in found}


def found_by_columns(contract: Any, frame: pl.DataFrame) -> set[tuple[Any, ...]]:
    masks = {
        f"{keyword.path} {keyword.name}": mask.fill_null(value=False)
        for keyword in keywords_of(contract)
        if keyword.column in frame.columns and keyword.name not in ("decimals", "reserved")
        if (mask := keyword.mask(pl.col(keyword.column), frame.schema[keyword.column])) is not None
    }
    wrong = frame.select(**masks) if masks else pl.DataFrame()
    found = {(row, *name.split(" ")) for name in wrong.columns for row in wrong[name].arg_true().to_list()}
    if set(contract.schema.required) - set(frame.columns):
        found |= {(row, "", "required") for row in range(frame.height)}
    if not contract.schema.additional_properties and set(frame.columns) - set(contract.columns):
        found |= {(row, "", "additionalProperties") for row in range(frame.height)}
    return found


def assert_agreement(contract: Any, frame: pl.DataFrame) -> int:
    library = found_by_library(contract.document, to_records(frame))
    columns = found_by_columns(contract, frame)
    assert columns == library, f"only by columns {columns - library}, only by the library {library - columns}"
    return len(library)


TEXTS = """
  a b ä A-1 AB-12 ABC-1 abc bcd yes bd x@y ann@example.com @ 1 true NaN ١٢-٣ 😀😀
  2026-02-28 2026-02-30 0000-01-01 2026-1-1 2026-02-28T10:00:00Z 2026-02-28T25:00:00Z 2026-02-28t10:00:00.25+02:00
  10:00:00Z 10:00:00 23:59:59.5-01:30 123e4567-e89b-12d3-a456-426614174000 123e4567e89b12d3a456426614174000
"""
WORDS = st.sampled_from([*TEXTS.split(), "", " 7 ", "a b@c.d", "2026-02-28 10:00:00"])
FLOATS = st.floats(-20, 20) | st.sampled_from([0.5, 1.0, 1.5, 2.5, 3.0, -0.0, 1e300, float("nan"), float("inf")])
DAYS = st.dates(dt.date(1, 1, 1), dt.date(2100, 1, 1))
MOMENTS = st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2100, 1, 1))
SPANS = st.fixed_dictionaries(
    {"slot": st.none() | WORDS, "start": st.none() | st.integers(-2, 5), "end": st.none() | st.integers(-2, 5)}
)
SPAN = pl.Struct({"slot": pl.String, "start": pl.Int64, "end": pl.Int64})
ODD_SPAN = pl.Struct({"slot": pl.String, "more": pl.Int64})
COLUMNS: list[tuple[Any, st.SearchStrategy[Any]]] = [
    (pl.Int64, st.integers(-10, 60)),
    (pl.Int8, st.integers(-10, 60)),
    (pl.UInt64, st.integers(0, 60)),
    (pl.Float64, FLOATS),
    (pl.Float32, st.floats(-20, 20, width=32)),
    (pl.Decimal(10, 2), st.decimals(-20, 20, places=2)),
    (pl.Boolean, st.booleans()),
    (pl.String, WORDS | st.text("abCZ0-", max_size=6)),
    (pl.Enum(["a", "b", "yes", "A-1", "2026-02-28"]), st.sampled_from(["a", "b", "yes", "A-1", "2026-02-28"])),
    (pl.Categorical, WORDS),
    (pl.Date, DAYS),
    (pl.Datetime("us"), MOMENTS),
    (pl.Datetime("ms"), MOMENTS),
    (pl.Time, st.times()),
    (pl.List(pl.String), st.lists(st.none() | WORDS, max_size=4)),
    (pl.List(pl.Int64), st.lists(st.none() | st.integers(-3, 3), max_size=4)),
    (pl.List(SPAN), st.lists(st.none() | SPANS, max_size=2)),
    (pl.List(ODD_SPAN), st.lists(st.fixed_dictionaries({"slot": WORDS, "more": st.integers(0, 1)}), max_size=2)),
    (pl.Null, st.none()),
]


def series(name: str, cells: list[Any], dtype: Any) -> pl.Series:
    """Make a column; as JSON writes NaN and infinity as texts, they are kept out of columns of texts."""
    made = pl.Series(name, cells, dtype=dtype)
    known = [contract.columns[name].kind for contract in (EVERYTHING, *SHOP.values()) if name in contract.columns]
    is_text = "string" in known
    return made.set(made.is_finite() == False, 1.0) if dtype == pl.Float64 and is_text else made  # noqa: E712


@st.composite
def columns(draw: st.DrawFn, name: str, rows: int) -> pl.Series:
    dtype, values = draw(st.sampled_from(COLUMNS))
    return series(name, draw(st.lists(st.none() | values, min_size=rows, max_size=rows)), dtype)


@given(st.data())
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_column_is_judged_as_by_the_library(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from([*EVERYTHING.columns, "extra"]), min_size=1, max_size=4, unique=True))
    rows = data.draw(st.integers(0, 6))
    assert_agreement(EVERYTHING, pl.DataFrame([data.draw(columns(name, rows)) for name in names]))


@pytest.mark.parametrize("name", list(EVERYTHING.columns))
def test_every_type_of_column_meets_every_keyword(name: str) -> None:
    @given(st.data())
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    def judge(data: st.DataObject) -> None:
        for dtype, values in COLUMNS:
            cells = data.draw(st.lists(st.none() | values, min_size=1, max_size=4))
            assert_agreement(EVERYTHING, pl.DataFrame([series(name, cells, dtype)]))

    judge()


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_changed_rows_of_the_shop_are_judged_as_by_the_library(
    shop_frames: dict[str, pl.DataFrame], data: st.DataObject
) -> None:
    contract = SHOP[data.draw(st.sampled_from(list(SHOP)))]
    frame = shop_frames[contract.table].head(12)
    assert assert_agreement(contract, frame) == 0
    for name in data.draw(st.lists(st.sampled_from(list(contract.columns)), max_size=3, unique=True)):
        change = data.draw(columns(name, 12))
        if data.draw(st.booleans()) and frame[name].dtype == change.dtype:
            rows = pl.Series(data.draw(st.lists(st.booleans(), min_size=12, max_size=12)))
            change = change.zip_with(rows, frame[name])
        frame = frame.with_columns(change) if data.draw(st.booleans()) else frame.drop(name)
    assert_agreement(contract, frame)


def test_the_contract_for_everything_uses_every_keyword() -> None:
    used = {keyword.name for keyword in keywords_of(EVERYTHING)}
    from nonesuch.validators.contract.keywords import KEYWORDS

    assert used == set(KEYWORDS) - {"decimals", "reserved"}


def test_contracts_are_valid_json_schema() -> None:
    for contract in (EVERYTHING, *SHOP.values()):
        Draft202012Validator.check_schema(contract.document)
        assert json.loads(contract.path.read_text("utf-8")) == contract.document
