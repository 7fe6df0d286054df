"""From a real table to a twin that may leave the house, with the evidence."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nonesuch.errors import UsageError
from nonesuch.twin.document import document_of
from nonesuch.twin.evidence import missing_evidence, verdict_of
from nonesuch.twin.folder import take_folder
from nonesuch.twin.one_table import make_one
from nonesuch.twin.order import Order
from nonesuch.twin.respelling import Respelling
from nonesuch.twin.several_tables import make_several
from nonesuch.twin.tables import read_tables
from nonesuch.twin.writing import write_twin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import polars as pl

    from nonesuch.generators.synthesizers import Metadata, Relationship
    from nonesuch.generators.synthesizers.constraints import Constraint
    from nonesuch.twin.judging import Judgement
    from nonesuch.validators.privacy import GateThresholds

__all__ = ["TwinResult", "twin"]


@dataclass(frozen=True)
class TwinResult:
    """What came of it.

    Attributes:
        passed: Whether the gate passes.
        forced: Whether the twin was written although the gate refuses.
        label: What the twin may be called.
        folder: Where the report lies, and the twin if it was released.
        tables: The twin's tables, whether released or not.
        report: What ``report.json`` holds.
    """

    passed: bool
    forced: bool
    label: str
    folder: Path
    tables: Mapping[str, pl.DataFrame]
    report: Mapping[str, Any]


def twin(
    data: str | Path,
    out: str | Path,
    *,
    engine: str = "tree",
    label: str | None = None,
    rows: int | None = None,
    holdout: float = 0.3,
    seed: int = 0,
    force: bool = False,
    metadata: Mapping[str, Metadata] | None = None,
    constraints: Sequence[Constraint] = (),
    relationships: Sequence[Relationship] | None = None,
    thresholds: GateThresholds | None = None,
    learners: bool = True,
    overwrite: bool = False,
    keep: bool = False,
    bounds: Mapping[str, tuple[float, float]] | None = None,
    **options: Any,
) -> TwinResult:
    """Make a statistical twin of a table or of related tables, judge it, and release it if the gate passes.

    Columns that identify are found and generated anew; a model is fitted to a training part of the rows and a twin
    drawn from it; fidelity, utility and privacy are measured against the rows that the model never saw. The report is
    always written; the twin and its model only if the gate passes, or by force, which the report records. A gate that
    would not have seen a leak of half the rows does not pass: its verdict is that there is no evidence.

    Args:
        data: A CSV or Parquet file, or a folder of tables.
        out: Folder for the twin; made if it is not there.
        engine: ``tree``, ``copula`` or ``private``; related tables take ``tree``.
        label: Column that later users will predict.
        rows: How many rows; None: as many as the original. One table only.
        holdout: Share of rows kept back, 0.1 to 0.5; tables of fewer than 3,000 rows keep half.
        seed: Of the split, the sample and the attacks.
        force: Whether to release although the gate refuses.
        metadata: By table, what is known about columns.
        constraints: Rules to keep. One table only.
        relationships: Which rows belong to which; None: they are found.
        thresholds: What the gate asks for.
        learners: Whether detection and utility are measured, which takes scikit-learn.
        overwrite: Whether the files of another twin in the folder may be removed.
        keep: Whether rules that every row is found to keep are imposed on the twin. One table only, no ``constraints``.
        bounds: By column of numbers the smallest and the largest number that there can be, known without a look at the
            rows. The private engine needs them of every learned number (``metadata`` may give them too).
        **options: Settings of the engine, such as ``epsilon=1.0``.

    Returns:
        The verdict, the twin and the report.

    Raises:
        DataError: If a file is broken, a table has fewer than 100 rows, or keys do not match.
        UsageError: If a file, column or setting is unknown, bounds are missing, or the folder holds something else.
        SystemFault: If files cannot be written, or scikit-learn is missing.
    """
    if not 0.1 <= holdout <= 0.5:
        raise UsageError("the hold-out is out of bounds", expected="0.1 to 0.5", found=holdout)
    if rows is not None and rows < 1:
        raise UsageError("a twin has rows", place="rows", expected="at least 1", found=rows)
    if keep and constraints:
        raise UsageError("rules are named and found at once", expected="either constraints or keep")
    if bounds and engine != "private":
        raise UsageError("bounds are for the private engine", expected="engine private", found=engine)
    folder = Path(out)
    take_folder(folder, overwrite=overwrite)
    read = read_tables(data)
    written = Respelling.of({name: table for name, (table, _) in read.items()}, metadata or {})
    order = Order(
        engine, label, rows, holdout, seed, written.metadata, constraints, relationships, thresholds, learners, options,
        keep, bounds or {},
    )  # fmt: skip
    made = (make_one if len(read) == 1 else make_several)(written.tables, order)
    released = written.give_back(made.twins)
    evidence = {name: _lacking(judgement, made.privacy) for name, judgement in made.judgements.items()}
    passed = all(judgement.verdict.passed and not evidence[name] for name, judgement in made.judgements.items())
    document = document_of(str(Path(data).name), made, order, passed=passed, forced=force and not passed)
    document["verdict"] = verdict_of(document["reasons"], evidence)
    document["label"] = next((words for words in evidence.values() if words), document["label"])
    for name, entry in document["tables"].items():
        notes = written.notes(name)
        entry["notes"] = list(notes.values())
        entry["identifiers"] = [found for found in entry["identifiers"] if found["column"] not in notes]
    suffixes = {name: suffix for name, (_, suffix) in read.items()} if passed or force else {}
    document["files"] = ["report.json", "report.html", *(["model.nonesuch"] if suffixes else [])]
    document["files"] += [f"{name}{suffix}" for name, suffix in suffixes.items()]
    write_twin(folder, made, released, document, suffixes)
    return TwinResult(passed, force and not passed, document["label"], folder, released, document)


def _lacking(judgement: Judgement, privacy: Mapping[str, Any]) -> str:
    """Why nothing is proved; empty if something is, by tests or by an epsilon."""
    return "" if privacy else missing_evidence(judgement.privacy, judgement.verdict.reasons)
