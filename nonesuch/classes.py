"""Pydantic classes of a domain's records, made from its contracts: `models`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from nonesuch.contracts import contracts_of
from nonesuch.errors import UsageError, nearest
from nonesuch.generators.pack import load_pack
from nonesuch.packs import find_pack
from nonesuch.validators import models as classes_of

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import BaseModel

__all__ = ["Models", "models"]


class Models(Mapping[str, "type[BaseModel]"]):
    """Classes by table or view, and by their own names.

    Args:
        domain: The domain's name.
        classes: Class by table or view.

    Example:
        >>> medical = models("medical")
        >>> medical["family_history"] is medical.FamilyHistory
        True
    """

    def __init__(self, domain: str, classes: Mapping[str, type[BaseModel]]) -> None:
        self.domain = domain
        self._classes = dict(classes)
        self._named = {made.__name__: made for made in classes.values()}

    def __getitem__(self, table: str) -> type[BaseModel]:
        if table not in self._classes:
            raise UsageError(f"no contract of {table!r}", place=self.domain, hint=nearest(table, self._classes))
        return self._classes[table]

    def __getattr__(self, name: str) -> type[BaseModel]:
        named = self.__dict__.get("_named", {})
        if name not in named:
            raise AttributeError(f"{self.__dict__.get('domain')!r} has no class {name!r}; {nearest(name, named)}")
        return named[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._classes)

    def __len__(self) -> int:
        return len(self._classes)

    def __contains__(self, table: object) -> bool:
        return table in self._classes

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._named]

    def __repr__(self) -> str:
        return f"<Models {self.domain}: {', '.join(self._named)}>"


def models(domain: str | Path) -> Models:
    """Make a pydantic class of each contract of a domain: one of its records, checked when it is made.

    Fields have the types, bounds, choices and patterns of the contract; a class is documented by the contract's
    description or title. What looks beyond one record (keys, references, rules) is not checked.

    Args:
        domain: A domain's name, or the path of a pack.

    Returns:
        Classes by table and view, in the order of the pack.

    Raises:
        UsageError: If the domain is unknown, or has no contracts.
        PackError: If the pack or a contract is wrong.

    Example:
        >>> import nonesuch as ns
        >>> medical = ns.models("medical")
        >>> medical["conditions"].__doc__
        'A chronic condition of a patient'
        >>> medical.FamilyHistory(family_history_id=1, patient_id=1, relative="father", condition="diabetes")
        FamilyHistory(family_history_id=1, patient_id=1, relative='father', condition='diabetes')
    """
    pack = load_pack(find_pack(domain))
    contracts = contracts_of(pack)
    if not contracts:
        raise UsageError(
            f"domain {pack.name!r} has no contracts", place=str(pack.folder), expected="schemas/<table>.schema.json"
        )
    return Models(pack.name, classes_of(contracts))
