"""Which columns of a table identify persons, and what gave them away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.generators.identifiers.dictionary import name_share
from nonesuch.generators.identifiers.patterns import match_patterns, name_kind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Finding", "find_identifiers"]

_SAMPLE = 4_000
_FEW_ROWS, _MANY_ROWS = 20, 100
_LONG = 9
_UNIQUE, _MANY, _ROWS_EACH = 0.98, 0.5, 20
_TEXT_LENGTH, _TEXT_WORDS = 30, 5
_CARELESS = frozenset({"first_name", "last_name", "name", "address", "phone", "email", "ssn", "username"})


@dataclass(frozen=True)
class Finding:
    """A column that identifies.

    Attributes:
        column: Its name.
        kind: What it holds: ``email``, ``name``, ``id``, ``text`` and so on.
        evidence: What gave it away, one phrase each.
        unique: Whether every known value stands in one row only.
    """

    column: str
    kind: str
    evidence: tuple[str, ...]
    unique: bool


def find_identifiers(
    table: pl.DataFrame, *, locales: Sequence[str] = ("en_US",), skip: Iterable[str] = ()
) -> tuple[Finding, ...]:
    """Find the columns that identify.

    Names of columns, patterns and check digits of values, dictionaries of names and uniqueness are looked at, on at
    most 4,000 different values a column.

    Args:
        table: Shape (n, columns).
        locales: Faker's locales whose names of persons are known.
        skip: Columns that are known not to identify.

    Returns:
        One finding a column that identifies, in the table's order.

    Example:
        >>> mails = [f"p{i}@x.org" for i in range(30)]
        >>> table = pl.DataFrame({"id": range(30), "mail": mails, "age": [40, 41, 42] * 10})
        >>> [(finding.column, finding.kind) for finding in find_identifiers(table)]
        [('id', 'id'), ('mail', 'email')]
    """
    left_out = set(skip)
    found = (_examine(series, locales) for series in table if series.name not in left_out)
    return tuple(finding for finding in found if finding is not None)


def _examine(series: pl.Series, locales: Sequence[str]) -> Finding | None:
    known = series.drop_nulls()
    if not len(known) or series.dtype.is_float() or series.dtype.is_temporal() or series.dtype == pl.Boolean:
        return None
    distinct = known.n_unique()
    if series.dtype == pl.String:
        return _examine_texts(known, distinct, locales)
    return _examine_integers(known, distinct)


def _examine_integers(known: pl.Series, distinct: int) -> Finding | None:
    named = name_kind(known.name)
    unique = distinct == len(known) and len(known) >= _FEW_ROWS
    evidence = []
    if named and named[0] in {"phone", "ssn", "card"} and distinct > _MANY * len(known):
        return Finding(known.name, named[0], (f"the name says {named[1]!r}", _spread(known, distinct)), unique)
    if named and named[0] in {"id", "uuid", "name", "username"}:
        evidence.append(f"the name says {named[1]!r}")
    if unique:
        low, high = int(known.min()), int(known.max())  # type: ignore[arg-type] # integers
        if high - low < 2 * len(known) and (evidence or len(known) >= _MANY_ROWS):
            evidence.append("running numbers")
        elif len(str(high)) >= _LONG and len(str(low)) == len(str(high)):
            evidence.append(f"all values have {len(str(high))} digits")
        if evidence:
            return Finding(known.name, "id", (*evidence, "every value is different"), unique=True)
    elif evidence and _scattered(known, distinct):
        return Finding(known.name, "id", (*evidence, _spread(known, distinct)), unique=False)
    return None


def _examine_texts(  # noqa: PLR0911 - one line a kind of evidence
    known: pl.Series, distinct: int, locales: Sequence[str]
) -> Finding | None:
    sample = known.head(4 * _SAMPLE).unique(maintain_order=True).head(_SAMPLE)
    named = name_kind(known.name)
    evidence = [f"the name says {named[1]!r}"] if named else []
    unique = distinct == len(known) and len(known) >= _FEW_ROWS
    pattern = match_patterns(sample)
    if pattern:
        return Finding(known.name, pattern[0], (*evidence, pattern[1]), unique)
    many = (distinct > _ROWS_EACH or len(known) < _FEW_ROWS) and not _numeric(sample)
    if (
        named
        and named[0] in _CARELESS
        and many
        and (named[0] != "name" or name_share(sample.head(500), locales) > _MANY)
    ):
        return Finding(known.name, named[0], (*evidence, _spread(known, distinct)), unique)
    if not _scattered(known, distinct) or (_numeric(sample) and not named):
        return None
    if _wordy(sample):
        return Finding(known.name, "text", (*evidence, "long texts", _spread(known, distinct)), unique)
    share = name_share(sample.head(500), locales)
    if share > _MANY:
        return Finding(known.name, "name", (*evidence, f"{share:.0%} hold a name of Faker's dictionaries"), unique)
    if named or distinct > _MANY * len(known):
        kind = named[0] if named and named[0] not in {"name", "text"} else "id"
        return Finding(known.name, kind, (*evidence, _spread(known, distinct)), unique)
    return None


def _scattered(known: pl.Series, distinct: int) -> bool:
    """Whether values are too many to be categories."""
    if len(known) < _FEW_ROWS:
        return distinct == len(known)
    return distinct > 50 and len(known) < distinct * (_ROWS_EACH if distinct > 1_000 else 5)


def _numeric(sample: pl.Series) -> bool:
    read = sample.str.strip_chars().cast(pl.Float64, strict=False).is_not_null()
    return int(read.sum()) > (_UNIQUE - 0.03) * len(sample)


def _wordy(sample: pl.Series) -> bool:
    length, words = sample.str.len_chars().sum(), sample.str.count_matches(r"\S+").sum()
    return length >= _TEXT_LENGTH * len(sample) and words >= _TEXT_WORDS * len(sample)


def _spread(known: pl.Series, distinct: int) -> str:
    return f"{distinct:,} different values in {len(known):,} rows"
