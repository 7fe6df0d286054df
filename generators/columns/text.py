"""Texts in the words of a grammar, which state what the record holds; and the spans they leave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from pydantic import Field, PrivateAttr, model_validator

from nonesuch.errors import PackError, RecipeError, nearest
from nonesuch.generators.columns.base import Binding, Column, ColumnSpec
from nonesuch.generators.randomness import digest
from nonesuch.generators.resources import Resources
from nonesuch.generators.text.questions import Answers
from nonesuch.generators.text.reading import columns_read
from nonesuch.generators.text.spoken import SPANS, Spoken
from nonesuch.generators.text.wish import Wish

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.text.compiled import Compiled
    from nonesuch.generators.text.grammar import Grammar

__all__ = ["SpansSpec", "TextSpec", "Texts"]


class TextSpec(ColumnSpec):
    """A text, said in the words of the pack's grammar (``text/<locale>/``).

    The grammar reads any column that expressions of this table can read, by the same names.
    """

    kind: Literal["text"] = "text"
    start: str = Field(description="Symbol that texts begin with; with 'by', * stands for the column's word.")
    by: str | None = Field(None, description="Category column whose word names the start.")
    register_: str | None = Field(None, alias="register", description="Category column whose word is the register.")
    within: bool = Field(default=False, description="Whether it is a part of a passage, which gives it its capital.")
    _beside: Resources | None = PrivateAttr(None)

    def model_post_init(self, context: Any, /) -> None:
        """Remember what lies beside the table's file."""
        self._beside = context if isinstance(context, Resources) else None

    @model_validator(mode="after")
    def _one_star(self) -> TextSpec:
        if self.start.count("*") != (self.by is not None):
            raise PackError("the start does not fit", expected="one * with 'by', none without", found=self.start)
        return self

    def _grammar(self, locale: str) -> Grammar:
        if self._beside is None:
            raise PackError("the pack has no words", expected="a folder text/<locale>/ with a grammar")
        return self._beside.grammar(locale)

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        names = dict.fromkeys(name for name in (self.by, self.register_) if name is not None)
        for locale in self._beside.locales if self._beside else ():
            grammar = self._grammar(locale)
            names.update(dict.fromkeys(columns_read(grammar, self._starts(grammar))))
        return tuple(names)

    def _starts(self, grammar: Grammar) -> list[str]:
        """Starts of a grammar that this column may use."""
        head, star, tail = self.start.partition("*")
        if not star:
            return [self.start]
        return [name for name in grammar.starts if name.startswith(head) and name.endswith(tail)]

    def bind(self, binding: Binding) -> Column:
        """Make the sampler."""
        grammar = self._grammar(binding.locale)
        wish = binding.wish or Wish()
        if wish.unique and binding.total is None and not binding.searched:
            raise RecipeError(
                "texts can be unique where the number of rows is known beforehand",
                place=f"text.{binding.table}.{binding.column}",
                expected="the root table, or one with a fixed number of rows for each root",
                found=binding.table,
            )
        starts = self._words(binding, grammar) if self.by else [self.start]
        compiled = [None if start is None else self._compile(grammar, start, binding) for start in starts]
        total = None if binding.searched else binding.total
        key = digest(binding.seed, binding.domain, binding.table, binding.column)
        return Texts(binding.column, self.by, self.register_, compiled, wish, total, key)

    def _words(self, binding: Binding, grammar: Grammar) -> list[str | None]:
        assert self.by is not None
        dtype = binding.type_of(self.by)
        if not isinstance(dtype, pl.Enum):
            raise PackError("starts are named by a category", place=binding.place, found=str(dtype))
        starts = [self.start.replace("*", word) for word in dtype.categories.to_list()]
        missing = [start for start in starts if start not in grammar.symbols]
        if missing and binding.locale == binding.main_locale:
            raise PackError(
                f"the grammar has no symbol {missing[0]!r}",
                place=f"{binding.place}: {grammar.folder}",
                hint=nearest(missing[0], grammar.symbols),
            )
        return [start if start in grammar.symbols else None for start in starts]

    def _compile(self, grammar: Grammar, start: str, binding: Binding) -> Compiled:
        types = {name: binding.type_of(name) for name in columns_read(grammar, [start])}
        if binding.thorough:
            return grammar.compile(start, types, begins=not self.within)
        return _compiled(grammar, start, tuple(types.items()), begins=not self.within)


