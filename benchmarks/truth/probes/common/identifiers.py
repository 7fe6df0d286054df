"""Can an identifier belong to somebody alive? Every text of every table is searched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import exactly
from benchmarks.truth.measures import share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "live_cards", "live_mail", "live_phones", "live_tax_numbers"]

_MAIL = r"^[^@\s]+@([^@\s]+[.][^@\s]+)$"
_RESERVED_MAIL = r"(?i)(^|[.])(example[.](com|net|org)|example|test|invalid|localhost)$"
# The North American plan, written with marks between the groups or after +1 or 001, with or without an extension.
_PHONE = r"^(?:(?:[+]1|001|1)[-. ]?)?(?:[(][2-9]\d{2}[)] ?|[2-9]\d{2}[-. ])(\d{3})[-. ](\d{4})(?: ?x\d+)?$"
_CARD = r"^[2-6]\d{3}[- ]?\d{4,6}[- ]?\d{4,5}[- ]?\d{0,7}$"
_TAX = r"^(\d{3})-(\d{2})-(\d{4})$"
_PUBLISHED_TEST_CARDS = [
    "4111111111111111",
    "4242424242424242",
    "5555555555554444",
    "5105105105105100",
    "2223000048400011",
    "378282246310005",
    "371449635398431",
    "6011111111111117",
    "3530111333300000",
    "30569309025904",
]


@probe(
    claim="no e-mail address on a domain that somebody can own",
    band=exactly(0),
    unit="% of addresses",
    source="RFC 2606 and RFC 6761 reserve example.com, .net, .org, .example, .test, .invalid",
    needs={"texts": ("value",)},
    least=1,
)
def live_mail(texts: pl.DataFrame) -> Figure:
    domains = texts.select(domain=pl.col("value").str.extract(_MAIL, 1)).drop_nulls()
    return share(domains, ~pl.col("domain").str.contains(_RESERVED_MAIL))


@probe(
    claim="no telephone number that can ring",
    band=exactly(0),
    unit="% of US numbers",
    source="the North American plan keeps 555-0100 to 555-0199 for fiction (ATIS-0300115)",
    needs={"texts": ("value",)},
    least=1,
)
def live_phones(texts: pl.DataFrame) -> Figure:
    value = pl.col("value")
    numbers = texts.select(exchange=value.str.extract(_PHONE, 1), line=value.str.extract(_PHONE, 2)).drop_nulls()
    return share(numbers, ~((pl.col("exchange") == "555") & pl.col("line").str.starts_with("01")))


@probe(
    claim="no card number that a scheme can have issued",
    band=exactly(0),
    unit="numbers",
    source="ISO/IEC 7812: first digits 2 to 6 and a right check digit; numbers published for tests are allowed",
    needs={"texts": ("value",)},
    least=1,
)
def live_cards(texts: pl.DataFrame) -> Figure:
    digits = texts.filter(pl.col("value").str.contains(_CARD)).select(pl.col("value").str.replace_all("[- ]", ""))
    numbers = digits.filter(pl.col("value").str.len_chars().is_between(13, 19))
    issued = _luhn(pl.col("value")) & ~pl.col("value").is_in(_PUBLISHED_TEST_CARDS)
    return float(numbers.filter(issued).height) if numbers.height else None


@probe(
    claim="no social security number that can have been issued",
    band=exactly(0),
    unit="% of numbers",
    source="SSA: area 000, 666 and 900 to 999, group 00 and serial 0000 are never issued",
    needs={"texts": ("value",)},
    least=1,
)
def live_tax_numbers(texts: pl.DataFrame) -> Figure:
    area, group, serial = (pl.col("value").str.extract(_TAX, part) for part in (1, 2, 3))
    numbers = texts.select(area=area, group=group, serial=serial).drop_nulls()
    never = pl.col("area").is_in(["000", "666"]) | pl.col("area").str.starts_with("9")
    return share(numbers, ~(never | (pl.col("group") == "00") | (pl.col("serial") == "0000")))


def _luhn(digits: pl.Expr) -> pl.Expr:
    """Whether the last digit is the check digit of the others."""
    padded = digits.str.zfill(20)
    total = pl.lit(0)
    for place in range(20):
        digit = padded.str.slice(place, 1).cast(pl.Int64)
        total = total + (digit if place % 2 else digit * 2 - pl.when(digit > 4).then(9).otherwise(0))
    return total % 10 == 0


PROBES = (live_mail, live_phones, live_cards, live_tax_numbers)
