"""Names, masks and other texts of columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from nonesuch.errors import PackError, nearest

if TYPE_CHECKING:
    from nonesuch.generators.text.formats.registry import Setting

__all__ = ["cased_text", "masked_text", "name_text", "plain_text"]

_HIDDEN = "****"  # shown of a value that the mask does not know how to cut


def plain_text(values: pl.Series) -> pl.Series:
    """Write texts and categories as they are.

    Args:
        values: Texts or categories.

    Returns:
        The texts.
    """
    return values.cast(pl.String)


def cased_text(values: pl.Series, case: str) -> pl.Series:
    """Write texts in capitals, in small letters, or codes such as ``wrong_item`` as words.

    Args:
        values: Texts or categories.
        case: ``upper``, ``lower`` or ``words``.

    Returns:
        The texts.

    Example:
        >>> cased_text(pl.Series(["wrong_item"]), "words").to_list()
        ['wrong item']
    """
    text = values.cast(pl.String)
    if case == "words":
        return text.str.replace_all("_", " ", literal=True)
    return text.str.to_uppercase() if case == "upper" else text.str.to_lowercase()


def name_text(values: pl.Series, arguments: tuple[str, ...], _: Setting) -> pl.Series:
    """Write a part of a person's name.

    Args:
        values: Full names, parts parted by spaces.
        arguments: ``first``, ``last`` or ``initials``.

    Returns:
        The parts.

    Raises:
        PackError: If there is no such part.
    """
    text = values.cast(pl.String)
    match arguments:
        case ("first",):
            return text.str.extract(r"^(\S+)")
        case ("last",):
            return text.str.extract(r"(\S+)$")
        case ("initials",):
            return text.str.replace_all(r"(\S)\S*\s*", "${1}.")
    raise PackError(
        f"unknown part of a name {arguments[0]!r}", expected="first, last, initials", found=", ".join(arguments)
    )


def masked_text(values: pl.Series, arguments: tuple[str, ...], setting: Setting) -> pl.Series:
    """Hide most of a name, number or address, in the way of the locale.

    Args:
        values: Texts.
        arguments: ``name`` (the default), ``phone``, ``email``, ``card`` or ``address``.
        setting: For the language's masks.

    Returns:
        The masked texts.

    Raises:
        PackError: If the language has no such mask.
    """
    kind = arguments[0] if arguments else "name"
    masks = setting.language.data.mask
    if kind not in masks:
        raise PackError(f"unknown mask {kind!r}", hint=nearest(kind, masks))
    pattern, replacement = masks[kind]
    text = pl.col("value").cast(pl.String)
    masked = pl.when(text.str.contains(pattern)).then(text.str.replace(pattern, replacement)).otherwise(pl.lit(_HIDDEN))
    return values.rename("value").to_frame().select(pl.when(text.is_not_null()).then(masked)).to_series()
