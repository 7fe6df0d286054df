from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import PackError
from nonesuch.generators.text.augmentation.plain import PlainAugmenter

if TYPE_CHECKING:
    from tests.generators.text.conftest import Write

N = 120
REUNION = "the father-son reunion scene at the end that brings tears to one's eyes"
WORDS = """
[symbols]
touching_scene = [
  "the father-son reunion scene at the end that brings tears to one's eyes",
  "the farewell on the platform that leaves nobody dry-eyed",
]
[nouns]
movie = ["movie", "film", "work", "picture"]
phone = ["phone", "handset", "device", "electronic gadget"]
staff = ["staff (mass)", "personnel (mass)", "crew", "employees (plural)", "workers (plural)"]
[adjectives]
good = ["good", "excellent", "impressive", "outstanding"]
beautiful = ["beautiful", "gorgeous", "stunning"]
touching = ["touching", "moving", "affecting"]
durable = ["durable", "long-lasting"]
[adverbs]
well = ["well", "excellently", "superbly"]
[verbs]
perform = ["perform", "run"]
buy = ["buy", "purchase", "get", {word = "snatch up", only_with = ["bargain"]}]
watch = ["watch", "see"]
[[paraphrase]]
kind = "synonym"
match = "{owner}'s battery is ~durable"
into = ["{owner}'s battery life is excellent"]
[[paraphrase]]
kind = "restructure"
match = "the {thing:phone} is {looks:beautiful} and {does:perform(s)} {how:well}"
into = [
  "not only does it {does:perform(base)} ~well, but it also looks (outstanding|~beautiful)",
  "the {thing} {does} {how} and is {looks}",
]
[[paraphrase]]
kind = "expand"
match = "this {what:movie} is {how:touching}"
into = ["this {what} has a {how} plot, especially <touching_scene>"]
"""


@pytest.fixture
def augmenter(write: Write) -> PlainAugmenter:
    return PlainAugmenter(write(WORDS))


def variants_of(
    augmenter: PlainAugmenter, text: str, *kinds: str, spans: list[tuple[str, str]] | None = None
) -> set[str]:
    """All variants that many rows of one sentence get; spans are given as (slot, words)."""
    listed = [
        (row, slot, text.index(words), text.index(words) + len(words))
        for row in range(N)
        for slot, words in spans or []
    ]
    frame = pl.DataFrame(listed, schema=["row", "slot", "start", "end"], orient="row") if listed else None
    made = augmenter.augment(pl.Series([text] * N), frame, key=1, kinds=kinds or ("synonym",), factor=2)  # type: ignore[arg-type]
    for slot, words in spans or []:
        texts = made.texts["text"].to_list()
        mine = made.spans.filter(pl.col("slot") == slot)
        assert mine.height == len(texts)
        assert {texts[row][start:end] for row, _, start, end, _ in mine.iter_rows()} <= {words}
    return set(made.texts["text"])


def test_the_three_examples_of_the_article(augmenter: PlainAugmenter) -> None:
    assert "This phone's battery life is excellent" in variants_of(augmenter, "This phone's battery is durable")
    assert "Not only does it perform excellently, but it also looks outstanding" in variants_of(
        augmenter, "The phone is beautiful and performs well", "restructure"
    )
    expanded = variants_of(augmenter, "This movie is touching", "expand")
    assert expanded == {
        f"This movie has a touching plot, especially {REUNION}",
        "This movie has a touching plot, especially the farewell on the platform that leaves nobody dry-eyed",
    }


def test_synonyms_of_the_article(augmenter: PlainAugmenter) -> None:
    found = variants_of(augmenter, "This movie is good")
    assert {"This movie is excellent", "This film is impressive", "This work is outstanding"} <= found


def test_articles_and_capitals_follow_the_new_word(augmenter: PlainAugmenter) -> None:
    found = variants_of(augmenter, "A phone is a good phone. Good phone!")
    assert any("An electronic gadget is" in text for text in found)
    assert any("an excellent" in text for text in found)
    assert any(text.endswith("! ") or "Excellent" in text or "Impressive" in text for text in found)
    assert not any("a excellent" in text or "a electronic" in text or "An phone" in text for text in found)


