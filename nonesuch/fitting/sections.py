"""Sections of a table's TOML file written anew, while everything around them stays as it was, comments too."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING, Any

from nonesuch.errors import PackError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["rewrite_sections"]

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]\[]+?)\s*\]\]?\s*(#.*)?$")
Section = tuple[str, str]


def rewrite_sections(
    text: str, *, columns: Mapping[str, Any], models: Mapping[str, Any], drop: Collection[str] = (), place: str
) -> str:
    r"""Write columns of a table anew, add models, and drop models that no column uses.

    Args:
        text: The table's file.
        columns: New content of columns that are there.
        models: Content of models, new or replaced.
        drop: Models to leave out.
        place: The file, for error messages.

    Returns:
        The file; comments inside of replaced sections are lost, all others stay.

    Raises:
        PackError: If the file is written in a way that cannot be edited piece by piece.

    Example:
        >>> text = '# A table\n[columns.a]\nkind = "key"\n\n# b and c\n[columns.b]\nkind = "x"\n'
        >>> print(rewrite_sections(text, columns={"b": {"kind": "learned"}}, models={}, place="t.toml"))
        # A table
        [columns.a]
        kind = "key"
        <BLANKLINE>
        # b and c
        [columns.b]
        kind = "learned"
        <BLANKLINE>
    """
    before = tomllib.loads(text)
    lines = text.splitlines()
    for name, content in columns.items():
        lines = _replace(lines, ("columns", name), content)
    for name in drop:
        lines = _cut(lines, ("models", name))[0]
    for name, content in models.items():
        lines = _add(_cut(lines, ("models", name))[0], ("models", name), content)
    made = "\n".join(lines) + "\n"
    kept = {name: model for name, model in before.get("models", {}).items() if name not in drop}
    wanted = {**before, "columns": {**before["columns"], **columns}, "models": {**kept, **models}}
    if not _reads_as(made, {key: value for key, value in wanted.items() if value != {}}):
        raise PackError(
            "the file cannot be edited piece by piece",
            place=place,
            expected="a section [columns.NAME], or a line, for each column",
            hint="write the columns in sections of their own and try again",
        )
    return made


def _reads_as(text: str, wanted: Mapping[str, Any]) -> bool:
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return {key: value for key, value in found.items() if value != {}} == wanted


def _replace(lines: list[str], section: Section, content: Mapping[str, Any]) -> list[str]:
    rest, at = _cut(lines, section)
    if at is not None:
        return [*rest[:at], *_written(section, content), *rest[at:]]
    return _replace_line(lines, section, content)


def _cut(lines: list[str], section: Section) -> tuple[list[str], int | None]:
    """Leave a section and those below it out, but for the comments before the next one; and where it stood."""
    kept: list[str] = []
    at, start = None, None
    for place, line in enumerate([*lines, "[end]"]):
        name = _name(line)
        if name is None:
            continue
        if start is not None:
            body, tail = _split_tail(lines[start:place])
            mine = _name(body[0])
            if mine is not None and mine[: len(section)] == section:
                while at is not None and tail and not tail[0].strip():
                    del tail[0]
                at = len(kept) if at is None else at
                kept += tail
            else:
                kept += body + tail
        else:
            kept += lines[:place]
        start = place
    return kept, at


def _split_tail(section: list[str]) -> tuple[list[str], list[str]]:
    """Blank lines and comments at the end of a section belong to the next one."""
    end = len(section)
    while end > 1 and (not section[end - 1].strip() or section[end - 1].lstrip().startswith("#")):
        end -= 1
    return section[:end], section[end:]


def _name(line: str) -> tuple[str, ...] | None:
    header = _HEADER.match(line)
    return None if header is None else tuple(part.strip().strip('"') for part in header[1].split("."))


def _replace_line(lines: list[str], section: Section, content: Mapping[str, Any]) -> list[str]:
    """Replace ``name = ...`` inside of ``[columns]``; a text over several lines ends where TOML can be read again."""
    inside = False
    for place, line in enumerate(lines):
        inside = _name(line) == section[:1] if _name(line) is not None else inside
        if inside and re.match(rf"^\s*{re.escape(section[1])}\s*=", line):
            end = next((end for end in range(place + 1, len(lines) + 1) if _is_whole(lines[place:end])), place + 1)
            return [*lines[:place], f"{section[1]} = {_value(dict(content))}", *lines[end:]]
    return lines


def _is_whole(lines: list[str]) -> bool:
    try:
        tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return False
    return True


def _add(lines: list[str], section: Section, content: Mapping[str, Any]) -> list[str]:
    """Set a section before those of the columns, and before the comments that stand above them."""
    first = next((place for place, line in enumerate(lines) if (_name(line) or ("",))[0] == "columns"), len(lines))
    while first and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return [*lines[:first], *_written(section, content), "", *lines[first:]]


def _written(section: Section, content: Mapping[str, Any]) -> list[str]:
    return [f"[{'.'.join(section)}]", *(f"{key} = {_value(value)}" for key, value in content.items())]


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_value(inner)}" for key, inner in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
