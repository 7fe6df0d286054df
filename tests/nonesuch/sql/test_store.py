from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import sqlalchemy as sa

import nonesuch as ns
from nonesuch.errors import DataError, SystemFault, UsageError
from nonesuch.packs import known_packs
from nonesuch.sql import Naming, seed
from nonesuch.sql.store import store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

ROOT = Path(__file__).parents[3]
SHOP = ROOT / "tests" / "packs" / "shop"
PACKS = [SHOP, *(place.folder for place in known_packs() if place.origin == "built-in")]


def connected(url: str) -> AbstractContextManager[sa.Connection]:
    address = sa.make_url(url)
    if address.drivername == "postgresql":
        address = address.set(drivername="postgresql+psycopg")
    return sa.create_engine(address, poolclass=sa.NullPool).connect()


def stored(url: str, data: ns.Dataset) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    with connected(url) as connection:
        metadata = sa.MetaData()
        metadata.reflect(connection)
        for name in data:
            table = metadata.tables[name]
            assert table.columns.keys() == data.polars(name).columns
            yield name, [tuple(row) for row in connection.execute(sa.select(table))]


def plain(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    return frame.with_columns(pl.col(pl.Enum).cast(pl.String)).rows()


def made(folder: Path, *, seed: int = 4, roots: int = 150, views: bool = True) -> ns.Dataset:
    pack = ns.generate(ns.Recipe(domain=str(folder), size={}), seed=seed).plan.pack
    size = {pack.root: roots}
    return ns.generate(ns.Recipe(domain=str(folder), seed=seed, size=size, views=list(pack.views) if views else []))


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_all_rows_of_every_pack_come_back_as_they_were(folder: Path, url: str) -> None:
    data = made(folder)
    assert data.to_sql(url) == {name: data.polars(name).height for name in data}
    for name, rows in stored(url, data):
        wanted = plain(data.polars(name))
        assert len(rows) == len(wanted), name
        assert sorted(rows, key=repr) == sorted(wanted, key=repr), name


@pytest.mark.parametrize("folder", PACKS, ids=lambda folder: folder.name)
def test_seeding_block_by_block_stores_the_rows_that_generate_makes(folder: Path, tmp_path: Path) -> None:
    data = made(folder, views=False)
    steps: list[tuple[int, int, int]] = []
    url = f"sqlite:///{tmp_path}/dev.db"
    rows = seed(url, data.recipe, progress=lambda *step: steps.append(step))
    assert rows == {name: data.polars(name).height for name in data}
    assert steps[-1] == (steps[-1][1], steps[-1][1], sum(rows.values()))
    for name, found in stored(url, data):
        assert len(found) == rows[name]


def test_keys_references_and_checks_are_those_of_the_contracts(url: str) -> None:
    ns.generate("fraud", customers=20, seed=1).to_sql(url)
    with connected(url) as connection:
        inspector = sa.inspect(connection)
        assert inspector.get_pk_constraint("transactions")["constrained_columns"] == ["transaction_id"]
        references = {
            key["constrained_columns"][0]: (key["referred_table"], key["referred_columns"][0])
            for key in inspector.get_foreign_keys("transactions")
        }
        assert references == {
            "card_id": ("cards", "card_id"),
            "merchant_id": ("merchants", "merchant_id"),
            "trip_id": ("trips", "trip_id"),
        }
        nullable = {column["name"]: column["nullable"] for column in inspector.get_columns("transactions")}
        assert nullable["trip_id"]
        assert not nullable["card_id"]
        assert not nullable["amount_minor"]
        checks = {check["name"] for check in inspector.get_check_constraints("transactions")}
        assert {"ck_transactions_amount_minor_minimum", "ck_transactions_channel_choice"} <= checks


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE transactions SET amount_minor = 49",
        "UPDATE transactions SET channel = 'pigeon'",
        "UPDATE transactions SET card_id = NULL",
        "UPDATE transactions SET card_id = 999999999",
        "UPDATE transactions SET transaction_id = 1",
        "DELETE FROM customers",
    ],
)
def test_the_database_refuses_what_the_contracts_forbid(change: str, url: str) -> None:
    ns.generate("fraud", customers=20, seed=1).to_sql(url)
    with connected(url) as connection:
        if url.startswith("sqlite"):
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        with pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql(change)