def test_forms_and_numbers_agree(augmenter: PlainAugmenter) -> None:
    assert variants_of(augmenter, "We watched the movies twice") == {
        f"We {verb} the {noun} twice" for verb in ("watched",) for noun in ("films", "works", "pictures")
    }
    assert variants_of(augmenter, "I bought it") == {"I purchased it", "I got it"}
    assert variants_of(augmenter, "He has bought it") == {"He has purchased it", "He has got it"}
    assert variants_of(augmenter, "The staff is here") == {"The personnel is here"}
    assert variants_of(augmenter, "The employees are here") == {"The workers are here", "The crews are here"}


def test_where_it_is_not_sure_nothing_is_done(augmenter: PlainAugmenter) -> None:
    for text in [
        "I work here", "It works", "Ask Phone House", "The Good phoned", "Movie Night is on", "goodness", "Well, no",
        "They film us", "", "nothing known",
    ]:  # fmt: skip
        assert variants_of(augmenter, text) == set(), text
    assert "snatched" not in "".join(variants_of(augmenter, "I bought it"))


def test_protected_spans_are_never_touched(augmenter: PlainAugmenter) -> None:
    text = "The phone is a good phone"
    assert variants_of(augmenter, text, spans=[("product", "The phone"), ("claim", "good phone")]) == set()
    found = variants_of(augmenter, "I bought a good movie", spans=[("thing", "movie")])
    assert found
    assert all(variant.endswith("movie") for variant in found)


def test_spans_that_are_not_protected_grow_with_their_words(augmenter: PlainAugmenter) -> None:
    spans = pl.DataFrame({"row": [0, 0], "slot": ["claim", "who"], "start": [9, 0], "end": [13, 1]})
    made = augmenter.augment(
        pl.Series(["I say a good movie"]),
        spans.with_columns(start=pl.Series([8, 0]), end=pl.Series([12, 1])),
        key=1,
        kinds=["synonym"],
        factor=6,
        protect=["who"],
    )
    texts = made.texts["text"].to_list()
    words = {texts[row][start:end] for row, slot, start, end, _ in made.spans.iter_rows() if slot == "claim"}
    assert words <= {"good", "excellent", "impressive", "outstanding"}
    assert len(words) > 1


def test_spans_move_with_the_holes_of_a_rule(augmenter: PlainAugmenter) -> None:
    text = "The phone is beautiful and performs well"
    found = variants_of(augmenter, text, "restructure", spans=[("looks", "beautiful"), ("device", "phone")])
    assert found == {"The phone performs well and is beautiful"}


def test_final_marks_and_small_beginnings_stay(augmenter: PlainAugmenter) -> None:
    assert "not only does it perform well, but it also looks gorgeous!" in variants_of(
        augmenter, "the phone is beautiful and performs well!", "restructure"
    )


def test_many_sentences_at_once(augmenter: PlainAugmenter) -> None:
    texts = pl.Series(["This movie is good", None, "I bought a phone", "no", "This film is moving."] * 200)
    made = augmenter.augment(texts, key=1, factor=2)
    assert set(made.texts["source"] % 5) == {0, 2, 4}
    assert made.texts.select("source", "text").n_unique() == made.texts.height
    assert made.texts["source"].is_sorted()


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ('match = "a <b>"\ninto = ["c"]', "a sentence to match holds words"),
        ('match = "a {b}"\ninto = ["{c}"]', "no hole is called 'c'"),
        ('match = "a {b}"\ninto = ["<touching_scen> {b}"]', "unknown symbol 'touching_scen'"),
        ('match = "a ~flim"\ninto = ["c"]', "unknown lemma 'flim'"),
    ],
)
def test_wrong_rules_are_told(write: Write, rule: str, problem: str) -> None:
    with pytest.raises(PackError, match=problem):
        PlainAugmenter(write(WORDS, f'[[paraphrase]]\nkind = "synonym"\n{rule}')).augment(pl.Series(["a b"]), key=1)
