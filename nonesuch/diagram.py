"""How the tables of a pack belong together, as data and as a diagram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nonesuch.generators.columns.reference import ReferenceSpec

if TYPE_CHECKING:
    from nonesuch.generators.pack import Pack

__all__ = ["Relation", "as_mermaid", "relations_of"]


@dataclass(frozen=True)
class Relation:
    """A column that refers to another table.

    Attributes:
        column: The column.
        table: The table it refers to.
        parent: Whether that is the table's parent.
        optional: Whether it may be missing.
    """

    column: str
    table: str
    parent: bool
    optional: bool


def relations_of(pack: Pack, table: str) -> list[Relation]:
    """The references of a table, those to its parent among them.

    Args:
        pack: The pack.
        table: Name of a table or view.

    Returns:
        One relation a reference column.
    """
    spec, above = pack.table(table), pack.lineage(table)
    return [
        Relation(name, column.table, column.table == pack.parent(table), column.table not in (*above, *pack.shared))
        for name, column in spec.columns.items()
        if isinstance(column, ReferenceSpec)
    ]


def as_mermaid(pack: Pack) -> str:
    """The entity diagram as Mermaid source.

    Args:
        pack: The pack.

    Returns:
        Text that begins with ``erDiagram``.

    Example:
        >>> from nonesuch.generators.pack import load_pack
        >>> from nonesuch.packs import find_pack
        >>> print(as_mermaid(load_pack(find_pack("medical"))).splitlines()[1])
          patients ||--o{ conditions : patient_id
    """
    lines = ["erDiagram"]
    for name in pack.shown:
        for relation in relations_of(pack, name):
            rows = pack.tables[name].rows
            single = "||" if rows.fixed == 1 else "o|"
            many = single if relation.parent and rows.most_rows == 1 else "o{"
            one = "|o" if relation.optional else "||"
            lines.append(f"  {relation.table} {one}--{many} {name} : {relation.column}")
    for name in pack.shown:
        spec = pack.tables[name]
        lines.append(f"  {name} {{")
        lines += [
            f"    {column.kind} {key}{' PK' if key == spec.key else ''}"
            for key, column in spec.columns.items()
            if not column.hidden
        ]
        lines.append("  }")
    return "\n".join(lines)
