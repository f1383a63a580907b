"""What GitHub's answers are taken for, and what is never asked of it or believed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback, Reply, serving
from repositories import door, error, text

from kurosai.errors import BadInput, Fault, Unavailable
from kurosai.github import describe_change, find_commits, read_file, search_code
from kurosai.github.wire.api import MOST_REPOSITORIES, GitHubApi
from kurosai.github.wire.objects import Missing
from kurosai.vocabulary import Coverage, Reading, moment

SHA = "3f9a1c2b7d" + "0" * 30
TREE = "8c1f2e33aa" + "0" * 30
CORE = "crois/core-v2"
NOW = moment("2025-11-04T17:30:00Z")


def repository(name: str = CORE) -> Reply:
    return Reply.json({"full_name": name, "default_branch": "main"})


def commit(sha: str = SHA, at: str = "2025-11-04T16:05:12Z", **more: Any) -> dict[str, Any]:
    who = {"name": "Mio Abe", "email": "mio.abe@example.co.jp", "date": at}
    told = {"author": who, "committer": who, "message": "Change", "tree": {"sha": TREE}}
    return {"sha": sha, "commit": told, "parents": [], "author": None, "files": [], **more}


def listed(tmp_path: Path, fake: Loopback, **more: Any) -> Reading:
    arguments: dict[str, Any] = {
        "path": "",
        "around": "2025-11-04T16:20:07Z",
        "since": "",
        "until": "",
        "hours": 24,
        "text": "",
        "author": "",
        "ref": "",
        "cursor": "",
        "repository": CORE,
        **more,
    }
    with door(tmp_path, fake.url) as opened:
        return find_commits.find(GitHubApi(opened), NOW, **arguments)


def commit_of(files: list[Any]) -> tuple[Reply, ...]:
    """What GitHub is asked for one commit that came without a pull request."""
    whole = Reply.json(commit(files=files))
    same = Reply.json({"status": "identical"})
    return (repository(), Reply.json(commit()), whole, Reply.json([]), same)


def test_a_repository_that_is_hidden_is_denied_and_not_empty(tmp_path: Path) -> None:
    with serving(error(404, "Not Found")) as fake:
        reading = listed(tmp_path, fake)
    assert reading.coverage is Coverage.DENIED
    assert "not there" not in text(reading)
    assert "there is no such repository, or this token may not see it" in text(reading)


def test_one_repository_that_is_denied_makes_the_whole_partial(tmp_path: Path) -> None:
    with serving(
        Reply.json([{"full_name": CORE}, {"full_name": "crois/secret"}]),
        repository(),
        Reply.json(commit()),
        Reply.json([commit()]),
        error(403, "SSO required"),
        Reply.json(commit()),
    ) as fake:
        reading = listed(tmp_path, fake, repository="")
    assert reading.coverage is Coverage.PARTIAL
    assert "partial: crois/secret could not be read (SSO required)" in text(reading)
    assert len(reading.rows) == 1


@pytest.mark.parametrize(
    ("reply", "coverage"),
    [
        (error(404, "Not Found"), Coverage.PARTIAL),
        (Reply.json([]), Coverage.PARTIAL),
        (error(403, "SSO required"), Coverage.DENIED),
    ],
)
def test_an_owner_of_whom_nothing_is_seen_proves_nothing(
    tmp_path: Path, reply: Reply, coverage: Coverage
) -> None:
    with serving(reply) as fake:
        reading = listed(tmp_path, fake, repository="")
    assert reading.coverage is coverage
    assert reading.total is None


def test_a_rate_limit_in_the_middle_is_a_fault_and_no_short_list(tmp_path: Path) -> None:
    with (
        serving(
            repository(), Reply.json(commit()), error(403, "API rate limit exceeded for user")
        ) as fake,
        pytest.raises(Unavailable, match="rate limit"),
    ):
        listed(tmp_path, fake)


def test_search_results_that_github_calls_incomplete_are_partial(tmp_path: Path) -> None:
    found: dict[str, Any] = {"total_count": 9, "incomplete_results": True, "items": []}
    with serving(Reply.json(found)) as fake, door(tmp_path, fake.url) as opened:
        reading = search_code.search(GitHubApi(opened), words="a:b c", repository=CORE)
    assert reading.coverage is Coverage.PARTIAL
    assert reading.total is None
    assert "stopped before its end" in text(reading)
    # A colon would have made a qualifier of the word.
    assert "q=%22a+b%22+c+repo%3Acrois%2Fcore-v2" in fake.seen[0][0]


def test_more_files_than_github_tells_are_partial(tmp_path: Path) -> None:
    files = [{"filename": f"f{n}", "status": "modified"} for n in range(300)]
    with (
        serving(*commit_of(files)) as fake,
        door(tmp_path, fake.url) as opened,
    ):
        reading = describe_change.describe(
            GitHubApi(opened), repository=CORE, change=SHA, around="", path=""
        )
    assert reading.coverage is Coverage.PARTIAL
    assert reading.total is None


def test_a_path_that_is_not_among_the_listed_files_is_not_called_untouched(tmp_path: Path) -> None:
    files = [{"filename": f"{number}.py"} for number in range(300)]
    with (
        serving(*commit_of(files)) as fake,
        door(tmp_path, fake.url) as opened,
    ):
        code = GitHubApi(opened)
        with pytest.raises(BadInput, match="among the files that are listed; there are more"):
            describe_change.describe(code, repository=CORE, change=SHA, around="", path="x.py")


def test_a_file_is_found_under_the_name_that_it_had(tmp_path: Path) -> None:
    files = [{"filename": "new.py", "previous_filename": "old.py", "status": "renamed"}]
    with (
        serving(*commit_of(files)) as fake,
        door(tmp_path, fake.url) as opened,
    ):
        reading = describe_change.describe(
            GitHubApi(opened), repository=CORE, change=SHA, around="", path="old.py"
        )
    assert "new.py (was old.py)" in text(reading)


def test_a_found_file_that_did_not_come_is_not_said_to_lack_the_line(tmp_path: Path) -> None:
    hit = {"repository": {"full_name": CORE}, "path": "a.py", "sha": SHA, "url": f"x?ref={SHA}"}
    found = {"total_count": 1, "incomplete_results": False, "items": [hit]}
    with (
        serving(Reply.json(found), error(403, "API rate limit exceeded")) as fake,
        door(tmp_path, fake.url) as opened,
    ):
        reading = search_code.search(GitHubApi(opened), words="boom", repository=CORE)
    assert "a.py (the file itself could not be read)" in text(reading)


def test_words_of_an_error_are_no_operators_of_the_search(tmp_path: Path) -> None:
    found: dict[str, Any] = {"total_count": 0, "incomplete_results": False, "items": []}
    with serving(Reply.json(found)) as fake, door(tmp_path, fake.url) as opened:
        search_code.search(GitHubApi(opened), words="job NOT found OR -gone", repository=CORE)
    assert "q=job+not+found+or+gone+repo" in fake.seen[0][0]


def test_a_tree_that_github_cuts_is_no_whole_directory(tmp_path: Path) -> None:
    cut: dict[str, Any] = {"tree": [], "truncated": True}
    part = read_file.Part(0, 0, 0, "")
    with (
        serving(repository(), Reply.json(commit()), Reply.json(cut)) as fake,
        door(tmp_path, fake.url) as opened,
        pytest.raises(Unavailable, match="cuts the list"),
    ):
        read_file.read(GitHubApi(opened), repository=CORE, path="a", ref="", part=part)


def test_a_blob_of_another_size_is_refused(tmp_path: Path) -> None:
    short = Reply.json({"size": 9, "content": "aGk=", "encoding": "base64"})
    with (
        serving(short) as fake,
        door(tmp_path, fake.url) as opened,
        pytest.raises(Unavailable, match="another file"),
    ):
        GitHubApi(opened).blob(CORE, SHA)


FORBIDDEN: tuple[Callable[[GitHubApi], object], ...] = (
    lambda api: api.place("evil/repository"),
    lambda api: api.place("crois/.."),
    lambda api: api.place(CORE, "../../../user"),
    lambda api: api.search("evil/repository", ("x",), most=1),
)


@pytest.mark.parametrize("ask", FORBIDDEN)
def test_what_is_not_allowed_is_never_asked(
    tmp_path: Path, ask: Callable[[GitHubApi], object]
) -> None:
    with (
        serving(repository()) as fake,
        door(tmp_path, fake.url) as opened,
        pytest.raises((BadInput, Missing)),
    ):
        ask(GitHubApi(opened))
    assert all("evil" not in path and ".." not in path for path, _ in fake.seen)


def test_a_repository_that_went_to_another_owner_is_not_read(tmp_path: Path) -> None:
    with (
        serving(repository("evil/core-v2")) as fake,
        door(tmp_path, fake.url) as opened,
        pytest.raises(BadInput, match="evil/core-v2 is not among"),
    ):
        GitHubApi(opened).place(CORE)


def test_what_a_search_finds_elsewhere_is_dropped(tmp_path: Path) -> None:
    item = {"path": "x", "sha": SHA, "url": "", "repository": {"full_name": "evil/x"}}
    found = {"total_count": 1, "incomplete_results": False, "items": [item]}
    with serving(Reply.json(found)) as fake, door(tmp_path, fake.url) as opened:
        assert GitHubApi(opened).search("", ("x",), most=5).hits == ()
    assert "user%3Acrois" in fake.seen[0][0]


@pytest.mark.parametrize(
    "replies",
    [
        [Reply(200, b"[1, 2]")],
        [Reply(200, b"{}")],
        [repository(), Reply(200, b"{}")],
        [repository(), Reply.json(commit()), Reply(200, b"[1]")],
        [repository(), Reply.json(commit()), Reply.json([commit()]), Reply(200, b'{"sha": 1}')],
        [repository(), Reply.json(commit()), Reply.json([commit()]), Reply.json(commit(files=[1]))],
    ],
)
def test_json_of_another_shape_is_a_failure_that_is_expected(
    tmp_path: Path, replies: list[Reply]
) -> None:
    with serving(*replies) as fake, pytest.raises(Fault):
        listed(tmp_path, fake)


def test_lists_of_another_shape_too(tmp_path: Path) -> None:
    with serving(Reply.json({"items": [{}]})) as fake, door(tmp_path, fake.url) as opened:
        hub = GitHubApi(opened)
        with pytest.raises(Unavailable, match="no search result"):
            hub.search(CORE, ("x",), most=1)
        fake.replies[:] = [Reply.json([{}])]
        with pytest.raises(Unavailable, match="no list of repositories"):
            hub.repositories()


def test_more_repositories_than_are_read_are_said_and_make_it_partial(tmp_path: Path) -> None:
    names = [{"full_name": f"crois/r{number}"} for number in range(MOST_REPOSITORIES + 1)]
    with serving(Reply.json(names)) as fake, door(tmp_path, fake.url) as opened:
        found = GitHubApi(opened).repositories()
    assert (len(found.names), found.complete) == (MOST_REPOSITORIES, False)
    with serving(Reply.json(names), error(404, "Not Found")) as fake:
        reading = listed(tmp_path, fake, repository="")
    assert reading.coverage is Coverage.PARTIAL
    assert "partial: only 30 of the repositories were read; name the one you mean" in text(reading)
    with serving(Reply.json(names[1:])) as fake, door(tmp_path, fake.url) as opened:
        assert GitHubApi(opened).repositories().complete
