"""Benchmarks of truth and speed, run from the root of the repository; no part of the installed package."""
