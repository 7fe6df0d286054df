"""The private engine: select, measure with discrete noise, generate; (epsilon, delta) differential privacy of rows."""
