from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.generators.text.augmentation.editing import apply_edits


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30), st.data())
def test_spans_keep_what_lies_outside_of_edits(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=6)))
    edits = [(0, a, b, data.draw(st.text(max_size=4))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    frame = pl.DataFrame(
        edits, schema={"row": pl.Int64, "start": pl.Int64, "end": pl.Int64, "new": pl.String}, orient="row"
    )
    spans = pl.DataFrame({"row": [0], "start": [start], "end": [end]})
    new, moved, torn = apply_edits(pl.Series([text]), spans, frame)

    expected, at = "", 0
    for _, a, b, said in edits:
        expected, at = expected + text[at:a] + said, b
    assert new[0] == expected + text[at:]
    assert torn[0] == any(a < border < b for border in (start, end) for _, a, b, _ in edits)
    if not torn[0] and start < end:
        inside = [(a, b, said) for _, a, b, said in edits if start <= a and b <= end]
        wanted, at = "", start
        for a, b, said in inside:
            wanted, at = wanted + text[at:a] + said, b
        assert new[0][moved["start"][0] : moved["end"][0]] == wanted + text[at:end]
