"""The four steps of the words of customer service: framework, content, detail, enhancement."""

from __future__ import annotations

import calendar
import re
from pathlib import Path

import polars as pl
import pytest

import nonesuch
from nonesuch.generators.pack import Pack, load_pack
from nonesuch.generators.text.grammar import load_grammar
from nonesuch.generators.text.outline import reached
from nonesuch.generators.text.template import LEVELS, core, walk
from nonesuch.packs import find_pack
from nonesuch.recipe import Recipe
from nonesuch.text.voices import grown_texts

PACK = Path(__file__).parents[2] / "domains" / "customer_service"
SPOKEN = {
    "order_number": ("orders", "order_id", "order_number"),
    "tracking_number": ("orders", "order_id", "tracking_number"),
    "product": ("products", "product_id", "name"),
    "city": ("customers", "customer_id", "city"),
    "warranty_months": ("policies", "policy_id", "warranty_months"),
    "success_rate": ("known_issues", "issue_id", "success_percent"),
}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return load_pack(find_pack("customer_service"))


@pytest.fixture(scope="module")
def grown(pack: Pack) -> pl.DataFrame:
    return grown_texts(pack, rows=2500, column="body", seed=6, together="act")


def facts(text: str | None) -> set[str]:
    """Numbers, amounts, days, addresses of mail and names of products in a text."""
    products = pl.read_csv(PACK / "reference" / "products.csv")["name"].to_list()
    names = "|".join(sorted(map(re.escape, products), key=len, reverse=True))
    months = "|".join(calendar.month_name[1:])
    return set(re.findall(rf"\S+@\S+\w|\$[\d,.]*\d|(?:(?:{months}) )?\w*\d+\w*%?|{names}", text or ""))


def marked(locale: str, level: str) -> set[str]:
    """Acts that the grammar marks as telling more at a level."""
    grammar = load_grammar(PACK / "text" / locale)
    wanted = LEVELS.index(level)
    found = set()
    for start in grammar.starts:
        alternatives = [one for name in reached(grammar, [start]) for one in grammar.symbols[name].every()]
        options = [getattr(core(item), "body", None) for one in alternatives for item in walk(one)]
        if any(getattr(one, "level", 0) == wanted for one in [*alternatives, *options]):
            found.add(start.removeprefix("act_"))
    return found


def test_important_acts_tell_more_at_every_step() -> None:
    every = set(pl.read_csv(PACK / "reference" / "acts.csv")["act"])
    agents = set(pl.read_csv(PACK / "reference" / "acts.csv").filter(role="agent", phase="solution")["act"])
    detailed, enhanced = marked("en_US", "detail"), marked("en_US", "enhancement")
    assert agents <= detailed & enhanced
    assert "state_problem" in detailed
    assert "ending" in enhanced, "what customers compare stands at the end"
    important = {"give_order", "answer_circumstance", "answer_tried", "ask_order", "confirm_order"}
    assert important | {"ask_circumstance", "ask_photo", "start_trace", "close", "take_over"} <= detailed & enhanced
    assert len(detailed & every) > 50


@pytest.mark.parametrize("level", ["content", "detail", "enhancement"])
def test_each_marked_act_differs_from_the_step_before(grown: pl.DataFrame, level: str) -> None:
    before = LEVELS[LEVELS.index(level) - 1]
    seen = grown.group_by("by").agg(differ=(pl.col(level) != pl.col(before)).sum(), texts=pl.len())
    told = seen["by"].to_list() if level == "content" else [*marked("en_US", level)]
    judged = seen.filter(pl.col("by").is_in(told), pl.col("texts") >= 40)
    assert judged.height >= 10
    assert judged.filter(pl.col("differ") == 0).is_empty()


def test_the_framework_is_the_path(grown: pl.DataFrame) -> None:
    assert grown["framework"].str.contains(r"^\[[^\[\]]+\]$").all()
    assert grown.group_by("by").agg(pl.col("framework").n_unique()).filter(
        pl.col("framework") > 1
    )["by"].to_list() == ["state_problem"]  # fmt: skip


def test_a_step_keeps_the_facts_of_the_one_before(grown: pl.DataFrame) -> None:
    assert grown["content"].map_elements(lambda text: bool(facts(text)), pl.Boolean).sum() > 150
    for content, detail, enhancement in grown.select(LEVELS[1:]).iter_rows():
        assert facts(content) <= facts(detail) <= facts(enhancement)


def test_dialogues_grow_turn_by_turn(pack: Pack) -> None:
    turns = grown_texts(pack, rows=60, seed=2, together="role")
    assert set(turns["by"]) <= {"customer", "agent", "bot"}
    lengths = turns.select(pl.col(LEVELS).str.len_chars().sum()).row(0)
    assert lengths[1] < lengths[2] < lengths[3]
    assert turns["framework"].str.contains(r"^\[[^\[\]]+\]$").all()


@pytest.mark.parametrize("level", LEVELS)
def test_spans_equal_their_columns_at_every_step(level: str) -> None:
    wish = {"messages": {"text": {"level": level}}}
    recipe = {"domain": "customer_service", "seed": 3, "size": {"customers": 600}, "text": wish}
    data = nonesuch.generate(Recipe.model_validate(recipe))
    messages = data.polars("messages").select("ticket_id", "text", "spans").explode("spans").drop_nulls("spans")
    tickets = data.polars("tickets").join(
        data.polars("products").select("product_id", "policy_id"), "product_id", "left"
    )
    said = messages.unnest("spans").with_columns(
        said=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    ).join(tickets, "ticket_id")  # fmt: skip
    checked = 0
    for slot, (table, key, column) in SPOKEN.items():
        table_facts = data.polars(table).select(key, fact=pl.col(column).cast(pl.String))
        held = said.filter(pl.col("slot") == slot).join(table_facts, key)
        assert held.filter(pl.col("said") != pl.col("fact")).is_empty()
        checked += held.height
    assert checked > 150 if level != "framework" else checked == 0
