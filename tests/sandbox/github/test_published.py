"""Tags, releases, deployments and owners, read by unmodified PyGithub."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

import pytest
from deployed_worlds import CORE, TOLD, deployed
from github.Repository import Repository
from repositories import TOKEN, served

from github import Auth, Github, GithubException, UnknownObjectException
from kurosai.errors import BadInput
from kurosai.sandbox.world import World


@contextmanager
def hub(world: World | None = None) -> Generator[Repository]:
    with served(world or deployed()) as address:
        opened = Github(
            auth=Auth.Token(TOKEN),
            base_url=f"{address}/api/v3",
            retry=None,
            seconds_between_requests=0,
        )
        yield opened.get_repo(CORE)
        opened.close()


def merge_of(repository: Repository, number: int) -> str:
    return str(repository.get_pull(number).merge_commit_sha)


def test_light_and_annotated_tags_both_lead_to_their_commits() -> None:
    with hub() as repository:
        tags = {one.name: one.commit.sha for one in repository.get_tags()}
        merge = merge_of(repository, 412)
        assert list(tags) == ["v2.41.0", "v2.40.0"]
        assert tags["v2.41.0"] == merge
        light = repository.get_git_ref("tags/v2.40.0").object
        assert (light.type, light.sha) == ("commit", tags["v2.40.0"])
        found = repository.get_git_ref("tags/v2.41.0").object
        assert (found.type, found.sha != merge) == ("tag", True)
        own = repository.get_git_tag(found.sha)
        assert (own.tag, own.object.sha, own.tagger.name) == ("v2.41.0", merge, "Mio Abe")
        assert own.message == "Read camelCase times\n"
        assert repository.get_commit("v2.41.0").sha == merge
        names = [one.ref for one in repository.get_git_matching_refs("tags/v2.4")]
        assert names == ["refs/tags/v2.40.0", "refs/tags/v2.41.0"]
        with pytest.raises(UnknownObjectException):
            repository.get_git_tag(merge)
        assert repository.compare("v2.40.0", "v2.41.0").ahead_by > 0


def test_releases_are_newest_first_and_the_latest_is_no_pre_release() -> None:
    with hub() as repository:
        assert [one.tag_name for one in repository.get_releases()] == ["v2.41.0", "v2.40.0"]
        latest = repository.get_latest_release()
        assert (latest.tag_name, latest.name) == ("v2.40.0", "October")
        by_tag = repository.get_release("v2.41.0")
        assert (by_tag.prerelease, by_tag.body, by_tag.author.login) == (True, "#412", "m-abe")
        assert repository.get_release(by_tag.id).published_at == by_tag.published_at
        with pytest.raises(UnknownObjectException):
            _ = repository.get_release("v9").id


def test_a_deployment_has_its_states_and_ends_the_one_before() -> None:
    with hub() as repository:
        every = list(repository.get_deployments())
        assert [one.ref for one in every] == ["main", "v2.41.0", "v2.40.0"]
        (night,) = repository.get_deployments(ref="v2.41.0", environment="production")
        assert (night.sha, night.creator.login) == (merge_of(repository, 412), "m-abe")
        states = list(night.get_statuses())
        assert [one.state for one in states] == ["success", "in_progress"]
        assert states[0].created_at.isoformat() == "2025-11-04T16:12:30+00:00"
        assert states[0].log_url == "https://ci.example.co.jp/9"
        assert night.get_status(states[1].id).state == "in_progress"
        before = repository.get_deployment(every[2].id)
        ended = before.get_statuses()[0]
        assert (ended.state, ended.created_at) == ("inactive", states[0].created_at)
        assert not list(repository.get_deployments(environment="moon"))
        with pytest.raises(UnknownObjectException):
            _ = repository.get_deployment(77).ref


def test_what_is_still_to_come_is_not_there() -> None:
    early = TOLD + "now: 2025-11-04T16:12:00Z\narrives: { at: 2025-11-04T16:00:00Z }\n"
    with hub(deployed(early)) as repository:
        (night,) = repository.get_deployments(ref="v2.41.0")
        assert [one.state for one in night.get_statuses()] == ["in_progress"]
    earlier = early.replace("16:12:00Z\narr", "16:06:00Z\narr")
    with hub(deployed(earlier)) as repository:
        assert [one.name for one in repository.get_tags()] == ["v2.40.0"]
        assert repository.get_releases().totalCount == 1
        assert repository.get_deployments().totalCount == 1


def test_a_repository_without_the_file_has_no_owners() -> None:
    with hub() as repository:
        with pytest.raises(GithubException) as none:
            repository.requester.requestJsonAndCheck("GET", f"{repository.url}/codeowners/errors")
        assert none.value.status == 404


OWNERS = """
world:
  github:
    repositories:
      crois/owned:
        commits:
          - at: 2025-10-01T00:00:00Z
            author: k-ito
            message: Say whose it is
            files:
              .github/CODEOWNERS: |
                # who looks after what
                *            @crois/core
                lambdas/     @m-abe @nobody
                docs/        k-ito  docs@example.co.jp
"""


def test_errors_of_codeowners_name_line_and_column() -> None:
    with hub(deployed(OWNERS)) as core:
        address = core.url.replace("core-v2", "owned")
        _, told = core.requester.requestJsonAndCheck("GET", f"{address}/codeowners/errors")
    assert [(one["kind"], one["line"], one["column"]) for one in told["errors"]] == [
        ("Unknown owner", 3, 21),
        ("Invalid owner", 4, 14),
    ]
    assert told["errors"][0]["path"] == ".github/CODEOWNERS"


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("of: 412", "of: 415", "#415 is not merged yet"),
        ("of: 412", "of: Nothing like it", "there is no commit 'Nothing like it' yet"),
        (", message: Read camelCase times", "", "an annotated tag has a `message`"),
        ("by: m-abe, message", "by: stranger, message", "there is no person 'stranger'"),
        ("2025-11-04T16:08:00Z", "2025-11-04T16:06:00Z", "there is no such tag yet"),
        ("ref: v2.41.0", "ref: v3", "there is no tag or branch 'v3' yet"),
        ("2025-11-04T16:10:20Z", "2025-11-04T16:09:20Z", "not in order of time"),
    ],
)
def test_what_cannot_have_been_is_refused(old: str, new: str, why: str) -> None:
    assert old in TOLD
    with pytest.raises(BadInput, match=why):
        deployed(TOLD.replace(old, new))
