"""The check of a pack tells step by step what it looked at and what is wrong."""

from __future__ import annotations

import re
from shutil import copytree, rmtree
from typing import TYPE_CHECKING

import pytest

import nonesuch as ns
from nonesuch.cli.verdict import tell_quality
from nonesuch.contracts import checker_of, contracts_folder, contracts_of, rules_of
from nonesuch.diagram import Relation, as_mermaid, relations_of
from nonesuch.errors import PackError, UsageError
from nonesuch.generators.pack import load_pack
from nonesuch.pack_check import check_pack
from tests.runs import CHANCY, DOMAINS, SHOP, TEMPLATE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return copytree(TEMPLATE, tmp_path / "pack")


def test_a_sound_pack_passes_every_step(pack: Path) -> None:
    findings = list(check_pack(pack, rows=60))
    assert [(f.step, f.problem) for f in findings] == [
        ("files", None), ("sources", None), ("contracts and rules", None), ("draw", None),
    ]  # fmt: skip
    assert findings[0].note == "3 tables, 1 view"


def test_figures_without_a_source_are_found(pack: Path) -> None:
    (pack / "priors" / "spare.csv").write_text("word,weight,source,confidence\na,1,,assumed\n", "utf-8")
    (sources,) = (f for f in check_pack(pack, rows=5) if f.step == "sources")
    assert sources.problem == "without source or confidence: spare.csv"


def test_columns_with_figures_of_their_own_and_no_source_are_found(pack: Path) -> None:
    path = pack / "tables" / "loans.toml"
    said = 'source = "made up for the template"\nconfidence = "assumed"\n'
    assert path.read_text("utf-8").count(said) == 3
    path.write_text(path.read_text("utf-8").replace(said, ""), "utf-8")
    (sources,) = (f for f in check_pack(pack, rows=5) if f.step == "sources")
    assert sources.problem == "without source or confidence: loans.rows.count, loans.book_id, loans.days_kept"


@pytest.mark.parametrize("content", [b"word\n\xff\n", b"word\n\0\n", b'word\n"' + b"x" * 200_000 + b'"\n'])
def test_figures_that_nobody_can_read_are_found(content: bytes, pack: Path) -> None:
    (pack / "priors" / "spare.csv").write_bytes(content)
    problems = [f.problem for f in check_pack(pack, rows=5) if f.problem]
    assert len(problems) == 1
    assert "spare.csv" in problems[0]


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("lent_ on", "unexpected 'on' (character 7)"),
        ("lentt_on", "did you mean 'lent_on'?"),
        ("lent_on + 3", "'+' takes no date and whole number"),
    ],
)
def test_a_mistake_in_a_column_is_told_with_file_and_line(value: str, problem: str, pack: Path) -> None:
    path = pack / "tables" / "loans.toml"
    path.write_text(path.read_text("utf-8") + f'\n[columns.x]\nkind = "expression"\nvalue = "{value}"\n', "utf-8")
    line = path.read_text("utf-8").splitlines().index("[columns.x]") + 1
    (told,) = (f.problem for f in check_pack(pack, rows=5) if f.problem)
    assert problem in told
    assert f"{path}, line {line}: loans.x" in told


def test_a_table_without_a_contract_is_found(pack: Path) -> None:
    (pack / "schemas" / "loan.schema.json").unlink()
    (contracts,) = (f for f in check_pack(pack, rows=5) if f.step == "contracts and rules")
    assert contracts.problem == "no contract for loan"


def test_columns_that_only_the_table_or_only_the_contract_knows_are_found(pack: Path) -> None:
    table, contract = pack / "tables" / "loans.toml", pack / "schemas" / "loans.schema.json"
    table.write_text(
        table.read_text("utf-8") + '\n[columns.late]\nkind = "expression"\nvalue = "days_kept > 28"\n', "utf-8"
    )
    contract.write_text(contract.read_text("utf-8").replace('"lent_on"', '"lent"'), "utf-8")
    (pack / "rules.toml").unlink()
    (contracts,) = (f for f in check_pack(pack, rows=5) if f.step == "contracts and rules")
    assert contracts.problem == (
        "loans makes lent_on, late, which loans.schema.json does not declare; "
        "loans.schema.json requires lent, which loans does not make"
    )


def test_a_rule_that_no_draw_keeps_is_told_with_a_row(pack: Path) -> None:
    path = pack / "rules.toml"
    rule = '[[rule]]\nid = "short"\nkind = "consistency"\ntable = "loans"\ncheck = "returned_on < lent_on"\n'
    path.write_text(path.read_text("utf-8") + "\n" + rule + 'message = "back on {returned_on}"\n', "utf-8")
    (draw,) = (f for f in check_pack(pack, rows=20) if f.step == "draw")
    assert draw.problem is not None
    example = (
        r"families break a rule in every draw: short\n  such as: loans .*: back on 20\d\d-.*values: .*\"lent_on\":"
    )
    assert re.search(example, draw.problem)


