"""How rows are made: streams, distributions, columns, rows, text, learned tables."""
