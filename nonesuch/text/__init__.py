"""Texts for people: the grammars of packs looked at, texts of runs in other formats, variants of plain sentences."""