def test_postgresql_checks_patterns_and_keeps_comments(postgres: str) -> None:
    ns.generate("medical", patients=5, seed=1).to_sql(postgres)
    with connected(postgres) as connection:
        inspector = sa.inspect(connection)
        assert (inspector.get_table_comment("patients")["text"] or "").startswith("A patient: an adult")
        comments = {column["name"]: column["comment"] for column in inspector.get_columns("patients")}
        assert comments["age"] == "Whole years on the reference date [a]"
        with pytest.raises(sa.exc.IntegrityError, match="ck_patients_postcode_pattern"):
            connection.exec_driver_sql("UPDATE patients SET postcode = '1O001'")


def test_hidden_tables_and_columns_are_not_stored(tmp_path: Path) -> None:
    data = ns.generate("customer_service", customers=50, seed=2)
    pack = data.plan.pack
    assert any(table.hidden for table in pack.tables.values())
    data.to_sql(f"sqlite:///{tmp_path}/dev.db")
    with connected(f"sqlite:///{tmp_path}/dev.db") as connection:
        inspector = sa.inspect(connection)
        assert set(inspector.get_table_names()) == set(pack.shown)
        names = [column["name"] for column in inspector.get_columns("tickets")]
        assert names == data.polars("tickets").columns


def test_tables_that_are_there_are_kept_unless_they_may_be_replaced(url: str) -> None:
    ns.generate("medical", patients=5, seed=1).to_sql(url)
    other = ns.generate("medical", patients=8, seed=2)
    with pytest.raises(UsageError, match="there already") as caught:
        other.to_sql(url)
    assert "patients" in str(caught.value)
    assert "--replace" in str(caught.value)
    with connected(url) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM patients").scalar() == 5
    other.to_sql(url, replace=True)
    with connected(url) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM patients").scalar() == 8


def test_other_tables_are_left_alone(url: str) -> None:
    with connected(url) as connection:
        connection.exec_driver_sql("CREATE TABLE mine (a INTEGER)")
        connection.exec_driver_sql("INSERT INTO mine VALUES (7)")
        connection.commit()
    ns.generate("medical", patients=5, seed=1).to_sql(url)
    ns.generate("medical", patients=5, seed=2).to_sql(url, replace=True)
    with connected(url) as connection:
        assert connection.exec_driver_sql("SELECT a FROM mine").scalar() == 7


def test_a_view_of_the_same_name_is_never_dropped(url: str) -> None:
    with connected(url) as connection:
        connection.exec_driver_sql("CREATE VIEW patients AS SELECT 1 AS a")
        connection.commit()
    with pytest.raises(UsageError, match="these are views"):
        ns.generate("medical", patients=5, seed=1).to_sql(url, replace=True)


def test_a_failure_half_way_leaves_the_database_as_it_was(url: str) -> None:
    data = ns.generate("medical", patients=5, seed=1)
    data.to_sql(url)
    broken = {**data.frames, "vitals": data.polars("vitals").with_columns(encounter_id=pl.lit(10**9))}
    with pytest.raises(DataError, match="break a constraint") as caught:
        store(url, data.plan, [data.frames, broken], replace=True)
    assert "found" in str(caught.value)
    with pytest.raises(DataError, match="break a constraint"):
        store(url, data.plan, [broken], replace=True)
    with connected(url) as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM vitals").scalar() == data.polars("vitals").height


