"""Quasi-identifiers: columns that name nobody alone, but few persons together."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

__all__ = ["QuasiIdentifiers", "quasi_identifiers"]

_WORDS = re.compile(
    r"(?i)(?:^|_|\b)(age|sex|gender|birth|dob|race|ethnic\w*|zip\w*|post(al|code)\w*|city|county|region|state|country|"
    r"native|marital\w*|education|occupation|job|profession|relig\w*|nationality|language|admission\w*|discharge\w*|death\w*)"
    r"(?=$|_|\b|s\b)"
)
_MOST = 8


@dataclass(frozen=True)
class QuasiIdentifiers:
    """What a combination of columns gives away (Sweeney: "k-anonymity", IJUFKS 10(5), 2002).

    Attributes:
        columns: The columns taken together.
        smallest: Rows in the smallest class of equal combinations, the table's k.
        unique: Share of rows that are alone in their class.
        below_5: Share of rows in classes of fewer than 5.
        below_11: Share of rows in classes of fewer than 11, the cell size regulators of medicine ask for.
    """

    columns: tuple[str, ...]
    smallest: int
    unique: float
    below_5: float
    below_11: float


def quasi_identifiers(table: pl.DataFrame, columns: Sequence[str] | None = None) -> QuasiIdentifiers | None:
    """Count how few rows share a combination of quasi-identifiers.

    Args:
        table: Shape (n, columns).
        columns: The combination; None: columns whose names speak of demography, place or dates of life, eight at most.

    Returns:
        The figures; None if there is no such column.

    Example:
        >>> import polars as pl
        >>> table = pl.DataFrame({"age": [40, 40, 41], "sex": ["f", "f", "m"], "score": [1.0, 2.0, 3.0]})
        >>> found = quasi_identifiers(table)
        >>> found.columns, found.smallest, round(found.unique, 2)
        (('age', 'sex'), 1, 0.33)
    """
    if columns is None:
        columns = [name for name in table.columns if _WORDS.search(re.sub(r"(?<=[a-z])(?=[A-Z])|[-. ]", "_", name))][
            :_MOST
        ]
    if not columns or not table.height:
        return None
    sizes = table.group_by(columns).len("$rows")["$rows"]
    rows = table.height

    def share(limit: int) -> float:
        return int(sizes.filter(sizes < limit).sum()) / rows

    return QuasiIdentifiers(tuple(columns), int(sizes.min()), share(2), share(5), share(11))  # type: ignore[arg-type] # counts
