"""What a recipe fixes, held against the pack."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from nonesuch.errors import RecipeError, nearest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from nonesuch.generators.given.wanted import Wanted
    from nonesuch.generators.node import Node
    from nonesuch.generators.pack import Pack
    from nonesuch.generators.text.augmentation.rows import Augmentation
    from nonesuch.generators.text.wish import Wish

__all__ = ["MOST_ROOTS", "MOST_SHARED", "Settings", "complete"]

MOST_SHARED = 2**25
"""Rows of a shared table, which lies in memory whole."""

MOST_ROOTS = 2**40
"""Rows of a root table."""
_MOST_SCENARIOS = 0.9


@dataclass(frozen=True)
class Settings:
    """What a recipe fixes.

    Attributes:
        seed: Any integer.
        size: Rows of the root and of shared tables; those left out have the pack's own size.
        locale: Locale of names and words; None for the pack's first.
        reference_date: The day that counts as today; None for the pack's own.
        targets: Exact shares or counts, by ``(table, column)`` and category.
        scenarios: Share of event rows by scenario; those left out have the pack's own share.
        views: Views to make besides the tables.
        given: Fixed values, by ``(table, column)``.
        texts: What texts must be like, by ``(table, column)``.
        searched: Whether records are looked for among many, so that how many rows are made is not known.
        augment: Which texts are to be varied, by ``(table, column)``.
        thorough: Whether grammars are built in full, so that mistakes show which the rows at hand do not meet.
    """

    seed: int = 0
    size: Mapping[str, int] = field(default_factory=dict)
    locale: str | None = None
    reference_date: date | None = None
    targets: Mapping[tuple[str, str], Mapping[str, float]] = field(default_factory=dict)
    scenarios: Mapping[str, float] = field(default_factory=dict)
    views: tuple[str, ...] = ()
    given: Mapping[tuple[str, str], Wanted] = field(default_factory=dict)
    texts: Mapping[tuple[str, str], Wish] = field(default_factory=dict)
    searched: bool = False
    thorough: bool = False
    augment: Mapping[Node, Augmentation] = field(default_factory=dict)


def complete(settings: Settings, pack: Pack) -> Settings:
    """Hold settings against a pack and fill their gaps.

    Args:
        settings: What a recipe fixes.
        pack: The pack.

    Returns:
        The same, with the pack's own choices where there was none.

    Raises:
        RecipeError: If something is named that the pack does not have, or a number is out of bounds.
    """
    _check_sizes(settings.size, pack)
    _check_scenarios(settings.scenarios, pack)
    _check_targets(settings.targets, pack)
    _check_given(settings, pack)
    _check_texts(settings.texts, pack)
    for view in settings.views:
        if view not in pack.views:
            raise RecipeError(f"unknown view {view!r}", place="views", hint=nearest(view, pack.views))
    locale = settings.locale or pack.spec.locales[0]
    if locale not in pack.spec.locales:
        raise RecipeError(
            f"the pack does not speak {locale!r}", place="locale", hint=nearest(locale, pack.spec.locales)
        )
    return replace(
        settings,
        size={**pack.spec.size, **settings.size},
        locale=locale,
        reference_date=settings.reference_date or pack.spec.reference_date,
    )


def _check_sizes(size: Mapping[str, int], pack: Pack) -> None:
    for name, rows in size.items():
        place = f"size.{name}"
        if name not in pack.spec.size:
            known = name in pack.tables or name in pack.views
            problem = f"table {name!r} has no size of its own" if known else f"unknown table {name!r}"
            raise RecipeError(problem, place=place, hint=nearest(name, [*pack.spec.size, *pack.views]))
        least, most = (1, MOST_SHARED) if name in pack.shared else (0, MOST_ROOTS)
        if not least <= rows <= most:
            expected = f"{least} to {most:,} rows"
            raise RecipeError(f"table {name!r} cannot have this size", place=place, expected=expected, found=rows)


def _check_scenarios(shares: Mapping[str, float], pack: Pack) -> None:
    for name, share in shares.items():
        if name not in pack.scenarios:
            raise RecipeError(f"unknown scenario {name!r}", place="scenarios", hint=nearest(name, pack.scenarios))
        if not 0 <= share <= 0.5:
            raise RecipeError("a share is out of bounds", place=f"scenarios.{name}", expected="0 to 0.5", found=share)
    for table in dict.fromkeys(scenario.table for scenario in pack.scenarios.values()):
        laid = {name: shares.get(name, s.share) for name, s in pack.scenarios.items() if s.table == table}
        if sum(laid.values()) > _MOST_SCENARIOS:
            expected = f"shares over {table!r} that add up to at most {_MOST_SCENARIOS}"
            raise RecipeError("too much is asked of scenarios", place="scenarios", expected=expected, found=laid)


def _check_targets(targets: Mapping[tuple[str, str], Mapping[str, float]], pack: Pack) -> None:
    for table, column in targets:
        place = f"targets.{table}.{column}"
        if table not in pack.tables:
            raise RecipeError(f"unknown table {table!r}", place=place, hint=nearest(table, pack.tables))
        columns = pack.tables[table].columns
        if column not in columns:
            raise RecipeError(f"unknown column {column!r}", place=place, hint=nearest(column, columns))
        if columns[column].kind not in ("category", "learned"):
            raise RecipeError(
                "only categories have exact shares",
                place=place,
                expected="a category column",
                hint=f"scenarios have shares of their own: {', '.join(pack.scenarios)}" if pack.scenarios else None,
            )


def _check_texts(texts: Mapping[tuple[str, str], Wish], pack: Pack) -> None:
    for table, column in texts:
        place = f"text.{table}.{column}"
        if table not in pack.tables:
            raise RecipeError(f"unknown table {table!r}", place=place, hint=nearest(table, pack.tables))
        columns = pack.tables[table].columns
        if column not in columns or columns[column].kind != "text":
            known = [name for name, spec in columns.items() if spec.kind == "text"]
            raise RecipeError(f"{column!r} is no column of texts", place=place, hint=nearest(column, known))


def _check_given(settings: Settings, pack: Pack) -> None:
    for table, column in settings.given:
        place = f"given.{table}.{column}"
        if table not in pack.tables:
            raise RecipeError(f"unknown table {table!r}", place=place, hint=nearest(table, pack.tables))
        known = [*pack.tables[table].columns, *pack.tables[table].made_with_rows()]
        if column not in known:
            raise RecipeError(f"unknown column {column!r}", place=place, hint=nearest(column, known))
        if table in pack.shared:
            raise RecipeError("a shared table has no fixed values", place=place, expected="a column of the families")
        if (table, column) in settings.targets:
            raise RecipeError("a column is either given or a target", place=place)
