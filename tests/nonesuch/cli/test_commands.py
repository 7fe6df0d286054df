"""The commands do what they say, tell it in few lines, and end with 0, 1 or 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
import typer.main

import nonesuch as ns
import nonesuch.cli.commands
from nonesuch.cli import main
from nonesuch.cli.app import app
from nonesuch.cli.words import day, nested, numbers, values
from nonesuch.errors import UsageError
from tests.runs import CHANCY, DOMAINS, SHOP, TEMPLATE, bytes_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def commands_of(group: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The commands of a program, those of its groups among them."""
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands_of(command, (*above, name))
        else:
            yield (*above, name)


COMMANDS = [" ".join(words) for words in commands_of(typer.main.get_command(app))]


@pytest.fixture(autouse=True)
def narrow(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    monkeypatch.chdir(tmp_path)


def ends(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[object, str, str]:
    """Exit code, standard output and standard error of a command line."""
    with pytest.raises(SystemExit) as stop:
        main(words)
    told = capsys.readouterr()
    return stop.value.code, told.out, told.err


def widest(text: str) -> int:
    return max(len(line) for line in text.splitlines())


def test_all_commands_are_there() -> None:
    assert {"check", "domains", "generate", "new", "schema", "show", "twin", "validate"} <= {*COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ends([*command.split(), "--help"], capsys)
    assert (code, err) == (0, "")
    assert "Example" in out
    assert f"nonesuch {command}" in out.split("Example")[1]
    assert widest(out) <= 80


def test_the_program_tells_its_commands(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ends(["-h"], capsys)
    assert code == 0
    assert all(command.split()[0] in out for command in COMMANDS)
    assert widest(out) <= 80


LINES: dict[str, list[str]] = {
    "domains": ["domains"],
    "show": ["show", "fraud"],
    "show of a table": ["show", "medical", "--table", "vitals"],
    "show of a view": ["show", "medical", "--table", "case"],
    "schema": ["schema", "reviews"],
    "check": ["check", str(TEMPLATE), "--rows", "60"],
    "generate": ["generate", str(SHOP), "--size", "customers=100", "--out", "o"],
    "generate a view": ["generate", str(SHOP), "--size", "order_row=5", "--out", "o"],
    "generate defects": ["generate", str(SHOP), "--inject", "visits_apart=0.01", "--out", "o"],
    "generate unchecked": ["generate", str(SHOP), "--no-check", "--out", "o"],
}


@pytest.mark.parametrize("name", LINES)
def test_what_is_told_fits_80_columns(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ends(LINES[name], capsys)
    assert (code, err) == (0, "")
    assert widest(out) <= 80
    assert "\x1b" not in out


def test_domains_lists_those_that_can_be_made(capsys: pytest.CaptureFixture[str]) -> None:
    out = ends(["domains"], capsys)[1]
    assert [line.split()[0] for line in out.splitlines()[1:] if line[0] != " "] == [
        "customer_service", "fraud", "medical", "reviews",
    ]  # fmt: skip


def test_domains_lists_packs_of_this_folder_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(["new", "library", "--out", "packs"], capsys)[0] == 0
    assert ends(["new", "clinic"], capsys)[0] == 0
    assert ends(["new", "bakery"], capsys)[0] == 0
    (tmp_path / "bakery" / "pack.toml").write_text("name =", "utf-8")
    lines = [line.split() for line in ends(["domains"], capsys)[1].splitlines()[5:]]
    assert [(words[0], words[1], *words[-2:]) for words in lines] == [
        ("bakery", "-", "this", "folder"),
        ("clinic", "0.1.0", "this", "folder"),
        ("packs/library", "0.1.0", "this", "folder"),
    ]


def test_show_tells_tables_references_and_scenarios(capsys: pytest.CaptureFixture[str]) -> None:
    out = ends(["show", str(SHOP)], capsys)[1]
    assert "customer_id -> customers" in out
    assert "scenario spree" in out
    assert "order_row" in out


def test_show_tells_what_contracts_say_of_columns(capsys: pytest.CaptureFixture[str]) -> None:
    lines = ends(["show", str(SHOP), "--table", "customers"], capsys)[1].splitlines()
    age, income = (next(line for line in lines if line.startswith(name)) for name in ("age", "income"))
    assert "Age on" in age
    assert "[USD]/a" in income


def test_show_prints_the_entity_diagram(capsys: pytest.CaptureFixture[str]) -> None:
    out = ends(["show", str(SHOP), "--mermaid"], capsys)[1]
    assert out.startswith("erDiagram\n  customers ||--")


def test_schema_prints_the_contract_whole(capsys: pytest.CaptureFixture[str]) -> None:
    out = ends(["schema", str(TEMPLATE), "books"], capsys)[1]
    assert json.loads(out) == json.loads((TEMPLATE / "schemas" / "books.schema.json").read_text("utf-8"))


def test_schema_writes_all_contracts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(["schema", str(TEMPLATE), "--out", "made/here"], capsys)[0] == 0
    assert bytes_of(tmp_path / "made" / "here") == bytes_of(TEMPLATE / "schemas")


def test_a_new_pack_works_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ends(["new", "library", "--out", "packs"], capsys)
    assert code == 0
    for line in out.splitlines()[1:]:
        _, *words = line.split()
        assert ends(words, capsys)[0] == 0
    assert json.loads((tmp_path / "out" / "library" / "manifest.json").read_text("utf-8"))["pack"]["name"] == "library"


def test_a_pack_found_by_path_and_one_found_by_name_are_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends(["new", "library", "--out", "packs"], capsys)
    monkeypatch.setenv("NONESUCH_PATH", str(tmp_path / "packs"))
    assert "library" in ends(["domains"], capsys)[1]
    by_name, by_path = ns.generate("library", readers=5), ns.generate("packs/library", readers=5)
    assert by_name.polars("readers").equals(by_path.polars("readers"))


def test_generate_tells_rows_files_and_rules(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["generate", str(TEMPLATE), "--size", "readers=70", "--size", "books=9", "--format", "csv", "--out", "o"]
    code, out, _ = ends(words, capsys)
    lines = out.splitlines()
    assert code == 0
    assert lines[0].split() == ["table", "rows", "files"]
    assert [line.split()[:2] for line in lines[1:3]] == [["books", "9"], ["readers", "70"]]
    assert lines[-1].startswith("64 of 64 rules hold (")
    assert pl.read_csv(tmp_path / "o" / "data" / "readers" / "part-00000.csv").height == 70
    assert "were there already" in ends(words, capsys)[1]


def test_generate_writes_below_out_unless_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ends(["generate", str(SHOP), "--size", "customers=3"], capsys)[0] == 0
    assert (tmp_path / "out" / "shop" / "manifest.json").is_file()


def test_options_are_keys_of_a_recipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    recipe = f"""
        domain = "{SHOP}"
        seed = 7
        size = {{ customers = 90 }}
        views = ["order_row"]
        reference_date = 2026-02-03
        targets.customers.sex.female = 30
        given.customers.member = true
        scenarios.spree = 0.01
        inject.order_after_joining = 0.02
        output = {{ folder = "recipe", format = "csv", one_file = true }}
    """
    (tmp_path / "r.toml").write_text(recipe.replace("        ", ""), "utf-8")
    words = [
        "generate", str(SHOP), "--seed", "7", "--size", "customers=90", "--view", "order_row", "--reference-date",
        "2026-02-03", "--target", "customers.sex.female=30", "--given", "customers.member=true", "--scenario",
        "spree=0.01", "--inject", "order_after_joining=0.02", "--out", "options", "--format", "csv", "--one-file",
    ]  # fmt: skip
    assert ends(["generate", "r.toml"], capsys)[0] == ends(words, capsys)[0]
    assert bytes_of(tmp_path / "recipe") == bytes_of(tmp_path / "options")


def test_rows_set_aside_end_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = ends(["generate", str(CHANCY), "--size", "people=900", "--out", "o"], capsys)
    assert (code, err) == (1, "")
    assert "families drawn again" in out
    assert "set aside in quarantine/" in " ".join(out.split())
    code, out, _ = ends(["check", str(CHANCY)], capsys)
    assert code == 1
    assert "BROKEN draw: " in out


def test_defects_on_purpose_end_with_0_and_are_found_with_1(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["generate", str(TEMPLATE), "--inject", "returned_after_lent=0.05", "--out", "o"]
    code, out, _ = ends(words, capsys)
    assert code == 0
    assert "defects were planted; the answer key is in o/defects" in out
    code, out, _ = ends(["validate", str(TEMPLATE), "o"], capsys)
    assert code == 1
    assert "returned_after_lent" in out


def test_csv_goes_round_through_validate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ends(["generate", str(SHOP), "--view", "order_row", "--format", "csv", "--one-file", "--out", "o"], capsys)
    code, out, _ = ends(["validate", str(SHOP), "o", "--all", "--out", "verdict"], capsys)
    assert code == 0
    held, _, rules = out.split(" rules hold")[0].partition(" of ")
    assert held == rules
    table = pl.read_csv(tmp_path / "verdict" / "quality" / "rules.csv")
    made = pl.read_csv(tmp_path / "o" / "quality" / "rules.csv")
    assert table.filter(pl.col("note").is_null())["passed"].all()
    assert table.select("rule", "judged", "violations").equals(made.select("rule", "judged", "violations"))


def test_a_run_is_validated_on_its_own_day(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["generate", str(TEMPLATE), "--reference-date", "2030-01-01", "--out", "o"]
    assert ends(words, capsys)[0] == 0
    assert ends(["validate", str(TEMPLATE), "o"], capsys)[0] == 0
    assert ends(["validate", str(TEMPLATE), "o", "--reference-date", "2026-01-01"], capsys)[0] == 1


def test_columns_of_others_are_mapped(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    books = ns.generate(TEMPLATE, books=30, readers=1).polars("books").rename({"pages": "Seiten", "genre": "Art"})
    books.write_csv(tmp_path / "Buecher.csv")
    (tmp_path / "map.toml").write_text('[books]\n"@table" = "Buecher"\npages = "Seiten"\ngenre = "Art"\n', "utf-8")
    assert ends(["validate", str(TEMPLATE), "Buecher.csv", "--map", "map.toml"], capsys)[0] == 0
    assert ends(["validate", str(TEMPLATE), "Buecher.csv"], capsys)[0] == 2


def test_debug_shows_the_error_as_python_raised_it() -> None:
    with pytest.raises(UsageError):
        main(["--debug", "show", "nope"])


def test_checks_of_the_template_tell_each_step(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = ends(["check", str(DOMAINS / "_template"), "--rows", "50"], capsys)
    assert code == 0
    assert [line.split()[:2] for line in out.splitlines()] == [
        ["ok", "files:"], ["ok", "sources:"], ["ok", "contracts"], ["ok", "draw:"],
    ]  # fmt: skip


def test_words_of_options_are_read() -> None:
    assert numbers(["a=1_000", "b=2k", "c=3M", "d=1,000", "e = 5 "], "--size") == {
        "a": 1000, "b": 2000, "c": 3_000_000, "d": 1000, "e": 5,
    }  # fmt: skip
    assert values(["a=true", "b=2026-01-02", 'c="1"', "d=x=y"], "--given")["d"] == "x=y"
    assert nested({"a.b.c.d": 1}, 3, "--target") == {"a": {"b": {"c.d": 1}}}
    assert day(None) is None
