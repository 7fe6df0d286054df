from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import sqlalchemy as sa

from nonesuch.generators.pack import load_pack
from nonesuch.packs import find_pack
from nonesuch.sql.checks import short_name
from nonesuch.sql.database import transaction
from nonesuch.sql.load import create_tables, load_batches
from nonesuch.sql.schema import metadata_of
from nonesuch.sql.types import sql_type
from nonesuch.validators import load_contract
from nonesuch.validators.contract.schema import ColumnSchema
from tests.packmaker import KEY, flat_hours, make_pack

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.validators import Contract

FRAME = pl.DataFrame(
    {
        "text": ["", None, 'a "quoted", one', "two\nlines\r\n", "\\.", "NULL", "null", "tab\there", "\u5f20 \u2603"],
        "word": pl.Series(["a", None, "b%", "a", "a", "a", "a", "a", "a"], dtype=pl.Enum(["a", "b%"])),
        "whole": [1, None, -(2**62), 2**62, 0, 0, 0, 0, 0],
        "number": [0.1, None, 1e-300, 1 / 3, 1e300, -0.0, 5.0, 0.0, 0.0],
        "flag": [True, None, False, True, True, True, True, True, True],
        "day": [date(2026, 1, 2), None, date(1900, 2, 28)] + [date(2000, 1, 1)] * 6,
        "moment": [datetime(2026, 1, 2, 3, 4, 5, 678), None] + [datetime(2000, 1, 1)] * 7,
        "hour": [time(3, 4, 5, 6), None] + [time(0)] * 7,
        "items": [["a", 'b"'], None, []] + [["x"]] * 6,
    }
)


def contract_of(folder: Path, columns: dict[str, Any], **top: Any) -> Contract:
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A thing",
        "type": "object",
        "properties": columns,
        "required": list(columns),
        **top,
    }
    path = folder / "loans.schema.json"
    path.write_text(json.dumps(document), "utf-8")
    return load_contract(path)


def metadata_for(frame: pl.DataFrame, contracts: dict[str, Contract]) -> sa.MetaData:
    return metadata_of(load_pack(find_pack("domains/_template")), {"loans": dict(frame.schema)}, contracts)


def loaded(url: str, frame: pl.DataFrame, metadata: sa.MetaData) -> list[tuple[Any, ...]]:
    with transaction(url) as connection:
        create_tables(connection, metadata, replace=False)
        assert load_batches(connection, metadata, [{"loans": frame.head(4)}, {"loans": frame.slice(4)}]) == {
            "loans": frame.height
        }
        return [tuple(row) for row in connection.execute(sa.select(metadata.tables["loans"]))]


def test_values_of_all_types_come_back_as_they_were(url: str) -> None:
    plain = FRAME.with_columns(pl.col("word").cast(pl.String))
    assert loaded(url, FRAME, metadata_for(FRAME, {})) == plain.rows()


def test_moments_of_a_zone_keep_it(postgres: str) -> None:
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    frame = pl.DataFrame({"at": pl.Series([moment], dtype=pl.Datetime("us", "Asia/Tokyo"))})
    assert loaded(postgres, frame, metadata_for(frame, {}))[0][0] == moment


KEYWORDS: list[tuple[dict[str, Any], Any, Any]] = [
    ({"type": "integer", "minimum": 2}, 2, 1),
    ({"type": "integer", "maximum": 2}, 2, 3),
    ({"type": "integer", "exclusiveMinimum": 2}, 3, 2),
    ({"type": "integer", "exclusiveMaximum": 2}, 1, 2),
    ({"type": "integer", "multipleOf": 3}, -6, 7),
    ({"type": "integer", "enum": [2, 5]}, 5, 3),
    ({"type": "integer", "const": 5}, 5, 3),
    ({"type": "number", "minimum": 0.5}, 0.5, 0.25),
    ({"type": "string", "enum": ["50 %", "it's", ":x"]}, "it's", "its"),
    ({"type": "string", "enum": ["50 %", "it's", ":x"]}, "50 %", "50"),
    ({"type": "string", "const": "a"}, "a", "b"),
    ({"type": "string", "minLength": 2}, "ab", "a"),
    ({"type": "string", "maxLength": 2}, "\u5f20\u5f20", "abc"),
    ({"type": "integer"}, 1, None),
]


@pytest.mark.parametrize(("schema", "good", "bad"), KEYWORDS, ids=str)
def test_every_keyword_is_kept_by_the_database(
    schema: dict[str, Any], good: Any, bad: Any, url: str, tmp_path: Path
) -> None:
    frame = pl.DataFrame({"a": [good]})
    metadata = metadata_for(frame, {"loans": contract_of(tmp_path, {"a": schema})})
    assert loaded(url, frame, metadata) == [(good,)]
    table = metadata.tables["loans"]
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
    with pytest.raises((sa.exc.IntegrityError, sa.exc.DataError)), engine.begin() as connection:
        connection.execute(table.insert().values(a=bad))


