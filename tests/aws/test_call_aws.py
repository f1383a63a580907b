"""Any read of any service: what is refused before it is asked, and how answers are told."""

from __future__ import annotations

import base64
import json
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from aws_doors import error, serving, session
from loopback import Loopback, Reply

from kurosai import rendering
from kurosai.aws.any_call import call_aws, call_pages
from kurosai.aws.any_call.call_aws import Asked
from kurosai.aws.wire.any_call import AnyCall
from kurosai.errors import BadInput, LoginFailed, NotConfigured, Unavailable
from kurosai.safety.scrub import Scrub
from kurosai.vocabulary import Coverage, Json, Reading

WHO = "aws 111122223333 ap-northeast-1"


@contextmanager
def doors(tmp_path: Path, *replies: Reply) -> Generator[tuple[AnyCall, Loopback]]:
    with serving(*replies) as fake, session(tmp_path, fake.url) as opened:
        yield AnyCall(opened), fake


def ask(
    door: AnyCall,
    name: str,
    parameters: dict[str, Json] | None = None,
    fields: str = "",
    cursor: str = "",
) -> Reading:
    service, _, operation = name.partition(" ")
    return call_aws.call(door, Asked(service, operation, parameters or {}, fields, cursor))


def tasks(first: int, count: int, token: str = "") -> Reply:
    body: dict[str, Any] = {"taskArns": [f"arn:{n}" for n in range(first, first + count)]}
    return Reply.json({**body, **({"nextToken": token} if token else {})})


def texts(reading: Reading) -> list[str]:
    return [row.text for row in reading.rows]


@pytest.mark.parametrize(
    ("name", "parameters", "why"),
    [
        ("ecs StopTask", {"task": "x"}, "not named like a read"),
        ("ecs RunTask", {"taskDefinition": "x"}, "not named like a read"),
        ("ecs TagResource", {"resourceArn": "x", "tags": []}, "not named like a read"),
        ("secretsmanager GetSecretValue", {"SecretId": "x"}, "credentials or secrets"),
        ("s3 GetObject", {"Bucket": "b", "Key": "k"}, "answers with a stream"),
        ("ecs get_paginator", {}, "no operation of this name"),
        ("ecs DescribeTask", {"tasks": ["x"]}, "no operation of this name"),
        ("nowhere ListThings", {}, "no service of AWS"),
        ("ecs DescribeTasks", {"cluter": "x", "tasks": ["x"]}, "did you mean cluster"),
        ("ecs DescribeTasks", {}, "tasks is required"),
        ("ecs DescribeTasks", {"tasks": ["x"], "endpoint_url": "http://x"}, "no parameter"),
        ("s3 ListObjectsV2", {"Bucket": "arn:aws:s3:::b"}, "plain name of a bucket"),
        ("logs FilterLogEvents", {"logGroupName": "g", "unmask": True}, "unmask is always false"),
    ],
)
def test_what_may_not_be_asked_is_refused_before_anything_is_asked(
    tmp_path: Path, name: str, parameters: dict[str, Json], why: str
) -> None:
    with doors(tmp_path, Reply.json({})) as (door, fake):
        with pytest.raises(BadInput, match=why) as caught:
            ask(door, name, parameters)
        assert caught.value.do
    assert fake.seen == []


def test_a_list_is_followed_page_by_page_to_its_end(tmp_path: Path) -> None:
    with doors(tmp_path, tasks(0, 40, "p2"), tasks(40, 0, "p3"), tasks(40, 2)) as (door, fake):
        reading = ask(door, "ecs list-tasks", {"cluster": "c"})
    assert texts(reading) == [f"arn:{n}" for n in range(42)]
    assert (reading.coverage, reading.found, reading.total) == (Coverage.COMPLETE, 42, 42)
    assert reading.identity == WHO
    assert reading.source == 'ecs ListTasks {"cluster":"c"}'
    assert [json.loads(body).get("nextToken") for body in fake.bodies] == [None, "p2", "p3"]


