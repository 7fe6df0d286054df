"""The ways in which a symbol arranges the same parts, and texts moved from one to another."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.languages import Edge
from nonesuch.generators.text.template import Annotation, Glue, Literal, Reference

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from nonesuch.generators.text.languages import Language
    from nonesuch.generators.text.symbol import Symbol
    from nonesuch.generators.text.template import Alternative

__all__ = ["Arrangement", "Parts", "arrangements_of", "recognisable", "same_parts"]


@dataclass(frozen=True)
class Arrangement:
    """A template that holds nothing but annotated symbols and the words between them.

    Attributes:
        slots: Slots in the order of the text.
        symbols: The symbol each slot is said by.
        between: What stands before the first slot, between slots, and after the last.
        raised: Whether each slot begins a sentence.
    """

    slots: tuple[str, ...]
    symbols: tuple[str, ...]
    between: tuple[str, ...]
    raised: tuple[bool, ...]

    @property
    def shape(self) -> tuple[tuple[str, ...], ...]:
        """What can be seen of it in a text: the order of the slots and the words between them."""
        return (self.slots, self.between)

    @property
    def parts(self) -> frozenset[tuple[str, str]]:
        """Slots with their symbols; arrangements of the same parts may stand for one another."""
        return frozenset(zip(self.slots, self.symbols, strict=True))


def arrangements_of(symbol: Symbol, language: Language) -> list[Arrangement]:
    """Read the alternatives of a symbol as arrangements.

    Args:
        symbol: A symbol whose alternatives arrange the same parts.
        language: For spaces and capitals.

    Returns:
        The arrangements; templates that hold anything but annotated symbols and words are left out.
    """
    return [found for alternative in symbol.every() if (found := _arrangement(alternative, language))]


def _arrangement(alternative: Alternative, language: Language) -> Arrangement | None:
    slots: list[str] = []
    symbols: list[str] = []
    between, raised = [""], []
    glue = False
    for item in alternative.items:
        match item:
            case Glue():
                glue = True
                continue
            case Literal(text):
                between[-1] += language.after(_edge(between, language), [text], glue=glue or between == [""])[0]
            case Annotation(slot=slot, item=Reference(symbol=name)) if slot not in slots:
                between[-1] += language.data.joiner if glue and between != [""] else ""
                raised.append(_begins(between, language))
                slots.append(slot)
                symbols.append(name)
                between.append("")
            case _:
                return None
        glue = False
    return Arrangement(tuple(slots), tuple(symbols), tuple(between), tuple(raised)) if len(slots) > 1 else None


def _edge(between: list[str], language: Language) -> Edge:
    """How the text so far ends; a slot ends plainly."""
    if between[-1]:
        return Edge(language.edges([between[-1]])[0])
    return Edge.PLAIN if len(between) > 1 else Edge.START


def _begins(between: list[str], language: Language) -> bool:
    if not language.data.capitals:
        return False
    return (len(between) == 1 and not between[0]) or between[-1].rstrip().endswith(language.data.stops)


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of arranged texts, apart from one another.

    Attributes:
        texts: For each slot its text in every row, begun with a small letter where it may be; null where it is missing.
        starts: For each slot its first character in every row, shape (n,), int64.
        lengths: For each slot its length in every row, shape (n,), int64.
    """

    texts: dict[str, pl.Series]
    starts: dict[str, NDArray[np.int64]]
    lengths: dict[str, NDArray[np.int64]]

    def join(self, arrangement: Arrangement) -> tuple[pl.Series, dict[str, NDArray[np.int64]]]:
        """Put the parts together.

        Args:
            arrangement: How.

        Returns:
            The texts, null where a part is missing, and the first character of each slot in every row.
        """
        first, *between = arrangement.between
        at = len(first) + np.zeros_like(self.lengths[arrangement.slots[0]])
        starts: dict[str, NDArray[np.int64]] = {}
        pieces: list[pl.Expr] = [pl.lit(first)]
        for slot, raised, after in zip(arrangement.slots, arrangement.raised, between, strict=True):
            starts[slot] = at
            pieces += [_raised(slot) if raised else pl.col(slot), pl.lit(after)]
            at = at + self.lengths[slot] + len(after)
        return pl.DataFrame(self.texts).select(text=pl.concat_str(pieces))["text"], starts

    @staticmethod
    def cut(texts: pl.Series, spans: pl.DataFrame, slots: Collection[str], vocabulary: Collection[str]) -> Parts:
        """Cut texts into their parts.

        Args:
            texts: The texts.
            spans: Spans with columns row, slot, start, end, column.
            slots: Slots of the parts.
            vocabulary: Words that begin with a small letter unless they begin a sentence.

        Returns:
            The parts; a slot with two spans in a text counts as missing there.
        """
        rows = pl.DataFrame({"row": np.arange(len(texts), dtype=np.int64), "text": texts})
        inner = (pl.col("column") != "") & ~pl.col("slot").is_in(list(slots))
        values = spans.filter(inner).select("row", "start", value=pl.lit(value=True)).unique()
        cut = {}
        for slot in slots:
            mine = spans.filter(pl.col("slot") == slot).unique("row", keep="none").select("row", "start", "end")
            frame = rows.join(mine, on="row", how="left", maintain_order="left")
            frame = frame.join(values, on=["row", "start"], how="left", maintain_order="left")
            part = pl.col("text").str.slice("start", pl.col("end") - pl.col("start"))
            cut[slot] = frame.with_columns(part=pl.when(pl.col("start").is_not_null()).then(part))
        return Parts(
            {slot: _small(frame, vocabulary) for slot, frame in cut.items()},
            {slot: _whole(frame["start"]) for slot, frame in cut.items()},
            {slot: _whole(frame["end"] - frame["start"]) for slot, frame in cut.items()},
        )


def _whole(values: pl.Series) -> NDArray[np.int64]:
    return values.cast(pl.Int64).fill_null(0).to_numpy()


def _raised(column: str) -> pl.Expr:
    """Begin with a capital, except names such as iPhone."""
    text = pl.col(column)
    capital = pl.concat_str(text.str.slice(0, 1).str.to_uppercase(), text.str.slice(1))
    return pl.when(text.str.contains(r"^\p{Ll}(?:[^\p{Lu}]|$)")).then(capital).otherwise(text)


def _small(frame: pl.DataFrame, vocabulary: Collection[str]) -> pl.Series:
    """Begin with a small letter where the first word is one of the vocabulary and not a column's value."""
    words = frame["part"].str.extract(r"^(\p{Lu}[\w-]*)")
    known = [word for word in words.drop_nulls().unique() if word[0].lower() + word[1:] in vocabulary]
    small = words.is_in(known).fill_null(value=False) & frame["value"].is_null()
    part = pl.col("part")
    begun = pl.concat_str(part.str.slice(0, 1).str.to_lowercase(), part.str.slice(1))
    return frame.select(part=pl.when(pl.lit(small)).then(begun).otherwise(part))["part"]


def same_parts(arrangements: list[Arrangement]) -> list[list[Arrangement]]:
    """Group arrangements that arrange the same parts; those that stand alone are left out."""
    groups: dict[frozenset[tuple[str, str]], list[Arrangement]] = {}
    for arrangement in arrangements:
        groups.setdefault(arrangement.parts, []).append(arrangement)
    return [group for group in groups.values() if len(group) > 1]


def recognisable(arrangements: list[Arrangement]) -> set[Arrangement]:
    """Find the arrangements that look like no other: a text shows which of them it has."""
    shapes = Counter(arrangement.shape for arrangement in arrangements)
    return {arrangement for arrangement in arrangements if shapes[arrangement.shape] == 1}
