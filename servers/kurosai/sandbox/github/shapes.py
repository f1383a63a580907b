"""GitHub's JSON of repositories, commits, pull requests and files."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Any

from kurosai.sandbox.github.differences import files
from kurosai.sandbox.github.repositories import Hosted, HostedPull
from kurosai.sandbox.schema_github import GitHub
from kurosai.vocabulary import Json, stamp

Object = dict[str, Json]
KINDS = {0o120000: "symlink", 0o160000: "submodule", 0o040000: "dir"}
TYPES = {0o160000: "commit", 0o040000: "tree"}


class Shapes:
    """Everything in the form of the REST API; `root` is its address, `pages` that of the pages."""

    def __init__(self, github: GitHub, root: str) -> None:
        self._github = github
        self._root = root
        self._pages = f"https://{github.host}"
        self._logins = {one.email: login for login, one in github.people.items()}

    def user(self, login: str) -> Object:
        """An account."""
        return {
            "login": login,
            "id": 1 + sorted([*self._github.people, login]).index(login),
            "type": "User",
            "url": f"{self._root}/users/{login}",
            "html_url": f"{self._pages}/{login}",
        }

    def repository(self, hosted: Hosted) -> Object:
        """A repository."""
        owner, _, name = hosted.name.partition("/")
        return {
            "id": hosted.id,
            "name": name,
            "full_name": hosted.name,
            "private": True,
            "owner": {**self.user(owner), "type": "Organization"},
            "description": hosted.told.description,
            "fork": False,
            "archived": False,
            "url": self.place(hosted),
            "html_url": f"{self._pages}/{hosted.name}",
            "created_at": stamp(hosted.created_at),
            "pushed_at": stamp(hosted.pushed_at),
            "default_branch": hosted.told.default_branch,
        }

    def place(self, hosted: Hosted) -> str:
        """The repository's address in the API."""
        return f"{self._root}/repos/{hosted.name}"

    def knows(self, login: str) -> bool:
        """Whether there is such an account."""
        return login in self._github.people

    def page(self, hosted: Hosted, rest: str) -> str:
        """The address of a page of the repository, for people."""
        return f"{self._pages}/{hosted.name}/{rest}"

    def git_commit(self, hosted: Hosted, commit: Any) -> Object:
        """What Git tells of a commit."""
        return {
            "author": _signature(commit.author, commit.author_time),
            "committer": _signature(commit.committer, commit.commit_time),
            "message": commit.message.decode().rstrip("\n"),
            "tree": {
                "sha": commit.tree.decode(),
                "url": f"{self.place(hosted)}/git/trees/{commit.tree.decode()}",
            },
            "url": f"{self.place(hosted)}/git/commits/{commit.id.decode()}",
            "comment_count": 0,
            "verification": {"verified": False, "reason": "unsigned"},
        }

    def commit(self, hosted: Hosted, commit: Any, *, whole: bool = False) -> Object:
        """A commit as lists tell it, and with its files if `whole`."""
        sha = commit.id.decode()
        told: Object = {
            "sha": sha,
            "commit": self.git_commit(hosted, commit),
            "url": f"{self.place(hosted)}/commits/{sha}",
            "html_url": f"{self._pages}/{hosted.name}/commit/{sha}",
            "author": self._account(commit.author),
            "committer": self._account(commit.committer),
            "parents": self.parents(hosted, commit),
        }
        if whole:
            first = commit.parents[0].decode() if commit.parents else ""
            changed = files(hosted.repo, first, sha)
            told["files"] = changed
            told["stats"] = _stats(changed)
        return told

    def parents(self, hosted: Hosted, commit: Any) -> Json:
        """The parents with their addresses."""
        shas = [sha.decode() for sha in commit.parents]
        return [{"sha": sha, "url": f"{self.place(hosted)}/commits/{sha}"} for sha in shas]

    def pull(self, hosted: Hosted, pull: HostedPull, *, whole: bool = False) -> Object:
        """A pull request as lists tell it; who merged it and how large it is only if `whole`."""
        told = pull.told
        owner = hosted.name.partition("/")[0]
        merged = stamp(told.merged_at) if pull.merged and told.merged_at else None
        shape: Object = {
            "id": hosted.id * 100_000 + pull.number,
            "number": pull.number,
            "state": "closed" if pull.merged else "open",
            "title": told.title,
            "body": told.body or None,
            "user": self.user(told.author),
            "created_at": stamp(told.created_at),
            "updated_at": merged or stamp(told.created_at),
            "closed_at": merged,
            "merged_at": merged,
            "merge_commit_sha": pull.merge or None,
            "draft": False,
            "head": {"ref": told.branch, "label": f"{owner}:{told.branch}", "sha": pull.head},
            "base": {"ref": hosted.told.default_branch, "sha": pull.base},
            "url": f"{self.place(hosted)}/pulls/{pull.number}",
            "html_url": f"{self._pages}/{hosted.name}/pull/{pull.number}",
        }
        if whole:
            changed = files(hosted.repo, pull.base, pull.head)
            merger = told.merged_by if pull.merged else None
            shape |= {
                "merged": pull.merged,
                "merged_by": self.user(merger) if merger else None,
                "commits": len(pull.commits),
                "changed_files": len(changed),
                **{key: value for key, value in _stats(changed).items() if key != "total"},
            }
        return shape

    def tree_entry(self, hosted: Hosted, path: str, mode: int, sha: str) -> Object:
        """An entry of a Git tree."""
        kind = TYPES.get(mode, "blob")
        told: Object = {"path": path, "mode": f"{mode:06o}", "type": kind, "sha": sha}
        if kind == "commit":
            return told
        if kind == "blob":
            told["size"] = hosted.repo[sha.encode()].raw_length()
        folder = "blobs" if kind == "blob" else "trees"
        return {**told, "url": f"{self.place(hosted)}/git/{folder}/{sha}"}

    def content(self, hosted: Hosted, path: str, mode: int, sha: str, ref: str) -> Object:
        """An entry as the contents API lists it: there a submodule calls itself a file."""
        kind = KINDS.get(mode, "file")
        size = hosted.repo[sha.encode()].raw_length() if kind in ("file", "symlink") else 0
        address = f"{self.place(hosted)}/contents/{path}?ref={ref}"
        told: Object = {
            "name": path.rpartition("/")[2],
            "path": path,
            "sha": sha,
            "size": size,
            "type": "file" if kind == "submodule" else kind,
            "url": address,
            "html_url": f"{self._pages}/{hosted.name}/blob/{ref}/{path}",
        }
        if kind == "symlink":
            told["target"] = hosted.repo[sha.encode()].as_raw_string().decode()
        return told

    def blob(self, hosted: Hosted, sha: str) -> Object:
        """A blob with its bytes, in lines of base64 as GitHub breaks them."""
        data = hosted.repo[sha.encode()].as_raw_string()
        return {
            "sha": sha,
            "size": len(data),
            "encoding": "base64",
            "content": base64.encodebytes(data).decode(),
            "url": f"{self.place(hosted)}/git/blobs/{sha}",
        }

    def _account(self, raw: bytes) -> Json:
        email = raw.decode().rpartition("<")[2].rstrip(">")
        login = self._logins.get(email)
        return self.user(login) if login else None


def _signature(raw: bytes, seconds: int) -> Object:
    name, _, email = raw.decode().partition(" <")
    at = stamp(datetime.fromtimestamp(seconds, UTC))
    return {"name": name, "email": email.rstrip(">"), "date": at}


def _stats(changed: list[Object]) -> Object:
    added, removed = (
        sum(int(str(one[key])) for one in changed) for key in ("additions", "deletions")
    )
    return {"additions": added, "deletions": removed, "total": added + removed}
