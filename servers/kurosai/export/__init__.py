"""A case as a scenario file: what was read in it, redacted."""
