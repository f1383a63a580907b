"""A failing line that names what it saw fail: what changed there is asked, not of its writer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from recorded_logs import ALERT, GROUP, NOW, RESOURCES, Recorded, hourly

from kurosai import calls
from kurosai.aws.logs import find_logs
from kurosai.aws.wire.logs import LogEvent, LogGroup
from kurosai.errors import Unavailable
from kurosai.vocabulary import Call, stamp

ORDERS = "/crois/v2/prd/ecs/orders"
QUEUE = "arn:aws:sqs:ap-northeast-1:111122223333:crois-orders"
LINE = f"[logcheck] error: task log incomplete job_id=17128190: 9 in {ORDERS}, 3 in /v1/index/"


class Groups(Recorded):
    """With a group beside the function's own."""

    def prefixed(self, prefix: str, *, most: int = 200) -> tuple[LogGroup, ...]:
        if self.refuse_groups is not None and prefix == ORDERS:
            raise self.refuse_groups
        known = (GROUP, ORDERS, f"{ORDERS}-archive")
        return tuple(LogGroup(one, 30) for one in known if one.startswith(prefix))[:most]


def changes(line: str, logs: Groups | None = None, *, level: str = "ERROR") -> list[Call]:
    events: Sequence[LogEvent] = hourly(failing=(18, 19, 20), hours=range(8, 21), error=line)
    if level != "ERROR":
        said = [one.message.replace("[ERROR]", f"[{level}]") for one in events]
        events = [
            LogEvent(one.id, one.at, text, one.stream)
            for one, text in zip(events, said, strict=True)
        ]
    door = logs or Groups([])
    door.events = sorted(events, key=lambda event: event.at)
    reading = find_logs.find(door, RESOURCES, NOW, group=GROUP, text=line[:60], around=stamp(ALERT))
    return [call for call in reading.next if call.tool == "find_changes"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (LINE, ORDERS),
        (f"[logcheck] error: nothing came of {ORDERS}.", ORDERS),
        (f"[logcheck] error: {QUEUE} is full, see /var/task/main.py", QUEUE),
    ],
)
def test_what_a_failing_line_names_is_asked_before_its_writer(line: str, named: str) -> None:
    (call,) = changes(line)
    assert call.arguments["resource"] == named


@pytest.mark.parametrize(
    "line",
    [
        "[logcheck] error: GET /crois/v2/jobs/ did not answer",
        f"[logcheck] error: {GROUP} has too many lines in it",
        "[logcheck] error: arn:aws:states:ap-northeast-1:111122223333:execution:a:b did not end",
        "[logcheck] error: https://host/crois/v2/prd/ecs/orders is gone",
    ],
)
def test_other_paths_and_what_only_ran_are_no_such_thing(line: str) -> None:
    (call,) = changes(line)
    assert call.arguments["resource"] == f"lambda:{GROUP.removeprefix('/aws/lambda/')}"


def test_a_line_that_is_no_failure_leads_to_no_change() -> None:
    assert not changes(LINE, level="INFO")


def test_names_that_nobody_could_look_up_are_not_offered() -> None:
    logs = Groups([])
    logs.refuse_groups = Unavailable("AWS did not answer.", "Try again.")
    (call,) = changes(LINE, logs)
    assert str(call.arguments["resource"]).startswith("lambda:")


def test_a_new_failure_asks_for_the_time_it_began() -> None:
    events = hourly(failing=(18, 19, 20), hours=range(8, 21), error=LINE)
    quiet = [
        LogEvent(f"old{one.id}", one.at - timedelta(days=3), one.message, one.stream)
        for one in hourly(failing=(), hours=range(8, 9))
    ]
    at = stamp(ALERT + timedelta(hours=2))
    door = Groups([*quiet, *events])
    reading = find_logs.find(door, RESOURCES, NOW, group=GROUP, text=LINE[:60], around=at)
    first = min(one.at for one in events if "[ERROR]" in one.message)
    assert calls.find_changes(ORDERS, around=first) in reading.next
