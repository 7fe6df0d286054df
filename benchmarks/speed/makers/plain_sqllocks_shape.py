"""The plain table by sqllocks-shape: integer keys as everywhere here, merchants and places from its own lists."""

from __future__ import annotations

from typing import Any

from shape.generation.domains import load_domain
from shape.generation.engine import Engine
from shape.generation.schema import GenSchema

from benchmarks.speed.makers import plain_vocabulary as words


def make(rows: int, seed: int) -> int:
    """Make the transactions, and the keys of the customers they refer to."""
    load_domain("financial")  # brings the lists of merchants and places
    schema = GenSchema.from_dict(_specification(rows, seed))
    return int(Engine(schema, scale="s", seed=seed).generate().tables["tx"].num_rows)


def _specification(rows: int, seed: int) -> dict[str, Any]:
    customers = {"customer_id": _column("customer_id", "integer", strategy="sequence", start=1)}
    transactions = {column["name"]: column for column in _columns()}
    relation = {
        "name": "r",
        "parent": "customer",
        "child": "tx",
        "parent_columns": ["customer_id"],
        "child_columns": ["customer_id"],
        "type": "one_to_many",
    }
    return {
        "schema_version": 1,
        "model": {"name": "bench", "domain": "financial", "seed": seed},
        "tables": {
            "customer": {"name": "customer", "primary_key": ["customer_id"], "columns": customers},
            "tx": {"name": "tx", "primary_key": ["txn_id"], "columns": transactions},
        },
        "relationships": [relation],
        "generation": {"scale": "s", "scales": {"s": {"customer": words.CUSTOMERS, "tx": rows}}},
    }


def _column(name: str, kind: str, **generator: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "generator": generator, "nullable": False}


def _place(name: str, kind: str, strategy: str, field: str) -> dict[str, Any]:
    return _column(name, kind, strategy=strategy, dataset="us_zip_locations", field=field)


def _columns() -> list[dict[str, Any]]:
    customers = {"ref": "customer.customer_id", "distribution": "pareto", "alpha": 1.2, "max_per_parent": 2000}
    amounts = {"distribution": "log_normal", "mean": words.MEDIAN_LOG, "sigma": words.LOG_SD, "min": 0.01, "max": 1e5}
    flags = {"true": words.FRAUD, "false": 1 - words.FRAUD}
    return [
        _column("txn_id", "integer", strategy="sequence", start=1),
        _column("customer_id", "integer", strategy="foreign_key", **customers),
        _column("ts", "datetime", strategy="temporal", start="2025-01-01", end="2025-12-31", pattern="uniform"),
        _column("amount", "float", strategy="distribution", **amounts),
        _column("currency", "string", strategy="weighted_enum", values=words.CURRENCIES),
        _column("merchant", "string", strategy="reference_data", dataset="merchant_names"),
        _column("category", "string", strategy="weighted_enum", values=words.CATEGORIES),
        _place("city", "string", "record_sample", "city"),
        _place("state", "string", "record_field", "state"),
        _place("lat", "float", "record_field", "lat"),
        _place("lon", "float", "record_field", "lng"),
        _column("is_fraud", "boolean", strategy="weighted_enum", values=flags),
    ]
