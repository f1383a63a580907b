"""Contents, trees, blobs and refs of the API."""

from __future__ import annotations

from typing import Any

from dulwich.objects import Blob, Commit, Tag, Tree
from starlette.responses import Response

from kurosai.sandbox.github.asked import Asked, Many, NotThere
from kurosai.sandbox.github.repositories import Hosted
from kurosai.vocabulary import Json

LARGEST_INLINE = 1024 * 1024
RAW = "raw"


def contents(asked: Asked) -> Json | Response:
    """A file with its bytes, or the entries of a directory; a link leads to its file."""
    hosted = asked.hosted()
    commit = asked.commit(hosted, asked.query("ref"))
    ref = asked.query("ref") or hosted.told.default_branch
    path = asked.path("path").strip("/")
    if not path:
        return _directory(asked, hosted, hosted.repo[commit.tree], "", ref)
    mode, sha = _entry(hosted, commit.tree, path)
    if mode == 0o160000:
        told = asked.shapes.content(hosted, path, mode, sha, ref)
        return {**told, "type": "submodule"}
    found = hosted.repo[sha.encode()]
    if isinstance(found, Tree):
        return _directory(asked, hosted, found, path, ref)
    if RAW in asked.request.headers.get("accept", ""):
        return Response(found.as_raw_string(), media_type="application/vnd.github.raw")
    told = asked.shapes.content(hosted, path, mode, sha, ref)
    if found.raw_length() > LARGEST_INLINE:
        return {**told, "encoding": "none", "content": ""}
    blob = asked.shapes.blob(hosted, sha)
    return {**told, "encoding": "base64", "content": blob["content"]}


def tree(asked: Asked) -> Json:
    """A tree by its own sha or that of a commit, or by a ref; `recursive` for all below it."""
    hosted = asked.hosted()
    found = _tree(asked, hosted, asked.path("ref"))
    entries: list[Json] = []
    _list(asked, hosted, found, "", entries, deep=bool(asked.query("recursive")))
    sha = found.id.decode()
    return {
        "sha": sha,
        "url": f"{asked.shapes.place(hosted)}/git/trees/{sha}",
        "tree": entries,
        "truncated": False,
    }


def blob(asked: Asked) -> Json:
    """A blob with its bytes in base64."""
    hosted = asked.hosted()
    sha = asked.path("sha")
    if not isinstance(asked.object(hosted, sha), Blob):
        raise NotThere
    return asked.shapes.blob(hosted, sha)


def git_commit(asked: Asked) -> Json:
    """What Git tells of a commit."""
    hosted = asked.hosted()
    found = asked.object(hosted, asked.path("sha"))
    if not isinstance(found, Commit):
        raise NotThere
    told = asked.shapes.git_commit(hosted, found)
    parents = asked.shapes.parents(hosted, found)
    return {**told, "sha": found.id.decode(), "parents": parents}


def refs(asked: Asked) -> Many:
    """All refs."""
    hosted = asked.hosted()
    names = sorted(name for name in hosted.repo.get_refs() if name.startswith(b"refs/"))
    return Many(names, lambda name: _ref(asked, hosted, name))


def ref(asked: Asked) -> Json:
    """One ref, named without `refs/`."""
    hosted = asked.hosted()
    name = b"refs/" + asked.path("ref").encode()
    if name not in hosted.repo.get_refs():
        raise NotThere
    return _ref(asked, hosted, name)


def matching(asked: Asked) -> Many:
    """The refs that begin so, named without `refs/`."""
    hosted = asked.hosted()
    prefix = b"refs/" + asked.path("ref").encode()
    names = sorted(name for name in hosted.repo.get_refs() if name.startswith(prefix))
    return Many(names, lambda name: _ref(asked, hosted, name))


def _ref(asked: Asked, hosted: Hosted, name: bytes) -> Json:
    sha = hosted.repo.get_refs()[name].decode()
    address = f"{asked.shapes.place(hosted)}/git"
    kind = "tag" if isinstance(asked.object(hosted, sha), Tag) else "commit"
    return {
        "ref": name.decode(),
        "url": f"{address}/{name.decode()}",
        "object": {"sha": sha, "type": kind, "url": f"{address}/{kind}s/{sha}"},
    }


def _entry(hosted: Hosted, root: bytes, path: str) -> tuple[int, str]:
    found: Any = hosted.repo[root]
    mode, sha = 0o040000, root
    for name in path.split("/"):
        if not isinstance(found, Tree) or name.encode() not in found:
            raise NotThere
        mode, sha = found[name.encode()]
        found = hosted.repo[sha] if mode != 0o160000 else None
    return mode, sha.decode()


def _directory(asked: Asked, hosted: Hosted, found: Any, path: str, ref: str) -> Json:
    return [
        asked.shapes.content(
            hosted,
            f"{path}/{item.path.decode()}".lstrip("/"),
            item.mode,
            item.sha.decode(),
            ref,
        )
        for item in found.iteritems()
    ]


def _tree(asked: Asked, hosted: Hosted, ref: str) -> Any:
    try:
        found = asked.object(hosted, ref)
    except NotThere:
        found = asked.commit(hosted, ref)
    if isinstance(found, Commit):
        found = asked.object(hosted, found.tree.decode())
    if not isinstance(found, Tree):
        raise NotThere
    return found


def _list(
    asked: Asked, hosted: Hosted, found: Any, path: str, entries: list[Json], *, deep: bool
) -> None:
    for item in found.iteritems():
        here = f"{path}{item.path.decode()}"
        entries.append(asked.shapes.tree_entry(hosted, here, item.mode, item.sha.decode()))
        if deep and item.mode == 0o040000:
            _list(asked, hosted, hosted.repo[item.sha], f"{here}/", entries, deep=deep)