def test_a_cursor_goes_on_in_the_middle_of_a_page_and_behind_it(tmp_path: Path) -> None:
    pages = (tasks(0, 250, "p2"), tasks(0, 250, "p2"), tasks(0, 250, "p2"), tasks(250, 30))
    with doors(tmp_path, *pages) as (door, fake):
        seen: list[str] = []
        cursor = ""
        for expected in (100, 100, 80):
            reading = ask(door, "ecs ListTasks", {}, cursor=cursor)
            assert (reading.coverage, reading.found) == (Coverage.TRUNCATED, expected)
            assert reading.total is None
            seen += texts(reading)
            # What leaves the server has been cleaned, and still has to lead on.
            cursor = Scrub().reading(reading).cursor
    assert seen == [f"arn:{n}" for n in range(280)]
    assert cursor == ""
    assert [json.loads(body).get("nextToken") for body in fake.bodies] == [None, None, None, "p2"]


def test_empty_pages_without_end_are_given_up_and_said(tmp_path: Path) -> None:
    pages = [tasks(0, 0, f"p{n}") for n in range(30)]
    with doors(tmp_path, *pages) as (door, fake):
        reading = ask(door, "ecs ListTasks")
    assert len(fake.bodies) == call_pages.MOST_PAGES
    assert reading.coverage is Coverage.TRUNCATED
    assert reading.cursor
    assert "none so far" in reading.lead[0]


def test_a_mark_that_leads_back_to_itself_ends_the_list(tmp_path: Path) -> None:
    with doors(tmp_path, tasks(0, 2, "p"), tasks(2, 2, "p")) as (door, fake):
        reading = ask(door, "ecs ListTasks")
    assert len(fake.bodies) == 2
    assert len(texts(reading)) == 4


def test_who_begins_behind_the_beginning_has_not_seen_the_whole(tmp_path: Path) -> None:
    with doors(tmp_path, tasks(0, 2)) as (door, _):
        reading = ask(door, "ecs ListTasks", {"nextToken": "p"})
    assert reading.coverage is Coverage.TRUNCATED


@pytest.mark.parametrize(("more", "coverage"), [(True, "truncated"), (False, "complete")])
def test_a_list_that_goes_on_in_a_way_of_its_own_is_not_complete(
    tmp_path: Path, more: bool, coverage: str
) -> None:
    body = {"Tags": [{"Key": "team", "Value": "core"}], "HasMoreTags": more}
    with doors(tmp_path, Reply.json(body)) as (door, _):
        reading = ask(door, "kinesis ListTagsForStream", {"StreamName": "s"})
    assert reading.coverage.value == coverage
    assert any("there is more" in line for line in reading.tail) is more
    assert reading.cursor == ""


@pytest.mark.parametrize(
    ("parameters", "fields", "change"),
    [
        ({"cluster": "other"}, "", ""),
        ({}, "taskArns", ""),
        ({}, "", "x"),
        ({}, "", "e30"),
    ],
)
def test_a_cursor_fits_only_the_call_that_gave_it(
    tmp_path: Path, parameters: dict[str, Json], fields: str, change: str
) -> None:
    with doors(tmp_path, tasks(0, 250)) as (door, fake):
        cursor = ask(door, "ecs ListTasks").cursor
        asked = len(fake.bodies)
        with pytest.raises(BadInput, match="cursor"):
            ask(door, "ecs ListTasks", parameters, fields, change or cursor)
        with pytest.raises(BadInput, match="cursor"):
            ask(door, "ecs ListClusters", cursor=cursor)
        assert len(fake.bodies) == asked


def test_a_cursor_cannot_bring_other_arguments_in(tmp_path: Path) -> None:
    with doors(tmp_path, tasks(0, 250)) as (door, fake):
        cursor = ask(door, "ecs ListTasks").cursor
        raw = json.loads(base64.urlsafe_b64decode(cursor + "=="))
        raw[2] = {"cluster": "other"}
        forged = base64.urlsafe_b64encode(json.dumps(raw).encode()).decode().rstrip("=")
        with pytest.raises(BadInput, match="another call"):
            ask(door, "ecs ListTasks", cursor=forged)
    assert len(fake.bodies) == 1


