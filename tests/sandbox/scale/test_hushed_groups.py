"""A log group that a scenario hushes: between two times nobody else writes there."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from large_worlds import Large, over

from kurosai.errors import BadInput
from kurosai.sandbox.footprints.surroundings import ARCHIVE
from kurosai.sandbox.lambdas import EPOCH
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.world import build

UPDATER = "/aws/lambda/core-v2-job-status-updater"
CONTAINERS = "/crois/v2/prd/ecs/lodging-mart"
HUSHED = """
world:
  aws:
    log_groups:
      {group}:
        hushed: [{{ at: 2026-11-10T12:00:00Z, until: 2026-11-11T00:00:00Z }}]
"""
START, END = 1_794_312_000_000, 1_794_355_200_000
REQUEST = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _told(event: dict[str, Any]) -> tuple[str, int, str]:
    return event["logStreamName"], event["timestamp"], event["message"]


def _runs(events: list[dict[str, Any]]) -> Counter[str]:
    """How many lines of each run there are."""
    return Counter(match[0] for one in events if (match := REQUEST.search(one["message"])))


@pytest.mark.parametrize("group", [UPDATER, CONTAINERS, ARCHIVE])
def test_a_hushed_group_is_silent_for_that_time_only(
    large: Large, files: tuple[Path, ...], group: str
) -> None:
    day_before = START - 86_400_000
    before = large.fresh_events(group, startTime=day_before)
    assert any(START <= one["timestamp"] < END for one in before)

    with over(files, "s03-no-manifest", HUSHED.format(group=group)) as hushed:
        assert hushed.events(group, startTime=START, endTime=END - 1) == []
        left = hushed.events(group, startTime=day_before)

    outside = [_told(one) for one in before if not START <= one["timestamp"] < END]
    assert outside
    assert [_told(one) for one in left] == outside


@pytest.mark.parametrize("of_week", [True, False])
def test_a_run_that_goes_on_at_the_end_of_a_hush_is_not_there_at_all(
    large: Large, files: tuple[Path, ...], of_week: bool
) -> None:
    """Half a run would look like a function that died."""
    own = {
        (one.name, event.at_ms, event.message)
        for one in large.alone.log_streams
        for event in one.events
    }
    before = large.events(UPDATER, startTime=START, endTime=END)
    run = next(
        match[0]
        for one in before
        if "START" in one["message"] and (_told(one) in own) is not of_week
        for match in [REQUEST.search(one["message"])]
        if match
    )
    times = [one["timestamp"] for one in before if run in one["message"]]
    middle = EPOCH + timedelta(milliseconds=times[0] + 1)
    assert times[0] + 1 < times[-1]
    for key in ("at", "until"):
        told = {"at": "2026-11-10T12:00:00Z", "until": "2026-11-11T00:00:00Z"}
        told[key] = middle.isoformat()
        changes = HUSHED.format(group=UPDATER)
        changes = re.sub(r"at: .*Z }", f"at: {told['at']}, until: {told['until']} }}", changes)
        with over(files, "s03-no-manifest", changes) as hushed:
            found = hushed.events(UPDATER)
        assert not any(run in one["message"] for one in found)
        whole = _runs(large.events(UPDATER))
        assert all(whole[one] == several for one, several in _runs(found).items())


@pytest.mark.parametrize("group", [UPDATER, CONTAINERS])
def test_the_streams_of_a_hushed_group_end_with_their_last_event(
    files: tuple[Path, ...], group: str
) -> None:
    with over(files, "s03-no-manifest", HUSHED.format(group=group)) as hushed:
        events = hushed.events(group)
        streams: list[dict[str, Any]] = []
        more: dict[str, Any] = {}
        while True:
            page = hushed.logs("DescribeLogStreams", logGroupName=group, **more)
            streams += page["logStreams"]
            if "nextToken" not in page:
                break
            more = {"nextToken": page["nextToken"]}

    last: dict[str, int] = {}
    for one in events:
        last[one["logStreamName"]] = one["timestamp"]
    found = {one["logStreamName"]: one.get("lastEventTimestamp") for one in streams}
    assert {name: at for name, at in found.items() if at is not None} == last


def test_what_a_hushed_group_would_have_said_is_held_against_no_fact(
    large: Large, files: tuple[Path, ...]
) -> None:
    week = large.world.week
    with over(files, "s03-no-manifest", HUSHED.format(group=UPDATER)) as hushed:
        quiet = hushed.world.week
        assert week is not None
        assert quiet is not None
        begin, end = week.start, week.now
        assert 0 < len(quiet.said(begin, end)) < len(week.said(begin, end))


def test_what_the_group_itself_tells_is_there() -> None:
    told = """
world:
  aws:
    log_groups:
      /aws/lambda/core-v2-job-dispatcher:
        hushed: [{ at: 2026-11-10T12:00:00Z }]
        streams: { own: [{ at: 2026-11-10T13:00:00Z, message: still here }] }
"""
    world = build(alter(bundled("s03-no-manifest"), told))
    group = "/aws/lambda/core-v2-job-dispatcher"
    said = [
        (one.name, event.at_ms, event.message)
        for one in world.log_streams
        if one.group == group
        for event in one.events
    ]
    assert any(at < 1_794_312_000_000 for _, at, _ in said)
    assert [text for _, at, text in said if at >= 1_794_312_000_000] == ["still here"]


def test_a_hush_ends_after_it_began() -> None:
    told = HUSHED.format(group=UPDATER).replace("2026-11-11T00", "2026-11-10T00")
    with pytest.raises(BadInput, match="ends before it begins"):
        alter(bundled("s03-no-manifest"), told)
