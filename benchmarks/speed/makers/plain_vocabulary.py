"""Words and weights of the plain table, for the makers that take them from Python."""

from __future__ import annotations

CATEGORIES = {
    "grocery": 0.26,
    "gas": 0.14,
    "dining": 0.18,
    "online": 0.20,
    "travel": 0.05,
    "health": 0.07,
    "utilities": 0.06,
    "entertainment": 0.04,
}
CURRENCIES = {"USD": 0.90, "EUR": 0.07, "GBP": 0.03}
STATES = ["CA", "TX", "NY", "FL", "IL", "WA", "OH", "GA", "PA", "NC"]
CUSTOMERS = 10_000
MERCHANTS = 2000
CITIES = 300
MEDIAN_LOG = 3.5
LOG_SD = 1.1
FRAUD = 0.005
