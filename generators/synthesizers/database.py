"""Several tables at once: parents, their children, and the children's children."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from nonesuch.errors import DataError, UsageError
from nonesuch.generators.randomness import cell_uniforms, digest
from nonesuch.generators.synthesizers.children import ChildModel, learn_children
from nonesuch.generators.synthesizers.documents import to_document
from nonesuch.generators.synthesizers.frames import Frame, FrameKind, read_frame
from nonesuch.generators.synthesizers.generated import GeneratedColumn, learn_generated
from nonesuch.generators.synthesizers.metadata import Column, Metadata, metadata_from_sdv
from nonesuch.generators.synthesizers.modelfile import read_model, write_model
from nonesuch.generators.synthesizers.relationships import (
    Relationship,
    check_relationships,
    find_relationships,
    parents_first,
)
from nonesuch.generators.synthesizers.restoring import restore
from nonesuch.generators.synthesizers.synthesizer import Synthesizer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

__all__ = ["DatabaseSynthesizer", "load_database"]


@dataclass(frozen=True)
class TablePlan:
    """How one table of a database is drawn.

    Attributes:
        names: Its columns, in order.
        kind: What kind of frame it was.
        dtypes: Types of its columns.
        rows: How many rows it had.
        root: Its model if it has no parent that leads.
        leading: The relationship by which its rows are counted and conditioned; None for a root.
        child: Its model if it has a leading parent.
        key: Its own key column and how that is written; None if nothing refers to it.
        others: Its other relationships, with the share of missing keys.
    """

    names: tuple[str, ...]
    kind: FrameKind
    dtypes: Mapping[str, str]
    rows: int
    root: Synthesizer | None
    leading: Relationship | None
    child: ChildModel | None
    key: tuple[str, GeneratedColumn] | None
    others: tuple[tuple[Relationship, float], ...]


@dataclass(frozen=True)
class DatabaseSynthesizer:
    """Models of related tables. Foreign keys always hold; cost is linear in rows.

    A parent's model holds the number of its children in each table; children are drawn given their parent's columns and
    their elder sibling's.

    Attributes:
        plans: By table, parents before children.
        relationships: All relationships.
    """

    plans: Mapping[str, TablePlan]
    relationships: tuple[Relationship, ...]

    @classmethod
    def fit(
        cls,
        tables: Mapping[str, Frame],
        *,
        relationships: Sequence[Relationship] | None = None,
        metadata: Mapping[str, Any] | None = None,
        seed: int = 0,
        k: int = 5,
        **options: Any,
    ) -> DatabaseSynthesizer:
        """Fit models to related tables.

        Args:
            tables: By name, pandas or polars.
            relationships: Which rows belong to which; None: they are found by names and inclusion.
            metadata: By table a `Metadata`, or SDV's dict of several tables, with its relationships.
            seed: Which rows trees are grown on where there are very many.
            k: How many rows stand behind every number or level that is kept.
            **options: Settings of the tree engine.

        Returns:
            The synthesizer.

        Raises:
            DataError: If a table is empty or keys do not match.
            UsageError: If a table or column is unknown, or tables go round in a circle.
        """
        if not tables:
            raise UsageError("there is no table", expected="a dict of frames")
        read = {name: read_frame(frame) for name, frame in tables.items()}
        plain = {name: table for name, (table, _) in read.items()}
        known, declared = _metadata(metadata, list(tables))
        links = tuple(relationships if relationships is not None else declared or find_relationships(plain))
        check_relationships(plain, links)
        learner = _Learner(plain, links, known, {"seed": seed, "k": k, **options})
        plans = {name: learner.plan(name, read[name][1]) for name in parents_first(list(tables), links)}
        return cls(plans, links)

    def sample(self, *, scale: float = 1.0, seed: int = 0) -> dict[str, Frame]:
        """Draw all tables.

        Args:
            scale: How many times the real number of rows root tables get, > 0.
            seed: Which sample.

        Returns:
            By name, of the library and types that went in.

        Raises:
            UsageError: If the scale is not positive.
        """
        if not scale > 0:
            raise UsageError("the scale must be positive", found=scale)
        drawn: dict[str, pl.DataFrame] = {}
        for name, plan in self.plans.items():
            drawn[name] = self._draw(name, plan, drawn, scale, seed)
        return {name: self.plans[name].kind.dress(drawn[name].select(self.plans[name].names)) for name in self.plans}

    def _draw(
        self, name: str, plan: TablePlan, drawn: dict[str, pl.DataFrame], scale: float, seed: int
    ) -> pl.DataFrame:
        own = digest(seed, "table", name) & (2**63 - 1)
        if plan.child is not None and plan.leading is not None:
            parents = drawn[plan.leading.parent]
            table = plan.child.draw(parents, seed=own)
            keys = parents[plan.leading.parent_key].gather(table["$parent"])
            table = table.drop("$parent").with_columns(keys.alias(plan.leading.child_key))
        else:
            assert plan.root is not None, "a table without a leading parent has a model of its own"
            rows = max(1, round(plan.rows * scale))
            table = pl.DataFrame(plan.root.sample(rows, seed=own))
        rows_ = np.arange(table.height, dtype=np.uint64)
        if plan.key is not None:
            table = table.with_columns(plan.key[1].make(rows_, seed=own, name=plan.key[0]))
        for link, missing in plan.others:
            table = table.with_columns(_refer(drawn[link.parent], link, missing, rows_, own))
        return table

    def save(self, path: str | Path) -> None:
        """Write all models to one file of plain JSON and arrays.

        Args:
            path: Where to.

        Raises:
            SystemFault: If the file cannot be written.
        """
        plans = [[name, _plan_document(plan)] for name, plan in self.plans.items()]
        links = [asdict(link) for link in self.relationships]
        write_model(path, {"engine": "database", "plans": plans, "relationships": links})


def load_database(path: str | Path) -> DatabaseSynthesizer:
    """Read models of related tables from a file; no code in it is run.

    Args:
        path: A file that ``DatabaseSynthesizer.save`` wrote.

    Returns:
        The synthesizer.

    Raises:
        DataError: If the file is no such model, is cut short, was changed, or contradicts itself.
        SystemFault: If it cannot be read.
    """
    document = read_model(path)
    try:
        plans = {str(name): _restore_plan(entry, path) for name, entry in document["plans"]}
        return DatabaseSynthesizer(plans, tuple(Relationship(**entry) for entry in document["relationships"]))
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise DataError("the model file is inconsistent", place=str(path), found=repr(problem)) from None


def _plan_document(plan: TablePlan) -> dict[str, Any]:
    return {
        "names": plan.names,
        "kind": asdict(plan.kind),
        "dtypes": dict(plan.dtypes),
        "rows": plan.rows,
        "root": to_document(plan.root) if plan.root else None,
        "leading": asdict(plan.leading) if plan.leading else None,
        "child": plan.child.to_dict() if plan.child else None,
        "key": [plan.key[0], plan.key[1].to_dict()] if plan.key else None,
        "others": [[asdict(link), missing] for link, missing in plan.others],
    }


def _restore_plan(entry: dict[str, Any], path: str | Path) -> TablePlan:
    return TablePlan(
        names=tuple(entry["names"]),
        kind=FrameKind(**entry["kind"]),
        dtypes=entry["dtypes"],
        rows=int(entry["rows"]),
        root=restore(entry["root"], path) if entry["root"] else None,
        leading=Relationship(**entry["leading"]) if entry["leading"] else None,
        child=ChildModel.from_dict(entry["child"], path) if entry["child"] else None,
        key=(entry["key"][0], GeneratedColumn.from_dict(entry["key"][1])) if entry["key"] else None,
        others=tuple((Relationship(**link), float(missing)) for link, missing in entry["others"]),
    )


def _metadata(
    metadata: Mapping[str, Any] | None, names: list[str]
) -> tuple[dict[str, Metadata], tuple[Relationship, ...] | None]:
    if metadata is None:
        return {}, None
    if "tables" in metadata:
        known = {name: metadata_from_sdv(metadata, table=name) for name in names if name in metadata["tables"]}
        return known, tuple(Relationship.from_sdv(entry) for entry in metadata.get("relationships", ())) or None
    return dict(metadata), None


@dataclass(frozen=True)
class _Learner:
    tables: Mapping[str, pl.DataFrame]
    links: tuple[Relationship, ...]
    known: Mapping[str, Metadata]
    options: Mapping[str, Any]

    def plan(self, name: str, kind: FrameKind) -> TablePlan:
        """Learn one table."""
        table = self.tables[name]
        mine = [link for link in self.links if link.child == name]
        leading = next((link for link in mine if not table[link.child_key].null_count()), None)
        others = [link for link in mine if link is not leading]
        key = next((link.parent_key for link in self.links if link.parent == name), None)
        outside = {link.child_key for link in mine} | ({key} if key else set())
        free = table.drop(outside)
        free = free.with_columns(self._counts(name))
        root, child = None, None
        metadata = _without(self.known.get(name), outside)
        if leading is None:
            root = Synthesizer.fit(
                free if free.width else table.select(pl.lit(0).alias("$none")), metadata=metadata, **self.options
            )
        else:
            parents = self.tables[leading.parent].with_columns(self._counts(leading.parent))
            child = learn_children(free, table[leading.child_key], parents, leading, metadata, self.options)
        shares = tuple((link, table[link.child_key].null_count() / table.height) for link in others)
        made = (key, learn_generated(table[key], Column("id"))) if key else None
        return TablePlan(
            tuple(table.columns), kind, {column: str(dtype) for column, dtype in table.schema.items()}, table.height,
            root, leading, child, made, shares,
        )  # fmt: skip

    def _counts(self, parent: str) -> list[pl.Series]:
        """How many rows each of a parent's rows has in each child table."""
        counts = []
        for link in self.links:
            if link.parent == parent:
                keys = self.tables[parent][link.parent_key]
                rows = self.tables[link.child][link.child_key].drop_nulls().value_counts(name="$rows")
                found = keys.replace_strict(rows[link.child_key], rows["$rows"], default=0, return_dtype=pl.Int64)
                counts.append(found.alias(count_name(link)))
        return counts


