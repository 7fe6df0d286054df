"""Fixed values: some columns of a record are given, everything else is drawn conditionally on them."""
