"""What only clones have: folders and names, staleness, shallowness, and nothing that is obeyed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from dulwich.objects import Blob, Commit, Tree
from dulwich.repo import Repo
from repositories import cloned, text

from kurosai.environment import Environment
from kurosai.errors import BadInput, NotConfigured, Unavailable
from kurosai.github import describe_change, find_commits, read_file, search_code
from kurosai.github.wire.clones import Clones
from kurosai.github.wire.shelf import Shelf
from kurosai.sandbox.github.repositories import Hosted
from kurosai.vocabulary import Coverage, Reading, moment, stamp

CORE = "crois/core-v2"
NOW = moment("2025-11-04T17:30:00Z")


def clones(folder: Path | str, **more: str) -> Clones:
    return Clones(Shelf(Environment({"KUROSAI_GIT_CLONES": str(folder), **more})))


def listed(code: Clones, repository: str = CORE, path: str = "", said: str = "") -> Reading:
    return find_commits.find(
        code,
        NOW,
        repository=repository,
        path=path,
        around="2025-11-04T16:20:07Z",
        since="",
        until="",
        hours=24,
        text=said,
        author="",
        ref="",
        cursor="",
    )


def lines(code: Clones, path: str) -> Reading:
    part = read_file.Part(0, 0, 0, "")
    return read_file.read(code, repository=CORE, path=path, ref="", part=part)


@pytest.fixture
def core(repositories: dict[str, Hosted], tmp_path: Path) -> Path:
    folder = tmp_path / "clones" / "core"
    cloned(repositories[CORE], folder)
    return folder


def test_a_clone_is_called_after_its_origin_wherever_it_lies(core: Path) -> None:
    assert clones(core).repositories().names == (CORE,)
    assert clones(core.parent).repositories().names == (CORE,)
    assert clones(core.parent.parent).repositories().names == (CORE,)
    assert clones(f"{core}{os.pathsep}{core.parent}").repositories().names == (CORE,)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("git@ghe.example.co.jp:crois/core-v2.git", "crois/core-v2"),
        ("ssh://git@ghe.example.co.jp:7999/crois/core-v2", "crois/core-v2"),
        ("https://bot:a-token@ghe.example.co.jp/crois/core-v2.git/", "crois/core-v2"),
        ("https://bot:a-token@git.example.co.jp/core-v2.git", "core"),
        ("git@git.example.co.jp:core-v2", "core"),
        ("/srv/git/crois/core-v2.git", "crois/core-v2"),
        ("", "core"),
    ],
)
def test_origins_are_read_in_all_their_forms(core: Path, url: str, name: str) -> None:
    config = core / ".git" / "config"
    text = config.read_text().replace("https://ghe.example.co.jp/crois/core-v2.git", url)
    config.write_text(text if url else text.partition("[remote")[0])
    assert clones(core).repositories().names == (name,)


def test_a_bare_clone_is_one_too(repositories: dict[str, Hosted], tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    cloned(repositories[CORE], whole)
    (whole / ".git").rename(tmp_path / "core-v2.git")
    assert clones(tmp_path / "core-v2.git").repositories().names == (CORE,)
    assert listed(clones(tmp_path / "core-v2.git")).coverage is Coverage.COMPLETE


def test_a_clone_that_was_fetched_before_the_window_ends_proves_nothing(core: Path) -> None:
    assert listed(clones(core)).coverage is Coverage.COMPLETE
    old = moment("2025-11-04T16:30:00Z").timestamp()
    for name in ("FETCH_HEAD", "HEAD"):
        (core / ".git" / name).touch()
        os.utime(core / ".git" / name, (old, old))
    reading = listed(clones(core))
    assert reading.coverage is Coverage.PARTIAL
    assert "last fetched 2025-11-04 16:30Z, before the window ends: fetch it" in text(reading)


@pytest.mark.parametrize("fetched", [True, False])
def test_a_checkout_or_a_packing_is_no_fetch(core: Path, fetched: bool) -> None:
    git = core / ".git"
    old = moment("2025-11-04T16:30:00Z").timestamp()
    (git / ("FETCH_HEAD" if fetched else "description")).touch()
    os.utime(git / ("FETCH_HEAD" if fetched else "description"), (old, old))
    (git / "packed-refs").write_text("# pack-refs with: peeled fully-peeled sorted\n")
    assert stamp(clones(core).place(CORE).fetched or NOW) == "2025-11-04T16:30:00Z"
    assert listed(clones(core)).coverage is Coverage.PARTIAL


def test_a_shallow_clone_says_where_its_history_ends(core: Path) -> None:
    with Repo(str(core)) as repo:
        head = repo.refs[b"refs/remotes/origin/main"]  # pyright: ignore[reportArgumentType]
        (core / ".git" / "shallow").write_bytes(head + b"\n")
    reading = listed(clones(core))
    assert reading.coverage is Coverage.PARTIAL
    assert len(reading.rows) == 1
    change = describe_change.describe(
        clones(core), repository=CORE, change=head.decode(), around="", path=""
    )
    assert change.coverage is Coverage.PARTIAL


def committed(folder: Path, *states: dict[bytes, bytes]) -> str:
    """A clone whose branch has these files, state after state; the sha of the last."""
    with Repo.init(str(folder), mkdir=True) as repo:
        refs: Any = repo.refs
        parents: list[Any] = []
        for number, files in enumerate(states):
            tree, made = Tree(), Commit()
            for name, data in files.items():
                blob = Blob.from_string(data)
                repo.object_store.add_object(blob)
                tree.add(name, 0o100644, blob.id)
            made.tree, made.parents, made.message = tree.id, parents, b"Change"
            made.author = made.committer = b"Kenji Ito <kenji.ito@example.co.jp>"
            made.author_time = made.commit_time = 1_762_200_000 + number
            made.author_timezone = made.commit_timezone = 0
            repo.object_store.add_object(tree)
            repo.object_store.add_object(made)
            parents = [made.id]
        refs[b"refs/remotes/origin/main"] = parents[0]
        refs.set_symbolic_ref(b"refs/remotes/origin/HEAD", b"refs/remotes/origin/main")
    return parents[0].decode()


def test_full_width_letters_are_found_as_they_stand(tmp_path: Path) -> None:
    committed(tmp_path / "x", {b"a.txt": "エラーＪＯＢ Failed".encode()})
    reading = search_code.search(clones(tmp_path), words="エラーＪＯＢ fAILED", repository="x")
    assert (reading.coverage, reading.found) == (Coverage.COMPLETE, 1)


def test_a_text_too_large_to_be_searched_leaves_the_search_open(tmp_path: Path) -> None:
    committed(tmp_path / "x", {b"big.txt": b"needle\n" * 300_000, b"logo.png": b"\0" * 2_100_000})
    reading = search_code.search(clones(tmp_path), words="needle", repository="x")
    assert (reading.coverage, reading.total) == (Coverage.PARTIAL, None)


def test_carriage_returns_that_came_are_a_change(tmp_path: Path) -> None:
    before, after = b"#!/bin/sh\necho a\n", b"#!/bin/sh\r\necho a\r\n"
    sha = committed(tmp_path / "x", {b"run.sh": before}, {b"run.sh": after})
    code = clones(tmp_path)
    reading = describe_change.describe(code, repository="x", change=sha, around="", path="")
    assert "M +2 -2 run.sh" in text(reading)
    assert "+#!/bin/sh^M\n" in text(reading)


def test_lines_are_counted_as_a_stack_trace_counts_them(tmp_path: Path) -> None:
    committed(tmp_path / "x", {b"a.py": b"import x\r\n\x0c\nprint('\xe2\x80\xa8')\nraise Here"})
    code, part = clones(tmp_path), read_file.Part(0, 0, 0, "raise")
    reading = read_file.read(code, repository="x", path="a.py", ref="", part=part)
    assert [row.text for row in reading.rows if row.mark] == ["   4 raise Here"]
    assert reading.total == 4
    found = search_code.search(code, words="raise Here", repository="x")
    assert [row.text for row in found.rows] == ["x a.py:4 raise Here"]


@pytest.mark.parametrize(
    ("path", "coverage"),
    [
        ("src/a.py", Coverage.EMPTY),
        ("src", Coverage.EMPTY),
        ("src/A.py", Coverage.PARTIAL),
        ("src/a.py/b", Coverage.PARTIAL),
        ("src/caf\ufffd.txt", Coverage.PARTIAL),
    ],
)
def test_a_path_that_may_be_misspelt_proves_nothing(
    tmp_path: Path, path: str, coverage: Coverage
) -> None:
    folder = tmp_path / "x"
    committed(folder, {b"b": b""})
    with Repo(str(folder)) as repo:
        source, top = Tree(), Tree()
        blob = Blob.from_string(b"1")
        for name in (b"a.py", b"caf\xe9.txt"):
            source.add(name, 0o100644, blob.id)
        top.add(b"src", 0o040000, source.id)
        refs: Any = repo.refs
        tip: Any = repo[refs[b"refs/remotes/origin/main"]]
        later = tip.copy()
        later.tree, later.commit_time = top.id, 1_762_000_000
        for one in (blob, source, top, later):
            repo.object_store.add_object(one)
        refs[b"refs/remotes/origin/main"] = later.id
    reading = listed(clones(tmp_path), "x", path)
    assert reading.coverage is coverage


def test_an_old_commit_of_a_new_merge_is_not_said_to_be_none(tmp_path: Path) -> None:
    sha = committed(tmp_path / "x", {b"a": b"1"}, {b"a": b"2"}).encode()
    with Repo(str(tmp_path / "x")) as repo:
        refs: Any = repo.refs
        merge: Any = repo[sha]
        side = merge.copy()
        side.message, side.commit_time = b"Change the retry", 1_760_000_000
        merge = merge.copy()
        merge.message, merge.parents = b"Merge branch", [*merge.parents, side.id]
        repo.object_store.add_object(side)
        repo.object_store.add_object(merge)
        refs[b"refs/remotes/origin/main"] = merge.id
    reading = listed(clones(tmp_path), "x", said="retry")
    assert reading.coverage is Coverage.PARTIAL
    assert "merges may bring commits from before" in text(reading)


def test_what_is_checked_out_or_left_in_the_folder_is_not_read(core: Path, tmp_path: Path) -> None:
    """The tree of the server's branch counts; files beside it, hooks and links are not touched."""
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret\n")
    (core / "README.md").write_text("edited locally\n")
    (core / "stolen").symlink_to(secret)
    hooks = core / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "pre-commit", "reference-transaction"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (hooks / name).chmod(0o755)
    with Repo(str(core)) as repo:
        config = repo.get_config()
        config.set((b"core",), b"fsmonitor", f"touch {tmp_path}/ran".encode())
        config.set((b"filter", b"x"), b"smudge", f"touch {tmp_path}/ran".encode())
        config.write_to_path()
    code = clones(core)
    assert "# core-v2" in text(lines(code, "README.md"))
    assert "the secret" not in text(lines(code, "stolen"))
    assert "the secret" not in text(lines(code, "../../secret.txt"))
    listed(code)
    assert code.search("", ("the secret",), most=5).hits == ()
    assert not (tmp_path / "ran").exists()


