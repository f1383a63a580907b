"""When a change was deployed: by tags and deployments over the API, by tags alone over a clone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from deployed_worlds import CORE, TOLD, deployed
from repositories import cloned, door, served, text

from kurosai.environment import Environment
from kurosai.github import describe_change, find_commits
from kurosai.github.wire.api import GitHubApi
from kurosai.github.wire.clones import Clones
from kurosai.github.wire.shelf import Shelf
from kurosai.sandbox.github.repositories import hosted
from kurosai.vocabulary import Reading

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
FIRST = "2025-11-04T16:20:07Z"
Ask = Callable[..., Reading]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    with ExitStack() as opened:

        def described(told: str = TOLD, *, change: str = "#412", around: str = FIRST) -> Reading:
            address = opened.enter_context(served(deployed(told)))
            code = GitHubApi(opened.enter_context(door(tmp_path, address)))
            return describe_change.describe(
                code, repository=CORE, change=change, around=around, path=""
            )

        yield described


def test_a_deployment_with_a_tag_dates_the_change(ask: Ask) -> None:
    found = ask()
    told = text(found)
    assert (
        "deployed to production with tag v2.41.0, begun 2025-11-04T16:10:00Z (in progress "
        "2025-11-04T16:10:20Z), done 2025-11-04T16:12:30Z (2025-11-05 01:12:30 JST): "
        "7 min 37 s before 2025-11-04T16:20:07Z" in told
    )
    assert "deployment to staging with tag v2.41.0: failure 2025-11-04T16:12:00Z" in told
    assert "Git does not know" not in told
    assert found.facts["deployed"].startswith("2025-11-04T16:12:30Z")
    assert found.facts["deployment begun"].startswith("2025-11-04T16:10:00Z")
    assert not any(one.tool == "find_changes" for one in found.next)


def test_what_was_begun_after_the_failure_did_not_run_then(ask: Ask) -> None:
    told = text(ask(around="2025-11-04T16:09:00Z"))
    assert "begun 1 min AFTER 2025-11-04T16:09:00Z: by this deployment what ran there" in told
    assert "MAY HAVE" not in told


@pytest.mark.parametrize("at", ["16:10:10", "16:11:00", "16:12:29"])
def test_what_was_being_deployed_may_have_run_then(ask: Ask, at: str) -> None:
    told = text(ask(around=f"2025-11-04T{at}Z"))
    (line,) = [one for one in told.splitlines() if one.startswith("deployed to production")]
    assert "before it was done: what ran there then MAY HAVE had it" in line
    assert "did not have it" not in line


def test_a_deployment_that_was_noted_when_it_was_done_tells_no_begin(ask: Ask) -> None:
    noted = TOLD.replace("              - { at: 2025-11-04T16:10:20Z, state: in_progress }\n", "")
    noted = noted.replace("- at: 2025-11-04T16:10:00Z", "- at: 2025-11-04T16:12:28Z")
    told = text(ask(noted, around="2025-11-04T16:11:00Z"))
    (line,) = [one for one in told.splitlines() if one.startswith("deployed to production")]
    assert "its begin is not told, done 2025-11-04T16:12:30Z" in line
    assert line.endswith(
        "what ran there at 2025-11-04T16:11:00Z MAY HAVE had it: only the end is known"
    )


def test_an_attempt_that_failed_may_have_brought_it_too(ask: Ask) -> None:
    before = (
        "          - { at: 2025-11-04T16:08:30Z, by: m-abe, ref: v2.41.0, statuses: "
        "[{ at: 2025-11-04T16:09:30Z, state: failure }] }\n"
    )
    told = text(ask(TOLD + before, around="2025-11-04T16:09:00Z"))
    (line,) = [one for one in told.splitlines() if one.startswith("deployed to production")]
    assert "begun 2025-11-04T16:08:30Z" in line
    assert "MAY HAVE had it" in line


def test_a_success_that_was_replaced_counts_from_its_own_time(ask: Ask) -> None:
    later = (
        "          - { at: 2025-11-04T16:30:00Z, by: m-abe, ref: main, statuses: "
        "[{ at: 2025-11-04T16:31:00Z, state: success }] }\n"
    )
    assert "done 2025-11-04T16:12:30Z" in text(ask(TOLD + later))


def test_a_change_that_no_deployment_holds_says_so(ask: Ask) -> None:
    told = text(ask(TOLD.replace("ref: v2.41.0", "ref: v2.40.0").replace("ref: main", "ref: v2.40.0")))  # fmt: skip # noqa: E501
    assert "first tag that holds it: v2.41.0" in told
    assert "no deployment on GitHub holds it; the last one is of staging, v2.40.0" in told
    assert "no deployment of it is recorded: since when it runs the platform's own writes" in told


def test_without_tags_and_deployments_git_does_not_know(ask: Ask) -> None:
    found = ask("{}")
    assert "when it was deployed Git does not know" in text(found)
    assert found.next[-1].tool == "find_changes"
    assert found.next[-1].arguments["until"] == FIRST


def test_an_open_change_was_deployed_by_nobody(ask: Ask) -> None:
    open_one = TOLD.replace(
        "      crois/core-v2:\n",
        "      crois/core-v2:\n"
        "        pulls: { 415: { merged_at: !remove, merged_by: !remove } }\n",
        1,
    )
    told = text(ask(open_one, change="#415"))
    assert "not in effect" in told
    assert "deployed" not in told


def test_the_last_change_before_is_told_with_its_deployment(tmp_path: Path) -> None:
    with served(deployed()) as address, door(tmp_path, address) as opened:
        found = find_commits.find(
            GitHubApi(opened), NOW, repository=CORE, path="", around=FIRST, since="", until="",
            hours=24, text="", author="", ref="", cursor="",
        )  # fmt: skip
    assert any(
        line.startswith("#412 deployed to production with tag v2.41.0") for line in found.lead
    )
    assert "describe_change says when each was deployed" in found.lead[-1]


def test_a_clone_knows_the_tag_and_no_deployment(tmp_path: Path) -> None:
    world = deployed()
    assert world.github is not None
    cloned(hosted(world.github, world.now)[CORE], tmp_path / "core-v2")
    shelf = Shelf(Environment({"KUROSAI_GIT_CLONES": str(tmp_path)}))
    found = describe_change.describe(
        Clones(shelf), repository="core-v2", change="#412", around=FIRST, path=""
    )
    assert "first tag that holds it: v2.41.0, tagged 2025-11-04T16:07:00Z" in text(found)


def test_the_change_before_it_is_not_left_without_a_word_of_its_deployment(tmp_path: Path) -> None:
    with served(deployed()) as address, door(tmp_path, address) as opened:
        found = find_commits.find(
            GitHubApi(opened), NOW, repository=CORE, path="", around=FIRST, since="", until="",
            hours=24, text="", author="", ref="", cursor="",
        )  # fmt: skip
    offered = [one.arguments["change"] for one in found.next if one.tool == "describe_change"]
    for name in offered:
        assert any(line.startswith(f"{name} deploy") for line in found.lead)