def count_name(link: Relationship) -> str:
    """Name the column of a parent that counts its children.

    Args:
        link: The relationship.

    Returns:
        The name.
    """
    return f"$rows of {link.child}.{link.child_key}"


def _without(metadata: Metadata | None, outside: set[str]) -> Metadata | None:
    if metadata is None:
        return None
    columns = {name: column for name, column in metadata.columns.items() if name not in outside}
    return Metadata(columns, sequence_index=metadata.sequence_index)


def _refer(
    parents: pl.DataFrame, link: Relationship, missing: float, rows: np.ndarray[Any, np.dtype[np.uint64]], seed: int
) -> pl.Series:
    """Refer to rows of a second parent, as often as their learned counts say."""
    weights = np.maximum(parents[count_name(link)].to_numpy().astype(np.float64), 0.0)
    weights = np.cumsum(weights if weights.sum() else np.ones(len(weights)))
    uniforms = cell_uniforms(digest(seed, "refer", link.parent, link.child_key), rows)
    place = np.minimum(np.searchsorted(weights / weights[-1], uniforms, side="right"), len(weights) - 1)
    keys = parents[link.parent_key].gather(place)
    if missing:
        held = cell_uniforms(digest(seed, "no reference", link.child_key), rows) >= missing
        keys = pl.select(pl.when(pl.Series(held)).then(keys)).to_series()
    return keys.alias(link.child_key)
