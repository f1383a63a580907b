"""Runbooks by GitHub's API: how few calls it takes, and what no answer is ever taken for one."""

from __future__ import annotations

import base64
import gzip
import io
import json
import tarfile
import time
import tracemalloc
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback, Reply, serving
from repositories import TOKEN as WORLDS_TOKEN
from repositories import door, error
from runbook_repository import LINK, NAME, PAGE, TOKEN, Api, Pushed, api, settings

from kurosai import deadline
from kurosai.cli.chosen_library import ChosenLibrary
from kurosai.errors import Fault, LoginFailed, NotConfigured, Unavailable
from kurosai.github.wire import archive, runbooks_by_api
from kurosai.library import mirror
from kurosai.library.copying import blob_id
from kurosai.library.shelf import Library
from kurosai.runbooks import reading, resources

SHA, TREE = "a" * 40, "b" * 40


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine what was pushed may take longer than a call waits for it."""
    monkeypatch.setattr(mirror, "PATIENCE", 20.0)


@pytest.fixture
def pushed(tmp_path: Path) -> Pushed:
    return Pushed.made(tmp_path / "runbooks.git")


@contextmanager
def chosen(state: Path, url: str, rest: str = "", **more: str) -> Generator[ChosenLibrary]:
    environment = settings(state, f"github:{NAME}{rest}", url, **more)
    with closing(ChosenLibrary(environment)) as library:
        yield library


def kinds(running: Api) -> list[str]:
    """What was asked for since the last look: commits, trees, blobs, tarball ..."""
    found = [path.removeprefix(f"/api/v3/repos/{NAME}/") for path in running.asked]
    running.asked.clear()
    return [one.removeprefix("git/").partition("?")[0].partition("/")[0] for one in found]


def test_2000_pages_come_in_four_calls_and_an_edit_in_three(tmp_path: Path, pushed: Pushed) -> None:
    pushed.commit({f"t{n % 40}/{n}.md": b"# t\n## %04d:T\n" % n for n in range(2000)})
    with api(pushed) as running, chosen(tmp_path / "s", running.url) as library:
        assert len(library.library().entries) == 2000
        assert kinds(running) == ["commits", "trees", "tarball", ""]
        library.library()
        assert kinds(running) == ["commits"]
        pushed.commit({"t1/1.md": PAGE})
        assert "t1/1#001" in {entry.id for entry in library.library().entries}
        assert kinds(running) == ["commits", "trees", "blobs"]


def test_only_a_single_entry_asks_when_its_page_was_changed(tmp_path: Path, pushed: Pushed) -> None:
    pushed.commit({"a.md": PAGE, "b.md": PAGE.replace(b"001", b"002")})
    with api(pushed) as running, chosen(tmp_path / "s", running.url) as library:
        now = library.library()
        kinds(running)
        resources.index(now)
        assert kinds(running) == []
        for _ in range(2):
            reading.read(now, "001", "")
            resources.steps(now, now.entry("001"))
        assert kinds(running) == ["commits"]
        told = [one["changed"] for one in json.loads(json.dumps(resources.index(now)))["entries"]]
        assert told == ["2025-11-04T12:00:00Z", ""]


def test_a_folder_of_a_large_repository_is_found_without_listing_the_rest(
    tmp_path: Path, pushed: Pushed
) -> None:
    pushed.commit({"docs/runbooks/a.md": PAGE, **{f"src/{n}.md": PAGE for n in range(50)}})
    with api(pushed) as running, chosen(tmp_path / "s", running.url, ":/docs/runbooks") as library:
        assert len(library.library().entries) == 1
        assert kinds(running) == ["commits", "trees", "trees", "trees", "blobs"]


def test_what_has_not_moved_costs_nothing_also_after_a_restart(tmp_path: Path) -> None:
    first = commits()
    first.headers["ETag"] = 'W/"mark"'
    with serving(first, tree({"a.md": PAGE}), blob(PAGE), Reply(304, b"")) as fake:
        for _ in range(2):
            with chosen(tmp_path / "s", f"{fake.url}/api/v3") as library:
                assert library.library().notes == ()
                assert len(library.library().entries) == 1
    marks = [headers.get("If-None-Match", "") for _, headers in fake.seen]
    assert marks == ["", "", "", *(['W/"mark"'] * 3)]


def test_a_world_is_shown_its_own_token_only(tmp_path: Path) -> None:
    with (
        serving(commits(), tree({"a.md": PAGE}), blob(PAGE)) as fake,
        door(tmp_path, fake.url),
        chosen(tmp_path, "", KUROSAI_WORLD="sandbox") as library,
    ):
        library.library()
    tokens = {headers["Authorization"] for _, headers in fake.seen}
    assert tokens == {f"token {WORLDS_TOKEN}"}


def test_a_token_of_its_own_comes_first(tmp_path: Path, pushed: Pushed) -> None:
    pushed.commit({"a.md": PAGE})
    with api(pushed) as running:
        with chosen(tmp_path / "s", running.url, GITHUB_TOKEN="another") as library:
            library.library()
            assert library.secrets() == {TOKEN, "another"}
        with chosen(
            tmp_path / "t", running.url, GITHUB_TOKEN=TOKEN, KUROSAI_RUNBOOKS_TOKEN=""
        ) as library:
            library.library()
    with (
        chosen(tmp_path / "u", "http://127.0.0.1:9", KUROSAI_RUNBOOKS_TOKEN="") as library,
        pytest.raises(NotConfigured, match="GITHUB_TOKEN is not set"),
    ):
        library.library()


def test_a_token_that_is_refused_and_a_repository_not_shown_are_two_things(
    tmp_path: Path, pushed: Pushed
) -> None:
    pushed.commit({"a.md": PAGE})
    with (
        api(pushed) as running,
        chosen(tmp_path / "s", running.url, KUROSAI_RUNBOOKS_TOKEN="expired") as library,
        pytest.raises(LoginFailed, match="KUROSAI_RUNBOOKS_TOKEN or GITHUB_TOKEN"),
    ):
        library.library()
    with (
        serving(error(404, "Not Found")) as fake,
        chosen(tmp_path / "t", f"{fake.url}/api/v3") as library,
        pytest.raises(NotConfigured, match=r"a private repository looks the same.*Contents: read"),
    ):
        library.library()
    with (
        serving(error(403, "Resource protected by organization SAML enforcement.")) as fake,
        chosen(tmp_path / "v", f"{fake.url}/api/v3") as library,
        pytest.raises(NotConfigured, match=r"SAML enforcement.*Contents: read"),
    ):
        library.library()


def test_a_token_that_expires_leaves_the_last_good_copy(tmp_path: Path, pushed: Pushed) -> None:
    pushed.commit({"a.md": PAGE})
    with api(pushed) as running, chosen(tmp_path / "s", running.url) as library:
        library.library()
        with chosen(tmp_path / "s", running.url, KUROSAI_RUNBOOKS_TOKEN="expired") as later:
            now = later.library()
    assert len(now.entries) == 1
    assert "refuses this server's token (401: Bad credentials)" in now.notes[0]


@pytest.mark.parametrize("status", [403, 429])
def test_a_used_up_limit_is_not_asked_before_its_end(tmp_path: Path, status: int) -> None:
    reset = datetime.now(UTC) + timedelta(minutes=30)
    headers = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(reset.timestamp()))}
    with (
        serving(error(status, "API rate limit exceeded", **headers)) as fake,
        chosen(tmp_path / "s", f"{fake.url}/api/v3") as library,
    ):
        for _ in range(3):
            with pytest.raises(Unavailable, match=f"Ask again after {reset:%Y-%m-%dT%H:%M}"):
                library.library()
        assert len(fake.seen) == 1


def test_what_is_slow_is_not_waited_for_where_there_is_a_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"a.md": PAGE}
    first = (commits(), tree(files), blob(PAGE))
    with (
        serving(*first, Reply(hang=6)) as fake,
        chosen(tmp_path / "s", f"{fake.url}/api/v3") as library,
    ):
        library.library()
        monkeypatch.setattr(mirror, "PATIENCE", 1.0)
        begun = time.monotonic()
        now = library.library()
        assert time.monotonic() - begun < 5.5
        assert "(no answer yet); serving commit aaaaaaa of 2025-11-04 12:00Z" in now.notes[0]


def test_a_first_copy_that_takes_longer_than_the_call_is_there_for_a_later_one(
    tmp_path: Path,
) -> None:
    slow = commits()
    slow.hang = 1.5
    with (
        serving(slow, tree({"a.md": PAGE}), blob(PAGE)) as fake,
        chosen(tmp_path / "s", f"{fake.url}/api/v3") as library,
    ):
        with (
            deadline.running(deadline.Deadline(0.8)),
            pytest.raises(Unavailable, match="still being fetched"),
        ):
            library.library()
        assert len(library.library().entries) == 1


def commits(tree: str = TREE) -> Reply:
    person = {"name": "K", "email": "k@example.co.jp", "date": "2025-11-04T12:00:00Z"}
    told = {"author": person, "committer": person, "message": "x", "tree": {"sha": tree}}
    return Reply.json([{"sha": SHA, "parents": [], "commit": told}])


def tree(files: dict[str, bytes], *, truncated: bool = False) -> Reply:
    items: list[dict[str, Any]] = [
        {"path": path, "mode": "100644", "type": "blob", "sha": blob_id(data), "size": len(data)}
        for path, data in files.items()
    ]
    return Reply.json({"sha": TREE, "tree": items, "truncated": truncated})


def blob(data: bytes) -> Reply:
    content = base64.encodebytes(data).decode()
    return Reply.json({"content": content, "size": len(data), "encoding": "base64"})


def packed(files: dict[str, bytes], *more: tarfile.TarInfo) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as made:
        for member in more:
            made.addfile(member, io.BytesIO(b"x" * member.size))
        for path, data in files.items():
            member = tarfile.TarInfo(path)
            member.size = len(data)
            made.addfile(member, io.BytesIO(data))
    return out.getvalue()


def member(name: str, kind: bytes, link: str = "", size: int = 0) -> tarfile.TarInfo:
    made = tarfile.TarInfo(name)
    made.type, made.linkname, made.size = kind, link, size
    return made


def served(tmp_path: Path, *replies: Reply) -> tuple[Library, Loopback]:
    with serving(*replies) as fake, chosen(tmp_path / "s", f"{fake.url}/api/v3") as library:
        return library.library(), fake


PAGES = {f"{n}.md": b"# t\n## %03d:T\n" % n for n in range(10)}


def inside(files: dict[str, bytes]) -> dict[str, bytes]:
    return {f"crois-runbooks-aaaaaaa/{path}": data for path, data in files.items()}


def test_an_archive_with_hostile_names_writes_nothing_of_them(tmp_path: Path) -> None:
    hostile = [
        member("x/../../../../out.md", tarfile.REGTYPE, size=3),
        member("/out.md", tarfile.REGTYPE, size=3),
        member("x/link", tarfile.SYMTYPE, "/"),
        member("x/link/out.md", tarfile.REGTYPE, size=3),
        member("x/0.md", tarfile.SYMTYPE, "/etc/passwd"),
        member("x/1.md", tarfile.LNKTYPE, "/etc/passwd"),
        member("x/2.md", tarfile.CHRTYPE),
        member("x/3.md", tarfile.REGTYPE, size=3),
    ]
    library, _ = served(
        tmp_path, commits(), tree(PAGES), Reply(body=packed(inside(PAGES), *hostile))
    )
    assert len(library.entries) == 10
    written = [path for path in tmp_path.rglob("*") if path.suffix == ".md"]
    assert sorted(one.name for one in written) == sorted(PAGES)
    assert not any(path.is_symlink() for path in tmp_path.rglob("*"))


def test_what_an_archive_leaves_out_or_alters_comes_by_itself(tmp_path: Path) -> None:
    """`export-ignore` and `export-subst` of .gitattributes."""
    altered = {**PAGES, "0.md": b"# altered\n"}
    del altered["1.md"]
    library, fake = served(
        tmp_path,
        commits(),
        tree(PAGES),
        Reply(body=packed(inside(altered))),
        blob(PAGES["0.md"]),
        blob(PAGES["1.md"]),
    )
    assert len(library.entries) == 10
    assert len(fake.seen) == 5


@pytest.mark.parametrize(
    ("body", "cut", "said"),
    [
        (packed(inside(PAGES))[:-200], 0, "cannot be read"),
        (packed(inside(PAGES))[:-200], 200, "broke off"),
        (
            gzip.compress(gzip.decompress(packed(inside(PAGES)))[:-13_000]),
            0,
            "does not have all of crois/runbooks@aaaaaaa",
        ),
        (b"<html>log in</html>", 0, "cannot be read"),
        (b"", 0, "cannot be read"),
    ],
    # The archives hold the time of their making, which must not be part of a test's name.
    ids=["short", "cut on the way", "fewer files", "a page", "nothing"],
)
def test_an_archive_that_breaks_off_is_no_copy(
    tmp_path: Path, body: bytes, cut: int, said: str
) -> None:
    replies = (commits(), tree(PAGES), Reply(body=body, cut=cut), error(404, "Not Found"))
    with pytest.raises(Fault, match=said):
        served(tmp_path, *replies)
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".md"]


def test_a_small_archive_that_unpacks_to_much_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_BYTES", 1_000_000)
    bomb = packed(inside(PAGES), member("x/big", tarfile.REGTYPE, size=5_000_000))
    with pytest.raises(Unavailable, match="larger than"):
        served(tmp_path, commits(), tree(PAGES), Reply(body=bomb))


@dataclass
class Sent:
    stream: io.BytesIO

    def read(self, size: int) -> bytes:
        return self.stream.read(size)


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
def test_a_name_without_end_is_not_kept(kind: bytes) -> None:
    """tarfile would hold all of it, several times: 900 MB of zeros are 900 kB on the wire."""
    header = tarfile.TarInfo("x/a.md")
    header.size, header.type = 64 * 2**20, kind
    archived = gzip.compress(header.tobuf(tarfile.GNU_FORMAT) + bytes(header.size + 1024))
    tracemalloc.start()
    try:
        with pytest.raises(Unavailable):
            list(archive.files(Sent(io.BytesIO(archived)), {"a.md"}, most=1_000))
        assert tracemalloc.get_traced_memory()[1] < 8 * 2**20
    finally:
        tracemalloc.stop()


def test_an_archive_on_another_host_is_not_fetched(tmp_path: Path) -> None:
    with serving(Reply(body=packed(inside(PAGES)))) as other:
        way = error(302, "Found", Location=f"{other.url}/x.tar.gz")
        with pytest.raises(Unavailable, match="is not GITHUB_API_URL"):
            served(tmp_path, commits(), tree(PAGES), way)
        assert other.seen == []


def test_the_token_is_for_the_api_and_not_for_where_archives_lie(tmp_path: Path) -> None:
    way = error(302, "Found", Location="/_codeload/x.tar.gz?token=key")
    _, fake = served(tmp_path, commits(), tree(PAGES), way, Reply(body=packed(inside(PAGES))))
    assert fake.seen[2][1]["Authorization"] == f"token {TOKEN}"
    assert fake.seen[3][0] == "/_codeload/x.tar.gz?token=key"
    assert "Authorization" not in fake.seen[3][1]


def test_a_list_that_github_cuts_is_asked_for_in_parts(tmp_path: Path) -> None:
    top = Reply.json(
        {
            "tree": [
                {"path": "x", "mode": "040000", "type": "tree", "sha": "c" * 40},
                {"path": "a.md", "mode": "100644", "type": "blob", "sha": blob_id(PAGE), "size": 9},
            ],
            "truncated": False,
        }
    )
    below = tree({"b.md": PAGE})
    library, _ = served(tmp_path, commits(), tree({}, truncated=True), top, below, blob(PAGE))
    assert [page.path for page in library.pages] == ["a.md", "x/b.md"]


def test_a_repository_too_large_to_list_says_to_name_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runbooks_by_api, "MOST_TREES", 1)
    with pytest.raises(Unavailable, match=r"Name the folder"):
        served(tmp_path, commits(), tree({}, truncated=True))


@pytest.mark.parametrize(
    "reply",
    [Reply.json({"login": "x"}), Reply.json([{"sha": SHA}]), Reply(200, b"<html>"), Reply(502)],
)
def test_what_is_no_list_of_commits_is_no_commit(tmp_path: Path, reply: Reply) -> None:
    with pytest.raises(Unavailable):
        served(tmp_path, reply)


def test_bytes_that_are_not_those_of_the_blob_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="something else"):
        served(tmp_path, commits(), tree({"a.md": PAGE}), blob(PAGE.replace(b"Disk", b"Disc")))


def test_paths_of_the_api_that_lead_out_are_faults(tmp_path: Path) -> None:
    files = {"../../a.md": PAGE, "b.md": PAGE}
    library, _ = served(tmp_path, commits(), tree(files), blob(PAGE))
    assert [one.rule for one in library.faults] == ["bad_path"]
    assert [page.path for page in library.pages] == ["b.md"]


def test_a_link_comes_out_of_the_archive_too(tmp_path: Path, pushed: Pushed) -> None:
    pushed.commit({**PAGES, "again.md": (LINK, b"3.md")})
    with api(pushed) as running, chosen(tmp_path / "s", running.url) as library:
        now = library.library()
        assert (len(now.cards), now.faults) == (11, ())
        assert kinds(running) == ["commits", "trees", "tarball", ""]


def test_a_page_waits_two_seconds_for_its_last_change_and_the_next_not_at_all(
    tmp_path: Path,
) -> None:
    first = commits(), tree({"a.md": PAGE}), blob(PAGE)
    with (
        serving(*first, Reply(hang=8)) as fake,
        chosen(tmp_path, f"{fake.url}/api/v3", KUROSAI_RUNBOOKS_REFRESH="60") as library,
    ):
        now = library.library()
        for most in (6.0, 1.8):
            began = time.monotonic()
            assert reading.last_change(now, now.entry("001"), ask=True) == ""
            assert time.monotonic() - began < most


def test_a_page_is_not_asked_about_while_the_repository_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mirror, "PATIENCE", 0.3)
    first = commits(), tree({"a.md": PAGE}), blob(PAGE)
    with (
        serving(*first, Reply(hang=8)) as fake,
        chosen(tmp_path, f"{fake.url}/api/v3") as library,
    ):
        library.library()
        began = time.monotonic()
        now = library.library()
        assert "could not be asked" in now.notes[0]
        assert reading.last_change(now, now.entry("001"), ask=True) == ""
        assert time.monotonic() - began < 2.0
