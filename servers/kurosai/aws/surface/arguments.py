"""The arguments that several tools of this server take, as the model reads them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

Where = Annotated[
    str,
    Field(
        max_length=120,
        pattern=r"^[\w./@+=-]*$",
        description="Like us-east-1, or account/region; none: the default",
    ),
]
Time = Annotated[
    str, Field(max_length=40, description="2025-11-04T18:14:00Z, 2025-11-05 03:14 JST, 2h (ago)")
]
Minutes = Annotated[int, Field(ge=1, le=720, description="Reach of `around`; 15 if not given")]

SameTime = Annotated[str, Field(max_length=40)]
Reach = Annotated[int, Field(ge=1, le=720)]
SameWhere = Annotated[str, Field(max_length=120)]
"""As those above, which find_logs describes: the words again would cost every request."""
