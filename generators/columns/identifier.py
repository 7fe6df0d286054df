"""Numbers that look like identifiers and can belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import polars as pl
from pydantic import Field

from nonesuch.errors import PackError
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.permutation import Permutation
from nonesuch.generators.randomness import digest

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch

__all__ = ["IdentifierSpec", "luhn_digit"]

_DIGITS = 11


class IdentifierSpec(ColumnSpec):
    """An identifier from a range that is never issued.

    ``ssn``: area 900-999 with group 00, which is neither a Social Security number nor an ITIN. ``card_number``: 16
    digits that begin with 9999 (ISO 7812 leaves 9 to national use, and 999 is no country) and pass the Luhn check;
    unique by row. ``code``: a prefix and a number that is unique by row but shows no order.
    """

    kind: Literal["identifier"] = "identifier"
    of: Literal["ssn", "card_number", "code"] = Field(description="What kind of number.")
    prefix: str = Field("", max_length=16, description="What a code begins with.")
    digits: int = Field(10, ge=4, le=18, description="Digits of a code.")

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        if self.of == "ssn":
            return _Ssn()
        digits = _DIGITS if self.of == "card_number" else self.digits
        if binding.most > 10**digits:
            raise PackError(
                "the codes would run out, and repeat",
                place=binding.place,
                expected=f"at most {10**digits:,} possible rows, or more digits",
                found=f"{binding.most:,}",
            )
        order = Permutation(10**digits, digest(binding.seed, binding.domain, binding.table, binding.column))
        return _Numbered(
            order, digits, "9999" if self.of == "card_number" else self.prefix, checked=self.of == "card_number"
        )


@dataclass(frozen=True)
class _Ssn:
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        area, serial = rng.integers(900, 1000, batch.size), rng.integers(1, 10_000, batch.size)
        return pl.select(
            text=pl.concat_str([pl.Series(area), pl.lit("-00-"), pl.Series(serial).cast(pl.String).str.zfill(4)])
        )["text"]


@dataclass(frozen=True, eq=False)
class _Numbered:
    order: Permutation
    digits: int
    prefix: str
    checked: bool
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the permutation is the chance
        number = self.order(batch.numbers % 10**self.digits)  # rows beyond the wanted ones may repeat
        text = pl.Series(number).cast(pl.String).str.zfill(self.digits)
        parts: list[pl.Expr | pl.Series] = [pl.lit(self.prefix), text]
        if self.checked:
            parts.append(
                pl.Series(luhn_digit(number + int(self.prefix) * 10**self.digits, len(self.prefix) + self.digits))
            )
        return pl.select(text=pl.concat_str(parts))["text"]


def luhn_digit(numbers: NDArray[np.int64], digits: int) -> NDArray[np.int64]:
    """The digit that makes a number pass the Luhn check (ISO/IEC 7812-1, annex B).

    Args:
        numbers: Shape (n,), numbers without their check digit.
        digits: How many digits they have.

    Returns:
        Shape (n,), 0 to 9.

    Example:
        >>> luhn_digit(np.array([7992739871]), 10)
        array([3])
    """
    total = np.zeros(len(numbers), dtype=np.int64)
    for place in range(digits):
        digit = numbers // 10**place % 10
        doubled = digit * 2
        total += np.where(place % 2 == 0, doubled - 9 * (doubled > 9), digit)
    return -total % 10
