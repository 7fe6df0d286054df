"""From a real table to a twin that may leave the house, with the evidence."""

from __future__ import annotations

import json
import math
import shutil
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.errors import SystemFault, UsageError
from nonesuch.generators.identifiers import find_identifiers
from nonesuch.generators.synthesizers import DatabaseSynthesizer, Metadata, Synthesizer, detect_metadata
from nonesuch.generators.synthesizers.constraints import find_constraints
from nonesuch.generators.synthesizers.relationships import check_relationships, find_relationships, parents_first
from nonesuch.twin.charts import heat_map, overlay
from nonesuch.twin.evidence import missing_evidence, verdict_of
from nonesuch.twin.folder import clear_folder, take_folder
from nonesuch.twin.judging import Judgement, comparable, judge_table
from nonesuch.twin.keeping import impose_together
from nonesuch.twin.labels import label_of
from nonesuch.twin.page import render_page
from nonesuch.twin.spellings import respell
from nonesuch.twin.splitting import split_rows
from nonesuch.twin.tables import read_tables, write_table
from nonesuch.validators.encoding import TableView

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from nonesuch.generators.synthesizers import Relationship
    from nonesuch.generators.synthesizers.constraints import Constraint, Offer
    from nonesuch.validators.privacy import GateThresholds

__all__ = ["TwinResult", "twin"]

_PICTURES = 40


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


