"""What tests get from the fixture `nonesuch`: records of a domain, the same ones in every run of the test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nonesuch.classes import models as models_of
from nonesuch.errors import UsageError
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
    """Makes records for one test.

    All calls of a test have the same seed, so that the same call gives the same rows. Rows of several tables belong
    together where one `data` made them.

    Args:
        seed: The seed of the test.

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
        """
        made = self.polars(name, rows, **options).to_dicts()
        if not models:
            return made
        domain, table = _parts(name)
        kind = models_of(domain)[table]
        return [kind(**record) for record in made]

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


def _parts(name: str) -> tuple[str, str]:
    domain, dot, table = name.rpartition(".")
    if not dot or not domain or not table:
        raise UsageError("this is no name of a table", expected="domain.table, such as medical.case", found=name)
    return domain, table
