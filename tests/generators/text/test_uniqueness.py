from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

if TYPE_CHECKING:
    from nonesuch.generators.text.compiled import Compiled
    from tests.generators.text.conftest import Write

N = 6000
SUPPORT = """
starts = ["a"]
[symbols]
a = ["~n ~m ~n2", "2* the ~n [~m] and [25%: <tail>] ~n2", "<short>"]
tail = ["~m or", "3* no ~m or"]
short = ["yes", "no", "never"]
[nouns]
n = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay", "koi", "lynx"]
m = ["red", "green", "blue", "pink", "gray", "gold", "teal", "plum", "tan", "rust", "lime"]
n2 = ["oak", "elm", "ash", "fir", "yew", "bay", "fig", "box", "rue", "ivy", "hop", "pea", "rye", "oat", "yam"]
"""


@pytest.fixture
def plants(write: Write) -> Compiled:
    return write(SUPPORT).compile("a", {})


def frame(n: int = N) -> pl.DataFrame:
    return pl.DataFrame({"x": np.arange(n)})


def test_no_text_comes_twice_and_rows_that_had_to_move_are_counted(plants: Compiled) -> None:
    batch = plants.render(frame(900), key=1, mode="unique", total=900)
    assert batch.texts.n_unique() == 900
    short = int(batch.texts.is_in(["Yes", "No", "Never"]).sum())
    assert short == 3
    assert batch.report.moved >= 900 // 4 - 3


def test_weights_come_first_when_repeats_are_allowed(plants: Compiled) -> None:
    batch = plants.render(frame(), key=1, mode="unique", total=N, repeat=True)
    texts = batch.texts
    assert int(texts.is_in(["Yes", "No", "Never"]).sum()) == N // 4
    assert int(texts.str.starts_with("The").sum()) == N // 2
    middle = texts.filter(texts.str.starts_with("The"))
    colors = " (red|green|blue|pink|gray|gold|teal|plum|tan|rust|lime) "
    assert abs(int(middle.str.contains(colors + "and").sum()) - N // 4) <= 2 * 12
    assert abs(int(middle.str.contains(" or ").sum()) - N // 8) <= 2 * 12 * 12
    assert batch.report.repeated == N - texts.n_unique()
    assert batch.report.moved == 0


def test_rounds_go_on_without_a_repeat(plants: Compiled) -> None:
    first = plants.render(frame(800), key=1, mode="unique", total=800)
    second = plants.render(frame(700), key=1, mode="unique", total=700, after=first.report.places)
    third = plants.render(frame(500), key=1, mode="unique", total=500, after=second.report.places)
    together = pl.concat([first.texts, second.texts, third.texts])
    assert together.n_unique() == 2000


def test_slices_share_nothing_and_make_the_whole(plants: Compiled) -> None:
    whole = plants.render(frame(900), key=3, mode="unique", total=900).texts.to_list()
    parts = []
    for rows in np.array_split(np.arange(900), 7):
        parts += plants.render(frame(len(rows)), rows=rows, key=3, mode="unique", total=900).texts.to_list()
    assert parts == whole


def test_crowded_grammars_give_every_text_once(plants: Compiled) -> None:
    capacity = int(plants.forecast(frame(1))["texts"][0])
    batch = plants.render(frame(capacity), key=4, mode="unique", total=capacity)
    assert batch.texts.n_unique() == capacity
    assert batch.report.uniform == capacity
    half = capacity // 2
    first = plants.render(frame(half), key=4, mode="unique", total=half)
    rest = plants.render(frame(capacity - half), key=4, mode="unique", total=capacity - half, after=first.report.places)
    assert set(first.texts) | set(rest.texts) == set(batch.texts)


def test_weighted_draws_do_repeat(plants: Compiled) -> None:
    texts = plants.render(frame(), key=1).texts
    assert texts.n_unique() < N
    assert abs(int(texts.is_in(["Yes", "No", "Never"]).sum()) - N / 4) < 5 * (N * 3 / 16) ** 0.5


def test_situations_that_share_alternatives_do_not_share_texts(write: Write) -> None:
    grammar = write(
        SUPPORT.replace('"<short>"', '"<short> ~n ~m ~n2"').replace(
            'short = ["yes", "no", "never"]',
            'short = {by = "kind", cases = {p = ["yes", "so", "quite"], q = ["no", "never"]}, otherwise = ["hm"]}',
        )
    )
    kinds = pl.Series("kind", ["p", "q", "r", None] * 400)
    compiled = grammar.compile("a", {"kind": pl.String})
    batch = compiled.render(kinds.to_frame(), key=2, mode="unique", total=1600)
    assert batch.texts.n_unique() == 1600
    assert set(kinds.filter(batch.texts.str.starts_with("Never"))) == {"q"}


def test_values_are_stable(plants: Compiled) -> None:
    weighted = plants.render(frame(3), key=1)
    unique = plants.render(frame(3), key=1, mode="unique", total=90)
    assert weighted.texts.to_list() == ["Gnu rust rye", "Lynx green hop", "The gnu and box"]
    assert unique.texts.to_list() == ["The ant teal and rue", "Lynx gold fig", "Fox rust bay"]