@pytest.mark.parametrize("pattern", ["^[0-9]{2} %$", "^(a|b)+\\.c?$", "^'.*$"])
def test_patterns_are_kept_by_postgresql(pattern: str, postgres: str, tmp_path: Path) -> None:
    good = {"^[0-9]{2} %$": "12 %", "^(a|b)+\\.c?$": "ab.c", "^'.*$": "'x"}[pattern]
    frame = pl.DataFrame({"a": [good]})
    metadata = metadata_for(frame, {"loans": contract_of(tmp_path, {"a": {"type": "string", "pattern": pattern}})})
    assert loaded(postgres, frame, metadata) == [(good,)]
    engine = sa.create_engine(postgres.replace("postgresql:", "postgresql+psycopg:"), poolclass=sa.NullPool)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(metadata.tables["loans"].insert().values(a="no"))


def test_columns_that_may_be_null_are_those_of_the_contract(tmp_path: Path) -> None:
    columns = {"a": {"type": ["integer", "null"]}, "b": {"type": "integer"}, "c": {"type": "integer"}}
    contract = contract_of(tmp_path, columns, required=["a", "b"])
    schema = pl.DataFrame(schema={"a": pl.Int64, "b": pl.Int64, "c": pl.Int64})
    table = metadata_for(schema, {"loans": contract}).tables["loans"]
    assert {column.name: column.nullable for column in table.columns} == {"a": True, "b": False, "c": True}


def test_a_reference_that_a_scenario_leaves_out_may_be_null(tmp_path: Path) -> None:
    shop = {"kind": "reference", "table": "shops"}
    burst = {
        "kind": "number",
        "distribution": "constant",
        "parameters": {"value": 2},
        "integer": True,
        "within": [1, 2],
    }
    scenario = {
        "table": "visits", "share": 0.1, "source": "test", "confidence": "assumed",
        "events": burst, "gap_seconds": burst,
        "columns": {"shop_id": {**shop, "where": "visit_id % 2 = 0"}},
    }  # fmt: skip
    rows = {
        "kind": "events", "time": "at", "since": "DATE '2025-01-01'", "until": "DATE '2025-02-01'", "per_day": "1",
        "hours": "h.csv", "most": 64,
    }  # fmt: skip
    visits = {"visit_id": KEY, "shop_id": shop, "other_id": {**shop, "alias": "other"}}
    specs: dict[str, Any] = {
        "people": {"columns": {"person_id": KEY}},
        "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY}},
        "visits": {"parent": "people", "rows": rows, "scenarios": {"into": "story"}, "columns": visits},
    }
    pack = make_pack(tmp_path, specs, scenarios={"lost": scenario}, files={"h.csv": flat_hours()})
    schema = {"visit_id": pl.Int64(), "shop_id": pl.Int64(), "other_id": pl.Int64()}
    table = metadata_of(pack, {"visits": schema}, {}).tables["visits"]
    assert {column.name: column.nullable for column in table.columns} == {
        "visit_id": False, "shop_id": True, "other_id": False,
    }  # fmt: skip


def test_keys_of_several_columns_are_kept(tmp_path: Path) -> None:
    columns = {"a": {"type": "integer"}, "b": {"type": "string", "maxLength": 3}}
    contract = contract_of(tmp_path, columns, **{"x-nonesuch": {"key": ["a", "b"]}})
    table = metadata_for(pl.DataFrame(schema={"a": pl.Int64, "b": pl.String}), {"loans": contract}).tables["loans"]
    assert table.primary_key.columns.keys() == ["a", "b"]


def test_types_are_as_wide_as_the_contract_asks() -> None:
    def named(dtype: pl.DataType, **schema: Any) -> str:
        return str(sql_type(dtype, ColumnSchema(**schema)))

    assert named(pl.Int64(), type="integer", minimum=0, maximum=2**31 - 1) == "INTEGER"
    assert named(pl.Int64(), type="integer", minimum=0, maximum=2**31) == "BIGINT"
    assert named(pl.String(), type="string", maxLength=12) == "VARCHAR(12)"
    assert named(pl.String(), type=["string", "null"], enum=["red", "green", None]) == "VARCHAR(5)"
    assert named(pl.String(), type="string") == "TEXT"
    assert str(sql_type(pl.Decimal(10, 2))) == "NUMERIC(10, 2)"
    assert str(sql_type(pl.List(pl.Int64()))) == "JSON"
    assert [str(sql_type(dtype)) for dtype in (pl.Boolean(), pl.Date(), pl.Time(), pl.Datetime())] == [
        "BOOLEAN",
        "DATE",
        "TIME",
        "DATETIME",
    ]


def test_long_names_of_constraints_stay_different() -> None:
    names = {short_name("ck", "t" * 60, "c" * 60, keyword) for keyword in ("minimum", "maximum")}
    assert len(names) == 2
    assert {len(name) for name in names} == {63}