@dataclass(frozen=True)
class _Order:
    """What was asked for."""

    engine: str
    label: str | None
    rows: int | None
    holdout: float
    seed: int
    metadata: Mapping[str, Metadata]
    constraints: Sequence[Constraint]
    relationships: Sequence[Relationship] | None
    thresholds: GateThresholds | None
    learners: bool
    options: Mapping[str, Any]
    keep: bool = False


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
        **options: Settings of the engine, such as ``epsilon=1.0``.

    Returns:
        The verdict, the twin and the report.

    Raises:
        DataError: If a file is broken, a table has fewer than 100 rows, or keys do not match.
        UsageError: If a file, column or setting is unknown, or the folder holds something else.
        SystemFault: If files cannot be written, or scikit-learn is missing.
    """
    if not 0.1 <= holdout <= 0.5:
        raise UsageError("the hold-out is out of bounds", expected="0.1 to 0.5", found=holdout)
    if keep and constraints:
        raise UsageError("rules are named and found at once", expected="either constraints or keep")
    folder = Path(out)
    take_folder(folder, overwrite=overwrite)
    read = read_tables(data)
    tables, known, notes = _in_one_spelling({name: table for name, (table, _) in read.items()}, metadata or {})
    order = _Order(
        engine,
        label,
        rows,
        holdout,
        seed,
        known,
        constraints,
        relationships,
        thresholds,
        learners,
        options,
        keep,
    )
    made = _one_table(tables, order) if len(tables) == 1 else _several_tables(tables, order)
    evidence = {name: _lacking(judgement, made.privacy) for name, judgement in made.judgements.items()}
    passed = all(judgement.verdict.passed and not evidence[name] for name, judgement in made.judgements.items())
    document = _document(str(Path(data).name), made, order, passed=passed, forced=force and not passed)
    document["verdict"] = verdict_of(document["reasons"], evidence)
    document["label"] = next((words for words in evidence.values() if words), document["label"])
    for name, entry in document["tables"].items():
        entry["notes"] = list(notes[name].values())
        entry["identifiers"] = [found for found in entry["identifiers"] if found["column"] not in notes[name]]
    suffixes = {name: suffix for name, (_, suffix) in read.items()} if passed or force else {}
    document["files"] = ["report.json", "report.html", *(["model.nonesuch"] if suffixes else [])]
    document["files"] += [f"{name}{suffix}" for name, suffix in suffixes.items()]
    _write(folder, made, document, suffixes)
    return TwinResult(passed, force and not passed, document["label"], folder, made.twins, document)


def _lacking(judgement: Judgement, privacy: Mapping[str, Any]) -> str:
    """Why nothing is proved; empty if something is, by tests or by an epsilon."""
    return "" if privacy else missing_evidence(judgement.privacy, judgement.verdict.reasons)


def _in_one_spelling(
    tables: Mapping[str, pl.DataFrame], metadata: Mapping[str, Metadata]
) -> tuple[dict[str, pl.DataFrame], dict[str, Metadata], dict[str, dict[str, str]]]:
    """Write dates and amounts in one way; what is then known of the columns, and what is to be said of them."""
    written, known = dict(tables), dict(metadata)
    notes: dict[str, dict[str, str]] = {}
    for name, table in tables.items():
        given = known.get(name, Metadata())
        found = respell(table, skip=given.columns)
        notes[name] = {entry.series.name: entry.note for entry in found}
        if found:
            written[name] = table.with_columns(entry.series for entry in found)
            known[name] = replace(
                given, columns={entry.series.name: entry.column for entry in found} | {**given.columns}
            )
    return written, known, notes


@dataclass(frozen=True)
class _Made:
    """The twin before it is written."""

    model: Synthesizer | DatabaseSynthesizer
    trains: Mapping[str, pl.DataFrame]
    holdouts: Mapping[str, pl.DataFrame]
    twins: Mapping[str, pl.DataFrame]
    metadata: Mapping[str, Metadata]
    judgements: Mapping[str, Judgement]
    originals: Mapping[str, pl.DataFrame]
    privacy: Mapping[str, Any]
    kept: tuple[Offer, ...] = ()
    left: tuple[Offer, ...] = ()


def _one_table(tables: Mapping[str, pl.DataFrame], order: _Order) -> _Made:
    (name, table), *_ = tables.items()
    found = detect_metadata(table, known=order.metadata.get(name))
    train, held = _split(table, order)
    kept, left = impose_together(find_constraints(table, found)) if order.keep else ((), ())
    constraints = [offer.constraint for offer in kept] or order.constraints
    model = Synthesizer.fit(
        train, engine=order.engine, label=order.label, metadata=found, constraints=constraints, seed=order.seed,
        **order.options,
    )  # fmt: skip
    drawn = pl.DataFrame(model.sample(order.rows or table.height, seed=order.seed))

    def synthesize(rows: pl.DataFrame, fit: int) -> pl.DataFrame:
        known = Metadata(
            {name: column for name, column in _as_read(found, rows).columns.items() if name in rows.columns}
        )
        again = Synthesizer.fit(
            rows, engine=order.engine, label=order.label if order.label in rows.columns else None, metadata=known,
            seed=fit, **order.options,
        )  # fmt: skip
        return pl.DataFrame(again.sample(rows.height, seed=fit))

    judgement = judge_table(
        train, held, drawn, found, label=order.label, synthesize=synthesize,
        epsilon=model.privacy.get("epsilon"), thresholds=order.thresholds, learners=order.learners, seed=order.seed,
    )  # fmt: skip
    return _Made(
        model, {name: train}, {name: held}, {name: drawn}, {name: found}, {name: judgement}, dict(tables),
        model.privacy, kept, left,
    )  # fmt: skip


def _as_read(found: Metadata, rows: pl.DataFrame) -> Metadata:
    """Metadata of rows whose texts have been read as moments and numbers."""
    columns = {}
    for name, column in found.columns.items():
        texts = name in rows.columns and rows[name].dtype == pl.String
        columns[name] = column if texts or column.format is None else type(column)(column.sdtype)
    return Metadata(columns)


def _split(table: pl.DataFrame, order: _Order) -> tuple[pl.DataFrame, pl.DataFrame]:
    return split_rows(table, holdout=order.holdout, seed=order.seed)


def _several_tables(tables: Mapping[str, pl.DataFrame], order: _Order) -> _Made:
    if order.engine != "tree":
        raise UsageError("related tables take the tree engine", found=order.engine, expected="tree")
    if order.rows is not None or order.constraints or order.keep:
        raise UsageError("rows, constraints and keep are for one table", expected="none of them", found=order.rows)
    links = tuple(order.relationships if order.relationships is not None else find_relationships(tables))
    check_relationships(tables, links)
    trains, holdouts = _split_families(tables, links, order)
    found = {name: detect_metadata(table, known=order.metadata.get(name)) for name, table in tables.items()}
    model = DatabaseSynthesizer.fit(
        trains, relationships=links, metadata=dict(order.metadata), seed=order.seed, **order.options
    )
    scale = max(tables[name].height / max(trains[name].height, 1) for name in tables)
    drawn = {name: pl.DataFrame(frame) for name, frame in model.sample(scale=scale, seed=order.seed).items()}
    judgements = {}
    for name in tables:
        keys = {link.parent_key for link in links if link.parent == name} | {
            link.child_key for link in links if link.child == name
        }
        found[name] = Metadata(
            {column: type(entry)("id") if column in keys else entry for column, entry in found[name].columns.items()}
        )
        if any(entry.learned for entry in found[name].columns.values()):
            judgements[name] = judge_table(
                trains[name], holdouts[name], drawn[name], found[name],
                label=order.label if order.label in tables[name].columns else None,
                thresholds=order.thresholds, learners=order.learners, seed=order.seed,
            )  # fmt: skip
    return _Made(model, trains, holdouts, drawn, found, judgements, dict(tables), {})


def _split_families(
    tables: Mapping[str, pl.DataFrame], links: Sequence[Relationship], order: _Order
) -> tuple[dict[str, pl.DataFrame], dict[str, pl.DataFrame]]:
    """Split by root rows, so that nobody's rows are on both sides; tables that are only referred to stay whole."""
    trains: dict[str, pl.DataFrame] = {}
    holdouts: dict[str, pl.DataFrame] = {}
    for name in parents_first(list(tables), links):
        leading = next(
            (link for link in links if link.child == name and not tables[name][link.child_key].null_count()), None
        )
        if leading is None:
            trains[name], holdouts[name] = _split(tables[name], order)
            continue
        inside = tables[name][leading.child_key].is_in(trains[leading.parent][leading.parent_key].implode())
        trains[name], holdouts[name] = tables[name].filter(inside), tables[name].filter(~inside)
    for link in links:
        known = trains[link.parent][link.parent_key]
        lost = (
            ~trains[link.child][link.child_key].is_in(known.implode())
            & trains[link.child][link.child_key].is_not_null()
        )
        if lost.any():
            trains[link.parent] = tables[link.parent]
    return trains, holdouts


