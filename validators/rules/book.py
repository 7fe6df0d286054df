"""The rules of a pack, read from its ``rules.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from nonesuch.errors import PackError, nearest
from nonesuch.tomlfile import line_of, load_model, read_toml
from nonesuch.validators.rules.balance import BalanceRule
from nonesuch.validators.rules.distinct import DistinctRule
from nonesuch.validators.rules.formula import Scope
from nonesuch.validators.rules.mentions import MentionsRule
from nonesuch.validators.rules.quantile import QuantileRule
from nonesuch.validators.rules.references import ReferencesRule
from nonesuch.validators.rules.row import RowRule
from nonesuch.validators.rules.sequence import SequenceRule
from nonesuch.validators.rules.share import ShareRule
from nonesuch.validators.rules.unique import UniqueRule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from nonesuch.validators.links import Links
    from nonesuch.validators.rules.base import InjectSpec, RuleSpec
    from nonesuch.validators.rules.check import Check

__all__ = ["FORMS", "RuleBook", "load_rules", "rules_schema"]

FORMS: dict[str, type[RuleSpec]] = {
    form.form: form
    for form in (
        RowRule, UniqueRule, ReferencesRule, SequenceRule, BalanceRule, ShareRule, QuantileRule, DistinctRule,
        MentionsRule,
    )
}  # fmt: skip
"""Forms of rules by the key that tells them apart."""


@dataclass(frozen=True)
class RuleBook:
    """The rules of one file.

    Attributes:
        rules: The rules, in order.
        path: The file; None where the rules were made in memory.
    """

    rules: tuple[RuleSpec, ...] = ()
    path: Path | None = None

    def bind(self, links: Links, constants: Mapping[str, str]) -> list[Check]:
        """Bind the rules to contracts.

        Args:
            links: The contracts and the links between their tables.
            constants: Names that stand for SQL literals, such as ``reference_date``.

        Returns:
            A check a rule.

        Raises:
            PackError: About the first rule that names something unknown or cannot be computed.
        """
        checks = []
        for i, rule in enumerate(self.rules):
            if rule.table not in links.contracts:
                hint = nearest(rule.table, links.contracts)
                raise PackError(f"unknown table {rule.table!r}", place=self.place(i, "table"), hint=hint)
            scope = self._scope(i, links, constants)
            checks.append(rule.bind(scope))
            rule.inject.check(scope, previous=isinstance(rule, SequenceRule))
        return checks

    def injection(self, rule: str, links: Links, constants: Mapping[str, str]) -> tuple[InjectSpec, Scope] | None:
        """Say how a rule wants to be broken on purpose.

        Args:
            rule: Name of the rule.
            links: The contracts and the links between their tables.
            constants: Names that stand for SQL literals.

        Returns:
            What its ``inject`` says and where the rule stands; None if it gives no values, or is none of the book's.
        """
        for i, spec in enumerate(self.rules):
            if spec.id == rule and spec.inject.set:
                return spec.inject, self._scope(i, links, constants)
        return None

    def _scope(self, number: int, links: Links, constants: Mapping[str, str]) -> Scope:
        return Scope(links, self.rules[number].table, constants, partial(self.place, number))

    @cached_property
    def _text(self) -> str | None:
        """The file as it is when somebody first asks; binding the rules names hundreds of places."""
        return self.path.read_text("utf-8") if self.path is not None and self.path.is_file() else None

    def place(self, number: int, key: str) -> str:
        """Say where a key of a rule stands, for error messages."""
        rule = self.rules[number]
        if self._text is None:
            return f"rule {rule.id}: {key}"
        line = line_of(self._text, ["rule", number, key])
        return f"{self.path}{f', line {line}' if line else ''}: rule {rule.id}: {key}"


def load_rules(path: Path) -> RuleBook:
    """Load the rules of a pack.

    Args:
        path: A ``rules.toml``.

    Returns:
        The rules; names of tables and columns are checked when they are bound to contracts.

    Raises:
        PackError: About the first thing that is wrong, with file, line and key.
        SystemFault: If the file cannot be read.
    """
    document = read_toml(path)
    unknown = next((key for key in document if key != "rule"), None)
    if unknown is not None:
        hint = nearest(unknown, ["rule"])
        raise PackError(f"unknown key {unknown!r}", place=str(path), expected="[[rule]]", hint=hint)
    entries = document.get("rule", [])
    if not isinstance(entries, list):
        raise PackError("rules are a list", place=f"{path}: rule", expected="[[rule]]", found="[rule]")
    book = RuleBook(tuple(_read(entry, i, path) for i, entry in enumerate(entries)), path)
    _check_names(book)
    return book


def _read(entry: Any, number: int, path: Path) -> RuleSpec:
    forms = [key for key in FORMS if isinstance(entry, dict) and key in entry]
    if len(forms) != 1:
        line = line_of(path.read_text("utf-8"), ["rule", number])
        name = entry.get("id", f"number {number + 1}") if isinstance(entry, dict) else f"number {number + 1}"
        unknown = [key for key in entry if key not in _KEYS] if isinstance(entry, dict) else []
        raise PackError(
            f"rule {name} has {'no form' if not forms else 'several forms'}",
            place=f"{path}{f', line {line}' if line else ''}: rule[{number + 1}]",
            expected="one of " + ", ".join(FORMS),
            found=forms or entry,
            hint=nearest(unknown[0], FORMS) if unknown else None,
        )
    return load_model(FORMS[forms[0]], entry, path=path, prefix=("rule", number))


_KEYS = {key for form in FORMS.values() for key in form.model_fields}


def _check_names(book: RuleBook) -> None:
    seen: set[str] = set()
    known = {rule.id for rule in book.rules}
    for i, rule in enumerate(book.rules):
        if rule.id in seen:
            raise PackError(f"two rules are called {rule.id!r}", place=book.place(i, "id"), expected="different names")
        seen.add(rule.id)
        for other in rule.inject.also:
            if other not in known and "." not in other:
                place = book.place(i, "inject")
                raise PackError(f"unknown rule {other!r}", place=f"{place}.also", hint=nearest(other, known))


def rules_schema() -> dict[str, Any]:
    """Describe ``rules.toml`` as JSON Schema; ``schemas/rules.schema.json`` holds it.

    Returns:
        A JSON Schema with one alternative for each form of rule.
    """
    forms = tuple(FORMS.values())
    union = forms[0]
    for form in forms[1:]:
        union = union | form  # type: ignore[assignment]
    schema = TypeAdapter(list[union]).json_schema()  # type: ignore[valid-type]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rules.toml: what must hold between the columns and tables of a pack",
        "type": "object",
        "properties": {"rule": {key: value for key, value in schema.items() if key != "$defs"}},
        "additionalProperties": False,
        "$defs": schema["$defs"],
    }
