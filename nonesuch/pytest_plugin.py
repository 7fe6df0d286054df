"""The pytest plugin: the fixture `nonesuch`, seeded for each test. Importing it imports nothing heavy."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Generator

    from nonesuch.fixture import Fixture

__all__ = ["pytest_addoption", "pytest_configure", "pytest_runtest_makereport", "records_of_nobody", "seed_of"]

_SEED = pytest.StashKey[int]()
_MARK = "nonesuch(seed): the seed of the records that the fixture 'nonesuch' makes for the test"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--nonesuch-seed``."""
    text = "Seed of the fixture 'nonesuch' in all tests without one of their own; else each test has its own."
    parser.getgroup("nonesuch").addoption("--nonesuch-seed", type=int, metavar="N", help=text)


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", _MARK)


@pytest.fixture(name="nonesuch")
def records_of_nobody(request: pytest.FixtureRequest) -> Fixture:
    """Records of people who do not exist, the same ones in every run of the test.

    ``nonesuch.records("medical.case", 20)``, ``nonesuch.frame("fraud.transactions", 100)``,
    ``nonesuch.data("fraud", customers=50)``. The seed is made from the test's name; ``@pytest.mark.nonesuch(seed=3)``
    and ``--nonesuch-seed 3`` name another one.
    """
    from nonesuch.fixture import Fixture  # noqa: PLC0415 - a second of imports, for tests that use it

    seed = _seed(request.node, request.config.getoption("--nonesuch-seed"))
    request.node.stash[_SEED] = seed
    return Fixture(seed)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell the seed of a test that fails."""
    report = yield
    if report.failed and _SEED in item.stash:
        seed = item.stash[_SEED]
        report.sections.append(("nonesuch", f"seed {seed}; these records again: --nonesuch-seed {seed}"))
    return report


def seed_of(path: str, name: str) -> int:
    """Make the seed of a test.

    Args:
        path: Path of its file from the root of the tests, with any separators.
        name: Its name inside the file, with class and parameters.

    Returns:
        A number below 2**32, the same on every machine.

    Example:
        >>> seed_of("tests/test_cases.py", "test_age[65]")
        1384376009
    """
    words = f"{path}::{name}".replace("\\", "/")
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=4).digest(), "big")


def _seed(test: pytest.Item, option: int | None) -> int:
    mark = test.get_closest_marker("nonesuch")
    if mark is not None:
        seed = mark.kwargs.get("seed")
        if mark.args or set(mark.kwargs) != {"seed"} or isinstance(seed, bool) or not isinstance(seed, int):
            found = ", ".join([*map(repr, mark.args), *(f"{name}={value!r}" for name, value in mark.kwargs.items())])
            raise UsageError(
                "the mark is not understood", place=test.nodeid, expected="@pytest.mark.nonesuch(seed=3)", found=found
            )
        return seed
    if option is not None:
        return option
    path, _, name = test.location  # unlike the node id, the same with and without the groups of pytest-xdist
    return seed_of(path, name)
