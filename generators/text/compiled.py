"""A grammar compiled for one start: checked, and ready to render the texts of records."""

from __future__ import annotations

import math
from functools import cached_property, partial
from itertools import combinations, product
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.errors import DataError, PackError, UsageError
from nonesuch.generators.randomness import digest
from nonesuch.generators.text.batch import Batch, Report
from nonesuch.generators.text.building import Builder
from nonesuch.generators.text.census import Census, rank_rows
from nonesuch.generators.text.checking import check_names
from nonesuch.generators.text.demand import make_demand
from nonesuch.generators.text.drawing import Group, Run, draw_texts
from nonesuch.generators.text.fields import FieldTexts
from nonesuch.generators.text.formats import Setting
from nonesuch.generators.text.joiner import Joiner
from nonesuch.generators.text.languages import Edge
from nonesuch.generators.text.outline import trace
from nonesuch.generators.text.plan import Planner
from nonesuch.generators.text.pool import Pool
from nonesuch.generators.text.questions import Answers, Register, describe
from nonesuch.generators.text.registry import Registry
from nonesuch.generators.text.relevance import Relevance
from nonesuch.generators.text.speaker import Speaker
from nonesuch.generators.text.template import LEVELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from nonesuch.generators.text.building import Memo
    from nonesuch.generators.text.demand import Demand, Unit
    from nonesuch.generators.text.drawing import Drawn, Mode
    from nonesuch.generators.text.grammar import Grammar
    from nonesuch.generators.text.measure import Gauge
    from nonesuch.generators.text.model import Level
    from nonesuch.generators.text.outline import Outline
    from nonesuch.generators.text.questions import Situations

__all__ = ["Compiled", "compile_grammar"]

_MOST_COMBINATIONS = 128


