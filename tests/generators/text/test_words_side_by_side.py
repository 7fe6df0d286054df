"""Words of a template taken together say what they say one by one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.generators.text.joiner import Joiner
from nonesuch.generators.text.languages import load_language
from nonesuch.generators.text.parsing import parse_template
from nonesuch.generators.text.pieces import EMPTY, Branch, Chain
from nonesuch.generators.text.place import Place
from nonesuch.generators.text.table import Table
from nonesuch.generators.text.template import Step

PLACE = Place(Path("notes.toml"))
WORDS = st.sampled_from(
    ["well", "a", "an", "A", "hour", "(", ")", ".", ",", "...", "done.", "x", "I'm", "so", "n", "“"]
)
TEXTS = st.lists(
    st.sampled_from(["", "well", "such a", "(", "end.", "..", "“", "a"]), min_size=1, max_size=3, unique=True
)


def shape(chain: Chain) -> object:
    """A chain as plain values."""
    return [
        [shape(inner) for inner in part.chains] if isinstance(part, Branch) else part.texts
        for part in chain.parts
        if isinstance(part, (Branch, Table))
    ]


def test_literals_side_by_side_are_one_step() -> None:
    found = list(parse_template("so, <it> was not, it <is>good", place=PLACE).steps)
    assert found == [
        Step(0, glue=False, words=("so,",)),
        Step(2, glue=True),
        Step(4, glue=True, words=("was", "not,", "it")),
        Step(10, glue=True),
        Step(11, glue=False, words=("good",)),
    ]


def test_a_template_of_nothing_but_words() -> None:
    assert parse_template("well  done", place=PLACE).only_words == ("well", "done")
    assert parse_template("well [very] done", place=PLACE).only_words == ()
    assert parse_template("", place=PLACE).only_words == ()


@given(st.lists(TEXTS, max_size=3), st.lists(WORDS, min_size=1, max_size=5), st.booleans())
def test_words_said_together_are_those_said_one_by_one(
    before: list[list[str]],
    words: list[str],
    glue: bool,  # noqa: FBT001 - hypothesis names it
) -> None:
    joiner = Joiner(load_language("en_US"), lambda field: field, most_entries=4)
    chain = EMPTY
    for texts in before:
        table = Table(tuple(texts), np.ones(len(texts), np.int64))
        chain = joiner.join(chain, Chain((table,)), glue=True)
    apart = chain
    for place, word in enumerate(words):
        apart = joiner.join(apart, Chain((Table((word,), np.ones(1, np.int64)),)), glue=glue or place > 0)
    assert shape(joiner.say(chain, words, glue=glue)) == shape(apart)
