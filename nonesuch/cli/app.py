"""The program `nonesuch`: its commands, and how errors end it."""

from __future__ import annotations

import os
import sys
from typing import Annotated, NoReturn

import typer
from rich.text import Text

from nonesuch.cli.console import error_console, plain
from nonesuch.errors import NonesuchError, SystemFault

__all__ = ["app", "main"]

EXIT_BROKEN_RULES = 1
EXIT_BAD_INPUT = 2
EXIT_INTERRUPTED = 130
EXIT_BROKEN_PIPE = 141

app = typer.Typer(
    name="nonesuch",
    help="Records of people who do not exist: medical cases, card payments with fraud, dialogues, reviews.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of errors.")] = False,  # noqa: FBT002 - a flag, which `main` looks for itself
) -> None:
    """Read the options that all commands share."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the program and exit: 0 fine, 1 data broke rules, 2 bad input.

    Args:
        arguments: The command line, without the program's name; None for the process's own.
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        import nonesuch.cli.commands  # noqa: F401, PLC0415 - registers the commands

        code = app(words, standalone_mode=False)
    except NonesuchError as error:
        if "--debug" in words:
            raise
        _tell(error)
        sys.exit(EXIT_BAD_INPUT)
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_BROKEN_PIPE)
    except OSError as problem:
        if "--debug" in words:
            raise
        reason = problem.strerror or str(problem)
        _tell(SystemFault("the machine refused", place=str(problem.filename or "a file"), found=reason))
        sys.exit(EXIT_BAD_INPUT)
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    except Exception as error:  # noqa: BLE001 - raised again unless it is Click's
        _usage(error)
    if code == EXIT_INTERRUPTED:  # Typer, too, turns an interruption into this code
        error_console().print("interrupted; the same command goes on where it stopped")
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: Exception) -> NoReturn:
    """Click's own errors about options and arguments; anything else is a mistake of ours and is raised."""
    show = getattr(error, "show", None)
    if show is None:
        raise error
    show()
    sys.exit(EXIT_BAD_INPUT)


def _tell(error: NonesuchError) -> None:
    error_console().print(Text.assemble(("error: ", "bold red"), plain(str(error))), soft_wrap=True)
