"""Names of the steps of a plan."""

from __future__ import annotations

__all__ = ["ROWS", "Node", "copula_node", "model_node", "name_from"]

Node = tuple[str, str]
"""A step of a plan: a table, and a column of it, or its rows, or one of its copulas or models."""

ROWS = "@rows"
"""The step that brings the rows of a table into being."""


def copula_node(table: str, copula: str) -> Node:
    """The step that draws the normal scores of a copula.

    Example:
        >>> copula_node("vitals", "reading")
        ('vitals', '@copula:reading')
    """
    return table, f"@copula:{copula}"


def model_node(table: str, model: str) -> Node:
    """The step that draws all columns of a model.

    Example:
        >>> model_node("vitals", "clinic")
        ('vitals', '@model:clinic')
    """
    return table, f"@model:{model}"


def name_from(table: str, node: Node) -> str:
    """A column as expressions of a table write it.

    Example:
        >>> name_from("vitals", ("vitals", "pulse")), name_from("vitals", ("patients", "age"))
        ('pulse', 'patients.age')
    """
    return node[1] if node[0] == table else f"{node[0]}.{node[1]}"
