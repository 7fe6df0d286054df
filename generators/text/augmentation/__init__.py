"""Variants of texts: other words, another order, more detail, typos; spans and facts stay."""
