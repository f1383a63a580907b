"""botocore's own data: its shapes, which have no types, and what it has on disk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast


def members(shape: Any) -> Mapping[str, Any]:
    """The members of a structure by name; none of an operation without input or output."""
    return cast("Mapping[str, Any]", shape.members) if shape is not None else {}


def loader() -> Any:
    """What reads botocore's files; it keeps none."""
    from botocore import loaders  # noqa: PLC0415 - botocore on first use only

    return cast("Any", loaders).create_loader()
