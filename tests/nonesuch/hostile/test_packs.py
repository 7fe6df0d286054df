"""Packs whose files are wrong or hostile: one error with its place, no file of others read, no code run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from shutil import copytree, rmtree
from typing import TYPE_CHECKING

import pytest

import nonesuch as ns
from nonesuch.errors import NonesuchError
from tests.runs import TEMPLATE

if TYPE_CHECKING:
    from collections.abc import Callable

    Edit = Callable[[Path], object]

BOOKS, READERS, LOANS = "tables/books.toml", "tables/readers.toml", "tables/loans.toml"
GENRES, CONTRACT = "priors/genres.csv", "schemas/books.schema.json"
FIGURES = 'table = "priors/genres.csv"'
FLAG = b'kind = "flag"\nshare = 0.5\n'


def put(file: str, content: bytes) -> Edit:
    return lambda pack: (pack / file).write_bytes(content)


def change(file: str, old: str, new: str) -> Edit:
    def edit(pack: Path) -> None:
        text = (pack / file).read_text("utf-8")
        assert old in text
        (pack / file).write_text(text.replace(old, new), "utf-8")

    return edit


def add(file: str, content: bytes) -> Edit:
    return lambda pack: (pack / file).write_bytes((pack / file).read_bytes() + content)


def replace(file: str, make: Callable[[Path], object]) -> Edit:
    def edit(pack: Path) -> None:
        (pack / file).unlink()
        make(pack / file)

    return edit


def computed(expression: str) -> Edit:
    text = f'\n[columns.x]\nkind = "expression"\nvalue = {json.dumps(expression)}\n'
    return add(READERS, text.encode())


def link_to(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


BROKEN: dict[str, tuple[Edit, str]] = {
    "reads a file outside": (change(BOOKS, FIGURES, 'table = "../../etc/passwd"'), "books.pages"),
    "reads a file of the system": (change(BOOKS, FIGURES, 'table = "/etc/passwd"'), "books.pages"),
    "reads a file through a link": (replace(GENRES, link_to("/etc/passwd")), "books.genre"),
    "reads a device through a link": (replace(GENRES, link_to("/dev/zero")), "books.genre"),
    "reads a file with a null character": (change(BOOKS, '"priors/genres.csv"', '"priors/\\u0000.csv"'), "books"),
    "reads a file without a name": (change(BOOKS, FIGURES, 'table = ""'), "books.pages"),
    "reads a folder": (change(BOOKS, FIGURES, 'table = "priors"'), "books.pages"),
    "reads a pipe": (replace(GENRES, os.mkfifo), "books.genre"),
    "has a table outside": (change("pack.toml", '"books",', '"../../books",'), "pack.toml"),
    "has a table twice": (change("pack.toml", '"books",', '"books", "books",'), "pack.toml"),
    "links in a circle to figures": (replace(GENRES, link_to("genres.csv")), "books.genre"),
    "links in a circle to a table": (replace(BOOKS, link_to("books.toml")), BOOKS),
    "links in a circle to itself": (replace("pack.toml", link_to("pack.toml")), ""),
    "is a pipe": (replace("pack.toml", os.mkfifo), ""),
    "is a folder": (replace("pack.toml", Path.mkdir), ""),
    "has a folder for a table": (replace(BOOKS, Path.mkdir), BOOKS),
    "has a folder for figures": (replace(GENRES, Path.mkdir), "books.genre"),
    "has a folder for rules": (replace("rules.toml", Path.mkdir), "rules.toml"),
    "has a folder for a contract": (replace(CONTRACT, Path.mkdir), CONTRACT),
    "lacks a table": (lambda pack: (pack / BOOKS).unlink(), BOOKS),
    "lacks figures": (lambda pack: (pack / GENRES).unlink(), "books.genre"),
    "lacks contracts for its rules": (lambda pack: rmtree(pack / "schemas"), ""),
    "lacks a contract that others need": (lambda pack: (pack / CONTRACT).unlink(), "loans.schema.json"),
    "is empty": (put("pack.toml", b""), "pack.toml"),
    "is no TOML": (add("pack.toml", b"=\n"), "pack.toml"),
    "is no text": (put("pack.toml", b"\xff\xfe\0\0"), "pack.toml"),
    "has a null character": (add("pack.toml", b"\0"), "pack.toml"),
    "has 3 MB of comment": (add("pack.toml", b"#" + b"x" * 3_000_000), "pack.toml"),
    "has a list of 600 KB": (add("pack.toml", b"x = [" + b"1," * 300_000 + b"]\n"), "pack.toml"),
    "has lists without end": (add("pack.toml", b"x = " + b"[" * 50_000 + b"]" * 50_000), "pack.toml"),
    "has a key without end": (add("pack.toml", b"a." * 20_000 + b"a = 1\n"), "pack.toml"),
    "has a path for a name": (change("pack.toml", '"template"', '"../evil"'), "line 2: name"),
    "has a number for a name": (change("pack.toml", '"template"', "5"), "line 2: name"),
    "needs a newer nonesuch": (change("pack.toml", '">=0.1"', '">=99"'), "pack.toml"),
    "needs nobody knows what": (change("pack.toml", '">=0.1"', '"new"'), "pack.toml"),
    "has blocks of an odd size": (change("pack.toml", "block = 1024", "block = 100"), "pack.toml"),
    "has too many rows": (change("pack.toml", "books = 200", "books = 1_000_000_000_000"), "size"),
    "has fewer rows than none": (change("pack.toml", "readers = 500", "readers = -1"), "size"),
    "speaks no known locale": (change("pack.toml", '"en_US"', '"../etc"'), "locale"),
    "has an unknown kind": (change(BOOKS, 'kind = "number"', 'kind = "nummer"'), "columns.pages"),
    "has an unknown key": (change(BOOKS, "unit =", "unitt ="), "line 18: columns.pages.unitt"),
    "descends from itself": (change(LOANS, 'parent = "readers"', 'parent = "loans"'), "parent"),
    "refers to nothing": (change(LOANS, 'table = "books"', 'table = "boks"'), "loans.book_id"),
    "has two roots": (change(BOOKS, 'kind = "shared"', 'kind = "root"'), "pack.toml"),
    "has no root": (change(READERS, 'kind = "root"', 'kind = "shared"'), "pack.toml"),
    "has billions of children": (change(LOANS, "[0, 40]", "[1_000_000_000, 2_000_000_000]"), "loans"),
    "has children without number": (change(LOANS, "mean = 3", "mean = nan"), "loans"),
    "has children without end": (change(LOANS, "mean = 3", "mean = inf"), "loans"),
    "has children beyond all numbers": (change(LOANS, "mean = 3", "mean = 1e300"), "loans"),
    "has figures in another encoding": (add(GENRES, b"caf\xe9,1,2,3\n"), GENRES),
    "has figures without rows": (put(GENRES, b"genre,weight,source,confidence\n"), GENRES),
    "has no figures": (put(GENRES, b""), GENRES),
    "has a row too short": (add(GENRES, b"crime\n"), GENRES),
    "has a row too long": (add(GENRES, b"a,b,c,d,e,f,g,h,i,j\n"), GENRES),
    "has an open quote": (add(GENRES, b'"open\n'), GENRES),
    "has a contract that is no JSON": (put(CONTRACT, b"{"), CONTRACT),
    "has a contract that is a list": (put(CONTRACT, b"[]"), CONTRACT),
    "has a contract without end": (put(CONTRACT, b"[" * 100_000), CONTRACT),
    "has a contract in another encoding": (put(CONTRACT, b'{"a": "\xe9"}'), CONTRACT),
    "has a contract of no table": (lambda pack: (pack / CONTRACT).rename(pack / "schemas" / "x.schema.json"), "schema"),
    "has a rule of no column": (change("rules.toml", "returned_on > lent_on", "returned > lent_on"), "line 8"),
    "has a rule of no table": (change("rules.toml", 'table = "loans"', 'table = "lons"'), "line 7"),
    "has a rule that is a query": (change("rules.toml", "returned_on > lent_on", "(SELECT 1) = 1"), "line 8"),
    "has rules that are no list": (put("rules.toml", b"rule = 5\n"), "rules.toml"),
    "drops a table": (computed("1; DROP TABLE readers"), "readers.x"),
    "asks a query": (computed("(SELECT 1)"), "readers.x"),
    "unites two queries": (computed("1 UNION SELECT 1"), "readers.x"),
    "reads a file by SQL": (computed("read_csv('/etc/passwd')"), "readers.x"),
    "runs Python": (computed("__import__('os').system('true')"), "readers.x"),
    "opens a quote": (computed("'x"), "readers.x"),
    "computes nothing": (computed(""), "readers.x"),
    "computes too long": (computed("1+" * 3000 + "1"), "readers.x"),
    "computes too deep": (computed("(" * 500 + "1" + ")" * 500), "readers.x"),
    "computes a gigabyte of text": (computed("repeat('x', 1000000000)"), "readers.x"),
    "pads to a gigabyte of text": (computed("lpad('x', 2000000000)"), "readers.x"),
    "computes from itself": (computed("x + 1"), "template"),
    "computes from nothing": (computed("nope + 1"), "readers.x"),
    "computes by chance": (computed("random()"), "readers.x"),
    "computes with the clock": (computed("current_date"), "readers.x"),
    "computes a day beyond all days": (computed("joined_on + INTERVAL '99999999 years'"), "readers.x"),
    "computes with a broken pattern": (computed("regexp_like(given_name, '(')"), "readers.x"),
    "has a column with a quote in its name": (add(READERS, b'\n[columns."a\\"b"]\n' + FLAG), READERS),
    "has a column without a name": (add(READERS, b'\n[columns.""]\n' + FLAG), READERS),
    "asks Faker for its insides": (
        add(READERS, b'\n[columns.x]\nkind = "faker"\nprovider = "__class__"\n'), "readers.x"),
}  # fmt: skip


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copytree(TEMPLATE, tmp_path / "pack")


@pytest.mark.parametrize("name", BROKEN)
def test_a_pack_that_is_wrong_is_told_with_its_place(name: str, pack: Path) -> None:
    edit, place = BROKEN[name]
    edit(pack)
    with pytest.raises(NonesuchError) as caught:
        ns.generate(pack, readers=70)
    assert caught.value.place
    assert place in caught.value.place
    assert len(str(caught.value).splitlines()) <= 8
    assert "root:" not in str(caught.value)  # a line of /etc/passwd


def byte_order_marks(pack: Path) -> None:
    for path in [*pack.rglob("*.toml"), *pack.rglob("*.csv")]:
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())


def windows_line_ends(pack: Path) -> None:
    for path in filter(Path.is_file, pack.rglob("*")):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))


HARMLESS: dict[str, Edit] = {
    "byte order marks": byte_order_marks,
    "Windows line ends": windows_line_ends,
    "a link to itself": lambda pack: (pack / "again").symlink_to("."),
    "a link to its figures": lambda pack: (pack / "priors" / "up").symlink_to(".."),
    "1 MB of comment": add("pack.toml", b"#" + b"x" * 1_000_000),
    "files of an editor": lambda pack: (pack / "tables" / ".books.toml.swp").write_bytes(b"\0"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_changes_no_row(name: str, pack: Path) -> None:
    before = ns.generate(pack, readers=20, views=["loan"])
    HARMLESS[name](pack)
    after = ns.generate(pack, readers=20, views=["loan"])
    assert all(frame.equals(after.polars(table)) for table, frame in before.frames.items())
