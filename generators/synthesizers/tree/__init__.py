"""The default engine: one histogram tree a column, over the columns before it."""
