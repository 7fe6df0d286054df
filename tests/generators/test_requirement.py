"""The versions that a pack requires are compared number by number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.requirement import is_met


@pytest.mark.parametrize(
    ("requires", "version", "met"),
    [
        (">=0.1", "0.1.0", True), (">=0.10", "0.9.9", False), (">=0.9", "0.10", True), ("<2", "1.99.7", True),
        ("<2", "2", False), (">= 1.2, < 2", "1.2", True), (">=1.2,<2", "2.0.0", False), ("==1.2", "1.2.0", True),
        ("!=1.2", "1.2.0", False), (">1.2", "1.2.0.1", True), ("<=1.2", "1.2.1", False), (">=0.2", "0.2.0.dev1", True),
    ],
)  # fmt: skip
def test_terms_are_held_against_a_version(requires: str, version: str, met: bool) -> None:  # noqa: FBT001 - a value
    assert is_met(requires, version) is met


@pytest.mark.parametrize("requires", ["", "1.2", "~=1.2", ">=", ">=1.2 <2", ">=one", ">=1.2.3.4.5", ">=" + "9" * 99])
def test_what_is_no_requirement_is_told_of(requires: str) -> None:
    with pytest.raises(PackError, match="the versions are not understood"):
        is_met(requires, "1.0")


VERSION = st.lists(st.integers(0, 30), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))


@given(VERSION, VERSION)
def test_of_two_versions_one_is_at_least_the_other(first: str, second: str) -> None:
    assert is_met(f">={first}", second) or is_met(f">={second}", first)
    assert is_met(f">={first}", second) is not is_met(f"<{first}", second)