def test_fields_pick_from_every_page_and_take_more_items(tmp_path: Path) -> None:
    pages = (tasks(0, 400, "p2"), tasks(400, 400))
    with doors(tmp_path, *pages) as (door, _):
        reading = ask(door, "ecs ListTasks", fields="taskArns[?ends_with(@, '7')]")
    assert (reading.coverage, reading.found) == (Coverage.COMPLETE, 80)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ("MetricAlarms[].AlarmName", r"in no answer: AlarmName"),
        ("tasks[].taskArm", r"taskArm \(there is taskArn"),
        ("tasks[?lastStatu=='STOPPED'].taskArn", r"lastStatu \(there is lastStatus"),
        ("tasks[].{arn:taskArn} | [].am", r"am \(there is"),
    ],
)
def test_a_name_that_no_answer_has_is_refused_and_not_empty(
    tmp_path: Path, fields: str, why: str
) -> None:
    body = {"tasks": [{"taskArn": "a", "lastStatus": "RUNNING"}], "failures": []}
    with doors(tmp_path, Reply.json(body)) as (door, _), pytest.raises(BadInput, match=why):
        ask(door, "ecs DescribeTasks", {"tasks": ["a"]}, fields)


def test_fields_that_fit_nothing_say_how_much_there_was(tmp_path: Path) -> None:
    body = {"tasks": [{"taskArn": "a", "lastStatus": "RUNNING"}], "failures": []}
    with doors(tmp_path, Reply.json(body)) as (door, _):
        stopped = "tasks[?lastStatus=='STOPPED'].{arn:taskArn} | [].arn"
        reading = ask(door, "ecs DescribeTasks", {"tasks": ["a"]}, stopped)
    assert reading.coverage is Coverage.EMPTY
    assert reading.lead == ("AWS gave 1 item; `fields` picks none of them.",)


def test_where_names_are_free_a_strange_one_is_named(tmp_path: Path) -> None:
    """Of images the findings are counted by names that are in no form."""
    images = {"imageDetails": [{"imageDigest": "sha256:1", "imageTags": ["v1"]}]}
    given: dict[str, Json] = {"repositoryName": "repo"}
    with doors(tmp_path, Reply.json(images)) as (door, _):
        reading = ask(door, "ecr DescribeImages", given, "imageDetails[].imageTag")
        fitting = ask(door, "ecr DescribeImages", given, "imageDetails[].imageTags[]")
    assert reading.coverage is Coverage.EMPTY
    assert "AWS gave 1 item" in reading.lead[0]
    assert "none has imageTag (there is imageTags" in reading.lead[0]
    assert fitting.found == 1


def trail_events(*inside: dict[str, Any]) -> Reply:
    return Reply.json(
        {
            "Events": [
                {"EventId": f"{at}", "EventName": "GetX", "CloudTrailEvent": json.dumps(one)}
                for at, one in enumerate(inside)
            ]
        }
    )


WELL: dict[str, Any] = {"eventName": "GetX", "requestParameters": None}
DENIED = {**WELL, "errorCode": "AccessDenied"}


@pytest.mark.parametrize(
    "fields",
    [
        "Events[].[EventName,CloudTrailEvent.errorCode]",
        "Events[].CloudTrailEvent.[eventName,errorCode]",
        "Events[].{name:EventName,error:CloudTrailEvent.errorCode}",
        "Events[].CloudTrailEvent | [].{error:errorCode}",
        "Events[].CloudTrailEvent | [?errorCode!=null].eventName",
        "map(&errorCode, Events[].CloudTrailEvent)",
        "sort_by(Events, &EventName)[].CloudTrailEvent.errorCode",
        "Events[].*.errorCode[]",
    ],
)
def test_of_json_in_a_text_no_name_is_refused(tmp_path: Path, fields: str) -> None:
    for reply in (trail_events(DENIED, WELL), trail_events(WELL), trail_events()):
        with doors(tmp_path, reply) as (door, _):
            ask(door, "cloudtrail LookupEvents", fields=fields)


def test_a_column_that_no_item_has_is_told(tmp_path: Path) -> None:
    fields = "Events[].{name:EventName,error:CloudTrailEvent.errorCode}"
    with doors(tmp_path, trail_events(WELL)) as (door, _):
        reading = ask(door, "cloudtrail LookupEvents", fields=fields)
    assert reading.found == 1
    assert any(line.startswith("No item read so far has errorCode (") for line in reading.tail)
    with doors(tmp_path, trail_events(WELL, DENIED)) as (door, _):
        reading = ask(door, "cloudtrail LookupEvents", fields=fields)
    assert not any(line.startswith("No item") for line in reading.tail)


