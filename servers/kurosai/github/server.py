"""The surface of the `github` server."""
