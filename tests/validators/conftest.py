"""Sound data of the shop, and checkers for tables made up in a test."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from nonesuch.generators.block import make_blocks, shared_frames
from nonesuch.generators.pack import load_pack
from nonesuch.generators.plan import Settings, make_plan
from nonesuch.validators import Checker, RuleBook, load_contracts, load_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

SHOP = Path(__file__).parents[1] / "packs" / "shop"
TODAY = date(2026, 1, 1)
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="session")
def shop_parts() -> tuple[Frames, list[Frames]]:
    """The shared tables of the shop, and its blocks with a view."""
    plan = make_plan(load_pack(SHOP), Settings(views=("order_row",)))
    return shared_frames(plan), list(make_blocks(plan))


@pytest.fixture(scope="session")
def shop_frames(shop_parts: tuple[Frames, list[Frames]]) -> Frames:
    """All tables of the shop, whole."""
    shared, blocks = shop_parts
    return shared | {name: pl.concat([block[name] for block in blocks]) for name in blocks[0]}


@pytest.fixture(scope="session")
def shop_checker() -> Checker:
    """The contracts and rules of the shop."""
    return Checker(load_contracts(SHOP / "schemas"), load_rules(SHOP / "rules.toml"), reference_date=TODAY)


@pytest.fixture
def make_checker(tmp_path: Path) -> Callable[..., Checker]:
    """Makes a checker of tables written short: column = type, ``?`` for null; ``@key`` and the like for annotations."""

    def make(tables: Mapping[str, Any], rules: str = "", **options: Any) -> Checker:
        folder = tmp_path / "schemas"
        folder.mkdir(exist_ok=True)
        for name, columns in tables.items():
            (folder / f"{name}.schema.json").write_text(json.dumps(contract_of(columns)), "utf-8")
        book = RuleBook()
        if rules:
            (tmp_path / "rules.toml").write_text(rules, "utf-8")
            book = load_rules(tmp_path / "rules.toml")
        return Checker(load_contracts(folder), book, reference_date=TODAY, **options)

    return make


def contract_of(columns: Mapping[str, Any]) -> dict[str, Any]:
    notes = {name[1:]: value for name, value in columns.items() if name.startswith("@")}
    properties = {name: property_of(value) for name, value in columns.items() if not name.startswith("@")}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "made up in a test",
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "x-nonesuch": notes,
    }


def property_of(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    name, null = value.removesuffix("?"), value.endswith("?")
    kind = "string" if name in ("date", "date-time") else name
    made: dict[str, Any] = {"type": [kind, "null"] if null else kind}
    return made | ({"format": name} if kind != name else {})
