"""A repository at a commit as one archive: the API tells where it lies, with a key for there."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator, Mapping
from secrets import compare_digest
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from kurosai.sandbox.github.asked import Asked
from kurosai.sandbox.github.repositories import Hosted

CODELOAD = "/_codeload/{owner}/{name}/legacy.tar.gz/{sha}"
"""Where GitHub Enterprise Server keeps archives, beside the API."""


def tarball(asked: Asked, token: str) -> Response:
    """The way to the archive of a ref."""
    hosted = asked.hosted()
    sha = asked.commit(hosted, asked.path("ref")).id.decode()
    owner, _, name = hosted.name.partition("/")
    url = asked.request.url
    path = CODELOAD.format(owner=owner, name=name, sha=sha)
    query = f"token={_key(token, hosted.name, sha)}"
    return Response(status_code=302, headers={"Location": str(url.replace(path=path, query=query))})


def archive(everything: Mapping[str, Hosted], token: str, request: Request) -> Response:
    """The archive, for whoever has the key; the API's own token is of no use here."""
    told = request.path_params
    name, sha = f"{told['owner']}/{told['name']}", str(told["sha"])
    given = request.query_params.get("token", "")
    if name not in everything or not compare_digest(given, _key(token, name, sha)):
        return Response("404: Not Found", 404)
    if "authorization" in request.headers:
        return Response("400: two ways to sign", 400)
    data = _packed(everything[name], sha)
    return Response(data, media_type="application/x-gzip")


def _packed(hosted: Hosted, sha: str) -> bytes:
    """As `git archive` makes it, in one folder that is called after repository and commit."""
    folder = f"{hosted.name.replace('/', '-')}-{sha[:7]}"
    commit = hosted.repo[sha.encode()]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as out:
        for path, mode, data in _files(hosted, commit.tree, folder):
            member = tarfile.TarInfo(path)
            member.mtime, member.mode = commit.commit_time, mode & 0o777
            if mode == 0o120000:
                member.type, member.linkname = tarfile.SYMTYPE, data.decode()
                out.addfile(member)
            elif mode == 0o160000:
                member.type = tarfile.DIRTYPE
                out.addfile(member)
            else:
                member.size = len(data)
                out.addfile(member, io.BytesIO(data))
    return gzip.compress(packed.getvalue(), 1)


def _files(hosted: Hosted, tree: bytes, path: str) -> Iterator[tuple[str, int, bytes]]:
    found: Any = hosted.repo[tree]
    for item in found.iteritems():
        here = f"{path}/{item.path.decode()}"
        if item.mode == 0o040000:
            yield from _files(hosted, item.sha, here)
        elif item.mode == 0o160000:
            yield here, item.mode, b""
        else:
            yield here, item.mode, hosted.repo[item.sha].as_raw_string()


def _key(token: str, name: str, sha: str) -> str:
    return hashlib.sha256(f"{token} {name} {sha}".encode()).hexdigest()[:32]
