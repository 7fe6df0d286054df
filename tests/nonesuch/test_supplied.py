"""Rows that somebody supplies for a shared table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pytest

import nonesuch as ns
from nonesuch.manifest import Origin

if TYPE_CHECKING:
    from pathlib import Path

FILMS = "title,genre,year,lead\nThe Paper Lighthouse,drama,2019,Mira Oduya\n"
FILMS += "Nine Rooms,documentary,2021,Ed Vance\n"


def recipe_in(folder: Path, films: str) -> ns.Recipe:
    (folder / "films.csv").write_text(films, "utf-8")
    (folder / "recipe.toml").write_text(
        'domain = "reviews"\n[size]\nreviews = 60\n[tables]\nfilms = "films.csv"\n', "utf-8"
    )
    return ns.read_recipe(folder / "recipe.toml")


def test_reviews_speak_of_the_films_that_were_supplied(tmp_path: Path) -> None:
    data = ns.generate(recipe_in(tmp_path, FILMS))
    films, reviews = data.polars("films"), data.polars("reviews")
    assert films["title"].to_list() == ["The Paper Lighthouse", "Nine Rooms"]
    assert set(reviews["title"]) == {"The Paper Lighthouse", "Nine Rooms"}
    assert data.validate().ok


def test_columns_that_were_not_supplied_are_made(tmp_path: Path) -> None:
    films = ns.generate(recipe_in(tmp_path, "title\nOne\nTwo\nThree\n")).polars("films")
    assert films["title"].to_list() == ["One", "Two", "Three"]
    assert films["year"].is_between(1985, 2025).all()
    assert films["lead"].null_count() == 0


def test_parquet_gives_the_same_reviews_as_csv(tmp_path: Path) -> None:
    recipe = recipe_in(tmp_path, FILMS)
    pl.read_csv(tmp_path / "films.csv").write_parquet(tmp_path / "films.parquet")
    other = recipe.model_copy(update={"tables": {"films": tmp_path / "films.parquet"}})
    assert ns.generate(recipe).polars("reviews").equals(ns.generate(other).polars("reviews"))


def test_other_rows_are_another_run(tmp_path: Path) -> None:
    recipe = recipe_in(tmp_path, FILMS)
    pack = ns.generate(recipe).plan.pack
    before = Origin.of(recipe, pack).run
    (tmp_path / "films.csv").write_text(FILMS + "A Third,drama,2020,Nobody\n", "utf-8")
    assert Origin.of(recipe, pack).run != before


@pytest.mark.parametrize(
    ("table", "content", "words"),
    [
        ("films", None, "the file does not exist"),
        ("films", "a,b\n1,2\n", "unknown column 'a'"),
        ("films", "title,genre\n", "the file does not fit the table"),
        ("films", 'title\n"unclosed\n\n', "the file"),
        ("reviews", FILMS, "rows of 'reviews' cannot be supplied"),
        ("nothing", FILMS, "rows of 'nothing' cannot be supplied"),
    ],
)
def test_what_cannot_be_supplied_is_told(tmp_path: Path, table: str, content: str | None, words: str) -> None:
    path = tmp_path / "mine.csv"
    if content is not None:
        path.write_text(content, "utf-8")
    with pytest.raises(ns.RecipeError, match=words):
        ns.generate(ns.Recipe(domain="reviews", size={"reviews": 5}, tables={table: path}))


def refused(folder: Path, films: str) -> ns.RecipeError:
    with pytest.raises(ns.RecipeError) as caught:
        ns.generate(recipe_in(folder, films))
    return caught.value


def test_a_column_that_the_table_does_not_have_is_refused(tmp_path: Path) -> None:
    error = refused(tmp_path, "titel,year\nOne,2001\n")
    assert error.problem == "unknown column 'titel'"
    assert error.place == "tables.films: films.csv"
    assert error.expected == "columns of the table: title, genre, year, lead"
    assert error.hint == "did you mean 'title'?"
    assert "numbered anew" in str(refused(tmp_path, "film_id,title\n1,One\n"))


@pytest.mark.parametrize(
    ("cells", "line", "expected"),
    [
        ("One,2001\nTwo,20x1\n", 3, "a whole number"),
        ('"One\nand a half",2001\nTwo,\nThree,1999.5\n', 5, "a whole number"),
        ("One,true\n", 2, "a whole number"),
    ],
)
def test_a_value_of_another_kind_is_refused_with_its_line(tmp_path: Path, cells: str, line: int, expected: str) -> None:
    error = refused(tmp_path, "title,year\n" + cells)
    assert error.place == f"tables.films: films.csv, line {line}, column year"
    assert error.expected == expected


def test_titles_that_look_like_numbers_stay_as_they_are_written(tmp_path: Path) -> None:
    films = ns.generate(recipe_in(tmp_path, "title,year\n007,1999\n1984,1984\n")).polars("films")
    assert films["title"].to_list() == ["007", "1984"]
    assert films["year"].to_list() == [1999, 1984]


def test_a_supplied_table_of_a_file_of_the_pack_names_what_is_missing(tmp_path: Path) -> None:
    (tmp_path / "cities.csv").write_text("city,state\nOldtown,Ohio\n", "utf-8")
    with pytest.raises(ns.RecipeError, match="rows with latitude, longitude, weight"):
        ns.generate("fraud", customers=5, tables={"cities": tmp_path / "cities.csv"})
