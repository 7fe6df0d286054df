from __future__ import annotations

import math
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.generators.text.rarest import reading_list
from nonesuch.generators.text.statistics import grammar_statistics, lemma_statistics

if TYPE_CHECKING:
    from tests.generators.text.conftest import Write

SHOP = """
starts = ["note"]
[symbols]
note = ["#opinion<opinion> and (it works|it runs|nothing else)", "3* #opinion<opinion>"]
[symbols.opinion]
by = "mood"
[symbols.opinion.cases]
good = ["I ~like the ~thing", "a ~fine ~thing"]
bad = ["9* I hate it", "no (good|use)"]
[nouns]
thing = ["thing", "gadget", "device", "tool"]
[verbs]
like = ["like", "love"]
[adjectives]
fine = {words = ["fine", "good", "nice", "neat"], weights = "falling"}
"""


@pytest.fixture
def shop(write: Write) -> pl.DataFrame:
    return grammar_statistics(write(SHOP).compile("note", {"mood": pl.Enum(["good", "bad"])}))


def test_clauses_and_synonyms_are_effective_numbers(shop: pl.DataFrame) -> None:
    opinion = {row["situation"]: row for row in shop.filter(pl.col("symbol") == "opinion").iter_rows(named=True)}
    assert set(opinion) == {"mood = 'good'", "mood = 'bad'"}
    good, bad = opinion["mood = 'good'"], opinion["mood = 'bad'"]
    assert (good["clauses"], good["words"], good["texts"], good["slots"]) == (2.0, 2.0, 2 * 4 + 4 * 4, "opinion")
    # 9 : 1/2 : 1/2 of 10
    assert bad["clauses"] == pytest.approx(1.48, abs=0.03)
    assert (bad["synonyms"], bad["texts"]) == (1.0, 3)
    # (ln 2 + ln 4) / 2 and (ln 4 + H(12/25, 6/25, 4/25, 3/25)) / 2, on average
    assert good["synonyms"] == pytest.approx(3.16, abs=0.1)


def test_the_poorest_come_first_and_repeat_most(shop: pl.DataFrame) -> None:
    assert shop["self_bleu4"].is_sorted(descending=True)
    assert shop["symbol"].to_list()[0] in {"opinion", "note"}
    assert "bad" in shop["situation"][0]


def test_lemmas_come_by_what_one_more_word_would_change(write: Write) -> None:
    lemmas = lemma_statistics(write(SHOP).compile("note", {"mood": pl.Enum(["good", "bad"])}))
    found = {row["lemma"]: row for row in lemmas.iter_rows(named=True)}
    assert found["thing"]["uses"] == pytest.approx(0.5)
    assert found["like"]["uses"] == found["fine"]["uses"] == pytest.approx(0.25)
    assert (found["thing"]["words"], found["thing"]["effective"], found["thing"]["part_of_speech"]) == (4, 4.0, "noun")
    assert found["fine"]["effective"] == pytest.approx(3.5, abs=0.1)
    assert lemmas["lemma"].to_list()[0] == "thing"
    assert found["thing"]["gain"] == pytest.approx(0.5 * math.log(5 / 4), abs=1e-3)
    assert found["like"]["gain"] == pytest.approx(0.25 * math.log(3 / 2), abs=1e-3)


def test_every_pair_of_choices_is_read_once_and_the_rarest_first(write: Write) -> None:
    compiled = write(SHOP).compile("note", {"mood": pl.Enum(["good", "bad"])})
    listed = reading_list(compiled)
    opinion = listed.filter(pl.col("symbol") == "opinion")
    texts = opinion["text"].to_list()
    assert {f"I {a} the {b}" for a in ("like", "love") for b in ("thing", "gadget", "device", "tool")} <= set(texts)
    assert {"no good", "no use", "I hate it", "a neat tool", "a neat thing", "a fine tool"} <= set(texts)
    assert len(set(texts)) == len(texts) == 2 * 4 + 4 * 4 + 3
    assert texts.index("a neat device") < texts.index("a fine device")
    first = opinion.head(4)["text"].to_list()
    assert sum(text.startswith("a ") for text in first) == 1, "one of every pattern before the second of any"


def test_the_list_can_be_kept_short(write: Write) -> None:
    compiled = write(SHOP).compile("note", {"mood": pl.Enum(["good", "bad"])})
    listed = reading_list(compiled, most=2)
    assert listed.group_by("symbol", "situation").len()["len"].max() == 2


def test_a_grammar_compiled_in_haste_is_read_all_the_same(write: Write) -> None:
    columns = {"mood": pl.Enum(["good", "bad"])}
    listed = reading_list(write(SHOP).compile("note", columns, thorough=False))
    assert listed.equals(reading_list(write(SHOP).compile("note", columns)))


def test_situations_tell_what_holds(write: Write) -> None:
    source = 'a = ["x", {say = "y", when = "n > 3"}, {say = "z", when = "n > 5"}]'
    compiled = write(f"[symbols]\n{source}").compile("a", {"n": pl.Int64()})
    found = grammar_statistics(compiled)["situation"]
    assert sorted(found) == ["", "(n > 3)", "(n > 3), (n > 5)", "(n > 5)"]