@pytest.mark.parametrize("inside", [[DENIED], [WELL], []])
def test_a_name_outside_of_the_text_is_refused_whatever_the_rows_are(
    tmp_path: Path, inside: list[dict[str, Any]]
) -> None:
    with doors(tmp_path, trail_events(*inside)) as (door, _), pytest.raises(BadInput) as caught:
        ask(door, "cloudtrail LookupEvents", fields="Events[].{name:EventName,e:errorCode}")
    assert "no answer: errorCode (" in str(caught.value)
    assert ("it is in CloudTrailEvent" in str(caught.value)) is (inside == [DENIED])


def test_null_is_what_it_says_and_true_is_told_how_it_is_written(tmp_path: Path) -> None:
    with doors(tmp_path, trail_events(DENIED, WELL, WELL)) as (door, _):
        well = ask(
            door,
            "cloudtrail LookupEvents",
            fields="Events[?CloudTrailEvent.errorCode==null].EventName",
        )
        none = "Events[?CloudTrailEvent.requestParameters==null].EventName"
        assert ask(door, "cloudtrail LookupEvents", fields=none).found == 3
        with pytest.raises(BadInput, match=r"true \(as a value `true` in backquotes"):
            ask(door, "cloudtrail LookupEvents", fields="Events[?ReadOnly==true].EventName")
    assert well.found == 2


@pytest.mark.parametrize("inside", [[WELL], []])
def test_what_a_look_by_resource_does_not_find_is_said(
    tmp_path: Path, inside: list[dict[str, Any]]
) -> None:
    for key, said in (("ResourceName", True), ("Username", False)):
        asked: dict[str, Json] = {
            "LookupAttributes": [{"AttributeKey": key, "AttributeValue": "crois/x"}]
        }
        with doors(tmp_path, trail_events(*inside)) as (door, _):
            tail = ask(door, "cloudtrail LookupEvents", asked).tail
        assert any("not found by ResourceName" in line for line in tail) is said


def test_a_huge_answer_is_kept_within_bounds_and_says_how_it_would_be_shorter(
    tmp_path: Path,
) -> None:
    groups = [
        {"logGroupName": f"/g{n}", "storedBytes": n, "dataProtectionStatus": f"{n}" + "y" * 1_500}
        for n in range(5_000)
    ]
    with doors(tmp_path, Reply.json({"logGroups": groups})) as (door, _):
        reading = ask(door, "logs DescribeLogGroups")
        assert sum(len(text) for text in texts(reading)) < call_pages.MOST_CHARACTERS + 10_000
        assert reading.coverage is Coverage.TRUNCATED
        assert reading.found == call_pages.MOST_ITEMS
        picked = ask(door, "logs DescribeLogGroups", fields="logGroups[].dataProtectionStatus")
    assert sum(len(text) for text in texts(picked)) < call_pages.MOST_CHARACTERS + 10_000
    assert picked.cursor
    shown = rendering.render(reading, evidence="K7Q2M4XA").body
    assert rendering.estimate_tokens(shown) < 2_500
    assert "Shorter with fields: logGroups[].{" in shown


def test_a_suggested_selection_of_fields_can_be_asked(tmp_path: Path) -> None:
    instances = [
        {
            "containerInstanceArn": f"arn:{n}",
            "ec2InstanceId": f"i-{n}",
            "status": "ACTIVE",
            "attributes": [{"name": f"a{k}", "value": f"{n}-{k}"} for k in range(90)],
        }
        for n in range(9)
    ]
    asked: dict[str, Json] = {"containerInstances": ["a"]}
    name = "ecs DescribeContainerInstances"
    with doors(tmp_path, Reply.json({"containerInstances": instances})) as (door, _):
        whole = ask(door, name, asked)
        (line,) = [one for one in whole.tail if one.startswith("Shorter with fields: ")]
        picked = ask(door, name, asked, line.partition(": ")[2])
    assert picked.found == 9
    assert "ec2InstanceId=i-3" in " ".join(texts(picked))
    assert len(str(picked)) * 10 < len(str(whole))


