from __future__ import annotations

from fractions import Fraction

import pytest

from nonesuch.generators.text.marks import read_marks


def test_marks_may_stand_in_any_order() -> None:
    marks = read_marks("casual 2* content: yeah", 0, ("casual",))
    assert (marks.weight, marks.level, marks.registers, marks.length) == (Fraction(2), 1, frozenset({"casual"}), 19)


def test_a_weight_may_stand_alone() -> None:
    assert read_marks("1.5*great", 0, ()).weight == Fraction(3, 2)


@pytest.mark.parametrize("text", ["note: x", "at 5:30", "detailed: x", "formal: x", "2 * 3"])
def test_other_words_before_a_colon_are_text(text: str) -> None:
    assert read_marks(text, 0, ("casual",)).length == 0
