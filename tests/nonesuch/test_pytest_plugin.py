from __future__ import annotations

import re
import subprocess
import sys

import pytest

from nonesuch.fixture import Fixture  # here, so that runs inside this process find numpy imported
from nonesuch.pytest_plugin import seed_of

pytest_plugins = ["pytester"]

SEEDS = """
import pathlib

import pytest


def told(request, nonesuch):
    with pathlib.Path(SEEN).open("a") as file:
        file.write(f"{request.node.name} {nonesuch.seed}\\n")


class TestAll:
    @pytest.mark.parametrize("age", [1, 2])
    def test_age(self, request, nonesuch, age):
        told(request, nonesuch)


@pytest.mark.xdist_group("some")
def test_plain(request, nonesuch):
    told(request, nonesuch)


@pytest.mark.nonesuch(seed=3)
def test_marked(request, nonesuch):
    told(request, nonesuch)
"""


def seeds(pytester: pytest.Pytester, *options: str) -> dict[str, int]:
    seen = pytester.path / "seen.txt"
    seen.unlink(missing_ok=True)
    pytester.makepyfile(test_seeds=SEEDS.replace("SEEN", repr(str(seen))))
    pytester.runpytest_inprocess("--strict-markers", "-W", "error", *options).assert_outcomes(passed=4)
    return {name: int(seed) for name, seed in map(str.split, seen.read_text("utf-8").splitlines())}


def test_each_test_has_a_seed_of_its_own_in_every_run(pytester: pytest.Pytester) -> None:
    first = seeds(pytester)
    assert first == seeds(pytester, "-p", "no:randomly")
    assert len(set(first.values())) == 4
    assert first["test_plain"] == seed_of("test_seeds.py", "test_plain")
    assert first["test_age[1]"] == seed_of("test_seeds.py", "TestAll.test_age[1]")
    assert first["test_marked"] == 3
    assert seed_of("a\\test_b.py", "test_c") == seed_of("a/test_b.py", "test_c")


def test_workers_of_xdist_have_the_same_seeds(pytester: pytest.Pytester) -> None:
    pytest.importorskip("xdist")
    assert seeds(pytester, "-n", "2", "--dist", "loadgroup") == seeds(pytester)


def test_the_option_gives_one_seed_to_all_but_marked_tests(pytester: pytest.Pytester) -> None:
    assert seeds(pytester, "--nonesuch-seed", "11") == {
        "test_age[1]": 11,
        "test_age[2]": 11,
        "test_plain": 11,
        "test_marked": 3,
    }


def test_the_seed_of_a_failing_test_is_shown_and_makes_it_fail_again(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_ages="""
        def test_age(nonesuch):
            assert nonesuch.records("medical.patients", 1)[0]["age"] == 0

        def test_other():
            assert False

        def test_fine(nonesuch):
            assert nonesuch.seed
        """
    )
    seed = seed_of("test_ages.py", "test_age")
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*- nonesuch -*", f"seed {seed}; these records again: --nonesuch-seed {seed}"])
    assert result.stdout.str().count("these records again") == 1
    again = pytester.runpytest_inprocess("--nonesuch-seed", str(seed), "-k", "test_age")
    age = r"assert (\d+) == 0"
    assert re.findall(age, again.stdout.str()) == re.findall(age, result.stdout.str())


