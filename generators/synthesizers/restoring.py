"""Synthesizers from documents of plain values and arrays, with everything checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nonesuch.errors import DataError, NonesuchError
from nonesuch.generators.synthesizers.codes.absent import AbsentField
from nonesuch.generators.synthesizers.codes.bins import Bins
from nonesuch.generators.synthesizers.codes.dtypes import dtype_of
from nonesuch.generators.synthesizers.codes.levels import LevelsField
from nonesuch.generators.synthesizers.codes.moment import MomentField
from nonesuch.generators.synthesizers.codes.number import NumberField
from nonesuch.generators.synthesizers.codes.step import Step
from nonesuch.generators.synthesizers.codes.table import TableCodes
from nonesuch.generators.synthesizers.constraints import constraint_from_dict
from nonesuch.generators.synthesizers.copula.model import CopulaModel
from nonesuch.generators.synthesizers.frames import FrameKind
from nonesuch.generators.synthesizers.generated import GeneratedColumn
from nonesuch.generators.synthesizers.metadata import Metadata, metadata_from_sdv
from nonesuch.generators.synthesizers.modelfile import read_model
from nonesuch.generators.synthesizers.private.model import PrivateModel, PrivatePart
from nonesuch.generators.synthesizers.synthesizer import Synthesizer
from nonesuch.generators.synthesizers.tree.model import PartTree, TreeModel

if TYPE_CHECKING:
    from pathlib import Path

    from nonesuch.generators.synthesizers.codes.field import Field
    from nonesuch.generators.synthesizers.model import CodeModel

__all__ = ["load_synthesizer", "restore"]


def load_synthesizer(path: str | Path) -> Synthesizer:
    """Read a synthesizer from a file; no code in it is run, because there is none.

    Args:
        path: A file that ``save`` wrote.

    Returns:
        The synthesizer.

    Raises:
        DataError: If the file is no model, is cut short, was changed, or contradicts itself.
        SystemFault: If it cannot be read.
    """
    return restore(read_model(path), path)


def restore(document: dict[str, Any], path: str | Path) -> Synthesizer:
    """Read a synthesizer from a document.

    Args:
        document: What `to_document` gave.
        path: Where it came from, for errors.

    Returns:
        The synthesizer.

    Raises:
        DataError: If the document contradicts itself.
    """
    try:
        return _restore(document)
    except NonesuchError as problem:
        raise DataError("the model file is inconsistent", place=str(path), found=str(problem)) from None
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as problem:
        raise DataError("the model file is inconsistent", place=str(path), found=repr(problem)) from None


def _restore(document: dict[str, Any]) -> Synthesizer:
    table = TableCodes({str(name): _field(entry) for name, entry in document["fields"]})
    model = _model(document["model"], table)
    generated = {name: GeneratedColumn.from_dict(entry) for name, entry in document["generated"]}
    for dtype in document["dtypes"].values():
        dtype_of(dtype)
    return Synthesizer(
        engine=str(document["engine"]),
        names=tuple(document["names"]),
        table=table,
        model=model,
        generated=generated,
        constraints=tuple(constraint_from_dict(entry) for entry in document["constraints"]),
        metadata=metadata_from_sdv(document["metadata"]) if document["metadata"]["columns"] else Metadata(),
        kind=FrameKind(**document["kind"]),
        dtypes=document["dtypes"],
        label=document["label"],
        privacy=document["privacy"],
    )


def _field(entry: dict[str, Any]) -> Field:
    match entry["kind"]:
        case "number":
            step = Step(entry["decimals"], entry["units"])
            return NumberField(_bins(entry, "", step), bool(entry["missing"]), entry["dtype"])
        case "levels":
            shares = _floats(entry["shares"])
            _hold(len(shares) == len(entry["levels"]) > 0, "levels and shares")
            return LevelsField(
                tuple(entry["levels"]), shares, bool(entry["rare"]), bool(entry["missing"]), entry["dtype"]
            )
        case "moment":
            times = _bins(entry, "times_", Step(0, entry["times_units"])) if "times_edges" in entry else None
            days = _bins(entry, "days_", Step(0, entry["days_units"]))
            flags = bool(entry["weekdays"]), bool(entry["missing"])
            return MomentField(days, flags[0], times, flags[1], entry["dtype"], entry["format"])
        case "absent":
            return AbsentField(entry["dtype"])
        case kind:
            raise ValueError(f"unknown kind of column {kind!r}")


def _bins(entry: dict[str, Any], prefix: str, step: Step) -> Bins:
    edges, knots = _floats(entry[prefix + "edges"]), _floats(entry[prefix + "knots"])
    starts = _whole(entry[prefix + "starts"])
    _hold(len(starts) == len(edges) + 2 and starts[0] == 0 and starts[-1] == len(knots), "bins")
    _hold(bool((np.diff(starts) > 0).all() and (np.diff(edges) > 0).all()), "bins")
    return Bins(edges, knots, starts, step)


def _model(entry: dict[str, Any], table: TableCodes) -> CodeModel:
    match entry["kind"]:
        case "tree":
            return _trees(entry["trees"], [part.size for part in table.parts])
        case "copula":
            return _copula(entry, [part.size for part in table.parts])
        case "private":
            return _private(entry, [part.size for part in table.parts])
        case kind:
            raise ValueError(f"unknown kind of model {kind!r}")


def _trees(entries: list[dict[str, Any]], sizes: list[int]) -> TreeModel:
    trees: list[PartTree] = []
    for entry in entries:
        arrays = {
            name: _whole(entry[name]) for name in ("columns", "classes", "offsets", "feature", "cut", "left", "count")
        }
        tree = PartTree(
            part=int(entry["part"]), start=np.cumsum(arrays["count"]) - arrays["count"],
            bag=np.asarray(entry["bag"], dtype=np.uint16), **arrays,
        )  # fmt: skip
        _check_tree(tree, sizes, {earlier.part for earlier in trees})
        trees.append(tree)
    _hold(sorted(tree.part for tree in trees) == list(range(len(sizes))), "one tree a part")
    return TreeModel(tuple(trees))


def _check_tree(tree: PartTree, sizes: list[int], earlier: set[int]) -> None:
    nodes, inner = len(tree.feature), tree.feature >= 0
    _hold(0 <= tree.part < len(sizes) and tree.part not in earlier, "order of parts")
    _hold(set(tree.columns.tolist()) <= earlier, "a tree splits on earlier parts only")
    lengths = np.array([sizes[column] for column in tree.columns], dtype=np.int64)
    _hold(np.array_equal(tree.offsets, np.cumsum(lengths) - lengths) and len(tree.classes) == lengths.sum(), "classes")
    _hold(len(tree.cut) == len(tree.left) == len(tree.count) == nodes > 0, "nodes")
    _hold(bool((tree.feature < len(tree.columns)).all()), "splits")
    _hold(bool((tree.cut >= 0).all() and (tree.cut < 256).all()), "splits")
    _hold(bool((tree.classes >= 0).all() and (tree.classes < 256).all()), "classes")
    _hold(bool((tree.left[inner] > np.flatnonzero(inner)).all() and (tree.left[inner] + 1 < nodes).all()), "children")
    _hold(bool((tree.count[~inner] > 0).all() and (tree.count[inner] == 0).all()), "leaves")
    _hold(len(tree.bag) == tree.count.sum() and int(tree.bag.max()) < sizes[tree.part], "leaves")


def _copula(entry: dict[str, Any], sizes: list[int]) -> CopulaModel:
    correlation = _floats(entry["correlation"]).reshape(len(sizes), len(sizes))
    order = tuple(_whole(array) for array in entry["order"])
    cuts = tuple(_floats(array) for array in entry["cuts"])
    _hold(all(np.array_equal(np.sort(o), np.arange(size)) for o, size in zip(order, sizes, strict=True)), "orders")
    _hold(all(len(cut) == size - 1 for cut, size in zip(cuts, sizes, strict=True)), "cuts")
    return CopulaModel(correlation, order, cuts)


def _private(entry: dict[str, Any], sizes: list[int]) -> PrivateModel:
    labels, groups = int(entry["label_groups"]), {-1: 1}
    parts: list[PrivatePart] = []
    for raw in entry["parts"]:
        part = PrivatePart(int(raw["part"]), int(raw["parent"]), _whole(raw["groups"]), _floats(raw["cumulated"]))
        _hold(part.part not in groups and part.parent in groups and 0 <= part.part < len(sizes), "order of parts")
        _hold(len(part.groups) == sizes[part.part] == part.cumulated.shape[1], "groups")
        contexts = 1 if bool(entry["label"]) and not parts else groups[part.parent] * labels
        _hold(len(part.cumulated) == contexts and bool((np.diff(part.cumulated) >= 0).all()), "contexts")
        _hold(int(part.groups.min()) >= 0, "groups")
        groups[part.part] = int(part.groups.max()) + 1
        parts.append(part)
    _hold(len(parts) == len(sizes) and labels >= 1, "one entry a part")
    _hold(not entry["label"] or groups[parts[0].part] == labels, "groups of the label")
    return PrivateModel(tuple(parts), labels, bool(entry["label"]))


def _floats(array: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
    values = np.asarray(array, dtype=np.float64)
    _hold(bool(np.isfinite(values).all()), "finite numbers")
    return values


def _whole(array: Any) -> np.ndarray[Any, np.dtype[np.int64]]:
    values = np.asarray(array)
    _hold(values.dtype.kind in "iu", "whole numbers")
    return values.astype(np.int64)


def _hold(condition: bool, what: str) -> None:  # noqa: FBT001 - reads like assert
    if not condition:
        raise ValueError(f"{what} do not fit")
