"""What a language asks of texts: spaces, capitals, articles, inflection, the looks of numbers and dates."""

from nonesuch.generators.text.languages.language import Edge, Language
from nonesuch.generators.text.languages.load import load_language
from nonesuch.generators.text.languages.model import LanguageData, PartOfSpeech

__all__ = ["Edge", "Language", "LanguageData", "PartOfSpeech", "load_language"]
