"""Several questions at once, as in every server that asks more than one place."""

from kurosai.parallel import both, each

__all__ = ["both", "each"]