class Compiled:
    """A grammar ready to render texts; made by `compile_grammar`.

    Attributes:
        grammar: The grammar.
        outline: What is reached from the start, and what is asked of a record.
        columns: Columns of the records and their polars types.
        registry: Numbers of slots, fields, features and sites.
        edge: What goes before the texts.
    """

    def __init__(
        self, grammar: Grammar, outline: Outline, columns: Mapping[str, pl.DataType], *, begins: bool = True
    ) -> None:
        self.grammar, self.outline, self.columns = grammar, outline, columns
        self.edge = Edge.START if begins else Edge.OPEN
        self.registry = Registry()
        self.joiner = Joiner(grammar.language, self.registry.article)
        self.planner = Planner(Pool())
        self._memo: Memo = {}
        self._gauges: dict[tuple[object, ...], Gauge] = {}
        self._speakers: dict[tuple[int, ...], Speaker | None] = {}

    def render(
        self,
        records: pl.DataFrame | Answers,
        *,
        key: int,
        rows: NDArray[np.integer] | None = None,
        mode: Mode = "weights",
        total: int | None = None,
        after: int = 0,
        census: Census | None = None,
        before: Census | None = None,
        window: tuple[int, int] | None = None,
        unit: Unit = "characters",
        require: Iterable[str] = (),
        register: str | Sequence[str | None] | pl.Series | None = None,
        level: Level = "enhancement",
        repeat: bool = False,
    ) -> Batch:
        """Make a text for every record.

        The text of a row depends on its number, its record and the arguments, not on which other rows are in the call.

        Args:
            records: The records, n rows, perhaps with answers they have given already.
            key: Chooses the texts; any integer.
            rows: Number of each record in the whole run, shape (n,), distinct, >= 0; 0..n-1 if missing.
            mode: ``weights``: independent draws, a longer run begins with the shorter one. ``unique``: exact shares,
                and no two rows of a situation get the same derivation.
            total: Rows of the whole run; ``unique`` needs it, unless a census is given.
            after: Places that earlier rounds with the same key have used (`Report.places` of the last one).
            census: How many rows of the whole run are in each situation, as counted by `census`: then the shares are
                exact in each situation. Rows must then come in order.
            before: The census of all rows before these.
            window: Least and greatest length of a text.
            unit: What the window counts: ``characters`` (code points) or ``words``.
            require: Names of slots that every text must hold.
            register: A register for all texts, or one for each record; None for what the answers say, or else for words
                that fit every register.
            level: How much the texts tell.
            repeat: Whether weights come before uniqueness: then a text comes again where its structure has too few, and
                shares stay exact. Otherwise such rows get a less likely text, and too few texts are an error.

        Returns:
            Texts and spans.

        Raises:
            UsageError: If an argument is wrong.
            DataError: If a column is missing, or a record leaves nothing to say.
            RecipeError: If fewer texts fit than are wanted.
        """
        frame = records.frame if isinstance(records, Answers) else records
        numbers = _check_rows(frame, rows, total, mode, census)
        situations = self._sort(records, register)
        speakers = self._speakers_of(situations, LEVELS.index(level))
        wanted = tuple(require)
        if {*wanted} - {slot.slot for slot in self.registry.slots}:
            self.build_all()  # a slot that these records do not meet may be said of others
        demand = make_demand(self.registry.slots, window=window, unit=unit, require=wanted)
        fields = FieldTexts(tuple(self.registry.fields), Setting(self.grammar.language, self.grammar.lexicon, frame))
        groups = self._groups(situations, speakers, census, total=total or 0, rows=len(numbers), key=key)
        run = Run(
            groups, numbers if census is None else rank_rows(situations, before), self.planner, fields, demand, mode,
            census.total if census else total or 0, digest(key, self.outline.start), after, repeat,
        )  # fmt: skip
        return self._batch(run, draw_texts(run), situations, LEVELS.index(level))

    def _groups(
        self,
        situations: Situations,
        speakers: Sequence[Speaker],
        census: Census | None,
        *,
        total: int,
        rows: int,
        key: int,
    ) -> list[Group]:
        groups = []
        own = digest(key, self.outline.start)
        for answers, speaker, at in zip(situations.answers, speakers, situations.rows, strict=True):
            share = census.counts.get(answers, 0) if census else total
            groups.append(
                Group(
                    speaker, at, share, census.before(answers) if census else 0,
                    bool(census) or not self.outline.questions, (len(at) if census else rows) == share,
                    digest(key, self.outline.start, *answers) if census else own,
                    partial(describe, self.outline.questions, answers),
                )
            )  # fmt: skip
        return groups

    def census(self, frame: pl.DataFrame, *, register: str | Sequence[str | None] | pl.Series | None = None) -> Census:
        """Count how many records are in each situation; the censuses of parts of a run add up.

        Args:
            frame: The records.
            register: As in `render`.

        Returns:
            The census.
        """
        return Census.of(self._sort(frame, register))

    def forecast(
        self,
        frame: pl.DataFrame,
        *,
        window: tuple[int, int] | None = None,
        unit: Unit = "characters",
        require: Iterable[str] = (),
        register: str | Sequence[str | None] | pl.Series | None = None,
        level: Level = "enhancement",
    ) -> pl.DataFrame:
        """Count how many texts there are for the situations of some records, without making any.

        Args:
            frame: The records.
            window: As in `render`.
            unit: As in `render`.
            require: As in `render`.
            register: As in `render`.
            level: As in `render`.

        Returns:
            One row for each situation: in words, number of records, least number of texts that fit one of them (exact
            below 2**53), least share of the weight that fits.
        """
        demand = make_demand(self.registry.slots, window=window, unit=unit, require=require)
        situations = self._sort(frame, register)
        fields = FieldTexts(tuple(self.registry.fields), Setting(self.grammar.language, self.grammar.lexicon, frame))
        lines = [
            self._forecast_line(answers, at, demand, fields, LEVELS.index(level))
            for answers, at in zip(situations.answers, situations.rows, strict=True)
        ]
        return pl.DataFrame(
            lines,
            schema={"situation": pl.String, "rows": pl.Int64, "texts": pl.Float64, "share": pl.Float64},
            orient="row",
        )

    def _forecast_line(
        self, answers: tuple[int, ...], at: NDArray[np.int64], demand: Demand, fields: FieldTexts, level: int
    ) -> tuple[str, int, float, float]:
        speaker = self.speaker(answers, level)
        words = describe(self.outline.questions, answers)
        if speaker is None:
            return words, len(at), 0.0, 0.0
        outlook = speaker.outlook(demand, speaker.vectors(demand, fields, at)[0])
        return words, len(at), float(outlook.texts.min()), float(outlook.share.min())

    def _sort(
        self, records: pl.DataFrame | Answers, register: str | Sequence[str | None] | pl.Series | None
    ) -> Situations:
        answers = records if isinstance(records, Answers) else Answers(records)
        if register is not None:
            words = [register] * answers.frame.height if isinstance(register, str) else register
            answers.set_registers(words, self.grammar.registers)
        return self._relevance.merge(answers.sort(self.outline.questions))

    @cached_property
    def _relevance(self) -> Relevance:
        return Relevance(self.grammar, self.outline)

    def speaker(self, answers: tuple[int, ...], level: int) -> Speaker | None:
        """What can be said in a situation at a level of detail (index in `LEVELS`); None for nothing."""
        key = (level, *answers)
        if key not in self._speakers:
            chain = self.builder(answers, level).symbol(self.outline.start)
            started = None if chain is None else self.joiner.lead(chain, self.edge)
            speaker = None if started is None else Speaker(started, self.planner, self._gauges)
            self._speakers[key] = speaker
        return self._speakers[key]

    def builder(self, answers: tuple[int, ...], level: int) -> Builder:
        """What builds the symbols in a situation at a level of detail."""
        return Builder(
            self.grammar, self.outline, self.registry, self.joiner, answers=answers, level=level, memo=self._memo
        )

    def _speakers_of(self, situations: Situations, level: int) -> list[Speaker]:
        """Find what can be said in each situation, all of it laid out before anything is drawn."""
        speakers = []
        for code, answers in enumerate(situations.answers):
            speaker = self.speaker(answers, level)
            if speaker is None:
                raise DataError(
                    f"{self.outline.start!r} has nothing to say of a record",
                    place=f"record {int(np.argmax(situations.codes == code))}",
                    found=describe(self.outline.questions, answers),
                    hint="give the symbols that ask for this an 'otherwise', or an alternative without condition",
                )
            speaker.prepare()
            speakers.append(speaker)
        return speakers

    def _batch(self, run: Run, drawn: Drawn, situations: Situations, level: int) -> Batch:
        report = Report(len(run.numbers), drawn.moved, drawn.repeated, drawn.uniform, drawn.places)
        pool = self.planner.pool
        records = np.arange(len(run.numbers), dtype=np.int64)
        return Batch(
            drawn.lines(), pool.now, tuple(pool.blanks), run.fields, tuple(self.registry.slots), report, records,
            situations, level,
        )  # fmt: skip

    def build_all(self) -> None:
        """Build every symbol for the answers it depends on, so that mistakes show before the first record.

        Raises:
            PackError: If a template is ambiguous, a word lacks a form, or nothing is ever said.
        """
        spoken: dict[str, bool] = {}
        for name in self.outline.order:
            built = [
                self.builder(answers, len(LEVELS) - 1).symbol(name)
                for answers in self.combinations(self.outline.asked[name])
            ]
            spoken[name] = any(chain is not None for chain in built)
        if not spoken[self.outline.start]:
            raise PackError(
                f"{self.outline.start!r} says nothing in any situation",
                place=str(self.grammar.symbols[self.outline.start].place),
            )

    def combinations(self, asked: Sequence[int]) -> Iterator[tuple[int, ...]]:
        """Give all combinations of answers to some questions, or where they are too many every answer of every pair."""
        questions = self.outline.questions
        usual = [
            question.answers - 1 if isinstance(question, Register) else min(question.answers - 1, 1)
            for question in questions
        ]
        sizes = [questions[place].answers for place in asked]
        groups = [tuple(asked)] if math.prod(sizes) <= _MOST_COMBINATIONS else list(combinations(asked, 2))
        for group in groups:
            for chosen in product(*(range(questions[place].answers) for place in group)):
                answers = dict(zip(group, chosen, strict=True))
                yield tuple(answers.get(place, answer) for place, answer in enumerate(usual))