def test_the_branch_of_the_server_counts_before_a_local_one(core: Path) -> None:
    with Repo(str(core)) as repo:
        base = next(iter(repo.get_walker(include=[_main(repo)], max_entries=2))).commit.parents[0]
        repo.refs[b"refs/heads/main"] = base  # pyright: ignore[reportArgumentType]
        main = _main(repo).decode()
    assert clones(core).place(CORE).tip.sha == main
    assert clones(core).place(CORE, "main").tip.sha == main


def _of_a_later_format(core: Path) -> None:
    (core / ".git" / "config").write_text("[core]\nrepositoryformatversion=9")


def _without_objects(core: Path) -> None:
    for path in (core / ".git" / "objects").glob("??/*"):
        path.unlink()


def _with_refs_that_broke_off(core: Path) -> None:
    (core / ".git" / "packed-refs").touch()


@pytest.mark.parametrize(
    ("spoil", "kind", "said"),
    [
        (_without_objects, Unavailable, "lacks an object"),
        (_with_refs_that_broke_off, Unavailable, "cannot be read"),
        (
            _of_a_later_format,
            Unavailable,
            "cannot be read",
        ),
    ],
)
def test_a_damaged_clone_is_a_failure_and_no_empty_one(
    core: Path, spoil: Callable[[Path], object], kind: type[Exception], said: str
) -> None:
    name = clones(core).repositories().names[0]
    spoil(core)
    code = clones(core)
    with pytest.raises(kind, match=said):
        listed(code, code.repositories().names[0] or name)


@pytest.mark.parametrize(
    ("settings", "kind", "said"),
    [
        ({"KUROSAI_GIT_CLONES": "{}/nowhere"}, NotConfigured, "there is no folder"),
        ({"KUROSAI_GIT_CLONES": "{}/none"}, NotConfigured, "holds no clone"),
        (
            {"KUROSAI_GIT_CLONES": "{}/clones", "KUROSAI_GITHUB_REPOSITORIES": "other/*"},
            NotConfigured,
            "holds no clone that may be read",
        ),
        ({"KUROSAI_GIT_CLONES": "{}/clones"}, BadInput, "There is no clone called 'x/y' here"),
    ],
)
def test_wrong_settings_and_names_are_told(
    core: Path, settings: dict[str, str], kind: type[Exception], said: str
) -> None:
    root = core.parent.parent
    (root / "none").mkdir()
    filled = {name: value.format(root) for name, value in settings.items()}
    with pytest.raises(kind, match=said):
        Clones(Shelf(Environment(filled))).place("x/y")


def _main(repo: Repo) -> Any:
    return repo.refs[b"refs/remotes/origin/main"]  # pyright: ignore[reportArgumentType]
