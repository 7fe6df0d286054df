"""The columns of texts of a pack, with their compiled grammars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import UsageError, nearest
from nonesuch.generators.block import make_family
from nonesuch.generators.columns.passage import Passage
from nonesuch.generators.columns.text import Texts
from nonesuch.generators.ladder import block_count
from nonesuch.generators.plan import Settings, make_plan
from nonesuch.generators.step import ColumnStep
from nonesuch.generators.text.joined import Joined, join_spoken
from nonesuch.generators.text.rarest import reading_list
from nonesuch.generators.text.spoken import SPANS
from nonesuch.generators.text.statistics import grammar_statistics, lemma_statistics
from nonesuch.generators.text.steps import show_steps
from nonesuch.generators.text.template import LEVELS

if TYPE_CHECKING:
    from nonesuch.generators.batch import Batch
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.plan import Plan
    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.spoken import Spoken

__all__ = ["Voices", "find_voices", "grown_texts"]


@dataclass(frozen=True)
class Voices:
    """A column of texts.

    Attributes:
        table: Its table.
        column: Its name.
        grammars: The compiled grammar of each start.
    """

    table: str
    column: str
    grammars: tuple[Compiled, ...]

    def statistics(self) -> pl.DataFrame:
        """Effective clauses and synonyms of every symbol, each once; see `grammar_statistics`."""
        frames = [grammar_statistics(grammar) for grammar in self.grammars]
        once = pl.concat(frames).unique(["symbol", "situation"], keep="first", maintain_order=True)
        return once.sort("self_bleu4", "symbol", "situation", descending=[True, False, False])

    def lemmas(self) -> pl.DataFrame:
        """Lemmas by what one more word would change, on average over the starts; see `lemma_statistics`."""
        frames = [lemma_statistics(grammar) for grammar in self.grammars]
        together = pl.concat(frames).group_by("lemma", maintain_order=True)
        shared = together.agg(
            pl.col("part_of_speech").first(), pl.col("uses").sum() / len(frames), pl.col("words", "effective").first(),
            pl.col("gain").sum() / len(frames),
        )  # fmt: skip
        return shared.sort("gain", "lemma", descending=[True, False])

    def rarest(self, *, most: int) -> pl.DataFrame:
        """Texts to read first; see `reading_list`."""
        frames = [reading_list(grammar, most=most).with_row_index("nth") for grammar in self.grammars]
        turns = pl.concat(frames).sort("nth", "share", "symbol", "text").drop("nth")
        return turns.unique(["symbol", "text"], keep="first", maintain_order=True).head(most)


def find_voices(
    pack: Pack, *, table: str | None = None, column: str | None = None, locale: str | None = None
) -> list[Voices]:
    """Find the columns of texts of a pack; the parts of a passage stand for it.

    Args:
        pack: The pack.
        table: Only columns of this table.
        column: Only the column of this name, or the parts of the passage of this name.
        locale: The locale; the pack's first if missing.

    Returns:
        The columns, in the order in which they are made; at least one.

    Raises:
        PackError: If a grammar is wrong.
        RecipeError: If the pack does not have the locale.
        UsageError: If there is no such column of texts.
    """
    columns = _columns(make_plan(pack, Settings(locale=locale)), table, column)
    parts = {(name, part) for (name, _), one in columns.items() if isinstance(one, Passage) for part in one.parts}
    every = _columns(make_plan(pack, Settings(locale=locale)), None, None)
    return [
        Voices(name, inner, tuple(found for found in one.compiled if found is not None))
        for (name, inner), one in every.items()
        if isinstance(one, Texts) and ((name, inner) in columns or (name, inner) in parts)
    ]


def _columns(plan: Plan, table: str | None, column: str | None) -> dict[tuple[str, str], Texts | Passage]:
    """The columns of texts of a plan, and the passages made of them."""
    every = {
        (step.table, step.name): step.column
        for step in plan.steps
        if isinstance(step, ColumnStep) and isinstance(step.column, (Texts, Passage))
    }
    found = {key: one for key, one in every.items() if table in (None, key[0]) and column in (None, key[1])}
    if not found:
        known = [".".join(key) for key in every]
        raise UsageError(
            "there is no such column of texts",
            place=plan.pack.name,
            expected=", ".join(known) or "a pack with a column of kind 'text'",
            hint=nearest(f"{table}.{column or 'text'}", known) if known else None,
        )
    return found


def grown_texts(
    pack: Pack,
    *,
    rows: int,
    table: str | None = None,
    column: str | None = None,
    locale: str | None = None,
    seed: int = 0,
    together: str | None = None,
) -> pl.DataFrame:
    """Show how texts grow from framework to content, detail and enhancement.

    Args:
        pack: The pack.
        rows: How many texts, at most 1,000.
        table: The table; the first with texts if missing.
        column: The column; the first passage or else the first of texts if missing.
        locale: The locale; the pack's first if missing.
        seed: Of the records.
        together: A column of the table, to tell the texts of one parent row apart, such as the speaker of a turn.

    Returns:
        Columns ``row`` (place among all rows made), ``framework``, ``content``, ``detail``, ``enhancement``; with
        ``together`` also ``parent`` (how many parent rows with texts came before, and 1) and that column as ``by``.

    Raises:
        UsageError: If there is no such column of texts or to tell them apart by, or too many are wanted.
    """
    plan = make_plan(pack, Settings(seed=seed, locale=locale))
    columns = _columns(plan, table, column)
    (chosen, name), one = min(columns.items(), key=lambda entry: isinstance(entry[1], Texts))
    shown: list[pl.DataFrame] = []
    missing, before, parents = rows, 0, 0
    for number in range(block_count(plan.roots, pack.spec.block)):
        made = make_family(plan, number)[chosen]
        steps = _passage_steps(made, one, missing) if isinstance(one, Passage) else _steps(made.spoken[name], missing)
        if together is not None:
            steps = steps.with_columns(*_parents(made, together)[steps["row"]]).with_columns(pl.col("parent") + parents)
            parents = steps["parent"].max() or parents  # type: ignore[assignment]
        shown.append(steps.with_columns(pl.col("row") + before))
        missing -= steps.height
        before += made.size
        if missing <= 0:
            break
    return pl.concat(shown)


def _parents(made: Batch, together: str) -> pl.DataFrame:
    """The place of each row's parent among those of the block, from 1 on, and a column to tell the rows apart by."""
    if together not in made.columns:
        names = [name for name in made.columns if not name.startswith("@")]
        raise UsageError(f"unknown column {together!r}", place=made.table, hint=nearest(together, names))
    firsts = np.cumsum(made.ordinal == 0).astype(np.int64)
    return pl.DataFrame({"parent": firsts, "by": made.columns[together].cast(pl.String)})


