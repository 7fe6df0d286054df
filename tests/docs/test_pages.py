"""The examples of README.md and of the pages that are executed print what is printed; the pages are whole."""

from __future__ import annotations

import csv
import re
import tomllib
from typing import TYPE_CHECKING, get_args

import pytest

import nonesuch
from nonesuch.expression import FUNCTIONS
from nonesuch.generators.columns import COLUMN_KINDS
from nonesuch.generators.rows import AnyRows
from nonesuch.recipe import Output, Recipe, TextWish
from scripts.cli_page import cli_page
from scripts.figures import with_figures
from scripts.pages import ROOT, executed, steady
from scripts.renew_docs import EXECUTED

if TYPE_CHECKING:
    from pathlib import Path

pytest_plugins = ["pytester"]

_MANY = re.MULTILINE | re.DOTALL

README = (ROOT / "README.md").read_text("utf-8")
CARDS = sorted((ROOT / "domains").glob("*/README.md"))
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")


@pytest.mark.parametrize("name", EXECUTED)
def test_examples_print_what_is_printed(name: str, tmp_path: Path) -> None:
    page = (ROOT / name).read_text("utf-8")
    assert steady(executed(page, tmp_path)) == steady(page), "python -m scripts.renew_docs"


def test_the_test_of_the_readme_passes(pytester: pytest.Pytester) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```", README, _MANY)
    pytester.makepyfile(test_shown=block)
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


def test_figures_of_the_readme_are_those_of_the_pages() -> None:
    assert "<!-- end of figures -->" in README
    assert with_figures(README) == README, "python -m scripts.renew_docs"


def test_the_page_of_commands_is_that_of_the_program() -> None:
    assert (ROOT / "docs" / "cli.md").read_text("utf-8") == cli_page(), "python -m scripts.renew_docs"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) < 250


def test_every_kind_of_column_and_of_rows_is_shown() -> None:
    page = (ROOT / "docs" / "packs.md").read_text("utf-8")
    rows = {kind.model_fields["kind"].default for kind in get_args(get_args(AnyRows)[0])}
    assert len(rows) > 6
    missing = [kind for kind in (*COLUMN_KINDS, *rows) if f"**`{kind}`**" not in page]
    assert missing == []
    assert [kind for kind in (*COLUMN_KINDS, *rows) if f'kind = "{kind}"' not in page] == []


def test_every_function_of_expressions_is_listed() -> None:
    page = (ROOT / "docs" / "packs.md").read_text("utf-8")
    helpers = {"open_upto", "year_of_leap"}
    assert [name for name in FUNCTIONS if f"`{name}`" not in page and name not in helpers] == []


def test_every_key_of_a_recipe_is_shown() -> None:
    blocks = re.findall(r"^```toml[^\n]*\n(.*?)^```", (ROOT / "docs" / "recipes.md").read_text("utf-8"), _MANY)
    shown = [tomllib.loads(block) for block in blocks]
    assert set(Recipe.model_fields) == {key for recipe in shown for key in recipe}
    wishes = [wish for recipe in shown for table in recipe.get("text", {}).values() for wish in table.values()]
    assert set(TextWish.model_fields) == {key for wish in wishes for key in wish}
    assert set(Output.model_fields) == {key for recipe in shown for key in recipe.get("output", {})}


def test_every_public_name_has_its_place_in_the_page_of_python() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert [name for name in nonesuch.__all__ if f"::: nonesuch.{name}\n" not in page] == []


def test_every_page_is_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text("utf-8").partition("nav:")[2]
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f": {page.name}\n" not in menu] == []


def test_every_pack_has_a_card() -> None:
    assert {card.parent for card in CARDS} == {path.parent for path in (ROOT / "domains").glob("*/pack.toml")}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.parent.name)
def test_cards_name_every_file_of_figures_with_its_confidence(card: Path) -> None:
    rows = re.findall(
        r"^\| `((?:priors|reference)/\w+\.csv)` \| [^|]+ \| ([^|]+) \| [^|]+ \|$", card.read_text("utf-8"), re.MULTILINE
    )
    files = [path for room in ("priors", "reference") for path in (card.parent / room).glob("*.csv")]
    found = {str(path.relative_to(card.parent)): confidences(path) for path in files}
    assert {name: set(said.split(", ")) - {"by definition"} for name, said in rows} == found


def confidences(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["confidence"] for row in csv.DictReader(file) if "confidence" in row}


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.parent.name)
def test_cards_name_every_table_and_view(card: Path) -> None:
    text = card.read_text("utf-8")
    specs = [path for room in ("tables", "views") for path in (card.parent / room).glob("*.toml")]
    shown = [path.stem for path in specs if "\nhidden = true" not in path.read_text("utf-8").partition("[")[0]]
    assert [name for name in shown if f"| `{name}` |" not in text] == []


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *CARDS]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=_MANY)
    targets = [target for target in LINK.findall(prose) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []
