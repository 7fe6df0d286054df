"""The peers: environments of their own, and scripts that turn their output into tables."""
