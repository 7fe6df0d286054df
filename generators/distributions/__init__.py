"""Distributions: frozen values with `sample` and `log_density`, one a file."""

from nonesuch.generators.distributions.base import Distribution
from nonesuch.generators.distributions.beta import Beta
from nonesuch.generators.distributions.categorical import Categorical
from nonesuch.generators.distributions.constant import Constant
from nonesuch.generators.distributions.exponential import Exponential
from nonesuch.generators.distributions.gamma import Gamma
from nonesuch.generators.distributions.geometric import Geometric
from nonesuch.generators.distributions.lognormal import LogNormal
from nonesuch.generators.distributions.negative_binomial import NegativeBinomial
from nonesuch.generators.distributions.normal import Normal
from nonesuch.generators.distributions.pareto import Pareto
from nonesuch.generators.distributions.poisson import Poisson
from nonesuch.generators.distributions.quantiles import Quantiles
from nonesuch.generators.distributions.triangular import Triangular
from nonesuch.generators.distributions.uniform import Uniform
from nonesuch.generators.distributions.zipf import zipf_weights

__all__ = [
    "FAMILIES",
    "Beta",
    "Categorical",
    "Constant",
    "Distribution",
    "Exponential",
    "Gamma",
    "Geometric",
    "LogNormal",
    "NegativeBinomial",
    "Normal",
    "Pareto",
    "Poisson",
    "Quantiles",
    "Triangular",
    "Uniform",
    "zipf_weights",
]

FAMILIES: dict[str, type[Distribution]] = {
    "beta": Beta,
    "constant": Constant,
    "exponential": Exponential,
    "gamma": Gamma,
    "geometric": Geometric,
    "lognormal": LogNormal,
    "negative_binomial": NegativeBinomial,
    "normal": Normal,
    "pareto": Pareto,
    "poisson": Poisson,
    "triangular": Triangular,
    "uniform": Uniform,
}
"""Distributions that a pack names in `distribution = "..."`."""
