"""The examples of docs/contracts.md and docs/rules.md do what the text says."""

from __future__ import annotations

import doctest
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from nonesuch.validators import Checker, load_contract, load_contracts, load_rules
from nonesuch.validators.contract.annotation import ColumnNotes, TableNotes
from nonesuch.validators.contract.keywords import KEYWORDS
from nonesuch.validators.rules import FORMS
from nonesuch.validators.rules.base import InjectSpec

if TYPE_CHECKING:
    from pydantic import BaseModel

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "tests" / "packs" / "shop"


def blocks(page: str, language: str) -> list[str]:
    text = (ROOT / "docs" / page).read_text("utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["contracts.md", "rules.md"])
def test_python_examples_give_what_is_printed(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    result = doctest.testfile(str(ROOT / "docs" / page), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 5
    assert result.failed == 0


def test_the_contract_shown_is_understood(tmp_path: Path) -> None:
    (text,) = blocks("contracts.md", "json")
    path = tmp_path / "repairs.schema.json"
    path.write_text(text, "utf-8")
    assert load_contract(path).key == ("repair_id",)


def test_the_rules_shown_are_those_of_the_shop_and_can_be_bound(tmp_path: Path) -> None:
    path = tmp_path / "rules.toml"
    path.write_text("\n".join(blocks("rules.md", "toml")), "utf-8")
    shown, ours = load_rules(path), {rule.id: rule for rule in load_rules(SHOP / "rules.toml").rules}
    Checker(load_contracts(SHOP / "schemas"), shown, reference_date=date(2026, 1, 1))
    assert len(shown.rules) == 10
    for rule in shown.rules:
        assert rule.form == ours[rule.id].form


def test_every_keyword_and_every_key_of_a_rule_is_explained() -> None:
    contracts, rules = ((ROOT / "docs" / page).read_text("utf-8") for page in ("contracts.md", "rules.md"))
    for name in (*KEYWORDS, *ColumnNotes.model_fields, *TableNotes.model_fields):
        assert re.search(rf"\b{name}\b", contracts), name
    forms: list[type[BaseModel]] = [*FORMS.values(), InjectSpec]
    for form in forms:
        for name in form.model_fields:
            assert re.search(rf"`{name}\b|^{name} =|\b{name} = ", rules, re.MULTILINE), name
