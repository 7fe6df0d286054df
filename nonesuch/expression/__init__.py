"""The expression language that packs, rules and recipes share."""

from nonesuch.expression.allowed import FUNCTIONS
from nonesuch.expression.comparison import check_compared
from nonesuch.expression.diagnosis import refusal
from nonesuch.expression.parse import Expression, Part, parse_expression

__all__ = ["FUNCTIONS", "Expression", "Part", "check_compared", "parse_expression", "refusal"]
