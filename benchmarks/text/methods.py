"""Ways to say the same grammar: functions ``method(symbols, records) -> texts``; each imports what it needs."""

# ruff: noqa: PLC0415 - each method has its own environment

from __future__ import annotations

import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Symbols = dict[str, list[str]]
    Records = dict[str, list[str]]

GRAMMAR = Path(__file__).parent / "grammar" / "en_US"
BLOCK = 1 << 17
"""Rows made at a time, about as many as a block of the engine holds."""
_BEGINNING = re.compile(r"(?:^|(?<=[.!?] ))[a-z]")
_SLOT = re.compile(r"#(\w+)(?:@\w+)?(?=<)")
_PART = re.compile(r"(?:#(\w+)(?:@\w+)?)?<(\w+)>|\{(\w+)\}")


def nonesuch(mode: str, *, spans: bool) -> Callable[[Symbols, Records], Any]:
    """The engine, from records to texts (and spans)."""
    import numpy as np
    import polars as pl

    from nonesuch.generators.text.grammar import load_grammar

    compiled = load_grammar(GRAMMAR).compile(
        "message", dict.fromkeys(("order", "model", "days", "date", "issue"), pl.String)
    )

    def method(_: Symbols, records: Records) -> Any:
        frame = records["frame"]
        blocks = []
        for start in range(0, frame.height, BLOCK):
            rows = np.arange(start, min(start + BLOCK, frame.height))
            part = frame.slice(start, BLOCK)
            batch = compiled.render(part, key=1, rows=rows, mode=mode, total=frame.height)
            blocks.append((batch.texts, batch.spans) if spans else (batch.texts,))
        made = [pl.concat(parts) for parts in zip(*blocks, strict=True)]
        return tuple(made) if spans else made[0]

    return method


def joining() -> Callable[[Symbols, Records], Any]:
    """Nothing but pyarrow joining the same parts: they lie ready, column by column."""
    import pyarrow.compute as pc

    return lambda _, records: pc.binary_join_element_wise(*records["parts"], "")


def parts_of(frame: Any) -> list[Any]:
    """The parts of the texts of a frame, one arrow array for each place in the text."""
    import numpy as np
    import polars as pl
    import pyarrow as pa

    from nonesuch.generators.text.grammar import load_grammar

    batch = load_grammar(GRAMMAR).compile("message", frame.schema).render(frame, key=1)
    columns = []
    for place in range(batch.numbers.shape[1]):
        numbers = batch.numbers[:, place]
        said = pl.Series(pl.from_arrow(batch.pool.texts.take(pa.array(np.maximum(numbers, 0)))))
        for number, blank in enumerate(batch.blanks):
            values = pl.Series(pl.from_arrow(batch.fields.texts(blank.field)))
            said = values.zip_with(pl.Series(numbers == -1 - number), said)
        columns.append(said.to_arrow(compat_level=pl.CompatLevel.oldest()).cast("string"))
    return columns


Template = list[tuple[str, str, str, str]]
"""Text, then what follows it: slot, symbol, column; each may be empty."""


def cut(template: str) -> Template:
    """Cut a template at its symbols and columns."""
    parts, at = [], 0
    for found in _PART.finditer(template):
        parts.append((template[at : found.start()], found[1] or "", found[2] or "", found[3] or ""))
        at = found.end()
    return [*parts, (template[at:], "", "", "")]


def capital(text: str) -> str:
    """Begin sentences with capitals."""
    return _BEGINNING.sub(lambda found: found[0].upper(), text)


class Speaker:
    """Careful plain Python: templates cut once, parts chosen recursively."""

    def __init__(self, symbols: Symbols, records: Records) -> None:
        self.rules = {name: [cut(one) for one in listed] for name, listed in symbols.items()}
        self.columns, self.choice = records, random.Random(1).choice

    def say(self, name: str, row: int, out: list[str]) -> None:
        for text, _, symbol, column in self.choice(self.rules[name]):
            out.append(text)
            if symbol:
                self.say(symbol, row, out)
            elif column:
                out.append(self.columns[column][row])

    def say_spans(self, name: str, row: int, out: list[str], at: int, found: list[tuple[str, int, int]]) -> int:
        for text, slot, symbol, column in self.choice(self.rules[name]):
            out.append(text)
            at += len(text)
            start = at
            if symbol:
                at = self.say_spans(symbol, row, out, at, found)
            elif column:
                out.append(self.columns[column][row])
                at += len(out[-1])
                found.append((column, start, at))
            if slot:
                found.append((slot, start, at))
        return at


