from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nonesuch.errors import DataError, RecipeError, UsageError
from nonesuch.generators.text.census import Census

if TYPE_CHECKING:
    from nonesuch.generators.text.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from tests.generators.text.conftest import Write

ISSUES = ["noise", "battery"]
SUPPORT = """
starts = ["message"]
registers = ["casual", "formal"]
[symbols]
message = [
  "{customers.name:name(first)} here. I <bought>, and #problem@issue<issue>. [30%: <plea>.]",
  "2* <greeting> #problem@issue<issue>, (so|and so) I want {qty} new ~phone(qty)[detail: , {model}].",
]
greeting = ["hi,", "hello there.", "hey!", ""]
bought = "~buy.past a ~fine ~phone {bought:relative(opened)} for {price:money(currency)}"
plea = ["please ~help", "formal: I would be obliged if you could ~help"]
[symbols.issue]
by = "issue"
[symbols.issue.cases]
noise = ["the ~speaker ~make(speaker) a ~noise", "my ~phone ~make(phone) ~noise.plural"]
battery = ["the ~battery ~last(battery) only {hours:number(0, hour)}"]
[verbs]
buy = ["buy", "purchase (formal)", "get", "order", "pick up (casual)"]
make = ["make", "emit"]
last = ["last", "hold"]
help = ["help", "assist"]
[nouns]
phone = ["phone", "device", "handset", "unit"]
speaker = ["speaker", "earpiece", "speakers (plural)"]
noise = ["noise", "odd buzz", "sound"]
battery = ["battery", "cells (plural)"]
[adjectives]
fine = ["new", "excellent", "used", "unlocked"]
"""