def compile_grammar(
    grammar: Grammar,
    start: str,
    columns: Mapping[str, pl.DataType | type[pl.DataType]],
    *,
    begins: bool = True,
    thorough: bool = True,
) -> Compiled:
    """Compile a grammar for one start.

    Args:
        grammar: The grammar.
        start: The symbol that texts begin with.
        columns: Columns of the records and their polars types; ``frame.schema`` will do.
        begins: Whether nothing goes before the texts, so that they take a capital.
        thorough: Whether all that can ever be said is built now; see `Grammar.compile`.

    Returns:
        The compiled grammar.

    Raises:
        PackError: About the first mistake: an unknown name, a symbol that leads back to itself or is never said, a
            format that does not fit its column, a word without the form asked for, two derivations of one text.
        UsageError: If the start is unknown.
    """
    outline = trace(grammar, start, reach=thorough)
    types = {name: dtype() if isinstance(dtype, type) else dtype for name, dtype in columns.items()}
    check_names(grammar, outline, types)
    compiled = Compiled(grammar, outline, types, begins=begins)
    if thorough:
        compiled.build_all()
    return compiled


def _check_rows(
    frame: pl.DataFrame, rows: NDArray[np.integer] | None, total: int | None, mode: Mode, census: Census | None
) -> NDArray[np.int64]:
    numbers = np.arange(frame.height, dtype=np.int64) if rows is None else np.asarray(rows, np.int64)
    if numbers.shape != (frame.height,):
        raise UsageError("not one row number for each record", expected=f"({frame.height},)", found=str(numbers.shape))
    if len(numbers) and numbers.min() < 0:
        raise UsageError("row numbers begin at 0", found=int(numbers.min()))
    if mode == "unique" and census is None:
        if total is None:
            raise UsageError("unique texts need the total of the run", expected="total=..., or a census")
        if len(numbers) and numbers.max() >= total:
            raise UsageError("a row number is not below the total", expected=f"< {total}", found=int(numbers.max()))
    return numbers
