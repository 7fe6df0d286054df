"""docs/cli.md: all commands with their options, as typer knows them."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

import typer.main

import nonesuch.cli.commands  # noqa: F401 - registers the commands
from nonesuch.cli.app import app

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["cli_page"]

_INTRODUCTION = """\
# Commands

Made by `python -m scripts.renew_docs`; `nonesuch COMMAND --help` says the same.

Exit codes: 0 fine, 1 data broke rules or a gate refused, 2 the input is wrong.
`nonesuch --debug COMMAND` shows the traceback of an error.
"""


def cli_page() -> str:
    """Write the page.

    Returns:
        Markdown.
    """
    return "\n".join([_INTRODUCTION, *_group(typer.main.get_command(app), "nonesuch", 2)])


def _group(group: Any, path: str, level: int) -> Iterator[str]:
    for name, command in group.commands.items():
        yield from _command(command, f"{path} {name}", level)


def _command(command: Any, path: str, level: int) -> Iterator[str]:
    yield f"{'#' * level} {path}\n"
    yield f"{_plain(inspect.cleandoc(command.help or ''))}\n"
    if hasattr(command, "commands"):
        yield from _group(command, path, level + 1)
        return
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    words = [f"[{_name(p)}]" if not p.required else _name(p) for p in arguments]
    yield f"```text\n{' '.join([path, *words, '[OPTIONS]'])}\n```\n"
    yield "| | |\n|---|---|"
    for parameter in command.params:
        yield f"| `{_shown(parameter)}` | {_plain(parameter.help or '')}{_default(parameter)} |"
    yield ""
    if command.epilog:
        yield f"```sh\n{_examples(command.epilog)}\n```\n"


def _name(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name).upper()


def _shown(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return _name(parameter)
    return ", ".join([*parameter.opts, *parameter.secondary_opts])


def _default(parameter: Any) -> str:
    shown = parameter.default not in (None, False, True, "", []) and not callable(parameter.default)
    return f" Default: `{parameter.default}`." if shown and not parameter.required else ""


def _plain(text: str) -> str:
    return re.sub(r"\\(\[)|\[(?:/|/?bold)\]", r"\1", text).replace("|", "\\|")


def _examples(epilog: str) -> str:
    lines = [line for line in _plain(epilog).splitlines() if line.strip() not in {"Examples", "Example"}]
    return inspect.cleandoc("\n".join(line for line in lines if line.strip()))
