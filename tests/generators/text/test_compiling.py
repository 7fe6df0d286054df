"""Every mistake of a grammar gives one error that says what is wrong and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl
import pytest

from nonesuch.errors import PackError, UsageError

if TYPE_CHECKING:
    from tests.generators.text.conftest import Write

COLUMNS = {
    "title": pl.String(),
    "price": pl.Float64(),
    "bought": pl.Date(),
    "qty": pl.Int64(),
    "mood": pl.Enum(["glad", "sad"]),
}
REGISTERS = 'registers = ["casual", "formal"]'
WORDS = """
[nouns]
film = ["film", "movie"]
[verbs]
drag = ["drag", "crawl"]
[adjectives]
good = ["good", "fine"]
"""


@pytest.mark.parametrize(
    ("symbols", "problem", "line"),
    [
        ('a = "x <b>"\nb = "y <c>"\nc = "z <a>"', "symbol 'a' leads back to itself", 3),
        ('a = "x <bb>"', "unknown symbol 'bb'", 3),
        ('a = "x"\nb = "y"', "symbol 'b' is never said", 4),
        ('a = [\n  "x",\n  "see {titel}",\n]', "unknown column 'titel'", 5),
        ('a = "~flim"', "unknown lemma 'flim'", 3),
        ('a = "~film.plurl"', "unknown form 'plurl' of the noun 'film'", 3),
        ('a = "{price:mony}"', "unknown format 'mony'", 3),
        ('a = "{title:money}"', "format 'money' does not fit column 'title'", 3),
        ('a = "{price:money(USD, x)}"', "format 'money' got the wrong number of arguments", 3),
        ('a = "{price:money(cur)}"', "unknown column 'cur'", 3),
        ('a = "{bought:date(lng)}"', "unknown style of dates 'lng'", 3),
        ('a = "{bought:relative(tody)}"', "unknown column 'tody'", 3),
        ('a = "{title:mask(nme)}"', "unknown mask 'nme'", 3),
        ('a = "{title:name(middle)}"', "unknown part of a name 'middle'", 3),
        ('a = "{price:number(x)}"', "not a number of decimals", 3),
        ('a = ["0*x", {say = "y", weight = 0}]', "every alternative has weight 0", 3),
        ('a = "(0*x|0*y)"', "every alternative has weight 0", 3),
        ('a = ["good", "fine", "good"]', "two alternatives can say the same", 3),
        ('a = ["so ~good", "so fine"]', "two alternatives can say the same", 3),
        ('a = "[very] [very] good"', "the template can say the same in two ways", 3),
        ('a = "a honest film"', "'a honest' has the wrong article", 3),
        ('a = "the ~film ~drag on"', "the verb 'drag' does not agree with 'film'", 3),
        ('a = "the ~film ~drag(flim) on"', "nothing here is called 'flim'", 3),
        ('a = "~good(film) ~film"', "the adjective 'good' does not agree", 3),
        ('a = {say = ["x"], by = "mood"}', "'say' and 'by' exclude each other", 3),
        ('a = {cases = {glad = ["x"]}}', "'cases' need a column", 3),
        ("a = {say = []}", "the symbol says nothing", 3),
        ('a = {by = "mood", cases = {glad = []}}', "a case says nothing", 3),
        ('a = {by = "mood", cases = {glad = ["x"]}}', "no case for 'sad'", 3),
        ('a = {by = "mood", cases = {glad = ["x"], bad = ["y"]}}', "column 'mood' has no value 'bad'", 3),
        ('a = {by = "moode", cases = {glad = ["x"]}}', "unknown column 'moode'", 3),
        ('a = {say = [{say = "x", when = "pric > 3"}]}', "unknown column 'pric'", 3),
        ('a = {say = [{say = "x", when = "read_csv(title)"}]}', "function 'read_csv' is not part", 3),
        ('a = {say = [{say = "x", register = "posh"}]}', "unknown register 'posh'", 3),
        ('a = {say = [{say = "x", levl = "detail"}]}', "unknown key 'levl'", 3),
        ('a = "x [y"', "a ']' is missing", 3),
        ('a = "#m@moods(x)"', "unknown column 'moods'", 3),
        ('a = "casual: (formal: x|formal: y)"', "'a' says nothing in any situation", 3),
        ('a = "casual: <b>"\nb = "formal: x"', "'a' says nothing in any situation", 3),
    ],
)
def test_one_clear_error(write: Write, symbols: str, problem: str, line: int) -> None:
    with pytest.raises(PackError, match=re.escape(problem)) as caught:
        write('starts = ["a"]\n[symbols]\n' + symbols + WORDS, REGISTERS).compile("a", COLUMNS)
    assert f"part0.toml, line {line}" in str(caught.value.place)
    assert str(caught.value).count("where:") == 1


def test_a_cycle_shows_its_way(write: Write) -> None:
    with pytest.raises(PackError) as caught:
        write('starts = ["a"]\n[symbols]\na = "x <b>"\nb = ["y", "<c>"]\nc = "z <a>"').compile("a", {})
    assert caught.value.found == "a -> b -> c -> a"


def test_the_nearest_name_is_hinted_at(write: Write) -> None:
    with pytest.raises(PackError) as caught:
        write('starts = ["a"]\n[symbols]\na = "{titel}"').compile("a", COLUMNS)
    assert caught.value.hint == "did you mean 'title'?"


def test_a_mistake_in_the_second_of_two_files_is_found_there(write: Write) -> None:
    with pytest.raises(PackError) as caught:
        write('starts = ["a"]\n[symbols]\na = "<b>"', '[symbols]\nb = "{titel}"').compile("a", COLUMNS)
    assert "part1.toml, line 2" in str(caught.value.place)


def test_a_mistake_that_shows_only_in_one_case_is_found_before_any_record(write: Write) -> None:
    symbols = """
