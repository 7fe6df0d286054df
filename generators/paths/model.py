"""What a pack says of a path: steps, what each is, and the ways on from it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from nonesuch.errors import PackError
from nonesuch.generators.priors import Confidence

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["END", "Edge", "PathSpec", "StepSpec"]

_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
END = "end"
"""Where a path, or a part of one, ends; ``end:word`` is another way out of a part."""


class Edge(BaseModel):
    """A way on from a step."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    to: str = Field(description="The next step; end; or end:word, a way out of a part that its caller names.")
    weight: float = Field(1.0, ge=0, le=1e6, description="How often it is taken, among those that are open.")
    when: str | None = Field(None, description="Condition on the parent that must hold for the way to be open.")


def _edges(value: Any) -> Any:
    return [{"to": value}] if isinstance(value, str) else value


Edges = Annotated[
    list[Edge],
    BeforeValidator(_edges, json_schema_input_type=str | list[Edge]),
    Field(min_length=1, description="The ways on; a bare name is the only one."),
]


class StepSpec(BaseModel):
    """A step: other keys than these are what it is, such as its act and who takes it.

    A step without such keys makes no row: it is a fork.
    """

    model_config = ConfigDict(extra="allow", frozen=True)

    next: Edges
    path: str | None = Field(None, description="Another path, walked here as a part of this one.")
    exits: dict[str, str] = Field({}, description="For a part: way out of it = step of this path; end goes to 'next'.")

    @property
    def words(self) -> dict[str, Any]:
        """What the step is: keys of the pack's own choosing."""
        return dict(self.model_extra or {})

    @model_validator(mode="after")
    def _consistent(self) -> StepSpec:
        if self.path is not None and self.words:
            raise PackError("a part of a path makes its own rows", expected="only 'path', 'exits' and 'next'")
        if self.exits and self.path is None:
            raise PackError("only a part has ways out", expected="path = ...", found="exits")
        for name, word in self.words.items():
            if not isinstance(word, str):
                raise PackError(f"what a step is, is said in words: {name!r}", expected="a text", found=word)
        return self


class PathSpec(BaseModel):
    """A path: a graph of steps without circles."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(description="What is done along it, for people.")
    description: str = Field("", description="More about it, for people.")
    start: str = Field(description="The first step.")
    every: dict[str, str] = Field({}, description="What every step is that does not say otherwise.")
    source: str | None = Field(None, description="Where the weights come from.")
    confidence: Confidence | None = Field(None, description="How sure the weights are.")
    steps: dict[str, StepSpec] = Field(min_length=1, description="The steps, by name.")

    @model_validator(mode="after")
    def _consistent(self) -> PathSpec:
        for name in self.steps:
            if not _NAME.fullmatch(name):
                raise PackError(f"{name!r} is no name of a step", expected="small letters, digits and _")
        if self.has_figures and (self.source is None or self.confidence is None):
            raise PackError("weights have a source and a confidence", expected="source = ..., confidence = ...")
        return self

    @property
    def has_figures(self) -> bool:
        """Whether weights are written in it."""
        return any(edge.weight != 1.0 for _, edge in self.edges())

    def edges(self) -> Iterator[tuple[str, Edge]]:
        """All ways on, each with the step it leaves."""
        for name, step in self.steps.items():
            for edge in step.next:
                yield name, edge

    def words_of(self, step: str) -> dict[str, str]:
        """What a step is; empty for forks and parts, which make no rows.

        Args:
            step: Its name.

        Returns:
            Its own words over those of every step.
        """
        own = self.steps[step].words
        return {**self.every, **own} if own else {}
