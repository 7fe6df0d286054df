"""One row for each step of a path: the turns of a dialogue, the stations of a case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import polars as pl
from pydantic import Field, PrivateAttr

from nonesuch.errors import PackError, nearest
from nonesuch.generators.batch import coded
from nonesuch.generators.distributions.categorical import code_dtype
from nonesuch.generators.formula import names_in
from nonesuch.generators.paths import Graph, PathSpec, compile_graph, walk
from nonesuch.generators.resources import Resources
from nonesuch.generators.rows.base import Grown, RowSpec

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from nonesuch.generators.batch import Batch
    from nonesuch.generators.columns.base import Binding
    from nonesuch.generators.formula import Formula

__all__ = ["PathRows"]


class PathRows(RowSpec):
    """The parent walks a path; every step that is something becomes a row.

    Paths are the files of the pack's folder ``paths/``; those that are parts of others are not walked by themselves.
    """

    kind: Literal["path"] = "path"
    by: str = Field(description="Category column of the parent: its word is the name of the path.")
    into: list[str] = Field(min_length=1, description="Columns of this table: what each step is.")
    step: str = Field("step", description="Column of this table for the step's name.")
    most: int = Field(
        0, ge=0, le=10_000, description="The most rows a parent can have; keys are made from it. Else the longest path."
    )
    paths: dict[str, PathSpec] = Field({}, description="Paths by name, besides the files of the folder paths/.")
    _beside: Resources | None = PrivateAttr(None)

    def model_post_init(self, context: Any, /) -> None:
        """Remember what lies beside the table's file."""
        self._beside = context if isinstance(context, Resources) else None

    @cached_property
    def graph(self) -> Graph:
        """The paths laid out flat."""
        paths = {**(self._beside.paths if self._beside else {}), **self.paths}
        parts = {step.path for path in paths.values() for step in path.steps.values()}
        graph = compile_graph(paths, [name for name in paths if name not in parts], place="paths")
        for name, words in zip(graph.names, graph.words, strict=True):
            _check_words(name, words, self.into)
        if 0 < self.most < graph.longest:
            raise PackError("a path has more rows than 'most'", expected=f"at least {graph.longest}", found=self.most)
        return graph

    @property
    def most_rows(self) -> int:
        """The most rows that one parent can have."""
        return self.most or max(self.graph.longest, 1)

    def needs(self) -> tuple[str, ...]:
        """Names of the parent's columns that must be there first."""
        return tuple(dict.fromkeys([self.by, *names_in(*self.graph.guards[1:])]))

    def columns(self) -> dict[str, pl.DataType]:
        """Columns that come into being with the rows."""
        graph = self.graph
        names = pl.Enum(list(dict.fromkeys(n for n, words in zip(graph.names, graph.words, strict=True) if words)))
        return {self.step: names, **{key: _words(graph, key) for key in self.into}}

    def bind(self, binding: Binding) -> _Walker:
        """Make the maker."""
        dtype = binding.type_of(self.by)
        place = f"{binding.domain}: {binding.column}"
        if not isinstance(dtype, pl.Enum):
            raise PackError("a path is chosen by a category", place=place, expected="a category", found=str(dtype))
        words, known = dtype.categories.to_list(), self.graph.starts
        for word in words:
            if word not in known:
                raise PackError(f"no path for the word {word!r} of {self.by!r}", place=place, hint=nearest(word, known))
        for name in known:
            if name not in words:
                raise PackError(f"no record walks the path {name!r}", place=place, expected=f"a word of {self.by!r}")
        guards = tuple(binding.formula(text, pl.Boolean()) for text in self.graph.guards[1:])
        return _Walker(self, self.graph, np.array([known[word] for word in words], dtype=np.int32), guards, place)


@dataclass(frozen=True, eq=False)
class _Walker:
    spec: PathRows
    graph: Graph
    starts: NDArray[np.int32]
    guards: tuple[Formula, ...]
    place: str

    def grow(self, parent: Batch, rng: np.random.Generator) -> Grown:
        word = parent.get(self.spec.by)
        first = np.where(word.is_null(), -1, self.starts[word.to_physical().fill_null(0).to_numpy()])
        states = walk(self.graph, first, self._allowed(parent), rng, place=self.place)
        rows = (states >= 0) & self.graph.emits[states]
        owner, place = np.nonzero(rows)
        ordinal = (np.cumsum(rows, axis=1) - 1)[owner, place]
        return Grown(owner.astype(np.int32), ordinal.astype(np.int32), self._columns(states[owner, place]))

    def _allowed(self, parent: Batch) -> NDArray[np.bool_]:
        allowed = np.ones((parent.size, len(self.guards) + 1), dtype=bool)
        for place, guard in enumerate(self.guards, 1):
            allowed[:, place] = guard.compute(parent).fill_null(value=False).to_numpy()
        return allowed

    def _columns(self, states: NDArray[np.int32]) -> dict[str, pl.Series]:
        return {name: coded(codes[states], dtype) for name, (codes, dtype) in self._codes.items()}

    @cached_property
    def _codes(self) -> dict[str, tuple[NDArray[np.unsignedinteger], pl.Enum]]:
        """For each column that comes into being: code by state, and the words."""
        codes = {}
        for name, dtype in self.spec.columns().items():
            assert isinstance(dtype, pl.Enum)
            words = dtype.categories.to_list()
            place = {word: code for code, word in enumerate(words)}
            of_state = [
                place.get(state if name == self.spec.step else said.get(name, ""), 0)
                for state, said in zip(self.graph.names, self.graph.words, strict=True)
            ]
            codes[name] = (np.array(of_state, dtype=code_dtype(len(words))), dtype)
        return codes


def _words(graph: Graph, key: str) -> pl.Enum:
    return pl.Enum(sorted({words[key] for words in graph.words if words}))


def _check_words(state: str, words: Mapping[str, str], into: list[str]) -> None:
    path, _, step = state.partition(".")
    place = f"paths/{path}.toml: steps.{step}"
    for name in words:
        if name not in into:
            raise PackError(f"unknown key {name!r}", place=place, hint=nearest(name, [*into, "next", "path", "exits"]))
    missing = [name for name in into if words and name not in words]
    if missing:
        raise PackError(f"key {missing[0]!r} is missing", place=place, expected=f"{missing[0]} = ..., or in [every]")
