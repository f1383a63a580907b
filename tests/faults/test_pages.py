"""Lists in pages of which a part fails, or which never end: never a whole answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fault_doors import COMMIT, JOB, KINDS, LOGS, Kind, Opened, backend, opened
from fault_server import FaultServer, Wire

SECONDS = 20.0


@pytest.fixture(scope="module", params=KINDS, ids=[kind.name for kind in KINDS])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[tuple[Kind, FaultServer, Opened]]:
    kind: Kind = request.param
    state: Path = tmp_path_factory.mktemp("pages")
    with backend(kind) as server, opened(kind, state, server.url) as one:
        yield kind, server, one


def number(wire: Wire) -> int:
    """The number of the page that is asked for, from 1; AWS has it in its token."""
    if "x-amz-target" in wire.asked.headers:
        return int(json.loads(wire.asked.body).get("nextToken", 1))
    query = parse_qs(urlsplit(wire.asked.target).query)
    return int(query.get("page", ["1"])[0])


def is_list(wire: Wire) -> bool:
    path = urlsplit(wire.asked.target).path
    in_logs = wire.asked.headers.get("x-amz-target", "").endswith("FilterLogEvents")
    return in_logs or path in ("/v1/jobs/", "/api/v3/repos/crois/core-v2/commits")


def page(wire: Wire, follows: int) -> None:
    """A page with as many items as its list has on one, and the next one's number."""
    if "x-amz-target" in wire.asked.headers:
        told = {**LOGS, "nextToken": str(follows)}
        wire.answer("200 OK", json.dumps(told).encode())
    elif wire.asked.target.startswith("/v1/jobs/"):
        size = int(parse_qs(urlsplit(wire.asked.target).query)["page_size"][0])
        at = number(wire) * 1000
        jobs = [{**JOB, "id": at + n} for n in range(size)]
        told = {"count": 5000, "next": "http://elsewhere.example/?page=2", "results": jobs}
        wire.answer("200 OK", json.dumps(told).encode())
    else:
        body = json.dumps([COMMIT] * 100).encode()
        link = f'Link: <http://elsewhere.example/?page={follows}>; rel="next"'
        wire.answer("200 OK", body, link)


def then(fail: Callable[[Wire], None]) -> Callable[[Wire], None]:
    """The first page of every list, and a fault for all others."""

    def play(wire: Wire) -> None:
        if not is_list(wire):
            wire.well()
        elif number(wire) == 1:
            page(wire, 2)
        else:
            fail(wire)

    return play


def _boom(wire: Wire) -> None:
    wire.answer("500 Oops", b'{"message": "lost", "detail": "lost"}')


def _login(wire: Wire) -> None:
    wire.answer("200 OK", b"<html>Sign in</html>", kind="text/html")


def _cut(wire: Wire) -> None:
    wire.answer("200 OK", wire.good.body[:-9])


def _reset(wire: Wire) -> None:
    wire.reset()


def _null(wire: Wire) -> None:
    wire.answer("200 OK", b'{"events": null, "count": 5000, "results": null}')


@pytest.mark.parametrize("fail", [_boom, _login, _cut, _reset, _null])
def test_a_page_that_fails_after_another_leaves_no_whole_answer(
    site: tuple[Kind, FaultServer, Opened], fail: Callable[[Wire], None]
) -> None:
    _, server, one = site
    with server.playing(then(fail)):
        read = one.read(SECONDS)
    header = read.text.partition("\n")[0]
    assert read.error or header.endswith((" · partial", " · truncated")), read.text
    assert len(server.asked) < 120


def _always(wire: Wire) -> None:
    page(wire, 7) if is_list(wire) else wire.well()


def _two(wire: Wire) -> None:
    page(wire, 3 if number(wire) == 2 else 2) if is_list(wire) else wire.answer(
        "200 OK", wire.good.body
    )


def _empty(wire: Wire) -> None:
    """Pages without an item that each name a next one."""
    if not is_list(wire):
        wire.well()
    elif wire.asked.target.startswith("/v1/"):
        wire.answer("200 OK", b'{"count": 5000, "next": "x", "results": []}')
    elif "x-amz-target" in wire.asked.headers:
        wire.answer("200 OK", b'{"events": [], "nextToken": "7"}')
    else:
        wire.answer("200 OK", b"[]", 'Link: <http://elsewhere.example/?page=2>; rel="next"')


@pytest.mark.parametrize("play", [_always, _two, _empty])
def test_pages_without_end_end_and_say_so(
    site: tuple[Kind, FaultServer, Opened], play: Callable[[Wire], None]
) -> None:
    _, server, one = site
    with server.playing(play):
        read = one.read(SECONDS)
    header = read.text.partition("\n")[0]
    assert read.error or header.endswith((" · partial", " · truncated")), read.text
    assert len(server.asked) < 400