def records(n: int) -> pl.DataFrame:
    rng = np.random.Generator(np.random.Philox(5))
    return pl.DataFrame(
        {
            "customers.name": [f"Ann{i} Lee" for i in range(n)],
            "bought": [date(2026, 1, 1 + i % 28) for i in range(n)],
            "opened": [date(2026, 1, 29)] * n,
            "price": rng.uniform(5, 2000, n).round(2),
            "currency": ["USD", "EUR"] * (n // 2) + ["USD"] * (n % 2),
            "qty": [1 + i % 3 for i in range(n)],
            "model": [f"Model {i}é" for i in range(n)],
            "hours": [1 + i % 4 for i in range(n)],
            "issue": pl.Series([ISSUES[i % 2] for i in range(n)], dtype=pl.Enum(ISSUES)),
        }
    )


@pytest.fixture
def support(write: Write) -> Compiled:
    return write(SUPPORT).compile("message", records(1).schema)


def cut(batch: Batch) -> list[list[tuple[str, str, str]]]:
    return [
        [(span["slot"], text[span["start"] : span["end"]], span["column"]) for span in spans]
        for text, spans in zip(batch.texts, batch.spans, strict=True)
    ]


def test_texts_hold_their_records(support: Compiled) -> None:
    frame = records(400)
    batch = support.render(frame, key=1)
    for record, text, spans in zip(frame.iter_rows(named=True), batch.texts, cut(batch), strict=True):
        said = {slot: words for slot, words, _ in spans}
        assert ("only" in text) == (record["issue"] == "battery")
        if "qty" in said:
            assert said["qty"] == str(record["qty"])
            assert (text.rstrip(".").split(",")[-1 - ("model" in said)].endswith("s")) == (record["qty"] > 1)
        if "name" in said:
            assert said["name"] == record["customers.name"].split()[0]
            assert said["price"].startswith("$" if record["currency"] == "USD" else "€")
        if "hours" in said:
            assert said["hours"] == f"{record['hours']} hour{'s' if record['hours'] > 1 else ''}"
        if "model" in said:
            assert said["model"] == record["model"]


def test_every_span_names_its_slot_and_column(support: Compiled) -> None:
    spans = {(slot, column) for row in cut(support.render(records(300), key=1)) for slot, _, column in row}
    assert spans == {
        ("name", "customers.name"), ("bought", "bought"), ("price", "price"), ("problem", "issue"), ("qty", "qty"),
        ("model", "model"), ("hours", "hours"),
    }  # fmt: skip


def test_a_span_around_several_parts_holds_the_spans_inside(support: Compiled) -> None:
    for row in cut(support.render(records(200), key=2)):
        words = {slot: said for slot, said, _ in row}
        assert words["problem"].lower().startswith(("the ", "my "))
        if "hours" in words:
            assert words["problem"].endswith(words["hours"])


def test_spans_stand_in_the_order_of_the_text(support: Compiled) -> None:
    table = support.render(records(200), key=2).span_table
    assert table.equals(table.sort("row", "start", "end", descending=[False, False, True], maintain_order=True))
    assert (table["start"] < table["end"]).all()


@pytest.mark.parametrize("model", ["Model 3", "Modèle 3", "型号3"])
def test_spans_are_the_same_whether_texts_are_asked_for_first(support: Compiled, model: str) -> None:
    frame = records(120).with_columns(model=pl.lit(model))
    first, second = support.render(frame, key=9), support.render(frame, key=9)
    assert first.texts.str.contains(model).sum() > 10
    assert first.spans.to_list() == second.spans.to_list()
    assert all(words == model for row in cut(second) for slot, words, _ in row if slot == "model")


def test_language_is_kept(support: Compiled) -> None:
    texts = support.render(records(2000), key=3).texts
    assert texts.str.contains(r"\ba (?:excellent|unlocked|odd)").sum() == 0
    assert texts.str.contains(r"\ban (?:new|used|noise|sound)").sum() == 0
    assert texts.str.contains(r"  | [,.!]|^[a-z]|[.!] [a-z]").sum() == 0
    assert texts.str.contains(r"speaker makes|earpiece emits|speakers make\b|cells last|battery holds").sum() > 300
    assert texts.str.contains(r"speaker make\b|earpiece emit\b|speakers makes|cells lasts|battery last\b").sum() == 0


def test_the_record_decides_and_a_missing_value_is_not_spoken_of(support: Compiled) -> None:
    frame = records(60).with_columns(model=pl.lit(None, pl.String), price=pl.lit(None, pl.Float64))
    spans = cut(support.render(frame, key=4))
    assert {slot for row in spans for slot, _, _ in row} == {"problem", "qty", "hours"}


def test_a_record_that_leaves_nothing_to_say_is_told(support: Compiled) -> None:
    with pytest.raises(DataError, match="nothing to say") as caught:
        support.render(records(3).with_columns(hours=pl.lit(None, pl.Int64)), key=1)
    assert "issue = 'battery'" in str(caught.value.found)
    assert caught.value.place == "record 1"


def test_registers_choose_words(support: Compiled) -> None:
    frame = records(900)
    seen = {}
    for register in (None, "casual", "formal"):
        texts = support.render(frame, key=5, register=register).texts
        seen[register] = {
            word for word in ("purchased", "picked up", "obliged", "bought") if texts.str.contains(word).any()
        }
    assert seen == {None: {"bought"}, "casual": {"picked up", "bought"}, "formal": {"purchased", "obliged", "bought"}}


def test_a_register_for_each_record(support: Compiled) -> None:
    frame = records(900)
    registers = pl.Series(["casual", "formal", None] * 300)
    texts = support.render(frame, key=5, register=registers).texts
    assert registers.filter(texts.str.contains("picked up")).unique().to_list() == ["casual"]
    assert registers.filter(texts.str.contains("purchased|obliged")).unique().to_list() == ["formal"]


def test_levels_of_detail_cut_what_is_too_much(support: Compiled) -> None:
    frame = records(300)
    assert "Model" in "".join(support.render(frame, key=6, level="detail").texts)
    assert "Model" not in "".join(support.render(frame, key=6, level="content").texts)


@given(st.lists(st.integers(0, 199), min_size=1, max_size=30, unique=True), st.sampled_from(["weights", "unique"]))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_rows_alone_are_those_rows_of_the_whole(support: Compiled, rows: list[int], mode: str) -> None:
    frame = records(200)
    whole = support.render(frame, key=7, mode=mode, total=200)  # type: ignore[arg-type]
    some = support.render(frame[rows], key=7, rows=np.array(rows), mode=mode, total=200)  # type: ignore[arg-type]
    assert some.texts.to_list() == whole.texts[rows].to_list()
    assert some.spans.to_list() == whole.spans[rows].to_list()


def test_a_longer_run_begins_with_the_shorter_one(support: Compiled) -> None:
    long, short = (support.render(records(n), key=8).texts.to_list() for n in (300, 120))
    assert long[:120] == short


def test_other_keys_give_other_texts(support: Compiled) -> None:
    frame = records(100)
    assert support.render(frame, key=1).texts.to_list() != support.render(frame, key=2).texts.to_list()


def test_an_empty_frame_gives_no_texts(support: Compiled) -> None:
    batch = support.render(records(4)[:0], key=1)
    assert (len(batch), batch.texts.to_list(), batch.spans.to_list(), batch.span_table.height) == (0, [], [], 0)


def test_a_census_makes_shares_exact_in_every_situation(write: Write) -> None:
    grammar = write(
        """
starts = ["a"]
[symbols]
a = ["one ~x ~y ~z", "3* two <by> ~x ~y"]
by = {by = "issue", cases = {noise = ["loud"], battery = ["flat"]}}
[nouns]
x = ["b", "c", "d", "e", "f"]
y = ["g", "h", "i", "j", "k"]
z = ["l", "m", "n", "o", "p"]
"""
    )
    frame = records(4000).filter(pl.col("price") < 1200)
    compiled = grammar.compile("a", frame.schema)
    census = compiled.census(frame)
    batch = compiled.render(frame, key=1, mode="unique", census=census, repeat=True)
    for issue in ISSUES:
        texts = batch.texts.filter(frame["issue"] == issue)
        assert abs(int(texts.str.starts_with("One").sum()) - len(texts) / 4) <= 1
    parts, before = [], Census()
    for start in range(0, frame.height, 700):
        part = frame[start : start + 700]
        parts += compiled.render(part, key=1, mode="unique", census=census, before=before, repeat=True).texts.to_list()
        before += compiled.census(part)
    assert parts == batch.texts.to_list()
    assert before == census


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"mode": "unique"}, "need the total"),
        ({"mode": "unique", "total": 2}, "not below the total"),
        ({"rows": np.array([1])}, "not one row number for each record"),
        ({"rows": np.array([-1, 0, 1])}, "begin at 0"),
        ({"register": "posh"}, "unknown register 'posh'"),
        ({"register": ["casual"]}, "not one register for each record"),
        ({"require": ["modle"]}, "no text holds a slot 'modle'"),
        ({"window": (50, 40)}, "not a window"),
    ],
)
def test_wrong_arguments_are_told(support: Compiled, arguments: dict[str, object], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        support.render(records(3), key=1, **arguments)  # type: ignore[arg-type]


def test_a_missing_column_is_told(support: Compiled) -> None:
    with pytest.raises(DataError, match="column 'issue' is missing"):
        support.render(records(3).drop("issue"), key=1)


def test_too_few_texts_are_told_before_any_is_made(write: Write) -> None:
    compiled = write('starts = ["a"]\n[symbols]\na = "(b|c) (d|e)"').compile("a", {})
    frame = pl.DataFrame({"x": range(5)})
    with pytest.raises(RecipeError, match="only 4 texts can be said, 5 wanted"):
        compiled.render(frame, key=1, mode="unique", total=5)
    repeated = compiled.render(frame, key=1, mode="unique", total=5, repeat=True)
    assert (repeated.texts.n_unique(), repeated.report.repeated) == (4, 1)
