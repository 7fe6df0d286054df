"""A run: shards of blocks made by workers, written to a folder that can be resumed."""
