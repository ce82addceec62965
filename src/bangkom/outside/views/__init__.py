"""Pages of outside platforms, split by noun."""
