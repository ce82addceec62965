"""Bangkom: competency development of Indonesian civil servants."""
