from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from nonesuch.validators import inject

if TYPE_CHECKING:
    from collections.abc import Callable

    from nonesuch.validators import Checker

Frames = dict[str, pl.DataFrame]
Parts = tuple[Frames, list[Frames]]


@pytest.fixture(scope="module")
def block_checker(shop_checker: Checker, shop_parts: Parts) -> Checker:
    return replace(shop_checker, shared=shop_parts[0])


def summed(checker: Checker, blocks: list[Frames]) -> Any:
    return checker.combine([checker.check_shared(), *(checker.check_block(block) for block in blocks)])


def figures(verdict: Any) -> list[tuple[Any, ...]]:
    return [(r.rule, r.checked, r.violations, r.passed, r.skipped) for r in verdict.results]


def test_blocks_give_what_the_whole_gives(block_checker: Checker, shop_parts: Parts, shop_frames: Frames) -> None:
    assert figures(summed(block_checker, shop_parts[1])) == figures(block_checker.check(shop_frames))


def test_blocks_with_defects_give_what_the_whole_gives(block_checker: Checker, shop_parts: Parts) -> None:
    shared, blocks = shop_parts
    shares = dict.fromkeys(["amount_of_line", "orders.key", "visits_apart", "orders.customer_id.references"], 0.05)
    broken = [inject(block_checker, block, shares, key=i).frames for i, block in enumerate(blocks)]
    whole = block_checker.check(shared | {name: pl.concat([block[name] for block in broken]) for name in broken[0]})
    parts = summed(block_checker, broken)
    assert figures(parts) == figures(whole)
    assert not whole.ok
    assert parts.failed_keys("customers").equals(whole.failed_keys("customers"))
    samples = [verdict.violations.select("rule", "key", "values", "message") for verdict in (parts, whole)]
    assert samples[0].equals(samples[1])


def test_the_order_of_blocks_does_not_matter(block_checker: Checker, shop_parts: Parts) -> None:
    blocks = shop_parts[1]
    assert summed(block_checker, blocks).results == summed(block_checker, blocks[::-1]).results


def test_keys_that_occur_in_several_blocks_are_found(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": {"id": "integer", "name": "string", "@key": "id"}})
    blocks = [pl.DataFrame({"id": ids, "name": "x"}) for ids in ([1, 2, 3], [4, 3], [9, 8, 1, 9])]
    verdict = checker.combine(checker.check_block({"t": block}) for block in blocks)
    assert (verdict["t.key"].violations, verdict["t.key"].exact, verdict["t.key"].passed) == (3, True, False)
    assert verdict.violations["part"].to_list() == [2], "within a block the row is known, across blocks the number"


def test_violations_are_counted_all_and_kept_in_part(make_checker: Callable[..., Checker]) -> None:
    checker = make_checker({"t": {"id": {"type": "integer", "minimum": 5}}}, keep=3)
    blocks = [pl.DataFrame({"id": [1, 9, 2]}), pl.DataFrame({"id": [3, 4]}), pl.DataFrame({"id": [0]})]
    verdict = checker.combine(checker.check_block({"t": block}) for block in blocks)
    assert verdict["t.id.minimum"].violations == 5
    assert verdict.violations.select("part", "row").rows() == [(0, 0), (0, 2), (1, 0)]


def test_many_blocks_are_summed_up_in_bounded_memory(make_checker: Callable[..., Checker]) -> None:
    rule = '[[rule]]\nid = "names"\nkind = "dataset"\ntable = "t"\ndistinct = "name"\nwithin = [0, 0.001]'
    checker = make_checker({"t": {"id": "integer", "name": "string", "@key": "id"}}, rule)
    total = checker.combiner()
    for i in range(600):
        ids = pl.int_range(i * 1000, (i + 1) * 1000, eager=True)
        total.add(checker.check_block({"t": pl.DataFrame({"id": ids, "name": (ids % 7).cast(pl.String)})}))
    verdict = total.verdict()
    assert (verdict["t.key"].checked, verdict["t.key"].violations, verdict["t.key"].exact) == (600_000, 0, True)
    assert verdict["names"].value == pytest.approx(7 / 600_000)


def test_a_block_that_nobody_looked_at_is_told(shop_checker: Checker) -> None:
    verdict = shop_checker.combine([])
    assert verdict.ok
    assert all(result.skipped for result in verdict.results)
