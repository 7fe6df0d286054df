from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.validators import prove
from nonesuch.validators.rules.mentions import occurs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nonesuch.validators import Checker

SPANS = {
    "type": ["array", "null"],
    "items": {
        "type": "object",
        "properties": {
            "slot": {"type": "string"},
            "start": {"type": "integer"},
            "end": {"type": "integer"},
            "column": {"type": ["string", "null"]},
        },
    },
}
TABLES: dict[str, Any] = {
    "products": {"id": "integer", "name": "string", "@key": "id"},
    "notes": {
        "id": "integer",
        "product_id": "integer",
        "price": "number?",
        "day": "date?",
        "text": "string?",
        "spans": SPANS,
        "@key": "id",
        "@references": {"product_id": "products.id"},
    },
}
HEAD = '[[rule]]\nid = "r"\nkind = "consistency"\ntable = "notes"\nmentions = "text"\n'
PRODUCTS = pl.DataFrame({"id": [1, 2], "name": ["Lamp", "Mug"]})
TYPE = pl.List(pl.Struct({"slot": pl.String, "start": pl.Int64, "end": pl.Int64, "column": pl.String}))


def span(text: str, piece: str, column: str | None) -> dict[str, Any]:
    start = text.index(piece)
    return {"slot": "s", "start": start, "end": start + len(piece), "column": column}


def notes(rows: Sequence[tuple[str | None, Sequence[tuple[str, str | None]] | None]], **columns: Any) -> pl.DataFrame:
    spans = [
        None if text is None or given is None else [span(text, piece, column) for piece, column in given]
        for text, given in rows
    ]
    n = len(rows)
    base = {"id": range(n), "product_id": [1] * n, "price": [1299.5] * n, "day": [date(2026, 3, 5)] * n} | columns
    frame = pl.DataFrame(base).with_columns(text=pl.Series([text for text, _ in rows], dtype=pl.String))
    return frame.with_columns(spans=pl.Series(spans, dtype=TYPE))


def rows_found(checker: Checker, frame: pl.DataFrame) -> list[int]:
    return checker.check({"products": PRODUCTS, "notes": frame}).violations.filter(rule="r")["row"].to_list()


def test_spans_equal_the_columns_they_name(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker(TABLES, HEAD + 'spans = "spans"')
    frame = notes(
        [
            ("The lamp cost $1,299.50.", [("lamp", "products.name"), ("$1,299.50", "price")]),
            ("About 1300 on 2026-03-05", [("1300", "price"), ("2026-03-05", "day")]),
            ("It cost $1,299.40.", [("$1,299.40", "price")]),
            ("My mug broke.", [("mug", "products.name")]),
            ("Love it", [("Love", None)]),
            ("The lamp", [("lamp", "products.nam")]),
            ("on 5 March", [("5 March", "day")]),
            (None, []),
            ("nothing said", None),
        ]
    )
    assert rows_found(checker, frame) == [2, 3, 5, 6]


def test_spans_lie_inside_of_the_text_and_count_characters(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker(TABLES, HEAD + 'spans = "spans"')
    frame = notes([("é😀 Lamp", [("Lamp", "products.name")])] * 4)
    bad = [[3, 7], [-1, 2], [4, 99], [5, 5]]
    changed = [[{"slot": "s", "start": a, "end": b, "column": "products.name" if a == 3 else None}] for a, b in bad]
    assert rows_found(checker, frame.with_columns(spans=pl.Series(changed, dtype=TYPE))) == [1, 2, 3]


def test_formats_say_how_a_column_may_be_written(make_checker: Callable[..., Checker]) -> None:
    formats = "formats = { day = [\"strftime(day, '%d.%m.%Y')\", \"strftime(day, '%Y')\"] }"
    checker = make_checker(TABLES, f'{HEAD}spans = "spans"\n{formats}')
    frame = notes([(f"on {day}", [(day, "day")]) for day in ("05.03.2026", "2026", "2026-03-05")])
    assert rows_found(checker, frame) == [2]


def test_only_spans_of_some_slots_are_held_against_columns(make_checker: Callable[..., Checker]) -> None:
    frame = notes([("Sad and blue", [("Sad", "mood"), ("blue", "colour")]), ("Sad and red", [("red", "colour")])])
    formats = "formats = { colour = \"CASE WHEN price > 0 THEN 'blue' END\" }"
    both = make_checker(TABLES, f'{HEAD}spans = "spans"\n{formats}')
    assert rows_found(both, frame) == [0, 1], "there is no column 'mood'"
    spans = frame["spans"].to_list()
    for span_of_row in (spans[0][1], spans[1][0]):
        span_of_row["slot"] = "colour"
    slotted = frame.with_columns(spans=pl.Series(spans, dtype=TYPE))
    one = make_checker(TABLES, f'{HEAD}spans = "spans"\nslots = "colour"\n{formats}')
    assert rows_found(one, slotted) == [1]


def test_values_and_patterns_occur(make_checker: Callable[..., Checker]) -> None:
    rule = HEAD + 'holds = ["products.name", "cast(price as bigint)"]\nmust = "^[A-Z]"\nnever = "[{}]"'
    checker = make_checker(TABLES, rule + '\nwhen = "price > 0"')
    texts = [
        "Lamp for 1299",
        "Lamp for 1299.",
        "Lamps for 1299",
        "Lamp for 12990",
        "lamp, Lamp, 1299",
        "Lamp {x} 1299",
        None,
    ]
    frame = notes([(text, None) for text in texts] + [("?", None)], price=[1299.5] * 7 + [0.0])
    assert rows_found(checker, frame) == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("value", "text", "found"),
    [
        ("18", "aged 18, male", True),
        ("18", "18", True),
        ("18", "180 or 1.18 or 18.5 or 1,018", False),
        ("18", "180 and 18", True),
        ("Ann", "(Ann)", True),
        ("Ann", "Annie", False),
        ("蓝", "买蓝的", True),
        ("5.50", "costs 5.50.", True),
        (".", "a . b", True),
    ],
)
def test_a_value_occurs_as_a_word_of_its_own(value: str, text: str, found: bool) -> None:  # noqa: FBT001 - cases
    frame = pl.DataFrame({"v": [value], "t": [text]})
    assert frame.select(occurs(pl.col("v"), pl.col("t"))).item() == found


@given(st.from_regex("[a-z0-9]{1,5}", fullmatch=True), st.text("ab01 .,", max_size=9), st.text("ab01 .,", max_size=9))
def test_a_value_between_blanks_always_occurs(value: str, before: str, after: str) -> None:
    frame = pl.DataFrame({"v": [value], "t": [f"{before} {value} {after}"]})
    assert frame.select(occurs(pl.col("v"), pl.col("t"))).item()


def test_defects_of_texts_and_of_what_they_name_are_found(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker(TABLES, HEAD + 'spans = "spans"')
    frame = notes([("The lamp cost 1299.50", [("lamp", "products.name"), ("1299.50", "price")])] * 30)
    frames = {"products": PRODUCTS, "notes": frame}
    assert checker.check(frames).ok
    assert [proof for proof in prove(checker, frames) if not proof.holds] == []