@pytest.mark.parametrize(
    ("code", "status", "says", "coverage"),
    [
        ("AccessDeniedException", 400, "told so", Coverage.DENIED),
        ("UnauthorizedException", 403, "told so", Coverage.DENIED),
        ("ClusterNotFoundException", 400, "told so", Coverage.EMPTY),
        ("NoSuchThing", 404, "told so", Coverage.EMPTY),
        ("ClientException", 400, "Unable to describe task definition.", Coverage.EMPTY),
        ("ValidationError", 400, "Stack with id x does not exist", Coverage.EMPTY),
    ],
)
def test_what_aws_denies_or_does_not_have_is_an_answer(
    tmp_path: Path, code: str, status: int, says: str, coverage: Coverage
) -> None:
    with doors(tmp_path, error(code, says, status)) as (door, _):
        reading = ask(door, "ecs DescribeTasks", {"cluster": "c", "tasks": ["x"]})
    assert reading.coverage is coverage
    assert says in reading.lead[0]
    assert reading.rows == ()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("OptInRequired", NotConfigured),
        ("SubscriptionRequiredException", NotConfigured),
        ("UnknownOperationException", NotConfigured),
        ("ThrottlingException", Unavailable),
        ("UnrecognizedClientException", LoginFailed),
        ("InvalidNextTokenException", BadInput),
        ("ClientException", BadInput),
        ("ValidationException", BadInput),
    ],
)
def test_what_is_no_answer_is_a_fault_that_says_what_to_do(
    tmp_path: Path, code: str, kind: type[Exception]
) -> None:
    with (
        doors(tmp_path, error(code, "told so")) as (door, _),
        pytest.raises(kind) as caught,
    ):
        ask(door, "ecs DescribeTasks", {"tasks": ["x"]})
    assert getattr(caught.value, "do", "")


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("devicefarm ListProjects", NotConfigured, "it is known in us-west-2"),
        ("ecs ListClusters", Unavailable, "does not answer"),
        ("arc-region-switch ListPlans", Unavailable, "does not answer"),
    ],
)
def test_a_service_that_is_not_in_this_region_is_said_to_be_elsewhere(
    tmp_path: Path, name: str, kind: type[Exception], why: str
) -> None:
    with ExitStack() as stack:
        here = stack.enter_context(serving(Reply.json({})))
        with session(tmp_path, here.url) as opened:
            opened.identity()
            # Nobody listens there any more, and who we are is known.
            stack.close()
            with pytest.raises(kind, match=why):
                ask(AnyCall(opened), name)


def test_what_could_not_be_looked_at_stands_beside_what_was(tmp_path: Path) -> None:
    body = {"tasks": [], "failures": [{"arn": "x", "reason": "MISSING"}]}
    with doors(tmp_path, Reply.json(body)) as (door, _):
        reading = ask(door, "ecs DescribeTasks", {"cluster": "c", "tasks": ["x"]})
    assert reading.coverage is Coverage.EMPTY
    assert "failures[0].reason=MISSING" in texts(reading)


def test_secrets_are_gone_before_anything_else_sees_the_answer(tmp_path: Path) -> None:
    container = {
        "name": "app",
        "environment": [{"name": "A", "value": "hush-1"}],
        "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:secret"}],
    }
    body = {"taskDefinition": {"family": "f", "containerDefinitions": [container]}}
    every = "taskDefinition.containerDefinitions[].environment[].value"
    with doors(tmp_path, Reply.json(body)) as (door, _):
        whole = ask(door, "ecs DescribeTaskDefinition", {"taskDefinition": "f"})
        picked = ask(door, "ecs DescribeTaskDefinition", {"taskDefinition": "f"}, every)
    assert "hush" not in str(whole) + str(picked)
    assert texts(picked) == ["(hidden)"]
    assert any("valueFrom=arn:secret" in text for text in texts(whole))
    assert "1 values are hidden" in " ".join(whole.tail)


def test_an_answer_in_cbor_is_read_like_any_other(tmp_path: Path) -> None:
    # {"Name": "orders", "State": "ACTIVE"}
    body = b"\xa2\x64Name\x66orders\x65State\x66ACTIVE"
    reply = Reply(
        body=body, headers={"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}
    )
    with doors(tmp_path, reply) as (door, fake):
        reading = ask(door, "eventbridgev2 DescribeEventBus", {"EventBusArn": "arn:x"})
    assert "Name=orders" in texts(reading)
    assert fake.seen[0][0].endswith("/operation/DescribeEventBus")
