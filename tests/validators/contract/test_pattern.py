from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.validators.contract.pattern import check_pattern

ATOMS = st.sampled_from(["a", "b", "é", "[a-c]", "[^a]", ".", r"\.", r"\-", "[0-9]", "[a-]", "(?:ab)", "(a|b)", "-"])
REPEATS = st.sampled_from(["", "*", "+", "?", "{2}", "{1,3}", "{0,}", "*?", "+?"])
TEXTS = st.lists(st.text("abcdé.-01", max_size=6), min_size=1, max_size=8)
REFUSED = r"""\d [\d] \w+ \s \bx (?=a) (?!a) (?<=a) (a)\1 (?P<x>a) (?i)a [[a]] [a&&b] [a--b] []a] a{2001} a{ ( ) a**
  [z-a] (a{1000}){1000}"""
PATTERNS = st.lists(st.tuples(ATOMS, REPEATS).map("".join), min_size=1, max_size=4).map("".join)


@given(PATTERNS, st.sampled_from(["", "^"]), st.sampled_from(["", "$"]), TEXTS)
def test_accepted_patterns_mean_the_same_in_python_and_rust(
    pattern: str, start: str, end: str, texts: list[str]
) -> None:
    full = start + pattern + end
    check_pattern(full)
    expected = [re.search(full, text) is not None for text in texts]
    assert pl.Series(texts).str.contains(full).to_list() == expected


@pytest.mark.parametrize("pattern", [*REFUSED.split(), "x" * 501])
def test_what_languages_disagree_about_is_refused(pattern: str) -> None:
    with pytest.raises(PackError):
        check_pattern(pattern, place="here")
