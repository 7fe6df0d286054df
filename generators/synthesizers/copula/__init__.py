"""The second engine: a Gaussian copula over empirical marginals."""
