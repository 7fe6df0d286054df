"""Packs that are wrong in every way we could think of: one clear error each, which says where it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nonesuch.errors import PackError
from tests.packmaker import KEY, figures, flat_hours, frames_of, make_pack

if TYPE_CHECKING:
    from pathlib import Path

CATEGORY = {"kind": "category", "weights": {"a": 1, "b": 1}}
WORDS = {"kind": "category", "tables": ["w.csv"], "value": "w"}
BY_S = {**WORDS, "by": ["s"]}
NUMBER = {"kind": "number", "distribution": "normal", "parameters": {"mean": 0, "sd": 1}, "decimals": 1}
HOLES = {"kind": "number", "distribution": "uniform", "parameters": {"low": 0, "high": 20}, "integer": True,
         "missing": 0.3}  # fmt: skip
CURVE = {"kind": "number", "distribution": "quantiles", "table": "w.csv", "integer": True}
SHARE = {"kind": "flag", "table": "w.csv"}
TIME = {"kind": "time", "on": "reference_date", "hours": "w.csv"}
DAY = {"kind": "date", "first": "reference_date", "last": "reference_date"}
EVENTS = {"kind": "events", "time": "at", "since": "DATE '2025-01-01'", "until": "reference_date", "per_day": "0.01",
          "hours": "h.csv", "most": 100}  # fmt: skip
MEMBERS = {name: {"kind": "flag", "share": 0.5, "copula": "c"} for name in "uv"}
REGION = {"kind": "address", "part": "postcode", "region": "s"}


def faker(provider: str, **arguments: Any) -> dict[str, Any]:
    return {"kind": "faker", "provider": provider, "arguments": arguments}


COLUMNS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a weight is text": ({"x": WORDS}, figures("w,weight", "a,many", "b,2"), "no number"),
    "a weight is missing": ({"x": WORDS}, figures("w,weight", "a,", "b,2"), "no number"),
    "a weight is infinite": ({"x": WORDS}, figures("w,weight", "a,inf", "b,2.5"), "no number"),
    "a word is missing": ({"x": WORDS}, figures("w,weight", ",1", "b,2"), "a word is missing"),
    "a weight is negative": ({"x": {"kind": "category", "weights": {"a": -1, "b": 2}}}, "", "negative"),
    "all weights are 0": ({"x": {"kind": "category", "weights": {"a": 0}}}, "", "all weights are 0"),
    "exact shares of nothing": ({"x": {"kind": "category", "weights": {"a": 0}, "exact": True}}, "", "weights are 0"),
    "an exact share is negative": (
        {"x": {"kind": "category", "weights": {"a": -1, "b": 2}, "exact": True}}, "", "negative"),
    "exact shares by stratum": (
        {"s": CATEGORY, "x": {**BY_S, "exact": True}}, figures("s,w,weight", "a,u,1", "b,v,2"), "do not differ"),
    "by is no list of names": ({"x": {**WORDS, "by": [1]}}, figures("w,weight", "a,1"), "wrong value for 'by'"),
    "by names two columns alike": (
        {"x": {**WORDS, "by": ["s", "t.s"]}}, figures("w,weight", "a,1"), "two columns have the same name"),
    "by names an unknown column": ({"x": BY_S}, figures("s,w,weight", "a,u,1"), "no column 's'"),
    "by names a column that no file has": (
        {"s": CATEGORY, "x": BY_S}, figures("w,weight", "a,1"), "no table has a column 's'"),
    "a text is held against numbers": (
        {"s": "'t' || thing_id", "x": BY_S}, figures("s,w,weight", "1,a,1", "2,b,1"), "no figures for a record"),
    "a date is held against numbers": (
        {"s": "reference_date", "x": BY_S}, figures("s,w,weight", "1,a,1", "2,b,1"), "no figures for a record"),
    "a flag is held against ranges": (
        {"s": "thing_id > 3", "x": BY_S}, figures("s_lo,s_hi,w,weight", "0,9,a,1"), "no figures for a record"),
    "no number is held against ranges": (
        {"s": "ln(-1.0 * thing_id)", "x": BY_S}, figures("s_lo,s_hi,w,weight", "0,9,a,1"), "no figures for a record"),
    "a missing value is held against ranges": (
        {"s": HOLES, "x": BY_S}, figures("s_lo,s_hi,w,weight", "0,20,a,1"), "no figures for a record"),
    "nothing is nearest to a missing value": (
        {"s": HOLES, "x": {**BY_S, "outside": "nearest"}}, figures("s_lo,s_hi,w,weight", "0,9,a,1"), "no figures"),
    "a range has no end": ({"x": {**BY_S, "by": {"s": "thing_id"}}}, figures("s_lo,s_hi,w,weight", "0,,a,1"),
        "missing"),
    "a range ends in text": (
        {"x": {**BY_S, "by": {"s": "thing_id"}}}, figures("s_lo,s_hi,w,weight", "0,old,a,1"), "no number"),
    "a range ends within a number": (
        {"x": {**BY_S, "by": {"s": "thing_id"}}}, figures("s_lo,s_hi,w,weight", "0,9.5,a,1"), "no whole number"),
    "a range ends before it begins": (
        {"x": {**BY_S, "by": {"s": "thing_id"}}}, figures("s_lo,s_hi,w,weight", "10,0,a,1"), "ranges overlap"),
    "ranges overlap": (
        {"x": {**BY_S, "by": {"s": "thing_id"}}}, figures("s_lo,s_hi,w,weight", "0,9,a,1", "9,12,a,1"),
        "ranges overlap"),
    "a label is missing": ({"s": CATEGORY, "x": BY_S}, figures("s,w,weight", "a,u,1", ",v,1"), "is missing"),
    "a combination is missing": (
        {"s": CATEGORY, "t": CATEGORY, "x": {**WORDS, "by": ["s", "t"]}},
        figures("s,t,w,weight", "a,a,u,1", "b,b,v,1"), "no figures for a record"),
    "a quantile is text": ({"x": CURVE}, figures("p05,p95", "low,high"), "no number"),
    "there are no quantiles": ({"x": CURVE}, figures("low,high", "1,2"), "rising probabilities"),
    "quantiles fall": ({"x": CURVE}, figures("p05,p95", "2,1"), "fall"),
    "quantiles have no stratum": ({"x": CURVE}, figures("p05,p95", "1,2", "3,4"), "several rows"),
    "a stratum has two curves": (
        {"s": CATEGORY, "x": {**CURVE, "by": ["s"]}}, figures("s,p05,p95", "a,1,2", "b,1,2", "a,5,6"), "several rows"),
    "no row of the table is left": ({"x": {**CURVE, "where": {"p05": "7"}}}, figures("p05,p95", "1,2"), "no row"),
    "a parameter is missing": ({"x": {**NUMBER, "parameters": {"mean": 0}}}, "", "parameter 'sd' is missing"),
    "a parameter is unknown": ({"x": {**NUMBER, "parameters": {"mean": 0, "sdd": 1}}}, "", "no parameter 'sdd'"),
    "a parameter is text in the file": (
        {"x": {**NUMBER, "parameters": {"mean": 0}, "table": "w.csv"}}, figures("sd", "wide"), "no number"),
    "quantiles with parameters": ({"x": {**CURVE, "parameters": {"mean": 1}}}, "", "no parameter 'mean'"),
    "quantiles without a table": ({"x": {"kind": "number", "distribution": "quantiles", "decimals": 1}}, "",
        "in a table"),
    "a number is not rounded": (
        {"x": {"kind": "number", "distribution": "normal", "parameters": {"mean": 0, "sd": 1}}}, "",
        "how it is rounded"),
    "bounds are out of order": ({"x": {**NUMBER, "within": [2, 1]}}, "", "out of order"),
    "bounds are infinite": ({"x": {**NUMBER, "within": [0, float("inf")]}}, "", "wrong value"),
    "bounds hold no number": ({"x": {**NUMBER, "within": [0.01, 0.02]}}, "", "no number within the bounds"),
    "whole numbers have broken steps": ({"x": {**NUMBER, "integer": True, "step": 0.5}}, "", "whole steps"),
    "a copula of a family": ({"x": {**NUMBER, "copula": "c"}}, "", "told by its quantiles"),
    "a share is text": ({"x": SHARE}, figures("share", "half"), "no number"),
    "a share is above 1": ({"x": SHARE}, figures("share", "1.5"), "out of bounds"),
    "a share has no stratum": ({"x": SHARE}, figures("share", "0.1", "0.9"), "several rows"),
    "a flag has two shares": ({"x": {**SHARE, "share": 0.5}}, figures("share", "0.1"), "here or in a table"),
    "an hour is text": ({"x": TIME}, figures("hour,weight", "noon,1"), "no number"),
    "an hour is broken": ({"x": TIME}, figures("hour,weight", "1.5,1"), "out of bounds"),
    "an hour is 24": ({"x": TIME}, figures("hour,weight", "24,1"), "out of bounds"),
    "an hour is missing": ({"x": TIME}, figures("hour,weight", ",1", "2,1"), "no number"),
    "an hour stands twice": ({"x": TIME}, figures("hour,weight", "2,1", "2,1"), "twice"),
    "a weekday's weight is text": (
        {"x": {**DAY, "weekday": "w.csv"}}, figures("weekday,weight", *(f"{n},x" for n in range(1, 8))), "no number"),
    "a weekday is missing": (
        {"x": {**DAY, "weekday": "w.csv"}}, figures("weekday,weight", *(f"{n},1" for n in range(1, 7))), "not whole"),
    "a month weighs nothing": (
        {"x": {**DAY, "month": "w.csv"}}, figures("month,weight", *(f"{n},{n - 1}" for n in range(1, 13))),
        "not whole"),
    "the last day is before the first": (
        {"x": {**DAY, "first": "reference_date + interval '1 day'"}}, "", "the last day lies before the first"),
    "a day is before all calendars": ({"x": {**DAY, "first": "DATE '1850-01-01'"}}, "", "a day is out of bounds"),
    "a day is after all calendars": ({"x": {**DAY, "last": "DATE '2999-01-01'"}}, "", "a day is out of bounds"),
    "a copula is unknown": (MEMBERS, "", "unknown copula"),
    "a lookup lacks a word": (
        {"s": CATEGORY, "x": {"kind": "lookup", "table": "w.csv", "of": "s", "value": "v"}}, "s,v\na,1\n",
        "has no row"),
    "a lookup has a word twice": (
        {"s": CATEGORY, "x": {"kind": "lookup", "table": "w.csv", "of": "s", "value": "v"}}, "s,v\na,1\na,2\n",
        "twice"),
    "a lookup lacks its column": (
        {"s": CATEGORY, "x": {"kind": "lookup", "table": "w.csv", "of": "s", "value": "vv"}}, "s,v\na,1\n",
        "'vv' is miss"),
    "initials of one name": ({"x": {"kind": "mask", "of": "thing_id", "style": "initials"}}, "", "initials need both"),
    "a mask of nothing": ({"x": {"kind": "mask", "of": "zz"}}, "", "no column 'zz'"),
    "a name of no sex": ({"s": {"kind": "flag", "share": 0.3}, "x": {"kind": "name", "part": "given", "sex": "s"}},
                         "", "names follow a category"),
    "a full name without parts": ({"x": {"kind": "name"}}, "", "set together"),
    "a postcode of no region": ({"x": {"kind": "address", "part": "postcode"}}, "", "follows a region"),
    "a postcode of an unknown region": ({"s": CATEGORY, "x": REGION}, "", "unknown region 'a'"),
    "a postcode of an unknown text": ({"s": "'t' || thing_id", "x": REGION}, "", "unknown region 't1'"),
    "a postcode of a number": ({"s": "thing_id", "x": REGION}, "", "regions are words"),
    "a region without a name": ({"s": CATEGORY, "x": {**REGION, "part": "region_name"}}, "", "unknown region 'a'"),
    "a phone of an unknown region": (
        {"s": CATEGORY, "x": {"kind": "contact", "part": "phone", "region": "s"}}, "", "unknown region 'a'"),
    "an e-mail of half a name": ({"x": {"kind": "contact", "part": "email", "given": "thing_id"}}, "",
        "both names or none"),
    "an unknown provider": ({"x": faker("colour")}, "", "Faker has no 'colour'"),
    "a provider of real numbers": ({"x": faker("ssn")}, "", "could belong to somebody"),
    "a provider by way of format": ({"x": faker("format", formatter="ssn")}, "", "Faker has no 'format'"),
    "a provider by way of parse": ({"x": faker("parse", text="{{ssn}}")}, "", "Faker has no 'parse'"),
    "a provider by way of a pattern": ({"x": faker("pystr_format", string_format="{{ssn}}")}, "", "could belong"),
    "a provider that looks at the clock": ({"x": faker("date_of_birth")}, "", "change from day to day"),
    "a provider that seeds": ({"x": faker("seed")}, "", "Faker has no 'seed'"),
    "a provider with wrong arguments": ({"x": faker("job", wage=1)}, "", "Faker refuses"),
    "a provider that lacks a package": ({"x": faker("image")}, "", "Faker refuses"),
    "codes run out": ({"x": {"kind": "identifier", "of": "code", "digits": 4}}, "", "codes would run out"),
    "a key is missing": ({"y": {"kind": "key", "missing": 0.5}}, "", "never missing"),
    "the column before is unknown": ({"x": {"kind": "previous", "of": "zz"}}, "", "no column 'zz'"),
    "a rollup of the table itself": ({"x": {"kind": "rollup", "of": "things", "value": "count(*)"}}, "", "rows below"),
    "a rollup of an unknown table": ({"x": {"kind": "rollup", "of": "zz", "value": "count(*)"}}, "", "unknown table"),
    "a reference to an unknown table": ({"x": {"kind": "reference", "table": "zz"}}, "", "unknown table 'zz'"),
    "a reference of a root to itself": ({"x": {"kind": "reference", "table": "things"}}, "", "no ancestor in common"),
    "a file name with a null character": ({"x": {**WORDS, "tables": ["a\0b.csv"]}}, "", "no file can have this name"),
    "a file name that is too long": ({"x": {**WORDS, "tables": ["a" * 5000]}}, "", "no file can have this name"),
    "a file of somebody else": ({"x": {**WORDS, "tables": ["../../secret.csv"]}}, "", "only its own files"),
    "a file of the system": ({"x": {**WORDS, "tables": ["/etc/passwd"]}}, "", "only its own files"),
    "a missing file": ({"x": {**WORDS, "tables": ["w2.csv"]}}, "", "does not exist"),
    "an empty file": ({"x": WORDS}, "\n", "not valid CSV"),
    "a file without rows": ({"x": WORDS}, "w,weight,source,confidence\n", "no rows"),
    "a file with ragged rows": ({"x": WORDS}, figures("w,weight", "a,1,2,3"), "not valid CSV"),
    "a figure without a source": ({"x": WORDS}, "w,weight,source,confidence\na,1,,assumed\n", "no source"),
    "a figure without confidence": ({"x": WORDS}, "w,weight,source,confidence\na,1,me,guess\n", "no source"),
    "figures without the columns": ({"x": WORDS}, "w,weight\na,1\n", "'source' is missing"),
    "columns in a circle": ({"x": "y + 1", "y": "z + 1", "z": "x + 1"}, "", "in a circle"),
    "a column needs itself": ({"x": "x + 1"}, "", "in a circle"),
    "a column with a reserved name": ({"reference_date": "thing_id"}, "", "no name of a column"),
    "a column with capital letters": ({"Name": "thing_id"}, "", "no name of a column"),
    "a column with a line break": ({"name\n": "thing_id"}, "", "no name of a column"),
    "an unknown kind": ({"x": {"kind": "numbr"}}, "", "unknown kind 'numbr'"),
    "no kind": ({"x": {"value": "1"}}, "", "kind"),
    "an unknown key": ({"x": {"kind": "flag", "share": 0.5, "shares": 1}}, "", "unknown key 'shares'"),
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_is_refused(tmp_path: Path, name: str) -> None:
    columns, text, problem = COLUMNS[name]
    files = {"h.csv": flat_hours()} | ({"w.csv": text} if text else {})
    with pytest.raises(PackError, match=problem) as caught:
        frames_of(make_pack(tmp_path, {"things": {"columns": {"thing_id": KEY, **columns}}}, files=files), rows=20_000)
    assert caught.value.place is not None
    assert len(str(caught.value).splitlines()) <= 12


def shops(reference: dict[str, Any], shop: dict[str, Any] | None = None, **things: Any) -> dict[str, Any]:
    link = {"kind": "reference", "table": "shops", **reference}
    return {
        "things": {"columns": {"thing_id": KEY, **things, "shop_id": link}},
        "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY, **(shop or {})}},
    }


def parts(rows: dict[str, Any] | None = None, thing: dict[str, Any] | None = None, **part: Any) -> dict[str, Any]:
    return {
        "things": {"columns": {"thing_id": KEY, **(thing or {})}},
        "parts": {"parent": "things", "rows": rows or {"kind": "each"}, "columns": {"part_id": KEY, **part}},
    }


def drawn(**count: Any) -> dict[str, Any]:
    return {"kind": "each", "count": {"kind": "number", "distribution": "poisson", "parameters": {"mean": 2}, **count}}


ROLLUP = {"kind": "rollup", "of": "parts", "value": "count(*)"}
TABLES: dict[str, tuple[dict[str, Any], str]] = {
    "a weight of rows is text": (shops({"weight": "w"}, {"w": "'x' || shop_id"}), "a weight is negative or no number"),
    "a weight of rows is negative": (shops({"weight": "w"}, {"w": "-1.0 * shop_id"}), "a weight is negative"),
    "a weight of rows is missing": (shops({"weight": "w"}, {"w": {**NUMBER, "missing": 0.9}}), "a weight is negative"),
    "weights of rows are all 0": (shops({"weight": "w"}, {"w": "0.0 * shop_id"}), "all weights are 0"),
    "a weight of rows is unknown": (shops({"weight": "w"}), "no column 'w'"),
    "rows are weighed twice": (shops({"weight": "shop_id", "zipf": 1}), "weighed once"),
    "rows match an unknown column": (shops({"match": {"zz": "thing_id"}}), "no column 'zz'"),
    "rows match an unknown column of this table": (shops({"match": {"shop_id": "zz"}}), "no column 'zz'"),
    "texts match numbers": (shops({"match": {"z": "z"}}, {"z": "shop_id"}, z="'x' || thing_id"), "different types"),
    "numbers match texts": (shops({"match": {"z": "z"}}, {"z": "'x' || shop_id"}, z="thing_id"), "different types"),
    "no row matches": (shops({"match": {"z": "z"}}, {"z": "shop_id"}, z="thing_id + 1000"),
        "no row of 'shops' matches"),
    "no row matches a missing word": (
        shops({"match": {"z": "z"}}, {"z": {**NUMBER, "missing": 1}}, z={**NUMBER}), "no row of 'shops' matches"),
    "no row differs": (shops({"differ": {"z": "z"}}, {"z": "1"}, z="1"), "no row of 'shops' matches"),
    "rows differ in two columns": (shops({"differ": {"z": "z", "y": "y"}}), "differ in one column"),
    "two links have one name": (
        shops({}, other={"kind": "reference", "table": "shops"}), "two links are called 'shops'"),
    "a table without a key is referred to": (
        {"things": {"columns": {"thing_id": KEY, "s": {"kind": "reference", "table": "shops"}}},
         "shops": {"rows": {"kind": "shared"}, "columns": {"x": "1"}}}, "has no key"),
    "a parent is drawn by Zipf's law": (parts(other={"kind": "reference", "table": "things", "zipf": 1}),
        "shared table"),
    "a parent is matched": (
        parts(other={"kind": "reference", "table": "things", "match": {"thing_id": "part_id"}}), "shared table"),
    "a parent refers to its parts": (
        parts({"kind": "each", "count": 2}, {"p": {"kind": "reference", "table": "parts"}}), "no ancestor in common"),
    "a shared table needs a family": (
        {"things": {"columns": {"thing_id": KEY}},
         "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY, "x": "things.thing_id"}}}, "not linked"),
    "a rollup of a shared table": (
        {"things": {"columns": {"thing_id": KEY, "n": {**ROLLUP, "of": "shops"}}},
         "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY}}}, "sums up rows below"),
    "a rollup of the parent": (parts(n={**ROLLUP, "of": "things"}), "sums up rows below"),
    "a rollup without a sum": (parts(None, {"n": {**ROLLUP, "value": "part_id"}}), "a rollup sums up rows"),
    "a rollup with another type for nothing": (parts(None, {"n": {**ROLLUP, "empty": "none"}}), "has another type"),
    "a rollup with a broken number for nothing": (parts(None, {"n": {**ROLLUP, "empty": 0.5}}), "has another type"),
    "a rollup with a condition that is none": (parts(None, {"n": {**ROLLUP, "where": "part_id"}}),
        "cannot be computed"),
    "a number of rows without bounds": (parts(drawn(integer=True)), "whole and bounded"),
    "a number of rows with decimals": (parts(drawn(decimals=1, within=[0, 3])), "whole and bounded"),
    "a number of rows below 0": (parts(drawn(integer=True, within=[-1, 3])), "whole and bounded"),
    "a number of rows in a copula": (
        parts(drawn(distribution="quantiles", parameters={}, table="h.csv", integer=True, within=[0, 3], copula="c")),
        "belongs to no copula"),
    "too many rows": (parts({"kind": "each", "count": 2_000_000}), "out of bounds"),
    "a number of rows that is text": (parts({"kind": "each", "count": "three"}), "wrong value for 'count'"),
    "a condition on an unknown column": (parts({"kind": "each", "where": "zz"}), "no column 'zz'"),
    "a day of events is missing": (
        parts({**EVENTS, "since": "d"}, {"d": {**DAY, "missing": 0.5}}), "a day is missing"),
    "events after all calendars": (parts({**EVENTS, "until": "DATE '2150-01-01'"}), "a day is out of bounds"),
    "a negative rate of events": (parts({**EVENTS, "per_day": "-1.0"}), "negative or missing"),
    "a missing rate of events": (parts({**EVENTS, "per_day": "d"}, {"d": {**NUMBER, "missing": 1}}),
        "negative or missing"),
    "a bad name for the time": (parts({**EVENTS, "time": "Bad Name"}), "no name of a column"),
    "a name for the time that is taken": (parts({**EVENTS, "time": "part_id"}), "two columns are called 'part_id'"),
    "a hidden column that is not there": ({"things": {"hide": ["zz"], "columns": {"thing_id": KEY}}},
        "cannot be hidden"),
    "flags that are numbers": (
        parts({"kind": "flags", "into": "w", "flags": {"a": "thing_id"}}), "'thing_id' is no flag"),
    "flags that are unknown": (parts({"kind": "flags", "into": "w", "flags": {"a": "zz"}}), "no column 'zz'"),
    "keys that do not fit": (
        {"a": {"columns": {"a_id": KEY}},
         **{name: {"parent": above, "rows": {"kind": "each", "count": 1_000_000, "where": "false"},
                   "columns": {f"{name}_id": KEY}} for above, name in ("ab", "bc", "cd")}}, "keys would not fit"),
    "tables that descend from each other": (
        {"things": {"columns": {"thing_id": KEY}}, "a": {"parent": "b", "columns": {"x": "1"}},
         "b": {"parent": "a", "columns": {"x": "1"}}}, "descend from each other"),
    "a table that descends from itself": (
        {"things": {"columns": {"thing_id": KEY}}, "a": {"parent": "a", "columns": {"x": "1"}}}, "descend from each"),
    "a table that descends from no root": (
        {"things": {"columns": {"thing_id": KEY}}, "a": {"rows": {"kind": "shared"}, "columns": {"a_id": KEY}},
         "b": {"parent": "a", "columns": {"x": "1"}}}, "descends from no root"),
    "an unknown parent": (
        {"things": {"columns": {"thing_id": KEY}}, "a": {"parent": "thing", "columns": {"x": "1"}}},
        "unknown table 'thing'"),
    "two roots": ({"a": {"columns": {"a_id": KEY}}, "b": {"columns": {"b_id": KEY}}}, "one root table"),
    "a root with a parent": (
        {"a": {"columns": {"a_id": KEY}}, "b": {"parent": "a", "rows": {"kind": "root"}, "columns": {"x": "1"}}},
        "do not go together"),
    "a table of no columns": ({"things": {"columns": {}}}, "wrong value for 'columns'"),
    "scenarios over no events": ({"things": {"scenarios": {}, "columns": {"thing_id": KEY}}}, "laid over events"),
    "scenarios that are not there": ({**parts(EVENTS), "parts": {**parts(EVENTS)["parts"], "scenarios": {}}},
                                     "no scenario is laid over"),
    "a correlation of text": ({"things": {"copulas": {"c": {"correlations": "t.csv"}},
                                          "columns": {"thing_id": KEY, **MEMBERS}}}, "no number"),
    "a correlation above 1": ({"things": {"copulas": {"c": {"correlations": "two.csv"}},
                                          "columns": {"thing_id": KEY, **MEMBERS}}}, "a correlation is out of bounds"),
    "a copula of an unknown one": ({"things": {"copulas": {"c": {"correlations": "two.csv", "of": "x.y", "share": 0.5}},
                                               "columns": {"thing_id": KEY, **MEMBERS}}}, "unknown copula"),
    "a copula with a share of nothing": ({"things": {"copulas": {"c": {"correlations": "two.csv", "share": 0.5}},
                                                     "columns": {"thing_id": KEY, **MEMBERS}}}, "go together"),
    "listed rows of another type": (
        {"things": {"columns": {"thing_id": KEY}},
         "list": {"rows": {"kind": "listed", "file": "l.csv", "take": {"a": "integer"}}, "columns": {"l_id": KEY}}},
        "column 'a' is no integer"),
    "listed rows with a bad name": (
        {"things": {"columns": {"thing_id": KEY}},
         "list": {"rows": {"kind": "listed", "file": "l.csv", "take": {"A B": "text"}}, "columns": {"l_id": KEY}}},
        "no name of a column"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_refused(tmp_path: Path, name: str) -> None:
    specs, problem = TABLES[name]
    files = {
        "h.csv": flat_hours(),
        "t.csv": figures("a,b,r", "u,v,strong"),
        "two.csv": figures("a,b,r", "u,v,2"),
        "l.csv": "a\nx\n",
    }
    with pytest.raises(PackError, match=problem) as caught:
        frames_of(make_pack(tmp_path, specs, files=files))
    assert caught.value.place is not None


@pytest.mark.parametrize(
    ("settings", "problem"),
    [
        ({"block": 100}, "odd size"),
        ({"block": 32}, "wrong value for 'block'"),
        ({"tables": ["things", "things"]}, "listed twice"),
        ({"tables": ["things", "../../secret"]}, "no name of a table"),
        ({"tables": []}, "wrong value for 'tables'"),
        ({"tables": ["things", "stuff"]}, "does not exist"),
        ({"size": {"stuff": 1}}, "has no size of its own"),
        ({"size": {"things": 0}}, "needs a size"),
        ({"name": "Big Name"}, "wrong value for 'name'"),
        ({"version": "1"}, "wrong value for 'version'"),
        ({"reference_date": "soon"}, "wrong value for 'reference_date'"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_a_pack_file_is_refused_with_its_line(tmp_path: Path, settings: dict[str, Any], problem: str) -> None:
    with pytest.raises(PackError, match=problem) as caught:
        make_pack(tmp_path, {"things": {"columns": {"thing_id": KEY}}}, **settings)
    assert ".toml" in str(caught.value.place)


def test_a_table_that_is_not_listed_is_found(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="table 'b' is not listed"):
        make_pack(
            tmp_path, {"a": {"columns": {"a_id": KEY}}, "b": {"parent": "a", "columns": {"x": "1"}}}, tables=["a"]
        )


def test_an_unknown_locale_is_refused_when_names_are_wanted(tmp_path: Path) -> None:
    pack = make_pack(tmp_path, {"things": {"columns": {"x": {"kind": "name", "part": "given"}}}}, locales=["xx_YY"])
    with pytest.raises(PackError, match="unknown locale 'xx_YY'"):
        frames_of(pack)