a = ["<b>", "fine"]
[symbols.b]
by = "mood"
cases = {glad = ["good"], sad = ["fine"]}
"""
    with pytest.raises(PackError, match="two alternatives can say the same"):
        write('starts = ["a"]\n[symbols]' + symbols).compile("a", COLUMNS)


def test_a_start_may_be_silent_in_some_situations(write: Write) -> None:
    cases = 'a = {by = "mood", cases = {glad = ["good"], sad = ["bad"]}}'
    compiled = write('starts = ["a"]\n[symbols]\n' + cases).compile("a", COLUMNS)
    frame = pl.DataFrame({"mood": pl.Series(["sad", "glad"], dtype=COLUMNS["mood"])})
    assert compiled.render(frame, key=1).texts.to_list() == ["Bad", "Good"]


def test_unknown_starts_are_told(write: Write) -> None:
    with pytest.raises(PackError, match="unknown symbol 'b'"):
        write('starts = ["b"]\n[symbols]\na = "x"')
    with pytest.raises(UsageError, match="unknown start 'c'"):
        write('starts = ["a"]\n[symbols]\na = "x"').compile("c", {})


def test_symbols_of_other_starts_are_reached(write: Write) -> None:
    grammar = write('starts = ["a", "b"]\n[symbols]\na = "x"\nb = "y"')
    assert [grammar.compile(start, {}).outline.order for start in ("a", "b")] == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ((), "no grammar here"),
        (('[symbols]\na = "x"', '[symbols]\na = "y"'), "'a' stands twice"),
        (('locale = "en_US"\n[symbols]\na = "x"', 'locale = "en_GB"'), "two locales in one folder"),
        (
            ('[language]\njoiner = "_"\n[symbols]\na = "x"', '[language]\njoiner = "-"'),
            "[language] stands in two files",
        ),
        (("[symbol]\na = 1",), "unknown key 'symbol'"),
    ],
)
def test_folders_that_make_no_grammar(write: Write, files: tuple[str, ...], problem: str) -> None:
    with pytest.raises(PackError, match=re.escape(problem)):
        write(*files)


def test_languages_that_do_not_ship_must_be_brought(write: Write) -> None:
    with pytest.raises(PackError, match="no data for the language 'tlh'"):
        write('[symbols]\na = "x"', locale="tlh")
    grammar = write('[language]\nown = true\njoiner = "-"\n[symbols]\na = "nuq neH"', locale="tlh")
    assert grammar.compile("a", {}).render(pl.DataFrame({"x": [1]}), key=1).texts.to_list() == ["nuq-neH"]


def test_a_folder_without_locale_says_so(write: Write) -> None:
    with pytest.raises(PackError, match="the locale is not known"):
        write('[symbols]\na = "x"', locale="Texts")


def test_a_grammar_may_be_silent_in_the_last_of_many_situations(write: Write) -> None:
    grammar = write(
        """
starts = ["a"]
registers = ["casual", "formal"]
[symbols]
a = [{say = "hi", register = "casual", when = "n > 1"}, {say = "hello", register = "formal", when = "n > 1"}]
"""
    )
    compiled = grammar.compile("a", {"n": pl.Int64})
    assert compiled.render(pl.DataFrame({"n": [2]}), key=1, register="formal").texts.to_list() == ["Hello"]