def test_a_failure_leaves_no_new_file_and_no_tables(tmp_path: Path, postgres: str) -> None:
    data = ns.generate("medical", patients=5, seed=1)
    broken = {**data.frames, "patients": data.polars("patients").with_columns(age=pl.lit(7))}
    for url in (f"sqlite:///{tmp_path}/dev.db", postgres):
        with pytest.raises(DataError, match="break a constraint"):
            store(url, data.plan, [broken])
    assert not list(tmp_path.iterdir())
    with connected(postgres) as connection:
        assert sa.inspect(connection).get_table_names() == []


def test_tables_whose_rows_refer_to_each_other_can_be_loaded(url: str, tmp_path: Path) -> None:
    folder = circular_pack(tmp_path / "club")
    data = ns.generate(folder, members=40, seed=1)
    data.to_sql(url)
    data.to_sql(url, replace=True)
    with connected(url) as connection:
        if url.startswith("sqlite"):
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        assert len(sa.inspect(connection).get_foreign_keys("members")) == 1
        with pytest.raises(sa.exc.IntegrityError):
            connection.exec_driver_sql("UPDATE members SET favourite_id = 10000")


def contract(table: str, key: str, references: dict[str, str]) -> str:
    columns = {name: {"type": "integer"} for name in (key, *references)}
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": table,
            "type": "object",
            "properties": columns,
            "required": list(columns),
            "x-nonesuch": {"key": key, "references": references},
        }
    )