@pytest.mark.parametrize("mark", ["seed='x'", "3", "", "seed=3, size=4", "seed=True"])
def test_marks_that_are_not_understood_are_told(mark: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        import pytest

        @pytest.mark.nonesuch({mark})
        def test_marked(nonesuch):
            pass
        """
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*the mark is not understood*", "*expected: @pytest.mark.nonesuch(seed=3)*"])
    assert len(result.stdout.lines) < 25


SCOPES = """
import pytest


@pytest.fixture(scope="module")
def patients(nonesuch_module):
    return nonesuch_module.seed, nonesuch_module.records("medical.patients", 2)


@pytest.fixture(scope="session")
def everywhere(nonesuch_session):
    return nonesuch_session.seed


def test_first(patients, everywhere):
    print("told", patients[0], everywhere)
    assert len(patients[1]) == 2


def test_second(patients, everywhere, nonesuch):
    print("told", patients[0], everywhere)
    assert not patients
"""


def test_modules_and_sessions_have_a_seed_of_their_own(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(test_one=SCOPES, test_two=SCOPES)
    result = pytester.runpytest_inprocess("-rP")
    result.assert_outcomes(passed=2, failed=2)
    told = re.findall(r"^told (\d+) (\d+)$", result.stdout.str(), re.MULTILINE)
    one, two, everywhere = (str(seed_of(path, "")) for path in ("test_one.py", "test_two.py", ""))
    assert sorted(told) == sorted([(one, everywhere)] * 2 + [(two, everywhere)] * 2)
    own = seed_of("test_two.py", "test_second")
    result.stdout.fnmatch_lines([f"seed {seed}; these records again: *" for seed in (own, two, everywhere)])
    named = pytester.runpytest_inprocess("-rP", "--nonesuch-seed", "11").stdout.str()
    assert re.findall(r"^told (\d+) (\d+)$", named, re.MULTILINE) == [("11", "11")] * 4
    assert named.count("these records again") == 2


def test_a_mark_of_a_module_seeds_its_fixture(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import pytest

        pytestmark = pytest.mark.nonesuch(seed=3)

        def test_marked(nonesuch, nonesuch_module):
            assert nonesuch.seed == nonesuch_module.seed == 3
        """
    )
    pytester.runpytest_inprocess().assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "call",
    [
        'nonesuch.records("medical.cases", 3)',
        'nonesuch.records("medical.case", 3, gvien={})',
        'nonesuch.frame("medical.case", 3, given={"encounters": {"age": "x"}})',
        'nonesuch.data("reviews", reviews=3, given={"reviews": {"sentiment": "x"}})',
    ],
)
def test_errors_of_ours_are_told_in_a_few_lines(call: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        test_one=f"""
        import pytest

        @pytest.fixture
        def made(nonesuch):
            return {call}

        def test_direct(nonesuch):
            {call}

        def test_fixture(made):
            pass

        def test_caught(nonesuch):
            with pytest.raises(ValueError):
                {call}
        """
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(failed=1, errors=1, passed=1)
    lines = result.stdout.lines
    assert len(lines) < 60
    assert not [line for line in lines if re.search(r"nonesuch.*\.py:\d+", line)]
    assert len([line for line in lines if line == f">       {call}"]) == 1
    assert len([line for line in lines if line.startswith("E       nonesuch.errors.")]) == 2
    whole = pytester.runpytest_inprocess("--full-trace").stdout.str()
    assert re.search(r"nonesuch.*\.py:\d+", whole)


def test_option_and_fixture_are_explained(pytester: pytest.Pytester) -> None:
    result = pytester.runpytest_inprocess("--help")
    result.stdout.fnmatch_lines(["nonesuch:", "*--nonesuch-seed=N*"])
    result = pytester.runpytest_inprocess("--fixtures")
    result.stdout.fnmatch_lines(["nonesuch -- *", "*Records of people who do not exist*"])
    result.stdout.fnmatch_lines(["nonesuch_module [[]module scope] -- *", "*made once for a module*"])
    result.stdout.fnmatch_lines(["nonesuch_session [[]session scope] -- *", "*made once for all tests*"])
    result = pytester.runpytest_inprocess("--markers")
    result.stdout.fnmatch_lines(["@pytest.mark.nonesuch(seed): *"])


def test_having_it_installed_imports_nothing_heavy() -> None:
    code = (
        "import sys, pytest; before = set(sys.modules); import nonesuch.pytest_plugin; "
        "print(*sorted({name.partition('.')[0] for name in {*sys.modules} - before} - sys.stdlib_module_names))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "nonesuch"


def test_the_fixture_is_there_in_our_own_tests(nonesuch: Fixture, request: pytest.FixtureRequest) -> None:
    path, _, name = request.node.location
    assert isinstance(nonesuch, Fixture)
    assert nonesuch.seed == seed_of(path, name)