def plain_python(symbols: Symbols, records: Records) -> list[str]:
    """Texts alone."""
    speaker, made = Speaker(symbols, records), []
    for row in range(len(records["order"])):
        out: list[str] = []
        speaker.say("message", row, out)
        made.append(capital("".join(out)))
    return made


def plain_python_spans(symbols: Symbols, records: Records) -> list[Any]:
    """Texts with spans, each text once."""
    speaker, made, seen = Speaker(symbols, records), [], set()
    for row in range(len(records["order"])):
        while True:
            out: list[str] = []
            found: list[tuple[str, int, int]] = []
            speaker.say_spans("message", row, out, 0, found)
            text = capital("".join(out))
            if text not in seen:
                break
        seen.add(text)
        made.append((text, found))
    return made


def jinja2() -> Callable[[Symbols, Records], list[str]]:
    """A macro for each symbol, compiled once."""
    import jinja2 as jinja

    def macro(name: str, listed: list[str]) -> str:
        ways = [
            re.sub(r"<(\w+)>", r"{{ \1_(r) }}", re.sub(r"\{(\w+)\}", r"{{ r.\1 }}", _SLOT.sub("", one)))
            for one in listed
        ]
        branches = "".join(f"{{%- {'if' if i == 0 else 'elif'} k == {i} -%}}{way}" for i, way in enumerate(ways))
        return (
            f"{{%- macro {name}_(r) -%}}{{%- set k = pick({len(ways)}) -%}}{branches}{{%- endif -%}}{{%- endmacro -%}}"
        )

    def method(symbols: Symbols, records: Records) -> list[str]:
        environment = jinja.Environment(autoescape=False)
        environment.globals["pick"] = random.Random(1).randrange
        source = "".join(macro(name, listed) for name, listed in symbols.items())
        template = environment.from_string(source + "{{ message_(r) }}")
        names = list(records)
        return [template.render(r=dict(zip(names, row, strict=True))) for row in zip(*records.values(), strict=True)]

    return method


def pytracery() -> Callable[[Symbols, Records], list[str]]:
    """Rules flattened, then the record's values put in."""
    import tracery

    def method(symbols: Symbols, records: Records) -> list[str]:
        random.seed(1)
        rules = {
            name: [re.sub(r"<(\w+)>", r"#\1#", _SLOT.sub("", one)) for one in listed]
            for name, listed in symbols.items()
        }
        grammar = tracery.Grammar(rules)
        names = list(records)
        made = []
        for row in zip(*records.values(), strict=True):
            text = grammar.flatten("#message#")
            for name, value in zip(names, row, strict=True):
                text = text.replace("{" + name + "}", value)
            made.append(text)
        return made

    return method


def faker_sentence() -> Callable[[Symbols, Records], list[str]]:
    """Random words, which say nothing of the record."""
    import faker

    def method(_: Symbols, records: Records) -> list[str]:
        fake = faker.Faker("en_US")
        fake.seed_instance(1)
        return [fake.sentence(nb_words=20) for _ in records["order"]]

    return method


METHODS: dict[str, Callable[[], Callable[[Symbols, Records], Any]]] = {
    "pyarrow join alone": joining,
    "nonesuch weights": lambda: nonesuch("weights", spans=False),
    "nonesuch weights, spans": lambda: nonesuch("weights", spans=True),
    "nonesuch unique, spans": lambda: nonesuch("unique", spans=True),
    "plain Python": lambda: plain_python,
    "plain Python unique, spans": lambda: plain_python_spans,
    "Jinja2": jinja2,
    "Faker sentence": faker_sentence,
    "pytracery": pytracery,
}
