"""What tests get from the fixture `nonesuch`: records of a domain, the same ones in every run of the test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from nonesuch.classes import models as models_of
from nonesuch.errors import DataError, UsageError
from nonesuch.frames import to_pandas
from nonesuch.in_memory import generate
from nonesuch.rows import make_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl

    from nonesuch.dataset import Dataset

__all__ = ["Fixture"]


@dataclass(frozen=True)
class Fixture:
    """Makes records for one test, or for a module or session of tests.

    All calls have the same seed, so that the same call gives the same rows. Rows of several tables belong
    together where one `data` made them.

    Args:
        seed: The seed of the test, module or session.

    Example:
        >>> Fixture(3).records("fraud.cities", 1)[0]["city"]
        'New York'
    """

    seed: int

    def records(self, name: str, rows: int = 1, *, models: bool = False, **options: Any) -> list[Any]:
        """Make records of a table or view.

        Args:
            name: ``domain.table``, such as ``medical.case``; the domain may be the path of a pack.
            rows: How many.
            models: Whether they are objects of the pydantic classes of `nonesuch.models`.
            **options: ``given``, ``locale``, ``reference_date``, ``scenarios`` as for `nonesuch.generate`; another
                ``seed``.

        Returns:
            Dicts of Python values, dates and moments as such, or pydantic objects.

        Raises:
            UsageError: If the name is unknown, or objects are wanted of a table without a contract.
            RecipeError: If something is asked for that the pack does not have, or that is impossible.
            DataError: If objects are wanted, and a record does not fit its contract.
        """
        made = self.polars(name, rows, **options).to_dicts()
        if not models:
            return made
        domain, table = _parts(name)
        kind = models_of(domain)[table]
        try:
            return [kind(**record) for record in made]
        except ValidationError as problem:
            raise _misfit(problem, name) from None

    def frame(self, name: str, rows: int = 1, **options: Any) -> pd.DataFrame:
        """Make rows of a table or view as a pandas frame; otherwise as `records`."""
        return to_pandas(self.polars(name, rows, **options))

    def polars(self, name: str, rows: int = 1, **options: Any) -> pl.DataFrame:
        """Make rows of a table or view as a polars frame; otherwise as `records`."""
        return make_rows(*_parts(name), rows, **{"seed": self.seed, **options})

    def data(self, what: str | Path, **options: Any) -> Dataset:
        """Make all tables of a domain, whose rows belong together.

        Args:
            what: A domain, or the path of a pack or recipe.
            **options: As for `nonesuch.generate`: ``customers=50``, ``views=[...]``, ``given={...}``.

        Returns:
            The tables.
        """
        return generate(what, **{"seed": self.seed, **options})


def _misfit(problem: ValidationError, name: str) -> DataError:
    first, *more = problem.errors(include_url=False)
    column = ".".join(map(str, first["loc"]))
    hint = f"{len(more)} more of its columns do not fit" if more else None
    return DataError(
        "a record does not fit its contract", place=f"{name}.{column}", expected=first["msg"], found=first["input"],
        hint=hint,
    )  # fmt: skip


def _parts(name: str) -> tuple[str, str]:
    domain, dot, table = name.rpartition(".")
    if not dot or not domain or not table:
        raise UsageError("this is no name of a table", expected="domain.table, such as medical.case", found=name)
    return domain, table
