"""Are codes codes, of the right sex and age, and valid on their day?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_most, exactly
from benchmarks.truth.measures import share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = [
    "PROBES",
    "chronic_by_coin",
    "codes_of_other_ages",
    "codes_of_other_sex",
    "codes_out_of_date",
    "malformed_codes",
]

_MEN_ONLY = r"^(C6[0-3]|N4[0-9]|N5[0-3]|Z12[.]5)"
_WOMEN_ONLY = r"^(O|C5[1-8]|D2[5-7]|N7[0-7]|N8|N9[0-8]|R87|Z3[2-79A]|Z12[.]4)"

# Least and greatest age in years at which a code is usual.
_AGES = {
    "J44": (30, 130),
    "G30": (50, 130),
    "F03": (50, 130),
    "G20": (35, 130),
    "M81": (40, 130),
    "N40": (35, 130),
    "C61": (35, 130),
    "I48": (18, 130),
    "I25": (25, 130),
    "H25": (40, 130),
    "P": (0, 1),
    "Z00.1": (0, 18),
    "Z00.0": (15, 130),
    "O": (11, 56),
    "Z34": (11, 56),
}

# First day of a code, and the day from which it was replaced by longer ones (fiscal years of ICD-10-CM).
_VALID = {
    "F32.A": ("2021-10-01", None),
    "I5A": ("2021-10-01", None),
    "K21.0": (None, "2020-10-01"),
    "M54.5": (None, "2021-10-01"),
    "M54.50": ("2021-10-01", None),
    "N18.3": (None, "2020-10-01"),
    "N18.30": ("2020-10-01", None),
    "N18.31": ("2020-10-01", None),
    "N18.32": ("2020-10-01", None),
    "R05": (None, "2021-10-01"),
    "R05.9": ("2021-10-01", None),
    "R51": (None, "2020-10-01"),
    "R51.9": ("2020-10-01", None),
    "U07.1": ("2020-04-01", None),
    "J12.82": ("2021-01-01", None),
}


@probe(
    claim="a diagnosis code has the form of one",
    band=exactly(0),
    unit="% are malformed",
    source="ICD-10-CM: letter, digit, digit or letter, then a point and up to four more",
    needs={"diagnoses": ("code",)},
)
def malformed_codes(diagnoses: pl.DataFrame) -> Figure:
    return share(diagnoses, ~pl.col("code").str.contains(r"^[A-Z]\d[0-9A-Z]([.][0-9A-Z]{1,4})?$"))


@probe(
    claim="no man is pregnant, no woman has a prostate",
    band=exactly(0),
    unit="% of codes that belong to one sex are on the other",
    source="ICD-10-CM chapters and headings of one sex; 0 of 1,541 in NHANES",
    needs={"diagnoses": ("code", "sex")},
)
def codes_of_other_sex(diagnoses: pl.DataFrame) -> Figure:
    code, female = pl.col("code"), pl.col("sex") == "female"
    men, women = code.str.contains(_MEN_ONLY), code.str.contains(_WOMEN_ONLY)
    bound = diagnoses.filter(men | women)
    return share(bound, (men & female) | (women & ~female)) if bound.height >= 20 else None


@probe(
    claim="a disease of age or childhood is found at that age",
    band=at_most(1),
    unit="% of such codes lie outside the usual ages",
    source="15 headings with usual ages, in the probe; wide on purpose",
    needs={"diagnoses": ("code", "age")},
)
def codes_of_other_ages(diagnoses: pl.DataFrame) -> Figure:
    code, age = pl.col("code"), pl.col("age")
    gated, wrong = pl.lit(value=False), pl.lit(value=False)
    for heading, (least, most) in _AGES.items():
        of_it = code.str.starts_with(heading)
        gated, wrong = gated | of_it, wrong | (of_it & ~age.is_between(least, most))
    found = diagnoses.filter(gated)
    return share(found, wrong) if found.height >= 20 else None


@probe(
    claim="a code was valid on the day it was given",
    band=exactly(0),
    unit="% of codes with a known first or last day",
    source="ICD-10-CM addenda of the fiscal years 2020 to 2022",
    needs={"diagnoses": ("code", "on")},
)
def codes_out_of_date(diagnoses: pl.DataFrame) -> Figure:
    rows = [(code, first, last) for code, (first, last) in _VALID.items()]
    valid = pl.DataFrame(rows, {"code": pl.String, "first": pl.String, "last": pl.String}, orient="row")
    dated = diagnoses.join(valid.with_columns(pl.col("first", "last").str.to_date()), on="code")
    outside = (pl.col("on") < pl.col("first")).fill_null(value=False) | (pl.col("on") >= pl.col("last")).fill_null(
        value=False
    )
    return share(dated, outside) if dated.height >= 20 else None


@probe(
    claim="a disease is chronic or it is not",
    band=at_most(5),
    unit="% of codes carry both answers",
    source="by definition of the code; a twentieth is left for doubt",
    needs={"diagnoses": ("code", "is_chronic")},
    least=200,
)
def chronic_by_coin(diagnoses: pl.DataFrame) -> Figure:
    codes = diagnoses.group_by("code").agg(both=pl.col("is_chronic").n_unique() == 2, n=pl.len())
    return share(codes.filter(pl.col("n") >= 10), pl.col("both"))


PROBES = (malformed_codes, codes_of_other_sex, codes_of_other_ages, codes_out_of_date, chronic_by_coin)
