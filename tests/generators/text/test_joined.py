from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from nonesuch.generators.text.joined import join_spoken
from nonesuch.generators.text.languages import load_language
from nonesuch.generators.text.spoken import Spoken

if TYPE_CHECKING:
    from tests.generators.text.conftest import Write

PARTS = """
starts = ["opening", "body", "ending"]
[symbols]
opening = [{say = "dear {name},", when = "n = 0"}, {say = "hello.", when = "n = 1"}, {say = "", when = "n > 1"}]
body = "your #thing(parcel) is here"
ending = ". regards, {name}"
"""


def spoken(write: Write, *, begins: bool = False) -> list[Spoken]:
    frame = pl.DataFrame({"n": [0, 1, 2], "name": ["Ann", "Bo", "Cy"]})
    grammar = write(PARTS)
    batches = [
        grammar.compile(start, frame.schema, begins=begins).render(frame, key=1)
        for start in ("opening", "body", "ending")
    ]
    return [Spoken(3, [(np.arange(3), batch)], ()) for batch in batches]


def test_parts_take_space_capital_and_one_full_stop(write: Write) -> None:
    joined = join_spoken(spoken(write), load_language("en_US").data)
    assert joined.texts().to_list() == [
        "Dear Ann, your parcel is here. Regards, Ann",
        "Hello. Your parcel is here. Regards, Bo",
        "Your parcel is here. Regards, Cy",
    ]


def test_a_full_stop_is_not_said_twice(write: Write) -> None:
    opening, _, ending = spoken(write)
    joined = join_spoken([opening, ending], load_language("en_US").data)
    assert joined.texts()[1] == "Hello. Regards, Bo"


def test_spans_of_all_parts_stand_where_their_words_do(write: Write) -> None:
    parts = spoken(write)
    for order in (parts, [parts[0], parts[2]], parts[1:]):
        joined = join_spoken(order, load_language("en_US").data)
        for text, spans in zip(joined.texts(), joined.spans(), strict=True):
            said = {span["slot"]: text[span["start"] : span["end"]] for span in spans}
            assert set(said.values()) <= {"parcel", "Ann", "Bo", "Cy"}
            assert said["name"] in text


def test_small_letters_stay_where_asked(write: Write) -> None:
    small = pl.Series([True, False, True])
    joined = join_spoken(spoken(write), load_language("en_US").data, small=small)
    assert [text[0] for text in joined.texts()] == ["d", "H", "y"]