def _document(source: str, made: _Made, order: _Order, *, passed: bool, forced: bool) -> dict[str, Any]:
    document: dict[str, Any] = _plain(
        {
            "source": source,
            "version": version("nonesuch"),
            "engine": order.engine,
            "seed": order.seed,
            "label": label_of(made.privacy),
            "passed": passed,
            "forced": forced,
            "reasons": {name: judgement.verdict.reasons for name, judgement in made.judgements.items()},
            "holdout": order.holdout,
            "privacy": dict(made.privacy),
            "tables": {name: _table_document(name, made) for name in made.judgements},
        }
    )
    return document


def _table_document(name: str, made: _Made) -> dict[str, Any]:
    judgement = made.judgements[name]
    fidelity = asdict(judgement.fidelity)
    fidelity["pairs"] = [[*pair, kept] for pair, kept in judgement.fidelity.pairs.items()]
    original = made.originals[name]
    tables = {"train": made.trains[name], "holdout": made.holdouts[name], "twin": made.twins[name]}
    generated = {column for column, entry in made.metadata[name].columns.items() if not entry.learned}
    return {
        "rows": {kind: table.height for kind, table in tables.items()},
        "columns": {column: entry.sdtype for column, entry in made.metadata[name].columns.items()},
        "identifiers": [
            asdict(found)
            for found in find_identifiers(original.select(name for name in original.columns if name in generated))
        ],
        "quasi_identifiers": [asdict(found) if found else None for found in judgement.quasi],
        "offered_constraints": [offer.evidence for offer in find_constraints(original, made.metadata[name])],
        "kept_constraints": [offer.statement for offer in made.kept],
        "left_constraints": [
            {"rule": offer.statement, "holds": offer.holds(made.twins[name], made.metadata[name])}
            for offer in made.left
        ],
        "fidelity": fidelity,
        "checks": [asdict(check) for check in judgement.verdict.checks],
        "canaries": asdict(judgement.canaries) if judgement.canaries else None,
        "power": {"copied": judgement.privacy.copied_leak, "near": judgement.privacy.near_leak},
    }


def _plain(value: Any) -> Any:
    """Reduce a document to what JSON can hold."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return round(value, 8) if math.isfinite(value) else None
    return value


def _write(folder: Path, made: _Made, document: dict[str, Any], suffixes: Mapping[str, str]) -> None:
    aside = folder.with_name(folder.name + ".part")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        (aside / "report.json").write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (aside / "report.html").write_text(_page(made, document), "utf-8")
        for name, suffix in suffixes.items():
            write_table(made.twins[name], aside / f"{name}{suffix}")
        if suffixes:
            made.model.save(aside / "model.nonesuch")
        folder.mkdir(parents=True, exist_ok=True)
        clear_folder(folder)
        for file in aside.iterdir():
            file.replace(folder / file.name)
    except OSError as problem:
        raise SystemFault(
            "the twin cannot be written", place=str(folder), found=problem.strerror or str(problem)
        ) from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _page(made: _Made, document: dict[str, Any]) -> str:
    pictures, maps = {}, {}
    for name, judgement in made.judgements.items():
        shapes = judgement.fidelity.shapes
        worst = sorted(shapes, key=lambda column: (shapes[column], column))[:_PICTURES]
        real, drawn = (comparable(table, made.metadata[name]) for table in (made.trains[name], made.twins[name]))
        view = TableView.learn(real, worst)
        pictures[name] = {column.name: overlay(column, real, drawn) for column in view.columns}
        maps[name] = heat_map(list(shapes), judgement.fidelity.pairs)
    return render_page(document, pictures, maps)
