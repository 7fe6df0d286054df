"""Rules, one form a file; `FORMS` is their registry."""

from nonesuch.validators.rules.book import FORMS, RuleBook, load_rules, rules_schema

__all__ = ["FORMS", "RuleBook", "load_rules", "rules_schema"]
