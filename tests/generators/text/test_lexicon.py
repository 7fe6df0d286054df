from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from tests.generators.text.conftest import Write

WORDS = """
starts = ["a"]
registers = ["formal"]
[symbols]
a = "x"
[nouns]
story = ["story", "plot", "events (plural)", "acting (mass)", {word = "piece of work", forms = {plural = "works"}}]
[verbs]
buy = ["buy", "purchase (formal, x3)", "pick up"]
[adjectives]
good = {words = ["good", "fine", "decent"], weights = "falling"}
"""


def test_words_are_inflected_by_rule_by_list_and_as_told(write: Write) -> None:
    lexicon = write(WORDS).lexicon
    buy, story, good = (lexicon.lemmas[name] for name in ("buy", "story", "good"))
    assert lexicon.forms(buy, "past", buy.place) == ("bought", "purchased", "picked up")
    assert lexicon.forms(buy, "ing", buy.place) == ("buying", "purchasing", "picking up")
    assert lexicon.forms(story, "plural", story.place) == ("stories", "plots", "events", None, "works")
    assert lexicon.forms(story, "one", story.place) == ("story", "plot", None, None, "piece of work")
    assert lexicon.forms(good, "est", good.place) == ("best", "finest", "most decent")


def test_tags_and_falling_weights_are_read(write: Write) -> None:
    lemmas = write(WORDS).lexicon.lemmas
    purchase = lemmas["buy"].words[1]
    assert (purchase.text, purchase.weight, purchase.registers) == ("purchase", Fraction(3), frozenset({"formal"}))
    assert [word.weight for word in lemmas["good"].words] == [Fraction(1), Fraction(1, 2), Fraction("0.333")]
    assert lemmas["story"].words[2].number == "plural"
    assert not lemmas["story"].words[3].countable


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ('[nouns]\nx = ["dog (plurl)"]', "unknown tag or register 'plurl'"),
        ('[nouns]\nx = [{word = "dog", register = "posh"}]', "unknown tag or register 'posh'"),
        ("[nouns]\nx = []", "wrong value for 'words'"),
        ('[nouns]\nx = ["dog"]\n[verbs]\nx = ["bark"]', "'x' stands twice"),
        ('[nouns]\nx = ["dog", "dog"]', "'x' lists a word twice"),
    ],
)
def test_wrong_words_are_told(write: Write, words: str, problem: str) -> None:
    with pytest.raises(PackError, match=re.escape(problem)):
        write('starts = ["a"]\n[symbols]\na = "x"\n' + words)


def test_forms_that_do_not_exist_are_told(write: Write) -> None:
    grammar = write(WORDS)
    acting = grammar.lexicon.lemmas["story"]
    with pytest.raises(PackError, match="unknown form 'past' of the noun 'story'"):
        grammar.lexicon.forms(acting, "past", acting.place)
    with pytest.raises(PackError, match="no word of 'mass' has the form 'plural'"):
        write('starts=["a"]\n[symbols]\na="~mass.plural"\n[nouns]\nmass=["rice (mass)"]').compile("a", {})