def circular_pack(folder: Path) -> Path:
    """Members have visits, and a favourite one among their own."""
    files = {
        "pack.toml": """
            name = "club"
            version = "1.0.0"
            title = "A club"
            licence = "CC0-1.0"
            tables = ["members", "visits"]
            size = { members = 10 }
            """,
        "tables/members.toml": """
            title = "A member"
            rows = { kind = "root" }
            [columns]
            member_id = { kind = "key" }
            favourite_id = { kind = "expression", value = "member_id * 2" }
            """,
        "tables/visits.toml": """
            title = "A visit"
            parent = "members"
            rows = { kind = "each", count = 2 }
            [columns]
            visit_id = { kind = "key" }
            member_id = { kind = "reference", table = "members" }
            """,
        "schemas/members.schema.json": contract("members", "member_id", {"favourite_id": "visits.visit_id"}),
        "schemas/visits.schema.json": contract("visits", "visit_id", {"member_id": "members.member_id"}),
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("\n".join(line.strip() for line in text.splitlines()), "utf-8")
    return folder


def test_recipes_for_a_view_store_its_rows(url: str) -> None:
    recipe = ns.Recipe(domain="medical", seed=3, size={"case": 6}, given={"patients": {"sex": "female"}})
    assert seed(url, recipe)["case"] == 6
    with connected(url) as connection:
        assert connection.exec_driver_sql('SELECT count(*) FROM "case"').scalar() == 6


@pytest.mark.parametrize(
    ("url", "kind", "problem"),
    [
        ("dev.db", UsageError, "not understood"),
        ("", UsageError, "not understood"),
        ("mongodb://localhost/dev", UsageError, "'mongodb' are not supported"),
        ("postgresql+asyncpg://localhost/dev", UsageError, "not supported"),
        ("sqlite://", UsageError, "in memory"),
        ("sqlite://dev.db", UsageError, "three slashes"),
        ("sqlite:///:memory:", UsageError, "in memory"),
        ("sqlite:////nowhere/at/all/dev.db", SystemFault, "cannot be reached"),
        ("postgresql://me:secret@127.0.0.1:9/dev", SystemFault, "cannot be reached"),
        ("postgresql://me:secret@/dev?host=/nowhere", SystemFault, "cannot be reached"),
    ],
)
def test_bad_urls_end_in_one_clear_error(url: str, kind: type[Exception], problem: str) -> None:
    data = ns.generate("medical", patients=1)
    with pytest.raises(kind, match=problem) as caught:
        data.to_sql(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_and_a_folder_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.db"
    text.write_text("These are my notes. " * 100, "utf-8")
    data = ns.generate("medical", patients=1)
    for path in (text, tmp_path):
        with pytest.raises(SystemFault, match="database"):
            data.to_sql(f"sqlite:///{path}")
    assert text.read_text("utf-8").startswith("These are my notes.")


def sizes(url: str, *names: str) -> list[int]:
    with connected(url) as connection:
        return [connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one() for name in names]


def foreign_keys(url: str, table: str, schema: str | None = None) -> set[tuple[str | None, str]]:
    with connected(url) as connection:
        keys = sa.inspect(connection).get_foreign_keys(table, schema=schema)
    return {(key["referred_schema"], key["referred_table"]) for key in keys}


def test_domains_with_tables_of_the_same_names_share_a_database_by_prefix(url: str) -> None:
    fraud, service = ns.generate("fraud", customers=20, seed=1), ns.generate("customer_service", customers=30, seed=1)
    stored = fraud.to_sql(url, prefix="fraud_")
    assert stored["fraud_customers"] == 20
    assert [*stored] == [f"fraud_{name}" for name in fraud]
    service.to_sql(url)
    assert sizes(url, "fraud_customers", "customers") == [20, 30]
    assert foreign_keys(url, "fraud_accounts") == {(None, "fraud_customers")}
    with pytest.raises(UsageError, match="there already") as told:
        fraud.to_sql(url, prefix="fraud_")
    assert "fraud_customers" in str(told.value.found)
    assert (
        seed(url, ns.Recipe(domain="fraud", size={"customers": 25}), prefix="fraud_", replace=True)["fraud_cards"] > 25
    )
    assert sizes(url, "fraud_customers", "customers") == [25, 30]


def test_domains_share_a_database_by_schema(postgres: str) -> None:
    fraud, service = ns.generate("fraud", customers=20, seed=1), ns.generate("customer_service", customers=30, seed=1)
    assert fraud.to_sql(postgres, schema="fraud") == {name: fraud.polars(name).height for name in fraud}
    service.to_sql(postgres, schema="Service")
    assert sizes(postgres, "fraud.customers", '"Service".customers') == [20, 30]
    assert foreign_keys(postgres, "accounts", "fraud") == {("fraud", "customers")}
    assert foreign_keys(postgres, "orders", "Service") >= {("Service", "customers")}
    with pytest.raises(UsageError, match="there already"):
        fraud.to_sql(postgres, schema="fraud")
    fraud.to_sql(postgres, schema="fraud", prefix="old_", replace=True)
    fraud.to_sql(postgres, schema="fraud", replace=True)
    assert sizes(postgres, "fraud.customers", "fraud.old_customers", '"Service".customers') == [20, 20, 30]


def test_a_schema_that_was_made_in_vain_is_gone(postgres: str) -> None:
    data = ns.generate("medical", patients=5, seed=1)
    lines = data.polars("patients").with_columns(patient_id=pl.lit(1, pl.Int64))
    with pytest.raises(DataError, match="break a constraint"):
        store(postgres, data.plan, [{**data.frames, "patients": lines}], naming=Naming(schema="clinic"))
    with connected(postgres) as connection:
        assert not sa.inspect(connection).has_schema("clinic")


def test_sqlite_has_no_schemas(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no schemas") as told:
        ns.generate("medical", patients=5, seed=1).to_sql(f"sqlite:///{tmp_path}/dev.db", schema="clinic")
    assert "--prefix clinic_" in str(told.value.hint)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words", [{"prefix": "a b"}, {"prefix": "1_"}, {"schema": ""}, {"schema": "a.b"}, {"prefix": "a" * 32}]
)
def test_names_that_are_no_words_are_told(words: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=f"this is no {next(iter(words))}"):
        ns.generate("medical", patients=5, seed=1).to_sql(f"sqlite:///{tmp_path}/dev.db", **words)  # type: ignore[arg-type]
