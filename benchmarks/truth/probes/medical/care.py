"""Do procedures, claims and laboratory results belong to what they name?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, exactly
from benchmarks.truth.measures import share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = [
    "PROBES",
    "claims_before_visits",
    "claims_of_other_patients",
    "lines_of_other_visits",
    "paid_above_allowed",
    "procedures_without_visit",
    "survivable_results",
]

# Bounds that the living have been measured within, wide enough for both usual units of each test.
_SURVIVABLE = {
    "a1c": (3, 20),
    "glucose": (0.6, 1000),
    "creatinine": (0.1, 2500),
    "haemoglobin": (2, 250),
    "sodium": (90, 200),
    "potassium": (1, 10),
}


@probe(
    claim="nothing is done at a visit that did not take place",
    band=exactly(0),
    unit="% of procedures are of cancelled or missed visits",
    source="by definition",
    needs={"procedures": ("visit_status",)},
)
def procedures_without_visit(procedures: pl.DataFrame) -> Figure:
    return share(procedures, pl.col("visit_status").str.to_lowercase().str.contains("cancel|no.?show|missed"))


@probe(
    claim="a claim bills what was done at its own visit",
    band=exactly(0),
    unit="% of claim lines name a procedure of another visit",
    source="by definition",
    needs={"claim_lines": ("claim_visit", "procedure_visit")},
)
def lines_of_other_visits(claim_lines: pl.DataFrame) -> Figure:
    return share(claim_lines, pl.col("claim_visit") != pl.col("procedure_visit"))


@probe(
    claim="a claim is filed after the visit",
    band=exactly(0),
    unit="% of claims",
    source="by definition",
    needs={"claims": ("filed_at", "visited_at")},
)
def claims_before_visits(claims: pl.DataFrame) -> Figure:
    return share(claims, pl.col("filed_at").dt.date() < pl.col("visited_at").dt.date())


@probe(
    claim="a claim names the patient of its visit",
    band=exactly(0),
    unit="% of claims name another",
    source="by definition",
    needs={"claims": ("claim_patient", "visit_patient")},
)
def claims_of_other_patients(claims: pl.DataFrame) -> Figure:
    return share(claims, pl.col("claim_patient") != pl.col("visit_patient"))


@probe(
    claim="an insurer pays no more than it allows, and allows no more than is charged",
    band=exactly(0),
    unit="% of claim lines",
    source="by definition",
    needs={"claim_lines": ("charged", "allowed", "paid")},
)
def paid_above_allowed(claim_lines: pl.DataFrame) -> Figure:
    above = (pl.col("paid") > pl.col("allowed") + 0.01) | (pl.col("allowed") > pl.col("charged") + 0.01)
    return share(claim_lines, above)


@probe(
    claim="whoever has the result is alive",
    band=at_least(99),
    unit="% of six common tests lie within survivable bounds",
    source="bounds of six tests, in the probe, wide enough for both usual units",
    needs={"labs": ("test", "value")},
)
def survivable_results(labs: pl.DataFrame) -> Figure:
    rows = [(test, float(low), float(high)) for test, (low, high) in _SURVIVABLE.items()]
    known = labs.join(pl.DataFrame(rows, ["test", "low", "high"], orient="row"), on="test")
    return share(known, pl.col("value").is_between(pl.col("low"), pl.col("high"))) if known.height >= 30 else None


PROBES = (
    procedures_without_visit,
    lines_of_other_visits,
    claims_before_visits,
    claims_of_other_patients,
    paid_above_allowed,
    survivable_results,
)
