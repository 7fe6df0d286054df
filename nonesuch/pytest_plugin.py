"""The pytest plugin: the fixture `nonesuch`, seeded for each test, and its like for modules and whole sessions.

Importing it imports nothing heavy.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from nonesuch.errors import NonesuchError, UsageError

if TYPE_CHECKING:
    from collections.abc import Generator

    from nonesuch.fixture import Fixture

__all__ = [
    "pytest_addoption",
    "pytest_configure",
    "pytest_runtest_makereport",
    "records_of_a_module",
    "records_of_a_session",
    "records_of_nobody",
    "seed_of",
]

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
    return _fixture(request)


@pytest.fixture(name="nonesuch_module", scope="module")
def records_of_a_module(request: pytest.FixtureRequest) -> Fixture:
    """As `nonesuch`, for fixtures that are made once for a module; the seed is made from the path of its file."""
    return _fixture(request)


@pytest.fixture(name="nonesuch_session", scope="session")
def records_of_a_session(request: pytest.FixtureRequest) -> Fixture:
    """As `nonesuch`, for fixtures that are made once for all tests, in ``conftest.py``; the seed is always the same."""
    return _fixture(request)


def _fixture(request: pytest.FixtureRequest) -> Fixture:
    from nonesuch.fixture import Fixture  # noqa: PLC0415 - a second of imports, for tests that use it

    seed = _seed(request.node, request.config.getoption("--nonesuch-seed"))
    request.node.stash[_SEED] = seed
    return Fixture(seed)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell an error of ours without our own lines, and the seeds of a test that fails."""
    if not item.config.getoption("fulltrace"):
        _shorten(None if call.excinfo is None else call.excinfo.value)
    report = yield
    seeds = _seeds(item) if report.failed else []
    if seeds:
        lines = [f"seed {seed}; these records again: --nonesuch-seed {seed}" for seed in dict.fromkeys(seeds)]
        report.sections.append(("nonesuch", "\n".join(lines)))
    return report


def _shorten(problem: BaseException | None) -> None:
    """Leave the lines of whoever called nonesuch; the error itself says what is wrong."""
    place = problem.__traceback__ if isinstance(problem, NonesuchError) else None
    while place is not None and place.tb_next is not None:
        if str(place.tb_next.tb_frame.f_globals.get("__name__")).partition(".")[0] == "nonesuch":
            place.tb_next = None
        place = place.tb_next


def _seeds(item: pytest.Item) -> list[int]:
    """Seeds of the fixtures that a test asks for, its own first."""
    asked = {*getattr(item, "fixturenames", ())}
    nodes = [(item, "nonesuch"), (item.getparent(pytest.Module), "nonesuch_module"), (item.session, "nonesuch_session")]
    return [node.stash[_SEED] for node, name in nodes if node is not None and name in asked and _SEED in node.stash]


def seed_of(path: str, name: str) -> int:
    """Make the seed of a test, a file of tests, or all of them.

    Args:
        path: Path of its file from the root of the tests, with any separators; empty for the whole session.
        name: Its name inside the file, with class and parameters; empty for the whole file.

    Returns:
        A number below 2**32, the same on every machine.

    Example:
        >>> seed_of("tests/test_cases.py", "test_age[65]")
        1384376009
    """
    words = f"{path}::{name}".replace("\\", "/")
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=4).digest(), "big")


def _seed(node: pytest.Item | pytest.Collector, option: int | None) -> int:
    mark = node.get_closest_marker("nonesuch")
    if mark is not None:
        seed = mark.kwargs.get("seed")
        if mark.args or set(mark.kwargs) != {"seed"} or isinstance(seed, bool) or not isinstance(seed, int):
            found = ", ".join([*map(repr, mark.args), *(f"{name}={value!r}" for name, value in mark.kwargs.items())])
            expected = "@pytest.mark.nonesuch(seed=3)"
            error = UsageError("the mark is not understood", place=node.nodeid, expected=expected, found=found)
            pytest.fail(str(error), pytrace=False)
        return seed
    if option is not None:
        return option
    if isinstance(node, pytest.Item):
        path, _, name = node.location  # unlike the node id, the same with and without the groups of pytest-xdist
        return seed_of(path, name)
    return seed_of(node.nodeid, "")
