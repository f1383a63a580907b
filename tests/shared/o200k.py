"""The real count of o200k tokens, offline."""

from __future__ import annotations

from typing import Any, cast

import rs_bpe

_ENCODING = cast("Any", rs_bpe).bpe.openai.o200k_base()


def tokens(text: str) -> int:
    """How many o200k tokens `text` is."""
    return len(_ENCODING.encode(text))
