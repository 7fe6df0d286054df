"""The speed table: rows per CPU-second beside the peers, and beside bare numpy and pyarrow, in one interleaved run."""
