"""Layer C of the benchmark: a host with a model investigates the scenarios, and code judges it.

What it did is read from the world's own ledger and from the wire between host and servers, never
from what the host says of itself. What code cannot judge it says, and counts neither way.
"""
