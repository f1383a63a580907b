"""Kurosai: read-only MCP servers that investigate a job platform and prove what they say."""
