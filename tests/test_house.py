"""Guards of the house: sizes, directions of imports, links, the wheel, sources, a light core, documentation."""

from __future__ import annotations

import ast
import csv
import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
LINKED = ("domains", "generators", "samples", "schemas", "validators")
LEAVES = {"errors", "expression", "tomlfile"}


def tracked(*patterns: str) -> list[Path]:
    """Files that git knows; links are not followed, so that each file comes once."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


SOURCES = ("nonesuch/*.py", "generators/*.py", "validators/*.py")


def test_files_are_short() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in tracked("*.py")}
    assert {str(path.relative_to(ROOT)): lines for path, lines in lengths.items() if lines > 500} == {}
    assert median(lines for path, lines in lengths.items() if path.is_relative_to(ROOT / "nonesuch")) < 150
    assert median(lines for path, lines in lengths.items() if path.is_relative_to(ROOT / "generators")) < 150
    assert median(lines for path, lines in lengths.items() if path.is_relative_to(ROOT / "validators")) < 150


def imported(path: Path) -> Iterator[str]:
    """Full names of the modules of nonesuch that a file imports, at whatever place in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            assert node.module is not None
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("room", "other"), [("generators", "validators"), ("validators", "generators")])
def test_imports_point_one_way(room: str, other: str) -> None:
    for path in tracked(f"{room}/*.py"):
        for name in imported(path):
            first, *rest = name.split(".")
            assert first not in LINKED, f"{path} imports {name}, not nonesuch.{name}"
            if first == "nonesuch":
                assert rest, f"{path} imports all of nonesuch"
                assert rest[0] != other, f"{path} imports {name}"
                assert rest[0] in {*LEAVES, room}, f"{path} imports {name}"


def test_leaves_import_nothing_of_the_house() -> None:
    leaves = tracked("nonesuch/errors.py", "nonesuch/tomlfile.py", "nonesuch/expression/*.py")
    names = {name.split(".")[1] for path in leaves for name in imported(path) if name.startswith("nonesuch.")}
    assert names <= LEAVES


@pytest.mark.parametrize("folder", LINKED)
def test_the_rooms_are_linked_into_the_package(folder: str) -> None:
    link = ROOT / "nonesuch" / folder
    assert link.is_symlink()
    assert link.readlink() == Path("..", folder)
    assert link.resolve() == ROOT / folder


def test_the_wheel_holds_the_rooms_and_no_tests(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", str(tmp_path), str(ROOT)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    (wheel,) = tmp_path.glob("nonesuch-*.whl")
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    rooms = [path.relative_to(ROOT) for path in tracked("nonesuch/", *(f"{folder}/" for folder in LINKED))]
    wanted = {str(path if path.parts[0] == "nonesuch" else Path("nonesuch", path)) for path in rooms}
    assert held == wanted
    assert "nonesuch/py.typed" in held
    assert {name.split("/")[1] for name in held} >= {"domains", "generators", "schemas", "validators"}


def test_no_file_names_a_place_of_one_machine() -> None:
    place = re.compile("|".join(f"/{folder}/" for folder in ("work", "root", "home", "Users")))
    named = []
    for path in tracked():
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        named += [f"{path.relative_to(ROOT)}: {line}" for line in text.splitlines() if place.search(line)]
    assert named == []


@pytest.mark.parametrize("path", tracked("domains/*/priors/*.csv"), ids=lambda path: f"{path.parts[-3]}-{path.stem}")
def test_every_figure_has_a_source_and_says_how_sure_it_is(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert rows
    bare = [number for number, row in enumerate(rows, 2) if not row.get("source") or not row.get("confidence")]
    assert bare == []


LIGHT = """
import sys, time
start = time.process_time()
import nonesuch
spent = time.process_time() - start
heavy = {"numpy", "pandas", "polars", "pyarrow", "pydantic", "sdv", "sklearn", "torch"}
print(sorted(heavy & {name.partition(".")[0] for name in sys.modules}), spent < 0.1)
"""

LAZY = """
import sys
import nonesuch as ns
data = ns.generate(sys.argv[1], readers=2)
data.polars("readers"), data.arrow("loans")
print(sorted({"pandas", "sdv", "sklearn", "torch"} & {*sys.modules}))
"""


@pytest.mark.parametrize(("code", "told"), [(LIGHT, "[] True"), (LAZY, "[]")], ids=["light", "lazy"])
def test_importing_costs_nothing_that_is_not_used(code: str, told: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT / "domains" / "_template")],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.strip() == told


def public(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """The functions and classes that a module lists in ``__all__``."""
    lists = [node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"]
    names = {ast.literal_eval(element) for node in lists for element in getattr(node.value, "elts", [])}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name in names:
            yield node


def test_every_module_lists_its_names_in_order() -> None:
    for path in tracked(*SOURCES):
        tree = ast.parse(path.read_text("utf-8"))
        lists = [n for n in tree.body if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == "__all__"]
        defines = any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)
        assert lists or not defines, path
        for node in lists:
            names = ast.literal_eval(node.value)
            assert len({*names}) == len(names), path


def test_all_that_is_public_is_documented() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in tracked(*SOURCES)
        for node in public(ast.parse(path.read_text("utf-8")))
        if not ast.get_docstring(node)
    ]
    assert bare == []


def test_functions_that_users_call_show_an_example() -> None:
    import nonesuch as ns

    for name in ns.__all__:
        thing = getattr(ns, name)
        if callable(thing) and not isinstance(thing, type) and name != "read_recipe":
            assert ">>>" in (thing.__doc__ or ""), name
    assert ">>>" in (ns.Dataset.__doc__ or "")


def test_json_of_the_house_is_whole() -> None:
    for path in tracked("schemas/*.json", "domains/*.json", "samples/*.json"):
        assert json.loads(path.read_text("utf-8")), path
