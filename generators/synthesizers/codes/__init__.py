"""Columns as small integers and back: bins of numbers, levels of categories, parts of moments, missing as a code."""
