"""The REST API under `/api/v3` as GitHub Enterprise Server speaks it: reads, nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from secrets import compare_digest

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from kurosai.sandbox.github import archives
from kurosai.sandbox.github.answers import ANSWERS, Answer
from kurosai.sandbox.github.asked import Asked, Empty, Invalid, Many, Moved, NotThere
from kurosai.sandbox.github.code_search import Unsearchable
from kurosai.sandbox.github.repositories import Hosted, hosted
from kurosai.sandbox.github.shapes import Shapes
from kurosai.sandbox.schema_github import GitHub
from kurosai.sandbox.world import World
from kurosai.vocabulary import Json

PREFIX = "/api/v3"
VERSION = "3.17.2"
LIMIT = 5_000
PAGE, LARGEST_PAGE = 30, 100
DOCUMENTATION = "https://docs.github.com/enterprise-server@3.17/rest"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]


def application(world: World, github: GitHub, token: str) -> Starlette:
    """The API over a world's repositories, for one token that may only read.

    Errors are GitHub's: 401 "Bad credentials", 403 for writes, 404 "Not Found", 409 for a
    repository without commits, 422 for what cannot be done with the arguments; 301 leads from a
    former name to the repository.
    """
    return serving(hosted(github, world.now), github, token, world.now)


def serving(
    everything: Mapping[str, Hosted], github: GitHub, token: str, now: datetime
) -> Starlette:
    """The same over any repositories by full name; what is pushed to them shows at once."""
    calls = _Calls(token, int((now + timedelta(hours=1)).timestamp()))

    def endpoint(answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def respond(request: Request) -> Response:
            refused = calls.refused(request)
            if refused is not None:
                return refused
            root = f"{request.url.scheme}://{request.url.netloc}{PREFIX}"
            asked = Asked(request, everything, Shapes(github, root))
            found = _marked(request, _answered(asked, answer))
            # What has not changed since it was asked for costs nothing.
            return found if found.status_code == HTTPStatus.NOT_MODIFIED else calls.counted(found)

        return respond

    routes = [
        Route(f"{PREFIX}{path}", endpoint(answer), methods=METHODS)
        for path, answer in ANSWERS.items()
    ]
    routes += [
        Route(
            f"{PREFIX}/{repository}/tarball/{{ref:path}}",
            endpoint(lambda asked: archives.tarball(asked, token)),
            methods=METHODS,
        )
        for repository in ("repos/{owner}/{name}", "repositories/{id:int}")
    ]

    async def archive(request: Request) -> Response:
        return archives.archive(everything, token, request)

    routes.append(Route(archives.CODELOAD, archive))
    return Starlette(routes=routes, exception_handlers={HTTPException: _no_route})


class _Calls:
    """Who may ask, and how often still."""

    def __init__(self, token: str, resets: int) -> None:
        self._token = token
        self._resets = resets
        self._used = 0

    def refused(self, request: Request) -> Response | None:
        """The answer to whoever has no token, or wants to write; None for the others."""
        given = request.headers.get("authorization", "").partition(" ")[2]
        if not compare_digest(given.encode(), self._token.encode()):
            return _error(401, "Bad credentials" if given else "Requires authentication")
        if request.method not in ("GET", "HEAD"):
            return _error(403, "Resource not accessible by personal access token")
        return None

    def counted(self, response: Response) -> Response:
        """The answer with the headers of the rate limit."""
        self._used = (self._used + 1) % LIMIT
        response.headers["X-RateLimit-Limit"] = str(LIMIT)
        response.headers["X-RateLimit-Remaining"] = str(LIMIT - self._used)
        response.headers["X-RateLimit-Used"] = str(self._used)
        response.headers["X-RateLimit-Reset"] = str(self._resets)
        response.headers["X-GitHub-Enterprise-Version"] = VERSION
        return response


def _answered(asked: Asked, answer: Answer) -> Response:
    try:
        found = answer(asked)
    except NotThere:
        return _error(404, "Not Found")
    except Empty:
        return _error(409, "Git Repository is empty.")
    except (Invalid, Unsearchable) as why:
        return _error(422, str(why))
    except Moved as moved:
        response = _error(301, "Moved Permanently")
        response.headers["Location"] = moved.address
        return response
    if isinstance(found, Response):
        return found
    return _page(asked.request, found) if isinstance(found, Many) else JSONResponse(found)


def _marked(request: Request, response: Response) -> Response:
    """The answer with its ETag; nothing but that when the caller has it already."""
    if response.status_code != HTTPStatus.OK:
        return response
    mark = f'W/"{hashlib.sha256(bytes(response.body)).hexdigest()}"'
    headers = {"ETag": mark, "Cache-Control": "private, max-age=60, s-maxage=60"}
    if request.headers.get("if-none-match", "") == mark:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    response.headers.update(headers)
    return response


def _page(request: Request, many: Many) -> Response:
    """One page of a list, with the addresses of the others in `Link`."""
    size = max(1, min(_number(request, "per_page", PAGE), LARGEST_PAGE))
    page = max(1, _number(request, "page", 1))
    last = max(1, -(-len(many.items) // size))
    wanted = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    shown = {
        name: number
        for name, number in wanted.items()
        if 1 <= number <= last and (page < last if name in ("next", "last") else page > 1)
    }
    items: Json = [many.show(one) for one in many.items[(page - 1) * size : page * size]]
    body = many.around(len(many.items), items) if many.around else items
    links = ", ".join(
        f'<{request.url.include_query_params(page=number)}>; rel="{name}"'
        for name, number in shown.items()
    )
    return JSONResponse(body, headers={"Link": links} if links else None)


def _number(request: Request, name: str, default: int) -> int:
    given = request.query_params.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 8 else default


def _error(status: int, message: str) -> Response:
    body = {"message": message, "documentation_url": DOCUMENTATION, "status": str(status)}
    return JSONResponse(body, status)


async def _no_route(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _error(error.status_code, "Not Found" if error.status_code == 404 else error.detail)
