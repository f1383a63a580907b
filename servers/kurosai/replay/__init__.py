"""A case once more: its recorded calls repeated, and what reads differently now."""
