"""Ways to say whole plain sentences otherwise, as their authors wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nonesuch.errors import PackError, nearest
from nonesuch.generators.text.parsing import parse_template
from nonesuch.generators.text.place import Place
from nonesuch.generators.text.template import Field, Glue, Word, walk
from nonesuch.generators.text.template import Literal as LiteralText

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from nonesuch.generators.text.model import ParaphraseModel
    from nonesuch.generators.text.template import Alternative

__all__ = ["Paraphrase", "read_paraphrase"]


@dataclass(frozen=True)
class Paraphrase:
    """A rule that rewrites a sentence.

    Attributes:
        kind: Which kind of augmentation it is.
        match: The sentence, with holes: ``{name}`` for any short run of words, ``{name:lemma(form)}`` for a word of a
            lemma, ``~lemma.form`` for one that is not kept.
        into: What becomes of it; ``{name}`` repeats a hole, ``{name:lemma(form)}`` repeats its word in another form.
        place: Where it stands.
    """

    kind: Literal["synonym", "restructure", "expand"]
    match: Alternative
    into: tuple[Alternative, ...]
    place: Place


def read_paraphrase(model: ParaphraseModel, place: Place, *, path: Path, registers: Collection[str]) -> Paraphrase:
    """Make a rule of what stands in a file.

    Args:
        model: What stands in the file.
        place: Where.
        path: The file.
        registers: Names of the grammar's registers.

    Returns:
        The rule.

    Raises:
        PackError: If the sentence holds anything but words and holes, or a template repeats a hole that is not there.
    """
    match = parse_template(model.match, place=Place(path, place.keys, model.match))
    for item in match.items:
        if not isinstance(item, (LiteralText, Glue, Field, Word)):
            raise PackError(
                "a sentence to match holds words, ~lemmas and {holes} only",
                place=str(match.place),
                found=model.match,
            )
    holes = {item.column for item in match.items if isinstance(item, Field)}
    into = tuple(parse_template(text, place=Place(path, place.keys, text), registers=registers) for text in model.into)
    for template in into:
        for item in walk(template):
            if isinstance(item, Field) and item.column not in holes:
                raise PackError(
                    f"no hole is called {item.column!r}", place=str(template.place), hint=nearest(item.column, holes)
                )
    return Paraphrase(model.kind, match, into, place)
