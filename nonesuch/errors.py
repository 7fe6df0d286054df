"""The errors of nonesuch, split by who can mend them.

Every error says where it happened, what was expected, what was found and what to do next. The command line prints
exactly that and exits with status 2; ``--debug`` adds the traceback.
"""

from __future__ import annotations

from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

__all__ = ["DataError", "NonesuchError", "PackError", "RecipeError", "SystemFault", "UsageError", "nearest", "placed"]

_MOST = 600
"""Characters of a part of an error; a name that is longer is no name, and all of it must fit a screen."""


class NonesuchError(Exception):
    """Base of every error that nonesuch raises on purpose.

    Args:
        problem: What is wrong, one sentence without a final stop.
        place: Where: a file and line, a table and column, an option.
        expected: What would have been right.
        found: What stood there instead.
        hint: What to do next.

    Example:
        >>> print(NonesuchError("unknown column", place="vitals.toml: columns.sys", hint="did you mean 'systolic'?"))
        unknown column
          where: vitals.toml: columns.sys
          hint:  did you mean 'systolic'?
    """

    def __init__(
        self,
        problem: str,
        *,
        place: str | None = None,
        expected: str | None = None,
        found: object = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(problem, place, expected, found, hint)
        self.problem = _shorten(problem, _MOST)
        self.place = None if place is None else _shorten(place, _MOST)
        self.expected = None if expected is None else _shorten(expected, _MOST)
        self.found = None if found is None else _shorten(found)
        self.hint = None if hint is None else _shorten(hint, _MOST)

    def __str__(self) -> str:
        parts = [("where", self.place), ("expected", self.expected), ("found", self.found), ("hint", self.hint)]
        width = max((len(label) for label, text in parts if text), default=0)
        return "\n".join([self.problem, *(f"  {label + ':':<{width + 1}} {text}" for label, text in parts if text)])

    def at(self, place: str) -> Self:
        """The same error, told where it happened.

        Args:
            place: Where.

        Returns:
            A new error of the same kind.
        """
        return type(self)(self.problem, place=place, expected=self.expected, found=self.found, hint=self.hint)

    def __reduce__(self) -> tuple[object, ...]:
        """Survive the way back from a worker process."""
        fields = {"place": self.place, "expected": self.expected, "found": self.found, "hint": self.hint}
        return (_rebuild, (type(self), self.problem, fields))


class PackError(NonesuchError, ValueError):
    """A pack (tables, rules, words, contracts) is wrong; its author can mend it."""


class RecipeError(NonesuchError, ValueError):
    """A recipe asks for something unknown or impossible; its author can mend it."""


class UsageError(NonesuchError, ValueError):
    """A function or command was called wrongly; the caller can mend it."""


class DataError(NonesuchError, ValueError):
    """Data handed in are not what they should be; whoever made them can mend them."""


class SystemFault(NonesuchError, OSError):  # noqa: N818 - the machine's fault, not the program's error
    """The machine refused: disk full, folder read-only, package missing, database away."""


@contextmanager
def placed(place: str) -> Iterator[None]:
    """Tell where an error happened, if it does not say so itself.

    Args:
        place: Where.

    Raises:
        NonesuchError: The same error, with a place.

    Example:
        >>> with placed("vitals.bmi"):
        ...     raise PackError("all weights are 0")
        Traceback (most recent call last):
        ...
        nonesuch.errors.PackError: all weights are 0
          where: vitals.bmi
    """
    try:
        yield
    except NonesuchError as error:
        if error.place is not None:
            raise
        raise error.at(place) from None


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Hint at the known name that resembles ``name`` most, or list a few known names.

    Args:
        name: The unknown name.
        known: The names that would have been right.

    Returns:
        A hint for an error message; None when nothing is known.

    Example:
        >>> nearest("patient", ["patients", "vitals"])
        "did you mean 'patients'?"
        >>> nearest("xyz", ["patients", "vitals"])
        'known names: patients, vitals'
    """
    names = sorted(set(known))
    close = get_close_matches(name, names, n=1)
    if close:
        return f"did you mean {close[0]!r}?"
    if not names:
        return None
    return "known names: " + ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")


def _shorten(value: object, limit: int = 200) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _rebuild(kind: type[NonesuchError], problem: str, fields: dict[str, str | None]) -> NonesuchError:
    return kind(problem, **fields)
