"""A list by the page: which of its names a request asks for, and the token of the next page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.tokens import invalid_token

if TYPE_CHECKING:
    from kurosai.sandbox.cloudwatch.parameters import Request
    from kurosai.sandbox.cloudwatch.tokens import Tokens
    from kurosai.vocabulary import Json


def page(
    tokens: Tokens, request: Request, names: list[str], *, size: int, size_name: str = "limit"
) -> tuple[range, dict[str, Json]]:
    """The places in `names` that are on the page, `size` of them where the request says nothing.

    Raises InvalidParameter for a token of another request.
    """
    paging = ("nextToken", size_name)
    asked = sorted((k, str(v)) for k, v in request.values.items() if k not in paging)
    bound = (request.operation, asked)
    token, start = request.text("nextToken"), 0
    if token is not None:
        (last,) = tokens.open(token, bound)
        if last not in names:
            raise invalid_token()
        start = names.index(last) + 1
    end = min(start + (request.number(size_name) or size), len(names))
    if end == len(names):
        return range(start, end), {}
    return range(start, end), {"nextToken": tokens.seal([names[end - 1]], bound)}