def _steps(spoken: Spoken, most: int, *, values: bool = False) -> pl.DataFrame:
    """Show how the first texts of a block grow."""
    places = np.sort(np.concatenate([np.empty(0, np.int64), *(rows for rows, _ in spoken.parts)]))[:most]
    shown = [
        show_steps(grammar, batch, np.flatnonzero(np.isin(rows, places)).tolist(), values=values)
        .drop("row")
        .insert_column(0, pl.Series("row", rows[np.isin(rows, places)], dtype=pl.Int64))
        for (rows, batch), grammar in zip(spoken.parts, spoken.grammars, strict=True)
    ]
    none = pl.DataFrame(schema={"row": pl.Int64, **dict.fromkeys(LEVELS, pl.String)})
    return pl.concat(shown or [none]).sort("row")


def _passage_steps(batch: Batch, passage: Passage, most: int) -> pl.DataFrame:
    """Show how the first passages of a block grow: level by level their parts, joined."""
    rows = pl.DataFrame({"row": np.arange(min(most, batch.size), dtype=np.int64)})
    grown = [
        rows.join(_steps(batch.spoken[part], rows.height, values=True), on="row", how="left", maintain_order="left")
        for part in passage.parts
    ]
    small = None if passage.small is None else batch.get(passage.small).head(rows.height)
    return rows.with_columns(
        join_spoken(
            [Joined(rows.height, (), (), part[level], _values(part, level)) for part in grown],
            passage.language,
            small=small,
        )
        .texts()
        .alias(level)
        for level in LEVELS
    )


def _values(grown: pl.DataFrame, level: str) -> pl.DataFrame:
    """The places of values in the texts of a level, as spans."""
    pairs = grown.select("row", pair=f"values of {level}").explode("pair").drop_nulls("pair")
    table = pairs.select(
        pl.col("row"), pl.lit("").alias("slot"), pl.col("pair").list.first().alias("start"),
        pl.col("pair").list.last().alias("end"), pl.lit("").alias("column"),
    )  # fmt: skip
    return table.cast({"row": pl.Int64, **{field.name: field.dtype for field in SPANS.fields}})
