"""How the values of columns are written in texts: money, dates, numbers, names, masks."""

from nonesuch.generators.text.formats.registry import FORMATS, Format, Setting

__all__ = ["FORMATS", "Format", "Setting"]
