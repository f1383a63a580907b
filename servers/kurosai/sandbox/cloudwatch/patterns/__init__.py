"""The four languages of filter patterns: terms, `%regex%`, `{ JSON }` and `[space, delimited]`."""

from kurosai.sandbox.cloudwatch.patterns.compile import compile_pattern
from kurosai.sandbox.cloudwatch.patterns.structured import matches

__all__ = ["compile_pattern", "matches"]