@lru_cache(maxsize=512)
def _compiled(grammar: Grammar, start: str, types: tuple[tuple[str, pl.DataType], ...], *, begins: bool) -> Compiled:
    """Compile once a process: what has been built serves the next data set too."""
    return grammar.compile(start, dict(types), begins=begins, thorough=False)


@dataclass(frozen=True, eq=False)
class Texts:
    """The sampler of a column of texts.

    Attributes:
        column: The column.
        by: Category column whose word names the start.
        register: Category column whose word is the register.
        compiled: The grammar for each start; None for words of ``by`` that have none.
        wish: What the recipe asks of the texts.
        total: Rows of the whole run, where texts are unique.
        key: Of the run.
    """

    column: str
    by: str | None
    register: str | None
    compiled: list[Compiled | None]
    wish: Wish
    total: int | None
    key: int
    dtype: pl.DataType = pl.String()  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:
        """Make the texts of a batch; they stay in ``batch.spoken`` with their spans."""
        drawn = int(rng.integers(2**63))
        unique = self.wish.unique and self.total is not None
        names = tuple(dict.fromkeys(name for one in self.compiled if one is not None for name in one.columns))
        groups, order = self._groups(batch, numbered=unique)
        frame = batch.frame(names)
        answers = Answers(frame if len(groups) == 1 and len(order) == batch.size else frame[order])
        said_from = [one for one in map(self.compiled.__getitem__, groups) if one is not None]
        answers.ask(question for one in said_from for question in one.outline.questions)
        if self.register is not None and said_from:
            answers.set_registers(batch.get(self.register).gather(order), said_from[0].grammar.registers)
        batch.spoken[self.column] = self._render(batch, answers, groups, key=self.key if unique else drawn)
        return batch.spoken[self.column].texts()

    def _render(self, batch: Batch, answers: Answers, groups: dict[int, NDArray[np.int64]], *, key: int) -> Spoken:
        """Make the texts of each start, whose records lie side by side in the answers."""
        unique = self.wish.unique and self.total is not None
        parts, grammars = [], []
        place = 0
        for code, rows in groups.items():
            one = self.compiled[code]
            if one is None:
                raise PackError("nothing to say", place=self.column, expected="a symbol for every word of 'by'")
            said = one.render(
                answers.slice(place, len(rows)),
                key=key,
                rows=batch.numbers[rows],
                mode="unique" if unique else "weights",
                total=self.total if unique else None,
                window=self.wish.window,
                unit=self.wish.unit,
                require=self.wish.require,
                level=self.wish.level,
            )
            place += len(rows)
            parts.append((rows, said))
            grammars.append(one)
        return Spoken(batch.size, parts, grammars)

    def _groups(self, batch: Batch, *, numbered: bool) -> tuple[dict[int, NDArray[np.int64]], NDArray[np.int64]]:
        """The rows of each start, and all of these rows one start after another; nulls are in none."""
        if self.by is None:
            codes = np.zeros(batch.size, dtype=np.int64)
        else:
            codes = batch.get(self.by).to_physical().cast(pl.Int64).fill_null(-1).to_numpy()
        if numbered and self.total is not None:  # rows of the last block that nobody wants get no number
            codes = np.where(batch.numbers < self.total, codes, -1)
        return _by_code(codes)


def _by_code(codes: NDArray[np.int64]) -> tuple[dict[int, NDArray[np.int64]], NDArray[np.int64]]:
    order = np.argsort(codes, kind="stable")
    order = order[np.searchsorted(codes[order], 0) :]
    found, starts = np.unique(codes[order], return_index=True)
    rows = np.split(order, starts[1:])
    return dict(zip(found.tolist(), rows, strict=True)), order


class SpansSpec(ColumnSpec):
    """The spans of a column of texts: for each text a list of slot, start, end, column."""

    kind: Literal["spans"] = "spans"
    of: str = Field(description="Column of texts of this table.")

    def needs(self) -> tuple[str, ...]:
        """Names of the columns that must be there first."""
        return (self.of,)

    def bind(self, binding: Binding) -> Column:  # noqa: ARG002 - one interface for all
        """Make the sampler."""
        return _Spans(self.of)


@dataclass(frozen=True)
class _Spans:
    of: str
    dtype: pl.DataType = pl.List(SPANS)  # noqa: RUF009 - a type, not state

    def sample(self, batch: Batch, rng: np.random.Generator) -> pl.Series:  # noqa: ARG002 - the texts are made already
        return batch.spoken[self.of].spans()
