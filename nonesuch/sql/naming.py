"""What tables are called in a database, so that several domains can share one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nonesuch.errors import UsageError

__all__ = ["Naming"]

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,30}")
_EXPECTED = "letters, digits and _, at most 31, and no digit first"


@dataclass(frozen=True)
class Naming:
    """How names of tables become names in a database.

    Attributes:
        prefix: What stands before each name.
        schema: Schema (name space) of PostgreSQL that holds the tables; None for the one of the connection.

    Raises:
        UsageError: If one of them is no plain word.

    Example:
        >>> Naming(prefix="fraud_").table("customers")
        'fraud_customers'
        >>> Naming(schema="fraud").key("customers")
        'fraud.customers'
    """

    prefix: str = ""
    schema: str | None = None

    def __post_init__(self) -> None:
        for place, word in (("prefix", self.prefix or None), ("schema", self.schema)):
            if word is not None and not _WORD.fullmatch(word):
                raise UsageError(f"this is no {place} of tables", place=place, expected=_EXPECTED, found=word)

    def table(self, name: str) -> str:
        """Name of a table inside its schema."""
        return self.prefix + name

    def key(self, name: str) -> str:
        """Name of a table with its schema, if it has one."""
        return self.table(name) if self.schema is None else f"{self.schema}.{self.table(name)}"
