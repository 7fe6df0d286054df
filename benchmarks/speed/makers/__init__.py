"""What each contestant runs; a maker of a peer is run by the Python of the peer's environment."""
