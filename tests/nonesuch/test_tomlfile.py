"""TOML files are read into models; what is wrong in them is told with file, line, key and the nearest right name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from nonesuch.errors import DataError, PackError, RecipeError
from nonesuch.tomlfile import line_of, load_model, read_toml

if TYPE_CHECKING:
    from pathlib import Path


class Circle(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["circle"] = "circle"
    radius: float


class Square(BaseModel):
    model_config = ConfigDict(extra="forbid")
    kind: Literal["square"] = "square"
    side: float


class Drawing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    title: str
    colour: Literal["red", "green"] = "red"
    size: dict[str, int] = {}
    edge: int | str | None = None
    shape: list[Annotated[Circle | Square, Field(discriminator="kind")]] = []


WRONG: dict[str, tuple[str, str, str, str | None]] = {
    "a key is missing": ("size = {}\n", "key 'title' is missing", "", None),
    "a key is unknown": (
        'title = "x"\ncolor = "red"\n', "unknown key 'color'", "line 2: color", "did you mean 'colour'?"),
    "a word is unknown": (
        'title = "x"\ncolour = "gren"\n', "unknown value for 'colour'", "line 2: colour", "did you mean 'green'?"),
    "a value has another type": ("title = 5\n", "wrong value for 'title'", "line 1: title", None),
    "a value deep down": ('title = "x"\n[size]\na = 1\nb = "two"\n', "wrong value for 'b'", "line 4: size.b", None),
    "a kind is unknown": (
        'title = "x"\n[[shape]]\nkind = "circle"\nradius = 1\n[[shape]]\nkind = "sqare"\n', "unknown kind 'sqare'",
        "line 5: shape[2]", "did you mean 'square'?"),
    "a kind is missing": ('title = "x"\n[[shape]]\nradius = 1\n', "key 'kind' is missing", "line 2: shape[1]", None),
    "a key of one kind": (
        'title = "x"\n[[shape]]\nkind = "circle"\nradios = 1\nradius = 1\n', "unknown key 'radios'",
        "line 4: shape[1].radios", "did you mean 'radius'?"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_line_and_nearest_name(name: str, tmp_path: Path) -> None:
    text, problem, place, hint = WRONG[name]
    path = tmp_path / "d.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(PackError) as caught:
        load_model(Drawing, read_toml(path), path=path)
    assert caught.value.problem == problem
    assert str(caught.value.place).startswith(str(path))
    assert place in str(caught.value.place)
    assert caught.value.hint == hint


def test_a_byte_order_mark_does_not_hide_the_first_key(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_bytes(b"\xef\xbb\xbftitle = 5\n")
    with pytest.raises(PackError) as caught:
        load_model(Drawing, read_toml(path), path=path)
    assert caught.value.place == f"{path}, line 1: title"


def test_all_types_that_a_key_may_have_are_told() -> None:
    with pytest.raises(RecipeError) as caught:
        load_model(Drawing, {"title": "x", "edge": [1]}, path="recipe", error=RecipeError)
    assert caught.value.expected == "a whole number, or a text"
    assert caught.value.hint is None
    with pytest.raises(RecipeError) as caught:
        load_model(Drawing, {"title": 1, "edge": [1], "size": 5}, path="recipe", error=RecipeError)
    assert caught.value.hint == "3 more like it"


def test_the_kind_of_error_is_the_readers_choice(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the file does not exist"):
        read_toml(tmp_path / "no.toml", error=DataError)


def test_a_file_may_have_two_megabytes_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_bytes(b"#" + b"x" * (2 * 2**20 - 1))
    assert read_toml(path) == {}
    path.write_bytes(b"#" + b"x" * 2 * 2**20)
    with pytest.raises(PackError, match="too large") as caught:
        read_toml(path)
    assert (caught.value.expected, caught.value.found) == ("at most 2 MiB", "2,097,153 bytes")


def test_dots_in_values_are_not_parts_of_a_key(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_text('a = "' + "." * 5000 + '"\n# ' + ", " * 5000, "utf-8")
    assert read_toml(path)["a"] == "." * 5000


@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=4, unique=True), st.integers(0, 9))
def test_the_line_of_a_key_is_found_behind_any_comments(keys: list[str], comments: int) -> None:
    text = "# a = 1\n" * comments + f"[{'.'.join(keys)}]\nx = 1\n"
    assert line_of(text, [*keys, "x"]) == comments + 2
    assert line_of(text, [*keys, "y"]) == comments + 1
    assert line_of(text, ["z"]) is None


class Edged(BaseModel):
    model_config = ConfigDict(extra="forbid")
    edge: int | Square
    width: int = 1


@pytest.mark.parametrize(
    ("edge", "problem", "place"),
    [
        ({"kind": "square", "side": "two"}, "wrong value for 'side'", "x: edge.side"),
        ({"kind": "sqare", "side": 2}, "unknown value for 'kind'", "x: edge.kind"),
        ({"kind": "square", "sid": 2}, "key 'side' is missing", "x: edge.side"),
        ("two", "wrong value for 'edge'", "x: edge"),
    ],
)
def test_of_a_table_that_is_meant_is_told_what_is_wrong_in_it(edge: object, problem: str, place: str) -> None:
    with pytest.raises(PackError) as caught:
        load_model(Edged, {"edge": edge, "width": "w"}, path="x")
    assert (caught.value.problem, caught.value.place) == (problem, place)
