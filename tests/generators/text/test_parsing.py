from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.text.parsing import parse_template
from nonesuch.generators.text.place import Place
from nonesuch.generators.text.template import (
    HARD_SPACE,
    Alternative,
    Annotation,
    Choice,
    Field,
    Glue,
    Literal,
    Option,
    Reference,
    Word,
)

HERE = Place(Path("x.toml"), ("symbols", "a"))
SPACE = Glue()


def parse(text: str) -> Alternative:
    return parse_template(text, place=HERE, registers=("casual", "formal"))


def one(text: str) -> Alternative:
    return Alternative((Literal(text),), HERE)


def test_every_part_is_read() -> None:
    items = parse("so <story> {title} {slot=orders.number:money(USD, x)} ~buy.past a ~grip(story)").items
    assert items == (
        Literal("so"), SPACE, Reference("story"), SPACE, Field("title", "title"), SPACE,
        Field("orders.number", "slot", "money", ("USD", "x")), SPACE, Word("buy", "past"), SPACE, Literal("a"), SPACE,
        Word("grip", "", "story"),
    )  # fmt: skip


def test_a_column_of_another_table_gives_its_last_name_to_the_slot() -> None:
    assert parse("{customers.name:mask}").items == (Field("customers.name", "name", "mask"),)


def test_choices_and_options_carry_marks() -> None:
    choice, option = parse("(good|2*great|casual 3*: ace) [30% detail: really]").items[::2]
    assert isinstance(choice, Choice)
    assert [(a.weight, a.registers) for a in choice.alternatives] == [
        (Fraction(1), frozenset()),
        (Fraction(2), frozenset()),
        (Fraction(3), frozenset({"casual"})),
    ]
    assert isinstance(option, Option)
    assert (option.chance, option.body.level, option.body.items) == (Fraction(3, 10), 2, (Literal("really"),))


def test_an_option_may_hold_alternatives() -> None:
    (option,) = parse("[20%: at once|hard]").items
    assert isinstance(option, Option)
    (choice,) = option.body.items
    assert isinstance(choice, Choice)
    assert option.chance == Fraction(1, 5)
    assert [a.items[0] for a in choice.alternatives] == [Literal("at"), Literal("hard")]


def test_annotations_wrap_the_next_part() -> None:
    assert parse("#mood@sentiment<feeling>").items == (Annotation("mood", "sentiment", Reference("feeling")),)
    assert parse("#mood(plain)").items == (Annotation("mood", "", Choice((one("plain"),))),)
    assert parse("#mood~good").items == (Annotation("mood", "", Word("good")),)


@pytest.mark.parametrize(
    "text",
    ["(see above)", "5 > 3 is not read", "#fail today", "~ 5 minutes", "note: call", "a * b", "x|y", "it's 5:30"],
)
def test_ordinary_text_stays_text(text: str) -> None:
    if ">" in text:
        text = text.replace(">", "\\>")
    said = "".join(item.text if isinstance(item, Literal) else " " for item in parse(text).items)
    assert said == text.replace("\\", "")


def test_a_backslash_takes_the_next_character_as_it_is() -> None:
    assert (
        parse(r"\{a\} \[b\] \(c\|d\) \~e \<f\> \\ x\ y").items
        == tuple(
            part
            for word in ["{a}", "[b]", "(c|d)", "~e", "<f>", "\\", f"x{HARD_SPACE}y"]
            for part in (Literal(word), SPACE)
        )[:-1]
    )


def test_spaces_inside_of_brackets_do_not_count() -> None:
    assert parse("so [ very ] good").items == parse("so [very] good").items


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a [b", "a ']' is missing"),
        ("(a|b", "a ')' is missing"),
        ("{a b}", "'{a b}' cannot be read"),
        ("<a b>", "'<a b>' cannot be read"),
        ("a ] b", "a ']' closes nothing"),
        ("\\", "nothing follows the last"),
        ("(30%: a|b)", "a probability stands in an alternative"),
        ("30%: a", "a probability stands before a whole template"),
        ("so [very ]good", "a space stands inside of a bracket and none outside"),
        ("[" * 40 + "a" + "]" * 40, "nested too deeply"),
    ],
)
def test_mistakes_are_told_with_place_and_text(text: str, problem: str) -> None:
    with pytest.raises(PackError, match=re.escape(problem)) as caught:
        parse(text)
    assert "x.toml: symbols.a, character" in str(caught.value.place)


@given(st.text(st.characters(exclude_characters="<>{}()[]|~#\\", exclude_categories=("Cs", "Z", "C")), min_size=1))
def test_text_without_signs_is_one_literal(text: str) -> None:
    if not (text[0].isalnum() or text[0] == "_"):
        assert parse(text).items == (Literal(text),)
