from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import DataError
from nonesuch.generators.text.offsets import convert_offsets

Texts = st.lists(st.text(st.characters(codec="utf-8"), min_size=1), min_size=1, max_size=8)


@given(Texts, st.data())
def test_slices_of_the_encoded_text_are_the_encoded_slices(texts: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), min_size=1, max_size=10))
    starts = [data.draw(st.integers(0, len(texts[row]))) for row in rows]
    ends = [data.draw(st.integers(start, len(texts[row]))) for row, start in zip(rows, starts, strict=True)]
    spans = pl.DataFrame({"row": rows, "start": starts, "end": ends, "slot": ["x"] * len(rows)})
    for unit, encoding, size in (("utf8", "utf-8", 1), ("utf16", "utf-16-le", 2)):
        converted = convert_offsets(pl.Series(texts), spans, unit)  # type: ignore[arg-type]
        assert converted.columns == spans.columns
        for row, start, end, low, high in zip(rows, starts, ends, converted["start"], converted["end"], strict=True):
            assert texts[row].encode(encoding)[low * size : high * size].decode(encoding) == texts[row][start:end]


def test_spans_outside_of_their_text_are_refused() -> None:
    spans = pl.DataFrame({"row": [1], "start": [2], "end": [9]})
    with pytest.raises(DataError, match="outside of its text"):
        convert_offsets(pl.Series(["a long enough text", "short"]), spans, "utf8")
