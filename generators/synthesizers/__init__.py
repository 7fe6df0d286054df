"""Learned tables: engines that fit a real table and sample a twin of it."""
