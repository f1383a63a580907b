"""Which image a program ran, and when that was pushed: a tag does not tell."""

from __future__ import annotations

from pathlib import Path

import pytest
from job_worlds import attempts, jobs, look, shown

from kurosai.vocabulary import Coverage

JOB = 17167142
WORLD = "f1-unchanged-rebuilt"
HOST = "111122223333.dkr.ecr.ap-northeast-1.amazonaws.com"
REPOSITORY = "demand-forecast/forecast"
IMAGE = f"image {HOST}/{REPOSITORY}:3.2.0"
PUSHED = "pushed 2026-11-25T15:42:10Z, 4 h 48 min before this attempt"
EXITED = "{ submitted: 4s, started: 50s, stopped: 9m50s, exit_code: 3 }"
DAILY = """        lifecycle:
          rules:
            - rulePriority: 1
              selection:
                { tagStatus: any, countType: sinceImagePushed, countUnit: days, countNumber: 1 }
              action: { type: expire }
"""


def pushes(*told: str) -> str:
    """The images of the repository, in the place of those of the world."""
    listed = "".join(f"          - {{ tags: [3.2.0], {one} }}\n" for one in told)
    return f"world:\n  aws:\n    repositories:\n      {REPOSITORY}:\n        images:\n{listed}"


def test_an_image_that_was_pushed_before_the_failure_is_told_and_leads_to_who_did(
    tmp_path: Path,
) -> None:
    with jobs(tmp_path, "", WORLD) as one:
        reading = one.trace(JOB)
        assert one.world.asked.count("DescribeImages") == 1
    seen = look(reading, IMAGE)
    assert seen.coverage is Coverage.COMPLETE
    assert seen.told.startswith("ran as sha256:")
    assert seen.told.endswith(f"…, {PUSHED}")
    assert seen.told in shown(reading)
    assert reading.facts["image pushed"] == "2026-11-25T15:42:10Z"
    assert len(reading.facts["image digest"]) == 71
    (call,) = (call for call in reading.next if call.tool == "find_changes")
    assert dict(call.arguments) == {
        "resource": f"{HOST}/{REPOSITORY}",
        "around": "2026-11-25T15:42:10Z",
    }


def test_an_image_of_long_ago_is_told_and_leads_nowhere(tmp_path: Path) -> None:
    with jobs(tmp_path, "", "f1-unchanged-installed") as one:
        reading = one.trace(JOB)
    assert look(reading, IMAGE).told.endswith(
        "pushed 2026-08-19T02:10:12Z, 98 days before this attempt"
    )
    assert all(call.tool != "find_changes" for call in reading.next)


def test_a_tag_that_was_given_to_another_image_since_is_told(tmp_path: Path) -> None:
    told = pushes("pushed_at: 2026-11-25T15:42:10Z", "pushed_at: 2026-11-26T00:10:00Z")
    with jobs(tmp_path, told, WORLD) as one:
        reading = one.trace(JOB)
        assert one.world.asked.count("DescribeImages") == 1
    said = look(reading, IMAGE).told
    assert f"{PUSHED}; the tag names another image now, sha256:" in said
    assert said.endswith("pushed 2026-11-26T00:10:00Z")


@pytest.mark.parametrize("since", [True, False])
def test_an_image_that_is_no_longer_kept_is_not_one_that_never_was(
    tmp_path: Path, *, since: bool
) -> None:
    gone = "pushed_at: 2026-11-24T15:42:10Z, expired: 2026-11-25T22:00:00Z"
    told = pushes(gone, *(["pushed_at: 2026-11-26T00:10:00Z"] if since else [])) + DAILY
    with jobs(tmp_path, told, WORLD) as one:
        reading = one.trace(JOB)
    seen = look(reading, IMAGE)
    assert seen.coverage is Coverage.EMPTY
    assert "which its registry has no longer" in seen.told
    assert ("another image now" in seen.told) is since
    assert reading.coverage is Coverage.COMPLETE


def test_a_registry_that_may_not_be_read_takes_nothing_from_the_trace(tmp_path: Path) -> None:
    denied = f"world: {{ aws: {{ denied_repositories: [{REPOSITORY}] }} }}"
    with jobs(tmp_path, denied, WORLD) as one:
        reading = one.trace(JOB)
    seen = look(reading, IMAGE)
    assert seen.coverage is Coverage.DENIED
    assert seen.told.startswith("ran as sha256:")
    assert reading.coverage is Coverage.COMPLETE
    assert "ValueError: numpy.dtype size changed" in shown(reading)


def test_a_registry_of_another_account_is_not_asked(tmp_path: Path) -> None:
    with jobs(tmp_path, attempts(EXITED)) as one:
        reading = one.trace()
        assert "DescribeImages" not in one.world.asked
    seen = look(reading, "image 444455556666")
    assert seen.coverage is Coverage.PARTIAL
    assert "the registry of another account or region knows" in seen.told
    assert reading.coverage is Coverage.COMPLETE


@pytest.mark.parametrize("replaced", [True, False])
def test_who_pushed_what_a_good_run_ran_is_asked_where_no_later_image_has_its_tag(
    tmp_path: Path, *, replaced: bool
) -> None:
    later = ["pushed_at: 2026-11-25T15:42:10Z"] if replaced else []
    with jobs(tmp_path, pushes("pushed_at: 2026-11-24T02:10:12Z", *later), WORLD) as one:
        reading = one.trace(17145142)
    told = look(reading, IMAGE).told
    assert told.startswith("ran as sha256:")
    assert "pushed 2026-11-24T02:10:12Z, " in told
    assert ("the tag names another image now" in told) is replaced
    asked = [call.arguments for call in reading.next if call.tool == "find_changes"]
    assert bool(asked) is not replaced
