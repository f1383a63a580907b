"""The windows of this room, which are those of every server that takes `around` and `since`."""

from kurosai.windows import of, wide

__all__ = ["of", "wide"]
