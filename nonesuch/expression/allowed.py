"""What an expression may hold: the allow-list of nodes, functions, types and shorthands."""

from __future__ import annotations

from sqlglot import exp

__all__ = [
    "AGGREGATES",
    "CHAINS",
    "FUNCTIONS",
    "FUNCTION_NODES",
    "LINKED_MACROS",
    "MACROS",
    "PLAIN",
    "TEXT_FUNCTIONS",
    "TYPES",
    "WINDOWS",
]

SCALARS: dict[str, type[exp.Expr]] = {
    "abs": exp.Abs,
    "acos": exp.Acos,
    "array_contains": exp.ArrayContains,
    "array_length": exp.ArraySize,
    "array_to_string": exp.ArrayToString,
    "asin": exp.Asin,
    "atan": exp.Atan,
    "atan2": exp.Atan2,
    "ceil": exp.Ceil,
    "coalesce": exp.Coalesce,
    "concat": exp.Concat,
    "concat_ws": exp.ConcatWs,
    "cos": exp.Cos,
    "degrees": exp.Degrees,
    "ends_with": exp.EndsWith,
    "exp": exp.Exp,
    "extract": exp.Extract,
    "floor": exp.Floor,
    "greatest": exp.Greatest,
    "if": exp.If,
    "least": exp.Least,
    "left": exp.Left,
    "length": exp.Length,
    "ln": exp.Ln,
    "lower": exp.Lower,
    "lpad": exp.Pad,
    "nullif": exp.Nullif,
    "pi": exp.Pi,
    "pow": exp.Pow,
    "radians": exp.Radians,
    "regexp_like": exp.RegexpLike,
    "replace": exp.Replace,
    "right": exp.Right,
    "round": exp.Round,
    "sign": exp.Sign,
    "sin": exp.Sin,
    "split_part": exp.SplitPart,
    "sqrt": exp.Sqrt,
    "starts_with": exp.StartsWith,
    "strftime": exp.TimeToStr,
    "strptime": exp.StrToTime,
    "strpos": exp.StrPosition,
    "substring": exp.Substring,
    "tan": exp.Tan,
    "trim": exp.Trim,
    "trunc": exp.Trunc,
    "upper": exp.Upper,
}
AGGREGATES: dict[str, type[exp.Expr]] = {
    "avg": exp.Avg,
    "count": exp.Count,
    "max": exp.Max,
    "median": exp.Median,
    "min": exp.Min,
    "stddev": exp.Stddev,
    "sum": exp.Sum,
}
WINDOWS: dict[str, type[exp.Expr]] = {
    "dense_rank": exp.DenseRank,
    "first_value": exp.FirstValue,
    "lag": exp.Lag,
    "last_value": exp.LastValue,
    "lead": exp.Lead,
    "rank": exp.Rank,
    "row_number": exp.RowNumber,
}
# Shorthands, expanded before the tree is checked: parameter names, then the expression they stand for.
MACROS: dict[str, tuple[tuple[str, ...], str]] = {
    "days_between": (("a", "b"), "CAST(CAST(b AS DATE) - CAST(a AS DATE) AS BIGINT) // 86400000000"),
    "seconds_between": (("a", "b"), "CAST(CAST(b AS TIMESTAMP) - CAST(a AS TIMESTAMP) AS BIGINT) // 1000000"),
    "years_between": (
        ("a", "b"),
        (
            "EXTRACT(YEAR FROM b) - EXTRACT(YEAR FROM a) - CASE WHEN EXTRACT(MONTH FROM b) * 100 + EXTRACT(DAY FROM b) "
            "< EXTRACT(MONTH FROM a) * 100 + EXTRACT(DAY FROM a) THEN 1 ELSE 0 END"
        ),
    ),
    "haversine_km": (
        ("lat1", "lon1", "lat2", "lon2"),
        (
            "12742.0176 * ASIN(SQRT(LEAST(1.0, POWER(SIN(RADIANS(lat2 - lat1) / 2), 2) + COS(RADIANS(lat1)) * "
            "COS(RADIANS(lat2)) * POWER(SIN(RADIANS(lon2 - lon1) / 2), 2)) + 0.0 * (lat1 + lon1 + lat2 + lon2)))"
        ),  # the last summand is there for its nulls, which LEAST overlooks
    ),
    # 29 February becomes 1 March in years without one, so that years_between(a, add_years(a, n)) is n.
    "add_years": (
        ("a", "n"),
        (
            "CAST(a AS DATE) + CAST(365 * n"
            " + (year_of_leap(a) + n) // 4 - (year_of_leap(a) + n) // 100 + (year_of_leap(a) + n) // 400"
            " - year_of_leap(a) // 4 + year_of_leap(a) // 100 - year_of_leap(a) // 400 AS BIGINT) * INTERVAL '1 day'"
        ),
    ),
    "year_of_leap": (("a",), "EXTRACT(YEAR FROM a) - CASE WHEN EXTRACT(MONTH FROM a) <= 2 THEN 1 ELSE 0 END"),
    # Seconds in the hours of every day from `since` to `until`, both whole hours.
    "open_seconds": (("a", "b", "since", "until"), "open_upto(b, since, until) - open_upto(a, since, until)"),
    "open_upto": (
        ("t", "since", "until"),
        (
            "CAST(CAST(t AS TIMESTAMP) AS BIGINT) // 86400000000 * (until - since) * 3600 + LEAST(GREATEST("
            "(CAST(CAST(t AS TIMESTAMP) AS BIGINT) // 1000000) % 86400 - since * 3600, 0), (until - since) * 3600)"
        ),
    ),
    "log10": (("a",), "LN(a) / 2.302585092994046"),
}
LINKED_MACROS: dict[str, tuple[tuple[str, ...], str]] = {
    # The chord between two points of the unit sphere, whose places in space are known for each linked row.
    "haversine_km": (
        ("lat1", "lon1", "lat2", "lon2"),
        (
            "12742.0176 * ASIN(0.4999999999999995 * SQRT("
            "POW(COS(RADIANS(lat1)) * COS(RADIANS(lon1)) - COS(RADIANS(lat2)) * COS(RADIANS(lon2)), 2) + "
            "POW(COS(RADIANS(lat1)) * SIN(RADIANS(lon1)) - COS(RADIANS(lat2)) * SIN(RADIANS(lon2)), 2) + "
            "POW(SIN(RADIANS(lat1)) - SIN(RADIANS(lat2)), 2)))"
        ),  # a hair below a half, so that rounding takes no sine above 1; a metre at the other end of the world
    ),
}
"""The same as shorthands of `MACROS`, better where every argument is read from one linked row or another."""

