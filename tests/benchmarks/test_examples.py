from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest

from benchmarks.speed import memory, race
from benchmarks.truth import band

if TYPE_CHECKING:
    from types import ModuleType


@pytest.mark.parametrize("module", [band, memory, race])
def test_examples_in_docstrings_hold(module: ModuleType) -> None:
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0
