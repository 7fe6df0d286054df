"""Texts of a run in the formats of other tools."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest
from typer.testing import CliRunner

from nonesuch.cli import commands
from nonesuch.cli.app import app
from nonesuch.errors import DataError
from nonesuch.text.export import spans_of

if TYPE_CHECKING:
    from pathlib import Path

assert commands


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same 40 reviews as Parquet, CSV and JSON Lines."""
    folder = tmp_path_factory.mktemp("runs")
    for form in ("parquet", "csv", "jsonl"):
        place = str(folder / form)
        made = CliRunner().invoke(
            app, ["generate", "reviews", "--size", "reviews=40", "--out", place, "--format", form]
        )
        assert made.exit_code == 0, made.output
    return folder


def export(run: Path, out: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["text", "export", str(run), "--table", "reviews", "--out", str(out), *arguments])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return out.read_text("utf-8")


def reviews_of(runs: Path) -> pl.DataFrame:
    return pl.read_parquet(runs / "parquet" / "data" / "reviews" / "*.parquet")


@pytest.mark.parametrize("form", ["parquet", "csv", "jsonl"])
def test_spacy_entities_are_the_spans_whatever_the_file(runs: Path, tmp_path: Path, form: str) -> None:
    written = export(runs / form, tmp_path / "a.jsonl", "--format", "spacy", "--slots", "plot, acting,emotion")
    lines = [json.loads(line) for line in written.splitlines()]
    frame = reviews_of(runs)
    assert [line["text"] for line in lines] == frame["text"].to_list()
    for line, spans in zip(lines, frame["spans"], strict=True):
        wanted = [[s["start"], s["end"], s["slot"]] for s in spans if s["slot"] in {"plot", "acting", "emotion"}]
        assert line["entities"] == wanted
        assert len(wanted) == 3


def test_conll_has_a_block_for_each_text(runs: Path, tmp_path: Path) -> None:
    blocks = export(runs / "parquet", tmp_path / "a.conll", "--slots", "acting").strip().split("\n\n")
    frame = reviews_of(runs)
    assert len(blocks) == frame.height
    for block, text, spans in zip(blocks, frame["text"], frame["spans"], strict=True):
        tokens = [line.split("\t") for line in block.split("\n")]
        said = "".join(token for token, label in tokens if label.endswith("acting"))
        span = next(span for span in spans if span["slot"] == "acting")
        assert said == text[span["start"] : span["end"]].replace(" ", "")


def test_rasa_sorts_by_label_and_sgd_names_speakers(runs: Path, tmp_path: Path) -> None:
    written = export(runs / "csv", tmp_path / "nlu.yml", "--format", "rasa", "--label", "sentiment", "--slots", "plot")
    assert written.count("- intent: ") == 2
    assert written.count("](plot)") == 40
    turns = export(runs / "jsonl", tmp_path / "turns.jsonl", "--format", "sgd", "--label", "reviewer").splitlines()
    assert [json.loads(turn)["speaker"] for turn in turns] == reviews_of(runs)["reviewer"].to_list()


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["--format", "brat"], "unknown format"),
        (["--slots", "actting"], "no text holds a slot 'actting'"),
        (["--text", "words"], "no column 'words'"),
        (["--spans", "title"], "the spans cannot be read"),
        (["--table", "revews"], "no table 'revews'"),
        (["--format", "spacy"], "spans overlap"),
    ],
)
def test_what_cannot_be_done_is_told(runs: Path, tmp_path: Path, arguments: list[str], problem: str) -> None:
    result = CliRunner().invoke(
        app, ["text", "export", str(runs / "csv"), "--table", "reviews", "--out", str(tmp_path / "x"), *arguments]
    )
    assert problem in str(result.exception)
    assert not (tmp_path / "x").exists()


def test_spans_without_columns_and_texts_without_spans() -> None:
    found = spans_of(pl.Series([None, [], [{"slot": "a", "start": 1, "end": 2}]]))
    assert found.rows() == [(2, "a", 1, 2, "")]
    with pytest.raises(DataError, match="cannot be read"):
        spans_of(pl.Series([[1, 2]]))
