"""The plain table as an expert would write it with numpy and pyarrow alone: no keys by name, no plan, no checks."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from benchmarks.speed.makers import plain_vocabulary as words

_START = np.datetime64("2025-01-01", "us").astype(np.int64)
_YEAR = 365 * 86_400_000_000


def make(rows: int, seed: int) -> int:
    """Make the twelve columns; a merchant has one category, a city one state and place."""
    draw = np.random.Generator(np.random.Philox(seed))
    trades = _pick(draw, words.MERCHANTS, list(words.CATEGORIES.values()))
    states = draw.integers(0, len(words.STATES), words.CITIES, dtype=np.uint8)
    latitudes, longitudes = draw.uniform(25, 49, words.CITIES), draw.uniform(-124, -67, words.CITIES)
    merchant = draw.integers(0, words.MERCHANTS, rows)
    city = draw.integers(0, words.CITIES, rows)
    table = pa.table(
        {
            "txn_id": np.arange(1, rows + 1),
            "customer_id": (words.CUSTOMERS * draw.random(rows) ** 2).astype(np.int64),
            "ts": pa.array(_START + (draw.random(rows) * _YEAR).astype(np.int64)).cast(pa.timestamp("us")),
            "amount": np.round(np.exp(draw.normal(words.MEDIAN_LOG, words.LOG_SD, rows)), 2),
            "currency": _fold(_pick(draw, rows, list(words.CURRENCIES.values())), list(words.CURRENCIES)),
            "merchant_id": merchant + 1,
            "category": _fold(trades[merchant], list(words.CATEGORIES)),
            "city_id": city + 1,
            "state": _fold(states[city], words.STATES),
            "lat": np.round(draw.normal(latitudes[city], 0.05), 5),
            "lon": np.round(draw.normal(longitudes[city], 0.05), 5),
            "is_fraud": draw.random(rows, np.float32) < words.FRAUD,
        }
    )
    return int(table.num_rows)


def _pick(draw: np.random.Generator, n: int, weights: list[float]) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    return np.searchsorted(np.cumsum(weights)[:-1], draw.random(n), side="right").astype(np.uint8)


def _fold(codes: np.ndarray[tuple[int], np.dtype[np.uint8]], levels: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(levels))
