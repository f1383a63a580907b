"""The world's GitHub over loopback, asked as any client asks: shapes, pages, refusals."""

from __future__ import annotations

import base64
import io
import re
import tarfile
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from repositories import TOKEN, served, told

from github import Auth, Github, GithubException

CORE = "/repos/crois/core-v2"
MERGED = "2025-11-04T16:05:12Z"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with served(told()) as address:
        yield f"{address}/api/v3"


@pytest.fixture(scope="module")
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, headers={"Authorization": f"token {TOKEN}"}) as client:
        yield client


def get(client: httpx.Client, path: str, /, **query: str | int) -> Any:
    response = client.get(path, params=query)
    assert response.status_code == 200, response.text
    return response.json()


def test_unmodified_pygithub_reads_it(url: str) -> None:
    """Its typed objects and its own paging, without anything of ours in between."""
    hub = Github(
        auth=Auth.Token(TOKEN), base_url=url, retry=None, seconds_between_requests=0, per_page=2
    )
    repository = hub.get_repo("crois/core-v2")
    assert repository.default_branch == "main"
    commits = list(repository.get_commits(path="lambdas"))
    assert len(commits) == 5
    assert len({one.sha for one in commits}) == 5
    pull = repository.get_pull(412)
    assert pull.merged
    assert pull.merged_by.login == "m-abe"
    assert [file.filename for file in pull.get_files()] == [
        f"lambdas/job_status_updater/{name}"
        for name in ("tests/test_times.py", "times.py", "version.py")
    ]
    assert pull.merge_commit_sha is not None
    merge = repository.get_commit(pull.merge_commit_sha)
    assert [one.number for one in merge.get_pulls()] == [412]
    assert "+DEFAULT_KEYS" in merge.files[1].patch
    readme = repository.get_contents("README.md")
    assert not isinstance(readme, list)
    assert readme.decoded_content.startswith(b"# core-v2")
    found = hub.search_code("DEFAULT_KEYS repo:crois/core-v2", highlight=True)
    assert found.totalCount == 2
    assert any("DEFAULT_KEYS" in str(match) for match in found[0].text_matches)
    compared = repository.compare(merge.parents[0].sha, "main")
    assert (compared.status, compared.ahead_by) == ("ahead", 4)
    assert {ref.ref for ref in repository.get_git_refs()} >= {
        "refs/heads/main",
        "refs/pull/412/head",
    }
    tree = repository.get_git_tree("main", recursive=True).tree
    assert {one.mode for one in tree} == {"040000", "100644", "120000", "160000"}
    assert hub.get_user().login == "crois-operator"
    hub.close()


def test_since_and_until_are_about_the_committer_and_include_both_ends(
    client: httpx.Client,
) -> None:
    found = get(client, f"{CORE}/commits", since=MERGED, until=MERGED)
    assert [one["commit"]["committer"]["date"] for one in found] == [MERGED]
    assert len(found[0]["parents"]) == 2
    assert found[0]["commit"]["committer"]["name"] == "GitHub"


def test_a_path_leaves_a_merge_out_that_took_one_side_whole(client: httpx.Client) -> None:
    """As Git simplifies history; who asks for the time of a change must not rely on it."""
    found = get(client, f"{CORE}/commits", path="lambdas/job_status_updater", since=MERGED)
    assert found == []


def test_authors_are_logins_or_addresses(client: httpx.Client) -> None:
    for name in ("t-mori", "taku.mori@example.co.jp"):
        found = get(client, f"{CORE}/commits", author=name)
        assert {one["author"]["login"] for one in found} == {"t-mori"}
    assert get(client, f"{CORE}/commits", author="mori") == []


def test_pages_lead_to_each_other(client: httpx.Client) -> None:
    seen: list[str] = []
    path: str | None = f"{client.base_url}repos/crois/core-v2/commits?per_page=3"
    while path:
        response = client.get(path)
        seen += [one["sha"] for one in response.json()]
        link = re.search(r'<([^>]+)>; rel="next"', response.headers.get("link", ""))
        path = link[1] if link else None
    whole = get(client, f"{CORE}/commits", per_page=100)
    assert seen == [one["sha"] for one in whole]
    assert len(seen) == len(set(seen)) == 9


def test_files_directories_links_and_large_ones(client: httpx.Client) -> None:
    odd = "/repos/crois/odd/contents"
    file = get(client, f"{odd}/src/Handler.py")
    assert base64.b64decode(file["content"]).startswith(b"def handler")
    raw = client.get(f"{odd}/src/Handler.py", headers={"Accept": "application/vnd.github.raw"})
    assert raw.text.startswith("def handler")
    kinds = {one["name"]: one["type"] for one in get(client, odd)}
    # A directory's listing calls a submodule a file, as GitHub has done since ever.
    assert (kinds["vendored"], kinds["link"], kinds["src"]) == ("file", "symlink", "dir")
    assert get(client, f"{odd}/vendored")["type"] == "submodule"


