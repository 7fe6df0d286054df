"""Texts from grammars and records."""
