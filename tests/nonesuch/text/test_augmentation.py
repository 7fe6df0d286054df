"""Variants of anybody's sentences, through the library and the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pandas as pd
import polars as pl
import pytest
from typer.testing import CliRunner

import nonesuch as ns
from nonesuch.cli import commands
from nonesuch.cli.app import app
from nonesuch.errors import DataError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

assert commands


def variants_of(text: str, *kinds: str) -> set[str]:
    """All variants that many rows of one sentence get."""
    found = ns.augment([text] * 60, kinds=kinds or ("synonym", "restructure", "expand"), factor=3, seed=1)  # type: ignore[arg-type]
    return set(found["text"])


def test_the_examples_of_the_requirement() -> None:
    assert "This phone's battery life is excellent" in variants_of("This phone's battery is durable", "synonym")
    turned = variants_of("The phone is beautiful and performs well", "restructure")
    assert "Not only does it perform excellently, but it also looks outstanding" in turned
    grown = variants_of("This movie is touching", "expand")
    reunion = "especially the father-son reunion scene at the end that brings tears to one's eyes"
    assert f"This movie has a touching plot, {reunion}" in grown


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("An excellent book", {"A superb book", "A first-rate book"}),
        ("Everyone liked it.", {"Everybody liked it."}),
        ("It happens quite often.", {"It happens quite frequently."}),
        ("We went in spite of the rain.", {"We went despite the rain."}),
        ("Thank you for the terrible photo", {
            f"{thanks} for the {bad} {photo}"
            for thanks in ("Thank you", "Thanks")
            for bad in ("terrible", "awful", "dreadful", "horrible")
            for photo in ("photo", "photograph")
        } - {"Thank you for the terrible photo"}),
    ],
)  # fmt: skip
def test_words_are_exchanged_for_those_that_are_safe_in_their_place(text: str, variants: set[str]) -> None:
    assert variants_of(text, "synonym") <= variants
    assert variants_of(text, "synonym")


@pytest.mark.parametrize(
    "text",
    [
        "How often do you call?", "It is an odd number", "on the whole", "Almost nobody came", "Film them!",
        "They shop there", "Store it here", "in addition to this", "He gave out sweets to Amazing Grace", "thus far",
        "", "?!", "Nothing to say here", "I am good at chess", "She is touching the screen", "a moving van",
    ],
)  # fmt: skip
def test_where_it_is_not_sure_there_is_no_variant(text: str) -> None:
    if "gave out" in text:
        text = text.replace("gave out", "handed out")
    assert variants_of(text) == set()


def test_spans_stay_and_move_along() -> None:
    texts = ["I am happy with the Film Box 3, everyone at the shop was rude", None]
    product = texts[0].index("Film Box 3") if texts[0] else 0
    spans = pd.DataFrame({"row": [0, 0], "slot": ["product", "who"], "start": [product, 32], "end": [product + 10, 40]})
    made = ns.augment(texts, factor=4, spans=spans, seed=3)
    assert len(made) == 4
    assert set(made["source"]) == {0}
    for text, found in zip(made["text"], made["spans"], strict=True):
        assert {span["slot"]: text[span["start"] : span["end"]] for span in found} == {
            "product": "Film Box 3",
            "who": "everyone",
        }


def test_the_seed_decides_and_windows_are_kept() -> None:
    texts = ["The sturdy shop sold a huge, expensive and wonderful photo to someone famous"] * 30
    first, again, other = (ns.augment(texts, seed=seed, window=(70, 80)) for seed in (1, 1, 2))
    assert first["text"].tolist() == again["text"].tolist() != other["text"].tolist()
    assert first["text"].str.len().between(70, 80).all()


def test_words_of_a_domain_or_folder(tmp_path: Path) -> None:
    folder = tmp_path / "en_US"
    folder.mkdir()
    (folder / "words.toml").write_text('[phrases]\nx = ["colour", "color"]', "utf-8")
    assert ns.augment(["one colour"], words=folder)["text"].tolist() == ["one color"]
    assert len(ns.augment(["I loved the ending"], words="reviews", kinds=["synonym"])) == 1
    with pytest.raises(UsageError, match="no words"):
        ns.augment(["x"], words="fraud")


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"texts": "one text"}, "one text where texts are expected"),
        ({"texts": ["a"], "kinds": ["synonyms"]}, "unknown kind"),
        ({"texts": ["a"], "factor": 0}, "at least 1"),
        ({"texts": ["a"], "words": "revews"}, "unknown domain"),
    ],
)
def test_wrong_arguments_are_told(arguments: dict[str, object], problem: str) -> None:
    with pytest.raises(UsageError, match=problem):
        ns.augment(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("span", "problem"),
    [
        ({"row": 1, "slot": "a", "start": 0, "end": 1}, "outside of its text"),
        ({"row": 0, "slot": "a", "start": 0, "end": 9}, "outside of its text"),
        ({"row": 0, "slot": "a", "start": 2, "end": 2}, "outside of its text"),
        ({"row": 0, "slot": "a", "start": 0}, "spans lack a column"),
        ({"row": 0, "slot": "a", "start": "x", "end": 3}, "not whole numbers"),
    ],
)
def test_spans_that_are_none_are_told(span: dict[str, object], problem: str) -> None:
    with pytest.raises(DataError, match=problem):
        ns.augment(["abc"], spans=[span])


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


def test_a_text_file_gives_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "said.txt"
    path.write_text("Everyone came.\n\nnothing known\n", "utf-8")
    output = run("augment", str(path), "--seed", "4")
    lines = [json.loads(line) for line in (tmp_path / "said.variants.jsonl").read_text("utf-8").splitlines()]
    assert lines == [{"source": 0, "kind": "synonym", "text": "Everybody came.", "spans": []}]
    assert "1 of 2 texts without any" in output


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "parquet"])
def test_labels_and_spans_of_a_table_come_along(tmp_path: Path, suffix: str) -> None:
    spans = [[{"slot": "who", "start": 0, "end": 8}], []]
    frame = pl.DataFrame({"id": [7, 8], "said": ["Everyone was polite", "Nobody was polite"], "label": ["p", "n"]})
    path = tmp_path / f"data.{suffix}"
    if suffix == "csv":
        frame.with_columns(spans=pl.Series([json.dumps(one) for one in spans])).write_csv(path)
    else:
        whole = frame.with_columns(spans=pl.Series(spans))
        whole.write_ndjson(path) if suffix == "jsonl" else whole.write_parquet(path)
    out = tmp_path / "more.jsonl"
    run("augment", str(path), "--column", "said", "--out", str(out), "--factor", "2", "--kinds", "synonym")
    lines = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert {(line["source"], line["label"], str(line["id"])) for line in lines} == {(0, "p", "7"), (1, "n", "8")}
    others = {"No one was polite", "Nobody was courteous", "No one was courteous"}
    assert {line["said"] for line in lines} - others == {"Everyone was courteous"}
    assert len(lines) == len({line["said"] for line in lines}) == 3
    (kept,) = [line for line in lines if line["source"] == 0]
    assert [(span["slot"], kept["said"][span["start"] : span["end"]]) for span in kept["spans"]] == [
        ("who", "Everyone")
    ]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [(["--column", "texts"], "no column of texts 'texts'"), (["--kinds", "synonyms"], "unknown kind 'synonyms'")],
)
def test_wrong_options_are_told(tmp_path: Path, arguments: list[str], problem: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Everyone came.", "utf-8")
    result = CliRunner().invoke(app, ["augment", str(path), *arguments])
    assert problem in str(result.exception)
