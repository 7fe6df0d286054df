"""TOML files read into pydantic models, with errors that name file, line, key, expected, found and the nearest name."""

from __future__ import annotations

import re
import tomllib
import types
import typing
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from nonesuch.errors import NonesuchError, PackError, SystemFault, nearest

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_core import ErrorDetails

__all__ = ["line_of", "load_model", "read_toml"]

M = TypeVar("M", bound=BaseModel)
Key = str | int

_MAX_BYTES = 2 * 2**20
_MOST_DOTS = 100  # tomllib needs time that grows with the square of the parts of a key
_WORDS = {
    "a valid boolean": "true or false",
    "a valid date": "a date",
    "a valid dictionary": "a table: key = value",
    "a valid integer": "a whole number",
    "a valid list": "a list: [...]",
    "a valid number": "a number",
    "a valid string": "a text",
    "a valid time": "a time",
    "a valid tuple": "a list: [...]",
}
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_VALIDATED = re.compile(r"^function-(after|before)\[")  # how pydantic speaks of a model with validators of its own
_KEY = re.compile(r"""^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=""")


def read_toml(path: Path, *, error: type[NonesuchError] = PackError) -> dict[str, Any]:
    """Read a TOML file.

    Args:
        path: The file, at most 2 MiB of UTF-8, with or without a byte order mark.
        error: The kind of error to raise when the file's author is to blame.

    Returns:
        Its content.

    Raises:
        NonesuchError: Of the given kind if the file is missing, a folder, too large, or not TOML; a `SystemFault` if it
            cannot be read.
    """
    try:
        if path.is_dir():
            raise error("a file is wanted, this is a folder", place=str(path), expected="a TOML file")
        if path.stat().st_size > _MAX_BYTES:
            raise error(
                "the file is too large",
                place=str(path),
                expected=f"at most {_MAX_BYTES // 2**20} MiB",
                found=f"{path.stat().st_size:,} bytes",
            )
        text = path.read_text("utf-8-sig")
        if any(line.partition("=")[0].count(".") > _MOST_DOTS for line in text.splitlines()):
            raise error("a key has too many parts", place=str(path), expected=f"at most {_MOST_DOTS} dots")
        return tomllib.loads(text)
    except FileNotFoundError:
        raise error("the file does not exist", place=str(path), expected="a TOML file") from None
    except UnicodeDecodeError as problem:
        raise error("the file is not UTF-8", place=str(path), found=str(problem)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise error(
            "the file is not valid TOML", place=str(path), found=str(problem) or type(problem).__name__
        ) from None
    except NonesuchError:
        raise
    except ValueError as problem:  # a path that no file can have
        raise error("the file cannot be read", place=repr(str(path)), found=str(problem)) from None
    except OSError as problem:
        raise SystemFault("the file cannot be read", place=str(path), found=problem.strerror or str(problem)) from None


def load_model(
    model: type[M],
    data: object,
    *,
    path: Path | str,
    prefix: Sequence[Key] = (),
    error: type[NonesuchError] = PackError,
    context: object = None,
) -> M:
    """Validate data against a model and speak of the file they came from.

    Args:
        model: A pydantic model.
        data: What was read, or a part of it.
        path: The file it came from, or what it is where it came from none.
        prefix: Keys that lead to the part.
        error: The kind of error to raise.
        context: What models may look at besides the data, such as the folder that other files lie in.

    Returns:
        The model.

    Raises:
        NonesuchError: Of the given kind, about the first thing that is wrong.
    """
    try:
        return model.model_validate(data, context=context)
    except ValidationError as problem:
        raise _translate(model, problem.errors(include_url=False), path, tuple(prefix), error) from None


def _translate(  # noqa: PLR0911 - one case a kind of mistake
    model: type[BaseModel],
    errors: list[ErrorDetails],
    path: Path | str,
    prefix: tuple[Key, ...],
    error: type[NonesuchError],
) -> NonesuchError:
    first = _telling(model, errors)
    keys = _written_keys(model, first["loc"])
    place = _place(path, (*prefix, *keys))
    alike = [other for other in errors if _written_keys(model, other["loc"]) == keys]
    rest = f"{len(errors) - len(alike)} more like it" if len(errors) > len(alike) else None
    name = str(keys[-1]) if keys else "the file"
    context = first.get("ctx", {})
    match first["type"]:
        case "extra_forbidden":
            return error(
                f"unknown key {name!r}",
                place=place,
                found=first["input"],
                hint=nearest(name, _keys_at(model, first["loc"][:-1])),
            )
        case "missing":
            return error(f"key {name!r} is missing", place=place, expected=f"a value for {name!r}", hint=rest)
        case "union_tag_invalid":
            tags = [tag.strip(" '") for tag in str(context["expected_tags"]).split(",")]
            return error(
                f"unknown kind {context['tag']!r}",
                place=place,
                found=context["tag"],
                hint=nearest(str(context["tag"]), tags),
            )
        case "union_tag_not_found":
            return error("key 'kind' is missing", place=place, expected="kind = ...", found=first["input"])
        case "literal_error" | "enum":
            expected = str(context.get("expected", ""))
            known = re.findall(r"'([^']*)'", expected)
            return error(
                f"unknown value for {name!r}",
                place=place,
                expected=expected,
                found=first["input"],
                hint=nearest(str(first["input"]), known),
            )
        case "value_error":
            cause = context.get("error")
            if isinstance(cause, NonesuchError):
                return type(cause)(
                    cause.problem,
                    place=place if cause.place is None else f"{place}: {cause.place}",
                    expected=cause.expected,
                    found=cause.found,
                    hint=cause.hint,
                )
            return error(str(cause), place=place, found=first["input"])
        case _:
            wanted = dict.fromkeys(_plain(other["msg"]) for other in alike)
            given = first["input"]
            found = repr(given) if isinstance(given, str) and given.strip("+-").replace(".", "").isdigit() else given
            return error(
                f"wrong value for {name!r}", place=place, expected=", or ".join(wanted), found=found, hint=rest
            )


def _telling(model: Any, errors: list[ErrorDetails]) -> ErrorDetails:
    """The error to tell: the first one, or of a table that is meant but not right, what it lacks or has wrong."""
    first = errors[0]
    if not isinstance(first["input"], dict) or first["type"] == "extra_forbidden":
        return first
    lacks = (e for e in errors if e["type"] == "missing" and e["input"] == first["input"])
    keys = _written_keys(model, first["loc"]) if first["type"].endswith("_type") else None
    inside = (
        e
        for e in errors[1:]
        if keys is not None
        and _written_keys(model, e["loc"])[: len(keys)] == keys
        and (e["input"] is not first["input"] or not e["type"].endswith("_type"))
    )
    return next(chain(lacks, inside), first)


def _plain(message: str) -> str:
    """What pydantic expects, in the words of a TOML file."""
    words = message.removeprefix("Input should be ").partition(", unable to parse")[0]
    for theirs, ours in _WORDS.items():
        words = words.replace(theirs, ours)
    return words


def _place(path: Path | str, keys: Sequence[Key]) -> str:
    dotted = "".join(f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in keys).lstrip(".")
    try:
        line = line_of(path.read_text("utf-8-sig"), keys) if isinstance(path, Path) else None
    except OSError:
        line = None
    return f"{path}{f', line {line}' if line else ''}{f': {dotted}' if dotted else ''}"


def line_of(text: str, keys: Sequence[Key]) -> int | None:
    r"""Find the line on which a key of a TOML text stands, or the nearest key around it.

    Args:
        text: The TOML text.
        keys: The way to the key: names, and zero-based places in arrays of tables.

    Returns:
        The line, counted from 1; None if not even the first key was found.

    Example:
        >>> line_of('a = 1\n[b.c]\nd = 2', ["b", "c", "d"])
        3
    """
    wanted, known = tuple(str(key) for key in keys), _lines(text)
    return next((known[wanted[:n]] for n in range(len(wanted), 0, -1) if wanted[:n] in known), None)


@lru_cache(maxsize=16)
def _lines(text: str) -> dict[tuple[str, ...], int]:
    """The first line of each key."""
    known: dict[tuple[str, ...], int] = {}
    table: list[str] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            table = _split(header[2])
            if header[1] == "[[":
                name = ".".join(table)
                counts[name] = counts.get(name, -1) + 1
                table = [*table, str(counts[name])]
            known.setdefault(tuple(table), number)
        elif key := _KEY.match(line):
            known.setdefault((*table, *_split(key[1])), number)
    return known


def _split(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", dotted)]


def _written_keys(model: Any, loc: tuple[Key, ...]) -> tuple[Key, ...]:
    """Drop from a pydantic location the tags of unions, which stand in no file."""
    keys: list[Key] = []
    options = [model]
    for step in loc:
        inner = [part for option in options for part in _step(option, step)]
        if inner:
            keys.append(step)
            options = inner
        else:
            tagged = [option for option in options if _tag(option) == step]
            if not tagged and step not in _type_names(options) and not _VALIDATED.match(str(step)):
                keys.append(step)
            options = tagged or options
    return tuple(keys)


def _keys_at(model: Any, loc: tuple[Key, ...]) -> list[str]:
    options = [model]
    for step in loc:
        inner = [part for option in options for part in _step(option, step)]
        options = inner or [option for option in options if _tag(option) == step] or options
    return [name for option in options for name in _fields(option)]


def _fields(option: Any) -> dict[str, Any]:
    if isinstance(option, type) and issubclass(option, BaseModel):
        return {field.alias or name: field.annotation for name, field in option.model_fields.items()}
    return {}


def _step(option: Any, key: Key) -> list[Any]:
    fields = _fields(option)
    if key in fields:
        return _unfold(fields[str(key)])
    origin, arguments = typing.get_origin(option), typing.get_args(option)
    if origin is dict and isinstance(key, str) and len(arguments) == 2:
        return _unfold(arguments[1])
    if origin in (list, tuple) and isinstance(key, int) and arguments:
        return _unfold(arguments[0])
    return []


def _unfold(annotation: Any) -> list[Any]:
    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _unfold(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [part for option in typing.get_args(annotation) for part in _unfold(option)]
    return [annotation]


def _tag(option: Any) -> str | None:
    if isinstance(option, type) and issubclass(option, BaseModel) and "kind" in option.model_fields:
        default = option.model_fields["kind"].default
        return (
            default
            if isinstance(default, str)
            else next(iter(typing.get_args(option.model_fields["kind"].annotation)), None)
        )
    return None


def _type_names(options: list[Any]) -> set[str]:
    return {getattr(option, "__name__", str(option)) for option in options} | {str(option) for option in options}
