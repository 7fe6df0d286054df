from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nonesuch.errors import PackError
from nonesuch.generators.order import in_order

if TYPE_CHECKING:
    from nonesuch.generators.node import Node


@given(st.dictionaries(st.integers(0, 12), st.sets(st.integers(0, 12), max_size=4), min_size=1, max_size=13))
def test_every_step_comes_after_those_it_needs(needs: dict[int, set[int]]) -> None:
    before = {("t", str(n)): [("t", str(m)) for m in sorted(ms) if m < n] for n, ms in needs.items()}
    order = in_order(before, (), place="here")
    assert sorted(order) == sorted(before)
    for node, steps in before.items():
        assert all(order.index(step) < order.index(node) for step in steps if step in before)


def test_the_order_of_the_keys_is_kept_where_it_can_be() -> None:
    before: dict[Node, list[Node]] = {("t", name): [] for name in "dbca"}
    before["t", "b"] = [("t", "a")]
    assert [name for _, name in in_order(before, (), place="here")] == ["d", "c", "a", "b"]


def test_shared_tables_come_first() -> None:
    order = in_order({("t", "a"): [], ("s", "b"): [], ("s", "c"): [("s", "b")]}, ("s",), place="here")
    assert order == [("s", "b"), ("s", "c"), ("t", "a")]


def test_a_circle_is_shown_with_its_path() -> None:
    before = {("t", "a"): [("t", "b")], ("t", "b"): [("u", "@rows")], ("u", "@rows"): [("t", "a")], ("t", "z"): []}
    with pytest.raises(PackError, match="in a circle") as caught:
        in_order(before, (), place="here")
    assert caught.value.found == "t.a -> t.b -> u.rows -> t.a"


def test_a_shared_table_cannot_need_a_family() -> None:
    with pytest.raises(PackError, match="cannot need a family") as caught:
        in_order({("s", "a"): [("t", "b")], ("t", "b"): []}, ("s",), place="here")
    assert (caught.value.place, caught.value.found) == ("here: s.a", "t.b")
