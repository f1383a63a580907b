"""A repository of runbooks that a test commits to: on the disk, and behind the API of GitHub."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from dulwich.index import commit_tree
from dulwich.objects import Blob, Commit
from dulwich.repo import Repo

from kurosai.environment import Environment
from kurosai.sandbox.github.api import serving
from kurosai.sandbox.github.repositories import Hosted
from kurosai.sandbox.schema_github import GitHub, Repository

NAME = "crois/runbooks"
TOKEN = "ghp_a-token-of-runbooks"
FIRST = int(datetime(2025, 11, 4, 12, tzinfo=UTC).timestamp())
PAGE = b"# t\n## 001:Disk is full\n"
LINK, SUBMODULE = 0o120000, 0o160000


@dataclass
class Pushed:
    """A bare repository at `path`; `commit` adds one to a branch, one hour after the last."""

    path: Path
    files: dict[str, tuple[int, Any]] = field(default_factory=dict[str, "tuple[int, Any]"])
    commits: list[Any] = field(default_factory=list[Any])

    @classmethod
    def made(cls, path: Path) -> Pushed:
        path.mkdir(parents=True)
        Repo.init_bare(str(path)).close()
        (path / "config").write_text(
            "[core]\nrepositoryformatversion = 0\nbare = true\n"
            f'[remote "origin"]\nurl = https://ghe.example.co.jp/{NAME}.git\n'
        )
        return cls(path)

    def commit(
        self,
        files: Mapping[str, bytes | tuple[int, bytes] | None],
        *,
        branch: str = "main",
        parents: list[Any] | None = None,
        tree: bytes = b"",
    ) -> str:
        """The sha. A file is bytes, (mode, bytes), or None: deleted."""
        with Repo(str(self.path)) as repo:
            store: Any = repo.object_store
            for path, given in files.items():
                if given is None:
                    del self.files[path]
                    continue
                mode, data = given if isinstance(given, tuple) else (0o100644, given)
                blob = Blob.from_string(data)
                store.add_object(blob)
                self.files[path] = (mode, data if mode == SUBMODULE else blob.id)
            made: Any = Commit()
            listed: Any = [(path.encode(), sha, mode) for path, (mode, sha) in self.files.items()]
            made.tree = tree or commit_tree(store, listed)
            made.parents = self.commits[-1:] if parents is None else parents
            made.author = made.committer = b"Kenji Ito <kenji.ito@example.co.jp>"
            made.author_time = made.commit_time = FIRST + 3600 * len(self.commits)
            made.author_timezone = made.commit_timezone = 0
            made.message = b"Change"
            store.add_object(made)
            refs: Any = repo.refs
            refs[f"refs/heads/{branch}".encode()] = made.id
            refs.set_symbolic_ref(b"HEAD", b"refs/heads/main")
        self.commits.append(made.id)
        return made.id.decode()

    def delete(self, branch: str) -> None:
        with Repo(str(self.path)) as repo:
            refs: Any = repo.refs
            del refs[f"refs/heads/{branch}".encode()]


@dataclass
class Api:
    """A running API: its address, the paths that were asked for, and how it is stopped."""

    url: str
    asked: list[str]
    server: uvicorn.Server
    thread: threading.Thread

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()


@contextmanager
def api(pushed: Pushed, token: str = TOKEN) -> Generator[Api]:
    """GitHub Enterprise Server with this one repository."""
    github = GitHub.model_validate({"people": {}, "repositories": {}})
    at = datetime.fromtimestamp(FIRST, UTC)
    with Repo(str(pushed.path)) as repo:
        one = Hosted(7, NAME, Repository.model_validate({}), repo, {}, at, at)
        app = serving({NAME: one}, github, token, datetime.now(UTC))
        asked: list[str] = []

        async def noted(scope: Any, receive: Any, send: Any) -> None:
            asked.append(f"{scope['path']}?{scope['query_string'].decode()}".rstrip("?"))
            await app(scope, receive, send)

        config = uvicorn.Config(noted, port=0, log_level="warning", lifespan="off", ws="none")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.005)
        port = server.servers[0].sockets[0].getsockname()[1]
        running = Api(f"http://127.0.0.1:{port}/api/v3", asked, server, thread)
        try:
            yield running
        finally:
            running.stop()


def settings(state: Path, chosen: str, url: str = "", **more: str) -> Environment:
    """What `serve` reads; the repository is asked at every call."""
    return Environment(
        {
            "KUROSAI_STATE_DIR": str(state),
            "KUROSAI_RUNBOOKS": chosen,
            "KUROSAI_RUNBOOKS_REFRESH": "0",
            "KUROSAI_RUNBOOKS_TOKEN": TOKEN,
            "GITHUB_API_URL": url,
            **more,
        }
    )


def until(true: Callable[[], bool], seconds: float = 20.0) -> None:
    """Wait for what happens beside the calls."""
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)
