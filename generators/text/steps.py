"""Texts shown growing: the same derivation at every level of detail."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import UsageError
from nonesuch.generators.text.building import Builder
from nonesuch.generators.text.derivation import read_decisions
from nonesuch.generators.text.joiner import Joiner
from nonesuch.generators.text.pieces import EMPTY, Blank
from nonesuch.generators.text.table import Table
from nonesuch.generators.text.template import LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nonesuch.generators.text.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.derivation import Decisions
    from nonesuch.generators.text.fields import FieldTexts
    from nonesuch.generators.text.pieces import Chain

__all__ = ["show_steps"]

_MOST_ROWS = 1000
_PLACES = pl.List(pl.List(pl.Int64))


def show_steps(compiled: Compiled, batch: Batch, rows: Sequence[int], *, values: bool = False) -> pl.DataFrame:
    """Show how some texts grow from framework to content, detail and enhancement.

    Args:
        compiled: The grammar.
        batch: What it rendered, at the highest level.
        rows: Which texts, at most 1,000: each is derived anew at every level.
        values: Whether to tell where the values of columns stand.

    Returns:
        A column ``row`` and one for each level; the last is the text as rendered. With ``values`` also ``values of``
        each level: pairs of the first character of a value and the one after its last.

    Raises:
        UsageError: If too many rows are asked for.
    """
    if len(rows) > _MOST_ROWS:
        raise UsageError("too many texts to show", expected=f"at most {_MOST_ROWS}", found=len(rows))
    grown = [_grow(compiled, batch, row) for row in rows]
    told = [{name: text for name, (text, _) in one.items()} for one in grown]
    frame = pl.DataFrame(told, schema=dict.fromkeys(LEVELS, pl.String)).insert_column(
        0, pl.Series("row", rows, dtype=pl.Int64)
    )
    if not values:
        return frame
    places = [{f"values of {name}": found for name, (_, found) in one.items()} for one in grown]
    return frame.hstack(pl.DataFrame(places, schema={f"values of {name}": _PLACES for name in LEVELS}))


def _grow(compiled: Compiled, batch: Batch, row: int) -> dict[str, tuple[str, list[list[int]]]]:
    answers = batch.situations.answers[int(batch.situations.codes[row])]
    speaker = compiled.speaker(answers, batch.level)
    numbers = [number for number in batch.numbers[row].tolist() if number]
    decisions = read_decisions(speaker.chain, numbers, compiled.planner.pool) if speaker else None
    if decisions is None:
        raise UsageError("the batch was not rendered from this grammar", place=f"row {row}")
    record = int(batch.records[row])
    return {
        name: _say(_derive(compiled, answers, level, decisions), batch.fields, record)
        for level, name in enumerate(LEVELS)
    }


def _derive(compiled: Compiled, answers: tuple[int, ...], level: int, decisions: Decisions) -> Chain:
    """Build a derivation at a level: what the level does not tell is left out, the rest is decided as before."""
    script: dict[int, list[int]] = defaultdict(list)
    for site, decision in decisions:
        script[site].append(decision)
    joiner = Joiner(compiled.grammar.language, compiled.registry.article)
    builder = Builder(
        compiled.grammar, compiled.outline, compiled.registry, joiner,
        answers=answers, level=level, memo={}, script=script,
    )  # fmt: skip
    chain = builder.symbol(compiled.outline.start)
    return EMPTY if chain is None else joiner.lead(chain, compiled.edge)


def _say(chain: Chain, fields: FieldTexts, record: int) -> tuple[str, list[list[int]]]:
    """What a chain says of a record, and where in it values stand."""
    said, values = "", []
    for part in chain.parts:
        if isinstance(part, Table):
            said += part.texts[0]
        elif isinstance(part, Blank):
            value = fields.texts(part.field)[record].as_py()
            values.append([len(said), len(said) + len(value)])
            said += value
        else:
            inner, places = _say(part.chains[0], fields, record)
            values += [[len(said) + start, len(said) + end] for start, end in places]
            said += inner
    return said, values