def test_a_rule_that_all_rows_break_is_told_with_a_row(pack: Path) -> None:
    path = pack / "rules.toml"
    rule = '[[rule]]\nid = "grown"\nkind = "consistency"\ntable = "books"\ncheck = "pages < 1"\n'
    path.write_text(path.read_text("utf-8") + "\n" + rule, "utf-8")
    (draw,) = (f for f in check_pack(pack, rows=20) if f.step == "draw")
    assert draw.problem is not None
    assert re.search(r"^grown \(.*100.0000%\)\)\n  such as: books .*values: .*\"pages\":", draw.problem)


def test_a_rule_whose_rows_were_all_set_aside_does_not_hold(pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = pack / "rules.toml"
    rule = '[[rule]]\nid = "short"\nkind = "consistency"\ntable = "loans"\ncheck = "returned_on < lent_on"\n'
    path.write_text(path.read_text("utf-8") + "\n" + rule, "utf-8")
    data = ns.generate(pack, readers=20)
    assert data.quality is not None
    assert data.quality.set_aside
    assert data.quality.verdict["short"].checked == 0
    assert data.quality.unjudged == ("short",)
    assert (data.quality.verdict["short"].skipped or "").startswith("not judged")
    summary = data.quality.to_dict()
    assert summary["unjudged"] == ["short"]
    assert not tell_quality(summary, pack)
    told = capsys.readouterr().out
    assert f"{summary['rules'] - 1} of {summary['rules']} rules hold" in told
    assert "judged nothing, since all their rows were set aside: short" in told


def test_a_pack_without_contracts_is_held_to_nothing(pack: Path) -> None:
    rmtree(pack / "schemas")
    (pack / "rules.toml").unlink()
    notes = [f.note for f in check_pack(pack, rows=5)]
    assert notes[2] == "none: nothing holds the rows to anything"
    assert checker_of(load_pack(pack)) is None
    with pytest.raises(UsageError, match="has no contracts"):
        ns.models(pack)


def test_a_pack_that_does_not_load_ends_the_check(pack: Path) -> None:
    (pack / "tables" / "books.toml").unlink()
    (finding,) = check_pack(pack)
    assert (finding.step, "does not exist" in str(finding.problem)) == ("pack", True)


def test_rules_that_rows_break_in_every_draw_are_found() -> None:
    (draw,) = (f for f in check_pack(CHANCY, rows=900) if f.step == "draw")
    assert "families break a rule in every draw: low_below_high" in str(draw.problem)
    assert "families drawn again" in draw.note


def test_contracts_lie_in_the_pack_or_beside_the_built_in_ones() -> None:
    assert contracts_folder(load_pack(SHOP)) == SHOP / "schemas"
    built_in = contracts_folder(load_pack(DOMAINS / "fraud"))
    assert built_in is not None
    assert built_in.resolve() == DOMAINS.parent / "schemas" / "fraud"
    assert [*contracts_of(load_pack(SHOP))][:2] == ["products", "customers"]
    assert len(rules_of(load_pack(TEMPLATE)).rules) == 4


def test_a_copy_of_a_built_in_pack_needs_contracts_of_its_own(tmp_path: Path) -> None:
    copy = copytree(DOMAINS / "fraud", tmp_path / "fraud")
    assert contracts_folder(load_pack(copy)) is None
    with pytest.raises(PackError, match="rules need contracts"):
        checker_of(load_pack(copy))


def test_models_hold_records_to_the_contract() -> None:
    book = ns.models(TEMPLATE)["books"]
    assert book(book_id=1, genre="crime", pages=100).model_dump() == {"book_id": 1, "genre": "crime", "pages": 100}
    with pytest.raises(ValueError, match="pages"):
        book(book_id=1, genre="crime", pages=3)


def test_the_diagram_tells_children_that_may_be_missing() -> None:
    lines = as_mermaid(load_pack(DOMAINS / "customer_service")).splitlines()
    assert "  tickets ||--o| refunds : ticket_id" in lines
    assert "  tickets ||--o{ messages : ticket_id" in lines


def test_relations_and_the_diagram_tell_how_tables_belong_together() -> None:
    pack = load_pack(SHOP)
    assert relations_of(pack, "lines")[0] == Relation("order_id", "orders", parent=True, optional=False)
    lines = as_mermaid(pack).splitlines()
    assert lines[0] == "erDiagram"
    assert "  customers ||--|| addresses : customer_id" in lines
    assert "  orders ||--o{ lines : order_id" in lines
    assert "    key order_id PK" in lines
    assert lines.count("  }") == len(pack.shown)
