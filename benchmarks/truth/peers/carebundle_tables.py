"""Flatten the FHIR bulk files of carebundle into Parquet tables; run by the Python of carebundle's environment.

Usage: carebundle_tables.py PROGRAM FOLDER SEED
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Iterator

_VITALS = {
    "8302-2": "height_cm",
    "29463-7": "weight_kg",
    "39156-5": "bmi",
    "8867-4": "heart_rate",
    "8310-5": "temperature_c",
    "59408-5": "oxygen_saturation",
    "8480-6": "systolic",
    "8462-4": "diastolic",
}
_LABS = {
    "4548-4": "a1c",
    "2345-7": "glucose",
    "2160-0": "creatinine",
    "718-7": "haemoglobin",
    "2951-2": "sodium",
    "2823-3": "potassium",
}
_DOSE = re.compile(r"^(\S+).*? ([0-9.]+) MG\b")
Row = dict[str, Any]


def main(program: Path, folder: Path, seed: int) -> None:
    """Make 4,000 patients of the mixed cohort and write them as tables."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as bulk:
        wanted = ["--profile", "mixed", "--count", "4000", "--sex", "mixed", "--seed", str(seed)]
        subprocess.run([program, "generate", *wanted, "--format", "ndjson", "--out", bulk], check=True)
        for name, rows in _tables(Path(bulk)).items():
            pq.write_table(pa.Table.from_pylist(rows), folder / f"{name}.parquet")


def _tables(bulk: Path) -> dict[str, list[Row]]:
    observed = list(_observations(bulk))
    return {
        "patients": [
            {
                "person": item["id"],
                "sex": item["gender"],
                "birth_date": item["birthDate"],
                "given_name": item["name"][0]["given"][0],
            }
            for item in _read(bulk, "Patient")
        ],
        "encounters": [
            {
                "person": _patient(item),
                "kind": item["class"]["display"],
                "at": item["period"]["start"],
                "ended_at": item["period"]["end"],
            }
            for item in _read(bulk, "Encounter")
        ],
        "conditions": [
            {"person": _patient(item), "code": _code(item["code"]), "onset": item["onsetDateTime"]}
            for item in _read(bulk, "Condition")
        ],
        "prescriptions": [_prescription(item) for item in _read(bulk, "MedicationRequest")],
        "vitals": _wide([row for row in observed if row["code"] in _VITALS]),
        "labs": [{**row, "test": _LABS[row["code"]]} for row in observed if row["code"] in _LABS],
    }


def _read(bulk: Path, kind: str) -> Iterator[Any]:
    with (bulk / f"{kind}.ndjson").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _patient(item: Any) -> str:
    return str(item["subject"]["reference"]).removeprefix("Patient/")


def _code(concept: Any) -> str:
    return str(concept["coding"][0]["code"])


def _observations(bulk: Path) -> Iterator[Row]:
    for item in _read(bulk, "Observation"):
        for part in item.get("component", [item]):
            if "valueQuantity" in part:
                value = float(part["valueQuantity"]["value"])
                yield {
                    "person": _patient(item),
                    "on": item["effectiveDateTime"][:10],
                    "code": _code(part["code"]),
                    "value": value,
                }


def _wide(rows: list[Row]) -> list[Row]:
    visits: dict[tuple[str, str], Row] = {}
    for row in rows:
        visit = visits.setdefault((row["person"], row["on"]), {"person": row["person"], "on": row["on"]})
        visit[_VITALS[row["code"]]] = row["value"]
    return list(visits.values())


def _prescription(item: Any) -> Row:
    text = item["medicationCodeableConcept"]["text"]
    found = _DOSE.match(text)
    drug, dose = (found[1].lower(), float(found[2])) if found else (text.lower(), None)
    return {"person": _patient(item), "drug": drug, "dose_mg": dose}


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
