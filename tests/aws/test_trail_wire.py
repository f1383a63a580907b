"""The door to CloudTrail over real boto3: what AWS looks up, what is compared here, its pace."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aws_doors import error, serving, session
from loopback import Loopback, Reply

from kurosai import deadline
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.pace import Pace
from kurosai.aws.wire.trail import MOST_PAGES, CloudTrail, TrailFound
from kurosai.deadline import Deadline
from kurosai.errors import Unavailable
from kurosai.vocabulary import Window

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)


def told(name: str, minutes: int, **more: Any) -> dict[str, Any]:
    whole = {"awsRegion": "ap-northeast-1", "eventName": name, **more.pop("whole", {})}
    return {
        "EventId": name,
        "EventName": name,
        "ReadOnly": "false",
        "EventTime": int((NOW - timedelta(minutes=minutes)).timestamp()),
        "EventSource": "lambda.amazonaws.com",
        "Username": "k-ito",
        "Resources": [{"ResourceType": "AWS::Lambda::Function", "ResourceName": "f"}],
        "CloudTrailEvent": json.dumps(whole),
        **more,
    }


def page(*events: dict[str, Any], token: str = "") -> Reply:
    return Reply.json({"Events": list(events), **({"NextToken": token} if token else {})})


def looked(tmp_path: Path, fake: Loopback, most: int = 50, **wanted: Any) -> TrailFound:
    with session(tmp_path, fake.url) as opened:
        return CloudTrail(opened).events(WINDOW, most=most, **wanted)


def test_pages_are_followed_and_the_events_stand_oldest_first(tmp_path: Path) -> None:
    failed = told("Second", 20, whole={"errorCode": "AccessDenied"})
    with serving(page(told("Third", 10), token="1"), page(token="2"), page(failed)) as fake:
        found = looked(tmp_path, fake)
        asked = [json.loads(body) for body in fake.bodies]
    assert [one.name for one in found.events] == ["Second", "Third"]
    assert found.complete
    second = found.events[0]
    assert (second.at, second.error) == (NOW - timedelta(minutes=20), "AccessDenied")
    assert (second.source, second.user) == ("lambda.amazonaws.com", "k-ito")
    assert (second.resources, second.region, second.read_only) == (("f",), "ap-northeast-1", False)
    assert [one.get("NextToken") for one in asked] == [None, "1", "2"]
    assert "LookupAttributes" not in asked[0]


def test_one_attribute_is_looked_up_and_the_rest_compared(tmp_path: Path) -> None:
    events = (
        told("Wanted", 1),
        told("Wanted", 2, Username="other"),
        told("Wanted", 3, ReadOnly="true"),
        told("Wanted", 4, EventSource="ecs.amazonaws.com"),
        told("Other", 5),
    )
    with serving(page(*events)) as fake:
        found = looked(
            tmp_path,
            fake,
            resource="f",
            event="Wanted",
            user="k-ito",
            source="lambda.amazonaws.com",
            writes=True,
        )
        asked = json.loads(fake.bodies[0])
    assert [one.at for one in found.events] == [NOW - timedelta(minutes=1)]
    # What came along and fits otherwise costs no request of its own.
    assert [one.at for one in found.reads] == [NOW - timedelta(minutes=3)]
    assert asked["LookupAttributes"] == [{"AttributeKey": "ResourceName", "AttributeValue": "f"}]


def test_reads_alone_bring_no_write(tmp_path: Path) -> None:
    with serving(page(told("Read", 1, ReadOnly="true"), told("Write", 2))) as fake:
        found = looked(tmp_path, fake, user="k-ito", reads=True)
    assert ([one.name for one in found.events], found.reads) == (["Read"], ())


@pytest.mark.parametrize(
    ("wanted", "attribute"),
    [
        ({"event": "StopTask", "user": "k-ito"}, ("EventName", "StopTask")),
        ({"user": "k-ito", "writes": True}, ("Username", "k-ito")),
        ({"source": "ecs.amazonaws.com", "writes": True}, ("EventSource", "ecs.amazonaws.com")),
        ({"writes": True}, ("ReadOnly", "false")),
        ({"reads": True}, ("ReadOnly", "true")),
    ],
)
def test_the_first_attribute_given_is_the_one_for_aws(
    tmp_path: Path, wanted: dict[str, Any], attribute: tuple[str, str]
) -> None:
    with serving(page()) as fake:
        assert looked(tmp_path, fake, **wanted) == TrailFound((), complete=True)
        (asked,) = json.loads(fake.bodies[0])["LookupAttributes"]
    assert (asked["AttributeKey"], asked["AttributeValue"]) == attribute


def test_more_than_wanted_keeps_the_newest_and_is_not_complete(tmp_path: Path) -> None:
    with serving(page(*(told(f"E{minutes}", minutes) for minutes in range(5)))) as fake:
        found = looked(tmp_path, fake, most=3)
    assert [one.name for one in found.events] == ["E2", "E1", "E0"]
    assert not found.complete


def test_as_many_as_wanted_are_complete_only_when_no_page_is_left(tmp_path: Path) -> None:
    with serving(page(told("A", 1), token="1"), page()) as fake:
        assert looked(tmp_path, fake, most=1).complete
    with serving(page(told("A", 1), token="1"), page(told("B", 2))) as fake:
        assert not looked(tmp_path, fake, most=1).complete


def test_two_a_second_are_asked_for(tmp_path: Path) -> None:
    with serving(*(page(token=str(n)) for n in range(4)), page()) as fake:
        started = time.monotonic()
        found = looked(tmp_path, fake)
        took = time.monotonic() - started
    assert found.complete
    assert len(fake.bodies) == 5
    assert 1.4 < took < 4  # two at once, three at half a second each


def test_pages_without_end_are_given_up_before_the_time_is_over(tmp_path: Path) -> None:
    with serving(page(told("A", 1), token="again")) as fake, session(tmp_path, fake.url) as opened:
        trail = CloudTrail(opened)
        trail.events(WINDOW, most=0)  # boto3 takes its time when it is used first
        fake.bodies.clear()
        with deadline.running(Deadline(7)) as limit:
            found = trail.events(WINDOW, most=10_000)
            assert limit.remaining() > 0
    assert 2 < len(fake.bodies) < MOST_PAGES
    assert len(found.events) == len(fake.bodies)
    assert not found.complete


def test_the_pace_does_not_wait_beyond_the_call() -> None:
    pace = Pace(1)
    with deadline.running(Deadline(0.5)):
        pace.wait(doing="looking")
        started = time.monotonic()
        with pytest.raises(Unavailable, match="while looking"):
            pace.wait(doing="looking")
        assert time.monotonic() - started < 0.9


def test_who_may_not_look_is_told(tmp_path: Path) -> None:
    with serving(error("AccessDeniedException", "not allowed")) as fake, pytest.raises(Denied):
        looked(tmp_path, fake)


def test_a_record_that_cannot_be_read_still_is_an_event(tmp_path: Path) -> None:
    odd = {"EventId": "1", "EventTime": int(NOW.timestamp()), "CloudTrailEvent": "{cut"}
    with serving(page(odd)) as fake:
        (event,) = looked(tmp_path, fake).events
    assert (event.name, event.user, event.resources, dict(event.raw)) == ("", "", (), {})
