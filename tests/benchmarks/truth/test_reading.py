from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from benchmarks.truth.generator import Generator, peer_packages, read_generators
from benchmarks.truth.probes import DOMAINS
from benchmarks.truth.reading import read_frames
from benchmarks.truth.words import read_words
from nonesuch.errors import DataError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

_PAYMENTS = "SELECT b.price AS amount, b.at, s.name AS merchant_name FROM buys b JOIN shops s ON b.shop = s.id"


def _generator(**changes: Any) -> Generator:
    told = {
        "name": "toy",
        "domain": "fraud",
        "about": "two tables",
        "command": ["toy"],
        "files": {"shops": "shops.csv", "buys": "buys/*.parquet"},
        "tables": {"payments": _PAYMENTS},
        "keys": ["shops.id"],
        "links": ["buys.shop -> shops.id"],
        "asked": {"buys": 4},
    }
    return Generator.model_validate({**told, **changes})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shops.csv").write_text("id,name\n1,Corner\n1,Corner\n2,Market\n", "utf-8")
    (tmp_path / "buys").mkdir()
    day = datetime(2025, 1, 1)
    for part, shops in enumerate(([1, 2], [2, 7])):
        frame = pl.DataFrame({"shop": shops, "price": [3, 4], "at": [day, day]})
        frame.with_columns(pl.col("at").cast(pl.Datetime("ns"))).write_parquet(tmp_path / "buys" / f"{part}.parquet")
    return tmp_path


def test_tables_come_in_the_types_of_the_words(folder: Path) -> None:
    payments = read_frames(_generator(), folder)["payments"]
    assert payments.schema == {"amount": pl.Float64, "at": pl.Datetime("us"), "merchant_name": pl.String}
    assert sorted(payments["merchant_name"]) == ["Corner", "Corner", "Market", "Market"]


def test_keys_links_sizes_and_texts_are_counted(folder: Path) -> None:
    frames = read_frames(_generator(), folder)
    assert frames["keys"].rows() == [("shops.id", 3, 2)]
    assert frames["links"].rows() == [("buys.shop -> shops.id", 4, 1)]
    assert frames["asked"].rows() == [("buys", 4, 4)]
    assert frames["sizes"].rows() == [("shops", 3), ("buys", 4)]
    assert sorted(frames["texts"].rows()) == [("shops", "name", "Corner"), ("shops", "name", "Market")]


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"purchases": "SELECT price AS amount FROM buys"}, "no probe knows this table"),
        ({"payments": "SELECT price AS amont FROM buys"}, "no probe knows this column"),
        ({"payments": "SELECT nothing AS amount FROM buys"}, "the query is wrong"),
    ],
)
def test_mistakes_of_a_mapping_are_told(folder: Path, tables: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_frames(_generator(tables=tables), folder)


def test_a_missing_file_is_told(folder: Path) -> None:
    with pytest.raises(DataError, match="has not written"):
        read_frames(_generator(files={"shops": "shop.csv"}), folder)


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_probes_ask_for_words_that_exist_and_have_names_of_their_own(domain: str) -> None:
    words = read_words(domain)
    shared = {"asked", "keys", "links", "texts"}
    probes = DOMAINS[domain]
    assert len({probe.id for probe in probes}) == len(probes)
    needed = {(table, column) for probe in probes for table, columns in probe.needs.items() for column in columns}
    assert [pair for pair in needed if pair[0] not in shared and pair[1] not in words.get(pair[0], {})] == []


@pytest.mark.parametrize("domain", sorted(DOMAINS))
def test_ours_comes_first_and_every_peer_says_what_to_install(domain: str) -> None:
    ours, *others = read_generators(domain)
    assert (ours.name, ours.packages) == ("nonesuch", [])
    assert all("==" in peer.packages[0] for peer in others)
    assert {peer.name for peer in others} <= set(peer_packages())
    excused = {name for peer in others for name in peer.excused}
    assert excused <= {probe.id for probe in DOMAINS[domain]}
