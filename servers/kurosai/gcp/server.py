"""The surface of the `gcp` server."""
