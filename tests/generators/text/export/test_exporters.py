from __future__ import annotations

import json
import re
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import DataError
from nonesuch.generators.text.export import conll_blocks, rasa_document, sgd_turns, spacy_lines

TEXTS = pl.Series(['Hi, I\'m "Ann" + 3 hours!', "", "买了两部手机 yesterday", "no span here", "naïve 👍 re-run"])
SPANS = pl.DataFrame(
    {
        "row": [0, 0, 0, 2, 4],
        "slot": ["name", "all", "hours", "phone", "mood"],
        "start": [9, 0, 16, 2, 6],
        "end": [12, 23, 23, 6, 7],
        "column": ["c.name", "", "hours", "", ""],
    },
    schema_overrides={"slot": pl.Categorical},
)
FLAT = ["name", "hours", "phone", "mood"]


def test_spacy_lines_are_json_with_code_point_offsets() -> None:
    lines = [json.loads(line) for line in spacy_lines(TEXTS, SPANS, slots=FLAT)]
    assert [line["text"] for line in lines] == TEXTS.to_list()
    cut = [[(label, line["text"][start:end]) for start, end, label in line["entities"]] for line in lines]
    assert cut == [[("name", "Ann"), ("hours", "3 hours")], [], [("phone", "两部手机")], [], [("mood", "👍")]]


def test_sgd_turns_keep_all_layers() -> None:
    turns: list[Any] = [
        json.loads(turn) for turn in sgd_turns(TEXTS, SPANS, speakers=pl.Series(["USER", "SYSTEM"] * 2 + ["USER"]))
    ]
    assert [turn["speaker"] for turn in turns] == ["USER", "SYSTEM", "USER", "SYSTEM", "USER"]
    slots = [turn["frames"][0]["slots"] for turn in turns]
    assert [len(found) for found in slots] == [3, 0, 1, 0, 1]
    assert slots[0][0] == {"slot": "all", "start": 0, "exclusive_end": 23}
    assert TEXTS[2][slots[2][0]["start"] : slots[2][0]["exclusive_end"]] == "两部手机"


def test_rasa_examples_stand_under_their_intents() -> None:
    document = rasa_document(TEXTS, SPANS, pl.Series(["a", "b", "a", "c", "b"]), slots=FLAT)
    assert document.splitlines() == [
        'version: "3.1"',
        "nlu:",
        "- intent: a",
        "  examples: |",
        '    - Hi, I\'m "[Ann](name)" + [3 hours](hours)!',
        "    - 买了[两部手机](phone) yesterday",
        "- intent: b",
        "  examples: |",
        "    - ",
        "    - naïve [👍](mood) re-run",
        "- intent: c",
        "  examples: |",
        "    - no span here",
    ]


def test_rasa_refuses_texts_it_would_misread() -> None:
    with pytest.raises(DataError, match="square brackets"):
        rasa_document(pl.Series(["see [1]"]), SPANS[:0], pl.Series(["a"]))


def test_conll_tokens_follow_spans() -> None:
    blocks = conll_blocks(TEXTS, SPANS, slots=FLAT).to_list()
    assert blocks[0].split("\n") == [
        "Hi\tO", ",\tO", "I'm\tO", '"\tO', "Ann\tB-name", '"\tO', "+\tO", "3\tB-hours", "hours\tI-hours", "!\tO",
    ]  # fmt: skip
    assert blocks[1] == ""
    assert [line.split("\t")[0] for line in blocks[2].split("\n")] == ["买", "了", "两", "部", "手", "机", "yesterday"]
    assert [line.split("\t")[1] for line in blocks[2].split("\n")][2:6] == ["B-phone", *["I-phone"] * 3]
    assert blocks[4].split("\n") == ["naïve\tO", "👍\tB-mood", "re-run\tO"]


@pytest.mark.parametrize("export", [spacy_lines, conll_blocks])
def test_one_layer_formats_refuse_nested_spans(export: Any) -> None:
    with pytest.raises(DataError, match="spans overlap"):
        export(TEXTS, SPANS)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zl", "Zp"))), min_size=1, max_size=5))
def test_tokens_hold_every_sign_once(texts: list[str]) -> None:
    for text, block in zip(texts, conll_blocks(pl.Series(texts), SPANS[:0]), strict=True):
        said = "".join(line.split("\t")[0] for line in block.split("\n"))
        assert said == re.sub(r"\s", "", text)
