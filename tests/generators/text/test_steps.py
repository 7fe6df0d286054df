from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import UsageError
from nonesuch.generators.text.steps import show_steps

if TYPE_CHECKING:
    from nonesuch.generators.text.compiled import Compiled
    from tests.generators.text.conftest import Records, Write

PHONE = """
starts = ["turn"]
[symbols.turn]
outline = "[Problem description]"
say = [
  "my {model} [70% detail: suddenly] (went black and|stopped:) won't turn on[60% detail: , <history>]<cause>",
  "(hello|hi), the screen of my {model} is a ~odd color[50% detail: , <history>]<cause>",
]
[symbols]
history = ["there were no issues before", "it was fine until (yesterday|today)", "it never fell"]
cause = ["", "enhancement 5*: ; I suspect the ~part"]
[nouns]
part = ["battery", "charging port", "power button"]
[adjectives]
odd = ["odd", "strange", "uneven"]
"""


@pytest.mark.parametrize("mode", ["weights", "unique"])
def test_each_level_adds_to_the_one_before(write: Write, mode: str) -> None:
    frame = pl.DataFrame({"model": [f"Model {i}" for i in range(60)]})
    compiled = write(PHONE).compile("turn", frame.schema)
    batch = compiled.render(frame, key=3, mode=mode, total=60)  # type: ignore[arg-type]
    steps = show_steps(compiled, batch, range(60))
    assert (steps["framework"] == "[Problem description]").all()
    assert steps["enhancement"].to_list() == batch.texts.to_list()
    for content, detail, enhancement in steps.select("content", "detail", "enhancement").iter_rows():
        assert "suspect" not in detail
        assert "before" not in content
        for less, more in ((content, detail), (detail, enhancement)):
            words = iter(more.replace(",", "").replace(";", "").split())
            assert all(word in words for word in less.replace(",", "").split()), "what was said stays, in its order"
    assert (steps["detail"] != steps["content"]).sum() > 20
    assert (steps["detail"] != steps["enhancement"]).sum() > 30


def test_reviews_are_read_back_exactly(reviews: Compiled, films: Records) -> None:
    frame = films(120)
    for arguments in ({}, {"window": (50, 60)}, {"window": (64, 66), "mode": "unique", "total": 120}):
        batch = reviews.render(frame, key=5, **arguments)
        steps = show_steps(reviews, batch, range(0, 120, 3))
        assert steps["enhancement"].to_list() == batch.texts[::3].to_list()


def test_taken_rows_keep_their_situation(reviews: Compiled, films: Records) -> None:
    batch = reviews.render(films(40), key=5).take(np.array([31, 4]))
    assert show_steps(reviews, batch, [0, 1])["enhancement"].to_list() == batch.texts.to_list()


def test_too_many_rows_are_refused(reviews: Compiled, films: Records) -> None:
    with pytest.raises(UsageError, match="too many texts"):
        show_steps(reviews, reviews.render(films(2), key=1), range(1001))


def test_what_a_level_does_not_tell_apart_is_said_once(write: Write) -> None:
    grammar = """
starts = ["turn"]
[symbols.turn]
say = [
  "yes", "yes[100% detail: , please]", "[100% detail: sure,] yes",
  "it's {model}", "it's {model}[100% detail: , I think]",
]
"""
    frame = pl.DataFrame({"model": [f"M{i}" for i in range(200)]})
    compiled = write(grammar).compile("turn", frame.schema)
    assert compiled.render(frame, key=3).texts.str.replace(r"M\d+", "M").n_unique() == 5
    told = compiled.render(frame, key=3, level="content")
    assert set(told.texts.str.replace(r"M\d+", "M")) == {"Yes", "It's M"}
    assert compiled.forecast(frame)["texts"].item() == 5
    assert compiled.forecast(frame, level="content")["texts"].item() == 2
