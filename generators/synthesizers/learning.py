"""From a table to everything a synthesizer keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.permutation import Permutation
from nonesuch.generators.randomness import digest
from nonesuch.generators.synthesizers.codes.table import TableCodes, learn_table
from nonesuch.generators.synthesizers.copula.model import learn_copula
from nonesuch.generators.synthesizers.frames import Frame, read_frame
from nonesuch.generators.synthesizers.generated import learn_generated
from nonesuch.generators.synthesizers.metadata import Metadata, metadata_from_sdv
from nonesuch.generators.synthesizers.private.learn import PrivateSettings, learn_private
from nonesuch.generators.synthesizers.sdtypes import detect_metadata
from nonesuch.generators.synthesizers.tree.learn import learn_trees
from nonesuch.generators.synthesizers.tree.settings import TreeSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import polars as pl
    from numpy.typing import NDArray

    from nonesuch.generators.synthesizers.constraints import Constraint
    from nonesuch.generators.synthesizers.model import CodeModel

__all__ = ["ENGINES", "learn_engine"]


@dataclass(frozen=True)
class _Job:
    """A table that constraints have taken apart, and what is known about it."""

    table: pl.DataFrame
    metadata: Metadata
    label: str | None
    seed: int
    k: int


def learn_engine(
    frame: Frame,
    engine: str,
    metadata: Metadata | Mapping[str, Any] | None,
    label: str | None,
    constraints: Sequence[Constraint],
    *,
    seed: int,
    k: int,
    options: Mapping[str, Any],
) -> dict[str, Any]:
    """Learn everything that a `Synthesizer` keeps.

    Args:
        frame: Shape (n, columns), pandas or polars.
        engine: Name of the engine.
        metadata: What is known about columns; also SDV's dict.
        label: The named label.
        constraints: Rules to keep.
        seed: Which rows trees are grown on where there are very many.
        k: How many rows stand behind everything that is kept.
        options: Settings of the engine.

    Returns:
        The attributes of a `Synthesizer` by name.

    Raises:
        DataError: If the table is empty, cannot be read, or breaks a constraint.
        UsageError: If an engine, a column or a setting is unknown.
    """
    if engine not in ENGINES:
        raise UsageError("unknown engine", found=engine, hint=nearest(engine, [*ENGINES, "sdv:gaussian_copula"]))
    if k < 2:
        raise UsageError("k is out of bounds", expected="2 or more", found=k)
    table, kind = read_frame(frame)
    if label is not None and label not in table.columns:
        raise UsageError("the label is no column", found=label, hint=nearest(label, table.columns))
    known = metadata if isinstance(metadata, Metadata) else metadata_from_sdv(metadata) if metadata else None
    found = detect_metadata(table, known=known)
    if engine == "private" and constraints:
        raise UsageError(
            "the private engine takes no constraints: to learn one is to look at the rows", found=constraints
        )
    learned = tuple(rule.learn(table, found, k) for rule in constraints)
    free = table
    for rule in learned:
        free = rule.forward(free)
    free_metadata = _follow(free, found)
    columns = {name: column for name, column in free_metadata.columns.items() if not column.learned}
    job = _Job(free, free_metadata, label if label in free.columns else None, seed, k)
    codes, model, privacy = ENGINES[engine](job, dict(options))
    return {
        "engine": engine,
        "names": tuple(table.columns),
        "table": codes,
        "model": model,
        "generated": {
            name: learn_generated(free[name], column, blind=engine == "private") for name, column in columns.items()
        },
        "constraints": learned,
        "metadata": found,
        "kind": kind,
        "dtypes": {name: str(dtype) for name, dtype in table.schema.items()},
        "label": label,
        "privacy": privacy,
    }


def _follow(free: pl.DataFrame, found: Metadata) -> Metadata:
    """Metadata of a table that constraints have changed: new columns are looked at, but never taken for identifiers."""
    columns = {name: column for name, column in found.columns.items() if name in free.columns}
    if len(columns) == free.width:
        return Metadata(columns)
    return detect_metadata(free, known=Metadata(columns), findings=())


def _learn_tree_engine(job: _Job, options: dict[str, Any]) -> tuple[TableCodes, CodeModel, dict[str, Any]]:
    bins = options.pop("bins", 128)
    context, alike = options.pop("context", ()), options.pop("alike", None)
    settings = _settings(options)
    codes, matrix = _encode(job, bins, alike)
    given = [part for name in context if name in codes.places for part in codes.places[name]]
    label = codes.places[job.label][0] if job.label in codes.places else -1
    order = given + [part for part in _order(codes, job.label) if part not in given]
    if matrix.shape[1] > settings.growing_rows:
        chosen = Permutation(matrix.shape[1], digest(job.seed, "growing"))(np.arange(settings.growing_rows))
        rest = np.ones(matrix.shape[1], bool)
        rest[chosen] = False
        matrix = matrix[:, np.concatenate([chosen, np.flatnonzero(rest)])]
    return codes, learn_trees(matrix, codes.parts, order, settings, given=len(given), label=label), {}


def _settings(options: dict[str, Any]) -> TreeSettings:
    known = list(TreeSettings.__dataclass_fields__)
    for name in options:
        if name not in known:
            raise UsageError("unknown setting of the tree engine", found=name, hint=nearest(name, [*known, "bins"]))
    return TreeSettings(**options)


def _learn_copula_engine(job: _Job, options: dict[str, Any]) -> tuple[TableCodes, CodeModel, dict[str, Any]]:
    bins = options.pop("bins", 200)
    if options:
        raise UsageError("unknown setting of the copula engine", found=next(iter(options)), hint="known settings: bins")
    codes, matrix = _encode(job, bins)
    return codes, learn_copula(matrix, codes.parts), {}


def _encode(job: _Job, bins: int, alike: Mapping[str, str] | None = None) -> tuple[TableCodes, NDArray[np.int64]]:
    codes = learn_table(job.table, job.metadata.columns, k=job.k, bins=bins, alike=alike)
    return codes, codes.encode(job.table)


def _order(codes: TableCodes, label: str | None) -> list[int]:
    """The label's parts first, then all others in the table's order."""
    first = list(codes.places.get(label, range(0))) if label is not None else []
    return first + [part for part in range(len(codes.parts)) if part not in first]


def _learn_private_engine(job: _Job, options: dict[str, Any]) -> tuple[TableCodes, CodeModel, dict[str, Any]]:
    known = [name for name in PrivateSettings.__dataclass_fields__ if name != "shares"]
    for name in options:
        if name not in known:
            raise UsageError("unknown setting of the private engine", found=name, hint=nearest(name, known))
    columns = {name: column for name, column in job.metadata.columns.items() if column.learned}
    return learn_private(job.table, columns, job.label, PrivateSettings(**options))


ENGINES: dict[str, Callable[[_Job, dict[str, Any]], tuple[TableCodes, CodeModel, dict[str, Any]]]] = {
    "copula": _learn_copula_engine,
    "private": _learn_private_engine,
    "tree": _learn_tree_engine,
}
"""Engines by name."""