@pytest.mark.parametrize(
    ("query", "paths"),
    [
        # test_handler is one word, which handler is not.
        ("handler repo:crois/odd", ["src/Handler.py"]),
        ("handler repo:crois/odd path:src", ["src/Handler.py"]),
        ("handler repo:crois/odd path:tests", []),
        ("def repo:crois/odd filename:test_handler", ["tests/test_handler.py"]),
        ('"return event" repo:crois/odd', ["src/Handler.py"]),
        ('"event def" repo:crois/odd', []),
        ("handle repo:crois/odd", []),
        ("512 user:crois extension:tf", ["stacks/prd/log_forwarder.tf"]),
        ("memory_size language:hcl", ["stacks/prd/log_forwarder.tf"]),
        ("memory_size language:python", []),
        ("camel_case_never", []),
    ],
)
def test_code_search_knows_words_and_qualifiers(
    client: httpx.Client, query: str, paths: list[str]
) -> None:
    found = get(client, "/search/code", q=query)
    assert [one["path"] for one in found["items"]] == paths
    assert found["total_count"] == len(paths)


def test_refusals_are_github_s(client: httpx.Client, url: str) -> None:
    wrong = httpx.get(f"{url}/user", headers={"Authorization": "token wrong"})
    assert (wrong.status_code, wrong.json()["message"]) == (401, "Bad credentials")
    assert httpx.get(f"{url}/user").status_code == 401
    for path, status in {
        "/repos/crois/none": 404,
        f"{CORE}/contents/none.py": 404,
        f"{CORE}/pulls/999": 404,
        f"{CORE}/commits/{'0' * 40}": 422,
        f"{CORE}/commits?since=yesterday": 422,
        f"{CORE}/pulls?state=merged": 422,
        "/repos/crois/empty/commits": 409,
        "/search/code?q=repo:crois/core-v2": 422,
        "/search/code?q=x+repo:crois/none": 422,
        "/nothing/of/the/kind": 404,
    }.items():
        response = client.get(path)
        assert response.status_code == status, path
        assert set(response.json()) == {"message", "documentation_url", "status"}, path
    assert client.post(f"{CORE}/pulls", json={}).status_code == 403


def test_a_former_name_leads_to_the_repository_with_its_query(client: httpx.Client) -> None:
    moved = client.get("/repos/crois/core/commits", params={"per_page": 1})
    assert moved.status_code == 301
    assert moved.headers["location"].endswith("/commits?per_page=1")
    followed = client.get(moved.headers["location"])
    assert len(followed.json()) == 1
    assert get(client, "/repositories/1001")["full_name"] == "crois/core-v2"


def test_the_rate_limit_is_told_and_goes_down(client: httpx.Client) -> None:
    first, second = (int(client.get("/meta").headers["x-ratelimit-remaining"]) for _ in range(2))
    assert first - second == 1


def test_what_is_not_merged_is_open(client: httpx.Client) -> None:
    (found,) = get(client, f"{CORE}/pulls")
    assert (found["number"], found["state"], found["merged_at"]) == (416, "open", None)
    assert {one["number"] for one in get(client, f"{CORE}/pulls", state="all")} == {
        407, 409, 412, 413, 415, 416,
    }  # fmt: skip


def test_an_error_of_pygithub_carries_the_message(url: str) -> None:
    hub = Github(auth=Auth.Token(TOKEN), base_url=url, retry=None, seconds_between_requests=0)
    with pytest.raises(GithubException, match="Not Found"):
        hub.get_repo("crois/none")
    hub.close()


def test_what_is_known_by_its_mark_is_not_sent_again_and_costs_nothing(
    client: httpx.Client,
) -> None:
    first = client.get(f"{CORE}/commits", params={"per_page": 1})
    mark = {"If-None-Match": first.headers["etag"]}
    again = client.get(f"{CORE}/commits", params={"per_page": 1}, headers=mark)
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(f"{CORE}/commits", params={"per_page": 2}, headers=mark)
    assert other.status_code == 200
    left = [int(one.headers["x-ratelimit-remaining"]) for one in (first, other)]
    assert left[0] - left[1] == 1


def test_an_archive_lies_elsewhere_under_a_key_of_its_own(client: httpx.Client) -> None:
    way = client.get(f"{CORE}/tarball/main")
    sha = get(client, f"{CORE}/commits/main")["sha"]
    assert way.status_code == 302
    place = way.headers["location"]
    assert f"/_codeload/crois/core-v2/legacy.tar.gz/{sha}?token=" in place
    assert TOKEN not in place
    packed = httpx.get(place)
    with tarfile.open(fileobj=io.BytesIO(packed.content), mode="r:gz") as archive:
        names = archive.getnames()
    assert f"crois-core-v2-{sha[:7]}/README.md" in names
    assert httpx.get(place.partition("?")[0]).status_code == 404
    assert httpx.get(place[:-1] + "x").status_code == 404