FUNCTIONS: tuple[str, ...] = tuple(sorted({*SCALARS, *AGGREGATES, *WINDOWS, *MACROS}))
"""Names of all functions an expression may call."""

PLAIN = (
    exp.Add, exp.And, exp.Between, exp.Boolean, exp.Bracket, exp.Case, exp.Cast, exp.Column, exp.DPipe,
    exp.DataType, exp.Div, exp.EQ, exp.Filter, exp.GT, exp.GTE, exp.Identifier, exp.In, exp.IntDiv, exp.Interval,
    exp.Is, exp.LT, exp.LTE, exp.Like, exp.Literal, exp.Mod, exp.Mul, exp.NEQ, exp.Neg, exp.Not, exp.Null,
    exp.NullSafeEQ, exp.NullSafeNEQ, exp.Or, exp.Order, exp.Ordered, exp.Paren, exp.Star, exp.Sub, exp.Var,
    exp.Window,
)  # fmt: skip
FUNCTION_NODES: dict[type[exp.Expr], str] = {
    node: name for group in (SCALARS, AGGREGATES, WINDOWS) for name, node in group.items()
}
TYPES = {"BIGINT", "BOOLEAN", "DATE", "DOUBLE", "INT", "TEXT", "TIME", "TIMESTAMP", "TIMESTAMPNTZ"}
TEXT_FUNCTIONS = (
    exp.EndsWith, exp.Left, exp.Length, exp.Like, exp.Lower, exp.Pad, exp.RegexpLike, exp.Replace, exp.Right,
    exp.SplitPart, exp.StartsWith, exp.StrPosition, exp.Substring, exp.Trim, exp.Upper,
)  # fmt: skip
CHAINS = (exp.And, exp.Or, exp.Add, exp.Sub, exp.Mul, exp.Div, exp.DPipe, exp.Paren)
