"""Texts and spans in the formats of other tools."""

from nonesuch.generators.text.export.conll import conll_blocks
from nonesuch.generators.text.export.rasa import rasa_document
from nonesuch.generators.text.export.sgd import sgd_turns
from nonesuch.generators.text.export.spacy import spacy_lines

__all__ = ["conll_blocks", "rasa_document", "sgd_turns", "spacy_lines"]
