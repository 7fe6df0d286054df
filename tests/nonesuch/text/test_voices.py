"""The commands that look at the words of a domain."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from nonesuch.cli import commands
from nonesuch.cli.app import app
from nonesuch.errors import UsageError
from nonesuch.generators.pack import load_pack
from nonesuch.packs import find_pack
from nonesuch.text.voices import find_voices, grown_texts

if TYPE_CHECKING:
    from pathlib import Path

assert commands


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, ["text", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_stats_tell_clauses_and_lemmas() -> None:
    lines = run("stats", "reviews").splitlines()
    acting = next(line.split() for line in lines if line.startswith("acting ") and "positive" in line)
    assert acting[1] == "acting"
    assert 100 < int(acting[3]) < 1000
    assert any("one more word" in line for line in lines)
    assert not any(line.startswith("genre_plot") for line in lines)
    assert any(line.startswith("genre_plot") for line in run("stats", "reviews", "--all").splitlines())


def test_rare_lists_what_to_read(tmp_path: Path) -> None:
    assert len(run("rare", "reviews", "--most", "5").splitlines()) >= 7
    out = tmp_path / "rare.csv"
    assert "200 texts" in run("rare", "reviews", "--most", "200", "--out", str(out))
    with out.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["symbol"], row["text"]) for row in rows}) == len(rows) == 200
    assert {row["column"] for row in rows} == {"text"}


def test_steps_end_with_the_text_that_is_made() -> None:
    pack = load_pack(find_pack("reviews"))
    grown = grown_texts(pack, rows=80, seed=5)
    assert grown["row"].to_list() == list(range(80))
    assert grown["framework"].str.contains(r"^\[(Emotion|Plot|Acting)\]").all()
    output = run("steps", "reviews", "--rows", "2", "--seed", "5")
    assert [line.split()[0] for line in output.splitlines()] == [
        "text", "framework", "content", "detail", "enhancement",
    ] * 2  # fmt: skip
    steps = pl.concat_list(pl.exclude("row")).list.n_unique()
    assert grown.filter(steps == steps.max())["enhancement"][0] in output


def test_texts_of_a_parent_are_shown_together() -> None:
    output = run("steps", "customer_service", "--together", "role", "--seed", "4").splitlines()
    heads = [line for line in output if not line.startswith("  ")]
    assert heads == ["framework", "content", "detail", "enhancement"]
    turns = [line.split(":")[0].strip() for line in output if line.startswith("  ")]
    assert turns[: len(turns) // 4] * 4 == turns
    assert {"customer", "agent"} <= set(turns)


def test_an_unknown_column_to_tell_them_apart_is_named() -> None:
    with pytest.raises(UsageError, match="unknown column 'rolle'") as caught:
        grown_texts(load_pack(find_pack("customer_service")), rows=5, together="rolle")
    assert "role" in str(caught.value)


def test_steps_are_those_of_generated_texts() -> None:
    import nonesuch as ns

    made = ns.generate("reviews", reviews=70, seed=9)["reviews"]["text"].tolist()
    assert grown_texts(load_pack(find_pack("reviews")), rows=70, seed=9)["enhancement"].to_list() == made


def test_every_column_of_texts_is_found() -> None:
    (voices,) = find_voices(load_pack(find_pack("reviews")))
    assert (voices.table, voices.column, len(voices.grammars)) == ("reviews", "text", 1)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["reviews", "--table", "films"], "no such column of texts"),
        (["reviews", "--column", "txt"], "no such column of texts"),
        (["reviews", "--locale", "de_DE"], "locale"),
        (["revews"], "unknown domain"),
    ],
)
def test_what_is_not_there_is_told(arguments: list[str], problem: str) -> None:
    assert problem in str(CliRunner().invoke(app, ["text", "stats", *arguments]).exception)


def test_passages_grow_as_one_text() -> None:
    import nonesuch as ns

    pack = load_pack(find_pack("customer_service"))
    grown = grown_texts(pack, rows=40, seed=3)
    made = ns.generate("customer_service", seed=3, customers=1024)["messages"]["text"]
    assert grown["enhancement"].to_list() == made.head(40).tolist()


def test_the_parts_of_a_passage_stand_for_it() -> None:
    pack = load_pack(find_pack("customer_service"))
    every = [(one.table, one.column) for one in find_voices(pack)]
    assert [(one.table, one.column) for one in find_voices(pack, column="text")] == every
    assert len(find_voices(pack, column="body")) == 1
