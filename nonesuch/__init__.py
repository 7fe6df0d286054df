"""Records of people who do not exist."""
