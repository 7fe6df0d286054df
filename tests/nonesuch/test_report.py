"""The report of a run shows how columns are spread, but not those that only number or name people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

import nonesuch as ns
from nonesuch.pictures import column_picture

if TYPE_CHECKING:
    from pathlib import Path


def drawn(folder: Path, table: str) -> list[str]:
    """Columns of a table that the report draws."""
    text = (folder / "report.html").read_text("utf-8")
    part = text.split(f"<h2>{table}</h2>")[1].split("<h2>")[0]
    return re.findall(r"<figcaption><span>(\w+)</span>", part)


@pytest.mark.parametrize("check", [True, False])
def test_keys_references_and_direct_identifiers_are_not_drawn(check: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    ns.generate("fraud", customers=5, views=["transaction"], check=check).write(tmp_path / "run")
    customers = drawn(tmp_path / "run", "customers")
    assert "sex" in customers
    assert not {"customer_id", "city_id", "given_name", "family_name", "email", "phone"} & {*customers}
    payments = drawn(tmp_path / "run", "transactions")
    assert {"amount_minor", "channel", "is_fraud"} <= {*payments}
    assert not {"transaction_id", "card_id", "merchant_id"} & {*payments}
    assert "amount" in drawn(tmp_path / "run", "transaction")


def test_bars_tell_the_share_of_each_group() -> None:
    note, picture = column_picture(pl.Series("sex", ["f", "m", "m", None], dtype=pl.Enum(["f", "m"])))
    assert note == "2 words, 25% missing"
    assert "<title>m: 66.7%</title>" in picture
    assert picture.count("<rect") == 2
    assert column_picture(pl.Series("sex", ["f"]))[0] == "1 word"
