"""Is each drug given in a dose that exists?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from benchmarks.truth.band import at_least, at_most
from benchmarks.truth.measures import share
from benchmarks.truth.probe import probe

if TYPE_CHECKING:
    from benchmarks.truth.probe import Figure

__all__ = ["PROBES", "any_dose", "marketed_doses"]

# Oral strengths sold in the United States, mg (from the labels; recalled).
_STRENGTHS: dict[str, tuple[float, ...]] = {
    "amlodipine": (2.5, 5, 10),
    "amoxicillin": (125, 200, 250, 400, 500, 875),
    "apixaban": (2.5, 5),
    "atorvastatin": (10, 20, 40, 80),
    "azithromycin": (250, 500, 600),
    "ciprofloxacin": (250, 500, 750),
    "doxycycline": (20, 40, 50, 75, 100, 150, 200),
    "escitalopram": (5, 10, 20),
    "furosemide": (20, 40, 80),
    "gabapentin": (100, 300, 400, 600, 800),
    "hydrochlorothiazide": (12.5, 25, 50),
    "levothyroxine": (0.025, 0.05, 0.075, 0.088, 0.1, 0.112, 0.125, 0.137, 0.15, 0.175, 0.2, 0.3),
    "lisinopril": (2.5, 5, 10, 20, 30, 40),
    "losartan": (25, 50, 100),
    "metformin": (500, 625, 750, 850, 1000),
    "metoprolol": (25, 37.5, 50, 75, 100, 200),
    "omeprazole": (10, 20, 40),
    "pantoprazole": (20, 40),
    "prednisone": (1, 2.5, 5, 10, 20, 50),
    "rosuvastatin": (5, 10, 20, 40),
    "sertraline": (25, 50, 100, 150, 200),
    "simvastatin": (5, 10, 20, 40, 80),
    "tamsulosin": (0.4,),
    "tramadol": (50, 100, 200, 300),
    "trazodone": (50, 100, 150, 300),
    "warfarin": (1, 2, 2.5, 3, 4, 5, 6, 7.5, 10),
}


@probe(
    claim="a drug has a few doses of its own",
    band=at_most(50),
    unit="% of all pairs of drug and dose occur",
    source="by the labels; all pairs occur where dose is drawn apart from drug",
    needs={"prescriptions": ("drug", "dose")},
    least=500,
)
def any_dose(prescriptions: pl.DataFrame) -> Figure:
    pairs = prescriptions.select("drug", "dose").unique()
    drugs, doses = pairs["drug"].n_unique(), pairs["dose"].n_unique()
    return 100.0 * pairs.height / (drugs * doses) if drugs > 2 and doses > 2 else None


@probe(
    claim="a drug is given in a strength that is sold",
    band=at_least(95),
    unit="% of prescriptions of 26 common drugs",
    source="US labels of 26 drugs, in the probe (recalled)",
    needs={"prescriptions": ("drug", "dose_mg")},
)
def marketed_doses(prescriptions: pl.DataFrame) -> Figure:
    sold = pl.DataFrame({"drug": list(_STRENGTHS), "sold": [list(map(float, doses)) for doses in _STRENGTHS.values()]})
    known = prescriptions.join(sold, on="drug")
    return share(known, pl.col("dose_mg").is_in(pl.col("sold"))) if known.height >= 30 else None


PROBES = (any_dose, marketed_doses)
