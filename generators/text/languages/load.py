"""Finding the data of a locale's language: the file that ships, its region, and what a grammar changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from nonesuch.errors import PackError, nearest
from nonesuch.generators.text.languages.language import Language
from nonesuch.generators.text.languages.model import LanguageData
from nonesuch.tomlfile import load_model, read_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["load_language"]

_FOLDER = Path(__file__).parent


def load_language(
    locale: str, changes: Mapping[str, Any] | None = None, *, path: Path | None = None, own: bool = False
) -> Language:
    """Load the language of a locale.

    Args:
        locale: A language and optionally a region, such as ``en_US`` or ``zh_CN``.
        changes: Keys of the language data that the grammar sets itself; tables are merged, other values replaced.
        path: The file the changes stand in, for error messages.
        own: Whether the changes are the whole language, so that no shipped file is looked for.

    Returns:
        The language.

    Raises:
        PackError: If no such language ships and the grammar does not bring it, or if the changes are not valid.

    Example:
        >>> load_language("en_GB").data.dates.long
        '%-d %B %Y'
    """
    name, _, region = locale.partition("_")
    file = _FOLDER / f"{name}.toml"
    if not own and not file.is_file():
        raise PackError(
            f"no data for the language {name!r}",
            place=str(path) if path else f"locale {locale}",
            expected="a shipped language, or a [language] table with 'own = true'",
            hint=nearest(name, (known.stem for known in _FOLDER.glob("*.toml"))),
        )
    data = {} if own else read_toml(file)
    data = _merge(data, data.get("regions", {}).get(region, {}))
    model = load_model(
        LanguageData, _merge(data, changes or {}), path=path or file, prefix=("language",) if changes else ()
    )
    return Language(locale, model)


def _merge(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in changes.items():
        old = merged.get(key)
        merged[key] = _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged
