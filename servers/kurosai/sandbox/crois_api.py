"""The Crois API on the wire: routes, validation and pages come from its OpenAPI document."""

from __future__ import annotations

from secrets import compare_digest
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kurosai.errors import BadInput, NotConfigured
from kurosai.openapi.arguments import validate
from kurosai.openapi.document import Document, Operation
from kurosai.sandbox.crois_answers import Answers, Listed, NotThere
from kurosai.sandbox.world import World
from kurosai.vocabulary import Json

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

PAGE_SIZE = 50


def application(world: World, document: Document, token: str) -> Starlette:
    """The API over a world. Every GET of the document is answered, every write refused (403).

    Errors are JSON `{"detail": ...}`: 400 names the parameter, 401 the token, 403 what the world
    denies, 404 what is not there, 405 what may be done instead. Raises NotConfigured when a GET
    has no answer.
    """
    answers = Answers(world).by_operation
    if missing := {one.operation_id for one in document.read_operations()} - answers.keys():
        raise NotConfigured(f"The sandbox has no answer for {', '.join(sorted(missing))}.")
    routes = [Route(path, _Path(world, document, token, path)) for path in _paths(document)]
    return Starlette(routes=routes, exception_handlers={HTTPException: _refused})


def _paths(document: Document) -> list[str]:
    return list(dict.fromkeys(one.path for one in document.operations))


class _Path:
    """All methods of one path, as an ASGI application."""

    def __init__(self, world: World, document: Document, token: str, path: str) -> None:
        self._operations = {one.method: one for one in document.operations if one.path == path}
        self._answers = Answers(world).by_operation
        self._token = token
        self._denied = frozenset(world.crois.denied)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        response = self._answer(Request(scope))
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if not compare_digest(given.encode(), f"Token {self._token}".encode()):
            detail = "Invalid token." if given else "Authentication credentials were not provided."
            return _json(401, {"detail": detail}, {"WWW-Authenticate": "Token"})
        operation = self._operations.get("GET" if request.method == "HEAD" else request.method)
        if operation is None:
            allow = ", ".join(self._operations)
            detail = f"Method {request.method} is not allowed here; {allow} is."
            return _json(405, {"detail": detail}, {"Allow": allow})
        if not operation.reads:
            detail = f"{operation.operation_id} changes things, and this token may only read."
            return _json(403, {"detail": detail})
        if operation.operation_id in self._denied:
            return _json(403, {"detail": "You do not have permission to perform this action."})
        try:
            return _json(200, self._read(operation, request))
        except BadInput as fault:
            return _json(400, {"detail": str(fault)})
        except NotThere as fault:
            return _json(404, {"detail": str(fault)})

    def _read(self, operation: Operation, request: Request) -> Json:
        arguments: dict[str, Json] = dict(request.path_params)
        for name in request.query_params:
            values = request.query_params.getlist(name)
            arguments[name] = values[0] if len(values) == 1 else values
        wanted = validate(operation, arguments)
        texts = {name: str(value) for name, value in request.path_params.items()}
        texts.update(wanted.query)
        answer = self._answers[operation.operation_id](texts)
        return _page(answer, texts, request) if isinstance(answer, Listed) else answer


def _page(listed: Listed, texts: dict[str, str], request: Request) -> Json:
    page, size = int(texts.get("page", 1)), int(texts.get("page_size", PAGE_SIZE))
    count = len(listed.items)
    first = (page - 1) * size
    if first >= count and page > 1:
        raise NotThere(f"There is no page {page}: {count} items, {size} a page.")

    def address(number: int) -> str:
        return str(request.url.include_query_params(page=number))

    return {
        "count": count,
        "next": address(page + 1) if first + size < count else None,
        "previous": address(page - 1) if page > 1 else None,
        **(listed.beside or {}),
        "results": [listed.show(item) for item in listed.items[first : first + size]],
    }


def _json(status: int, body: Json, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse(body, status, headers)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = f"There is no {request.url.path}." if error.status_code == 404 else error.detail
    return _json(error.status_code, {"detail": detail})
