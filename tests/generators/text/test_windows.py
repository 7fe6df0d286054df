from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from nonesuch.errors import RecipeError

if TYPE_CHECKING:
    from nonesuch.generators.text.compiled import Compiled
    from tests.generators.text.conftest import Write

LENGTHS = """
starts = ["a"]
[symbols]
a = ["<b> <c> {title}", "3* <c>, <b> [#extra(so much)]", "<b>."]
b = ["x", "xx", "3* xxxx", "xxxxxxxx", "<d>"]
c = ["y", "yyy", "yyyyy yyyy"]
d = ["z{title}", "zzzzz"]
"""


@pytest.fixture
def lengths(write: Write) -> Compiled:
    return write(LENGTHS).compile("a", {"title": pl.String})


def everything(title: str) -> dict[str, float]:
    """All texts of the grammar for a title, with their weights."""
    d = {f"z{title}": 1 / 2, "zzzzz": 1 / 2}
    b = {"x": 1 / 7, "xx": 1 / 7, "xxxx": 3 / 7, "xxxxxxxx": 1 / 7} | {text: share / 7 for text, share in d.items()}
    c = dict.fromkeys(["y", "yyy", "yyyyy yyyy"], 1 / 3)
    texts = {f"{x} {y} {title}": p * q / 5 for (x, p), (y, q) in product(b.items(), c.items())}
    for (y, q), (x, p) in product(c.items(), b.items()):
        texts[f"{y}, {x}"] = texts[f"{y}, {x} so much"] = p * q * 3 / 10
    texts |= {f"{x}.": p / 5 for x, p in b.items()}
    return {text[0].upper() + text[1:]: share for text, share in texts.items()}


def test_the_enumeration_is_complete(lengths: Compiled) -> None:
    titles = ["T", "Title"]
    texts = lengths.render(pl.DataFrame({"title": titles * 30_000}), key=1).texts
    for i, title in enumerate(titles):
        seen = texts[i::2].value_counts()
        wanted = everything(title)
        assert set(seen["text"]) == set(wanted)
        shares = dict(zip(seen["text"], seen["count"] / 30_000, strict=True))
        assert all(abs(shares[text] - share) < 5 * (share / 30_000) ** 0.5 for text, share in wanted.items())


@pytest.mark.parametrize("window", [(5, 30), (10, 11), (16, 16)])
@pytest.mark.parametrize("title", ["T", "A longer one"])
def test_texts_fit_and_keep_their_weights(lengths: Compiled, window: tuple[int, int], title: str) -> None:
    low, high = window
    n = 40_000
    texts = lengths.render(pl.DataFrame({"title": [title] * n}), key=2, window=window).texts
    wanted = {text: share for text, share in everything(title).items() if low <= len(text) <= high}
    seen = texts.value_counts()
    assert set(seen["text"]) <= set(wanted)
    shares = dict(zip(seen["text"], seen["count"] / n, strict=True))
    total = sum(wanted.values())
    assert all(abs(shares.get(t, 0) - p / total) < 5 * (p / total / n) ** 0.5 + 1e-4 for t, p in wanted.items())


@pytest.mark.parametrize("window", [(5, 30), (10, 11), (3, 60)])
def test_every_text_that_fits_can_be_had_exactly_once(lengths: Compiled, window: tuple[int, int]) -> None:
    low, high = window
    wanted = {text for text in everything("Tom") if low <= len(text) <= high}
    frame = pl.DataFrame({"title": ["Tom"] * len(wanted)})
    batch = lengths.render(frame, key=3, mode="unique", total=len(wanted), window=window)
    assert set(batch.texts) == wanted
    assert batch.report.uniform == len(wanted)


def test_one_more_text_than_there_are_is_refused_with_both_numbers(lengths: Compiled) -> None:
    wanted = sum(10 <= len(text) <= 11 for text in everything("Tom"))
    frame = pl.DataFrame({"title": ["Tom"] * 500})
    message = f"only {wanted} texts fit 10-11 characters, 500 wanted"
    with pytest.raises(RecipeError, match=re.escape(message)):
        lengths.render(frame, key=3, mode="unique", total=500, window=(10, 11))


def test_an_impossible_window_is_refused(lengths: Compiled) -> None:
    with pytest.raises(RecipeError, match="only 0 texts fit 200-300 characters, 10 wanted"):
        lengths.render(pl.DataFrame({"title": ["Tom"] * 10}), key=3, window=(200, 300))


def test_the_forecast_counts_without_rendering(lengths: Compiled) -> None:
    texts = everything("Tom")
    inside = {text: share for text, share in texts.items() if 10 <= len(text) <= 11}
    forecast = lengths.forecast(pl.DataFrame({"title": ["Tom"] * 7}), window=(10, 11))
    assert forecast.row(0)[1:3] == (7, float(len(inside)))
    assert forecast["share"][0] == pytest.approx(sum(inside.values()))
    assert lengths.forecast(pl.DataFrame({"title": ["Tom"]}))["texts"][0] == len(texts)


def test_required_elements_are_there(lengths: Compiled) -> None:
    frame = pl.DataFrame({"title": ["Tom", "A longer title"] * 500})
    for window in (None, (15, 40), (12, 13)):
        batch = lengths.render(frame, key=4, require=("extra",), window=window)
        assert batch.texts.str.contains("so much").all()
        assert batch.span_table.filter(pl.col("slot") == "extra").height == 1000


def test_windows_may_count_words(lengths: Compiled) -> None:
    frame = pl.DataFrame({"title": ["Tom", "A longer title"] * 500})
    for window in ((3, 4), (5, 5)):
        words = lengths.render(frame, key=5, window=window, unit="words").texts.str.count_matches(" ") + 1
        assert (int(words.min()), int(words.max())) == window  # type: ignore[arg-type]


@pytest.mark.parametrize(("window", "mode"), [((8, 30), "unique"), ((10, 11), "weights"), ((8, 30), "weights")])
def test_slices_are_slices_of_the_whole(lengths: Compiled, window: tuple[int, int], mode: str) -> None:
    frame = pl.DataFrame({"title": [f"T{i % 7 * 'o'}m" for i in range(400)]})
    arguments = {"key": 6, "mode": mode, "total": 400, "window": window, "repeat": mode == "unique"}
    whole = lengths.render(frame, **arguments).texts.to_list()  # type: ignore[arg-type]
    for start in range(0, 400, 130):
        part = frame[start : start + 130]
        rows = np.arange(start, start + part.height)
        assert lengths.render(part, rows=rows, **arguments).texts.to_list() == whole[start : start + 130]  # type: ignore[arg-type]


def test_scarce_texts_are_not_given_out_in_slices(lengths: Compiled) -> None:
    frame = pl.DataFrame({"title": ["Tom", "Tommy"] * 5})
    with pytest.raises(RecipeError, match="cannot be given out in slices"):
        lengths.render(frame[:5], key=1, mode="unique", total=80, window=(8, 12))
