"""A pack with every kind of column and of rows, from which tests take what they want."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.packmaker import KEY, figures, flat_hours, make_pack

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from nonesuch.generators.pack import Pack

__all__ = ["EXTRA_TABLES", "OPTIONAL", "menu_pack"]

_COUNT = {"kind": "number", "distribution": "poisson", "parameters": {"mean": 2}, "integer": True, "within": [0, 6]}
_CURVE = {"kind": "number", "distribution": "quantiles", "table": "age.csv", "by": ["sex"], "copula": "habits"}
_SEX = {"kind": "category", "weights": {"female": 0.52, "male": 0.48}}

OPTIONAL: dict[str, dict[str, Any]] = {
    "people": {
        "age": {**_CURVE, "integer": True, "within": [18, 95]},
        "income": {"kind": "number", "distribution": "lognormal", "parameters": {"median": 30000, "log_sd": 0.6},
                   "step": 100, "endings": {"every": 1000, "near": 0.3}},
        "member": {"kind": "flag", "share": 0.3, "copula": "habits"},
        "side": {"kind": "category", "tables": ["side.csv"], "by": ["sex"], "missing": 0.1},
        "born": {"kind": "date", "first": "DATE '1940-01-01'", "last": "DATE '2005-12-31'"},
        "woke_at": {"kind": "time", "on": "reference_date", "hours": "h.csv"},
        "given": {"kind": "name", "part": "given", "sex": "sex"},
        "family": {"kind": "name", "part": "family"},
        "region": {"kind": "address", "part": "region"},
        "street": {"kind": "address", "part": "street"},
        "job": {"kind": "faker", "provider": "job", "pool": 20},
        "code": {"kind": "identifier", "of": "code", "prefix": "P", "digits": 9},
        "shop_id": {"kind": "reference", "table": "shops", "zipf": 1.1},
        "double": "person_id * 2",
    },
    "orders": {
        "amount": {"kind": "number", "distribution": "gamma", "parameters": {"mean": 40, "shape": 2}, "decimals": 2},
        "before": {"kind": "previous", "of": "order_id"},
        "sex": "people.sex",
        "rank": "ROW_NUMBER() OVER (PARTITION BY person_id ORDER BY order_id)",
    },
    "visits": {
        "pages": {"kind": "number", "distribution": "geometric", "parameters": {"mean": 3}, "integer": True},
        "last_order": {"kind": "reference", "table": "orders"},
    },
}  # fmt: skip
"""Columns that may be left out, by table."""

EXTRA_TABLES: dict[str, dict[str, Any]] = {
    "pets": {"parent": "people", "rows": {"kind": "each", "count": _COUNT},
             "columns": {"pet_id": KEY, "kind": {"kind": "category", "weights": {"cat": 2, "dog": 1}}}},
    "cities": {"rows": {"kind": "shared"}, "columns": {"city_id": KEY, "name": {"kind": "address", "part": "city"}}},
    "lines": {"parent": "orders", "rows": {"kind": "each", "count": 2}, "columns": {"line_id": KEY}},
}  # fmt: skip
"""Tables that may be added."""

_VIEW = {"parent": "orders", "rows": {"kind": "each", "where": "people.sex = 'female'"},
         "columns": {"order_id": "orders.order_id", "sex": "people.sex"}}  # fmt: skip
_STORY = {
    "table": "visits", "share": 0.05, "source": "test", "confidence": "assumed",
    "events": {"kind": "number", "distribution": "geometric", "parameters": {"mean": 3}, "integer": True,
               "within": [1, 9]},
    "gap_seconds": {"kind": "number", "distribution": "exponential", "parameters": {"mean": 60}, "integer": True},
}  # fmt: skip


def menu_pack(
    folder: Path,
    columns: Collection[tuple[str, str]] = (),
    tables: Collection[str] = (),
    *,
    view: bool = False,
    **settings: Any,
) -> Pack:
    """A pack of people with orders and visits, with some optional columns and tables."""
    events = {"kind": "events", "time": "at", "since": "DATE '2025-06-01'", "until": "reference_date",
              "per_day": "0.05", "hours": "h.csv", "most": 512}  # fmt: skip
    specs: dict[str, Any] = {
        "people": {"copulas": {"habits": {"correlations": "r.csv"}}, "columns": {"person_id": KEY, "sex": _SEX}},
        "shops": {"rows": {"kind": "shared"}, "columns": {"shop_id": KEY}},
        "orders": {
            "parent": "people",
            "rows": {"kind": "each", "count": _COUNT},
            "columns": {"order_id": KEY, "person_id": {"kind": "reference", "table": "people"}},
        },
        "visits": {"parent": "people", "rows": events, "scenarios": {}, "columns": {"visit_id": KEY}},
    }
    for table, names in OPTIONAL.items():
        chosen = {name: column for name, column in names.items() if (table, name) in columns}
        specs[table]["columns"] |= chosen
    specs |= {name: EXTRA_TABLES[name] for name in tables}
    files = {
        "h.csv": flat_hours(),
        "r.csv": figures("a,b,r", "age,member,0.5"),
        "age.csv": figures("sex,p05,p50,p95", "female,20,44,77", "male,19,41,74"),
        "side.csv": figures("sex,side,weight", "female,left,1", "female,right,3", "male,left,1"),
    }
    views = {"female_orders": _VIEW} if view else {}
    return make_pack(folder, specs, files=files, views=views, scenarios={"spree": _STORY}, **settings)
