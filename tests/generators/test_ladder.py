from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.ladder import block_count, block_range

BLOCKS = st.sampled_from([64, 128, 256, 1024, 65_536])


@given(BLOCKS, st.integers(0, 200))
def test_blocks_follow_each_other(block: int, number: int) -> None:
    first, last = block_range(number, block)
    assert block_range(number + 1, block)[0] == last
    assert 64 <= last - first <= block
    assert block_range(0, block)[0] == 0


@given(BLOCKS, st.integers(0, 2**40))
def test_the_blocks_hold_all_roots_and_none_is_idle(block: int, roots: int) -> None:
    count = block_count(roots, block)
    if roots == 0:
        assert count == 0
        return
    first, last = block_range(count - 1, block)
    assert first < roots <= last


@pytest.mark.parametrize("block", [0, 1, 63, 65, 96, 100])
def test_odd_sizes_are_refused(block: int) -> None:
    with pytest.raises(PackError, match="odd size"):
        block_range(0, block)
