"""How rows are judged: contracts, rules, fidelity, privacy, diversity."""
