"""Pages of cohorts, split by noun."""
