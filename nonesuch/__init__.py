"""Records of people who do not exist: medical cases, card payments with fraud, customer-service dialogues."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nonesuch.classes import models
    from nonesuch.dataset import Dataset
    from nonesuch.errors import DataError, NonesuchError, PackError, RecipeError, SystemFault, UsageError
    from nonesuch.fitting import fit_pack
    from nonesuch.in_memory import generate
    from nonesuch.packs import known_packs
    from nonesuch.recipe import Recipe, read_recipe
    from nonesuch.text.augmentation import augment
    from nonesuch.validation import validate

__all__ = [
    "DataError",
    "Dataset",
    "NonesuchError",
    "PackError",
    "Recipe",
    "RecipeError",
    "SystemFault",
    "UsageError",
    "augment",
    "fit_pack",
    "generate",
    "known_packs",
    "models",
    "read_recipe",
    "validate",
]

_HOMES = {
    "Dataset": "dataset",
    "DataError": "errors",
    "NonesuchError": "errors",
    "PackError": "errors",
    "Recipe": "recipe",
    "RecipeError": "errors",
    "SystemFault": "errors",
    "UsageError": "errors",
    "augment": "text.augmentation",
    "fit_pack": "fitting",
    "generate": "in_memory",
    "known_packs": "packs",
    "models": "classes",
    "read_recipe": "recipe",
    "validate": "validation",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that ``import nonesuch`` itself costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'nonesuch' has no attribute {name!r}")
    return getattr(import_module(f"nonesuch.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
