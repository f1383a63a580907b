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
        "deployed to production with tag v2.41.0, done 2025-11-04T16:12:30Z "
        "(2025-11-05 01:12:30 JST): 7 min 37 s before the first failure" in told
    )
    assert "deployment to staging with tag v2.41.0: failure 2025-11-04T16:12:00Z" in told
    assert "Git does not know" not in told
    assert found.facts["deployed"].startswith("2025-11-04T16:12:30Z")


def test_what_was_deployed_after_the_failure_did_not_run_then(ask: Ask) -> None:
    told = text(ask(around="2025-11-04T16:11:00Z"))
    assert "1 min 30 s AFTER the first failure, what ran there then did not have it" in told


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


def test_without_tags_and_deployments_git_does_not_know(ask: Ask) -> None:
    assert "when it was deployed Git does not know" in text(ask("{}"))


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
