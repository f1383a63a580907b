"""One AWS REST service: operations by method and path, errors as AWS writes them."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias
from urllib.parse import parse_qsl, unquote

from kurosai.sandbox.aws_json import AwsError, NotHere, Pages
from kurosai.sandbox.aws_refusals import Answer, not_here
from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.moto_backend import HttpRequest
from kurosai.vocabulary import Json

_PAGE: Final = 100

Given: TypeAlias = "Mapping[str, str]"
"""Parameters of path and query as text; what was not given is missing."""


@dataclass(frozen=True, slots=True)
class Route:
    """An operation; `path` is a regular expression whose groups are parameters, as are `query`."""

    name: str
    path: str
    answer: Callable[[Given], Mapping[str, Json]]
    query: tuple[str, ...] = ()
    method: str = "GET"


@dataclass(frozen=True, slots=True)
class Rest:
    """One service. A status other than 400 of an error is in `statuses`, by its code.

    `invalid` is its name for a parameter that it does not know, `beside` what its errors say
    beside the message.
    """

    name: str
    routes: tuple[Route, ...]
    statuses: Mapping[str, int]
    invalid: str = "InvalidParameterValueException"
    beside: Mapping[str, Json] = field(default_factory=lambda: {"Type": "User"})

    def answer(self, request: HttpRequest) -> Answer:
        """Status, headers and body for one request."""
        found = self.route(request)
        if found is None:
            what = f"{self.name} {request.method} {request.target.partition('?')[0][:100]}"
            return not_here(request.headers, what)
        route, given = found
        try:
            for name in given.keys() - set(route.query) - re.compile(route.path).groupindex.keys():
                raise AwsError(self.invalid, f"Unknown parameter: {name[:60]}")
            return _response(200, route.answer(given))
        except NotHere as told:
            return not_here(request.headers, str(told))
        except AwsError as error:
            body: dict[str, Json] = {**self.beside, "Message": str(error), **error.more}
            status, headers, content = _response(self.statuses.get(error.code, 400), body)
            return status, {**headers, "x-amzn-ErrorType": error.code}, content

    def route(self, request: HttpRequest) -> tuple[Route, Given] | None:
        """The operation that a request is, with its parameters; None for one that is not here."""
        path, _, query = request.target.partition("?")
        for one in self.routes:
            match = re.fullmatch(one.path, path)
            if match is not None and one.method == request.method:
                parts = {name: unquote(text) for name, text in match.groupdict().items()}
                return one, {**dict(parse_qsl(query, keep_blank_values=True)), **parts}
        return None


def page(
    items: Sequence[Json],
    given: Given,
    tokens: Tokens,
    names: tuple[str, str],
    invalid: AwsError,
    *request: object,
) -> tuple[Sequence[Json], str]:
    """The items of the page that is asked for, 100 at most, and the token ("" at the end).

    `names` are the service's own of token and size; `invalid` refuses what neither can be.
    """
    token, most = names
    size = given.get(most, str(_PAGE))
    if not size.isdigit() or int(size) < 1:
        raise invalid
    asked: dict[str, Any] = {**given, most: min(int(size), _PAGE)}
    cut, more = Pages(tokens, invalid, token, most).cut(items, asked, _PAGE, *request)
    return cut, str(more.get(token, ""))


def _response(status: int, body: Mapping[str, Json]) -> Answer:
    content = json.dumps(body, ensure_ascii=False).encode()
    return (
        status,
        {"Content-Type": "application/json", "x-amzn-RequestId": str(uuid.uuid4())},
        content,
    )
