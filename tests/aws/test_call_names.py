"""No name but that of an allowed operation gets anywhere, whatever it looks like."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.aws.any_call import allowed, call_list
from kurosai.aws.any_call.allowed import Allowed, Service, Unlisted
from kurosai.errors import BadInput

ATTRIBUTES = (
    "get_paginator",
    "get-paginator",
    "GetPaginator",
    "can_paginate",
    "get_waiter",
    "generate_presigned_url",
    "generate_presigned_post",
    "generatePresignedUrl",
    "close",
    "meta",
    "exceptions",
    "waiter_names",
    "__class__",
    "__init__",
    "__dict__",
    "__getattr__",
    "__getattribute__",
    "__reduce__",
    "_make_api_call",
    "_make_request",
    "_endpoint",
    "_client_config",
    "_service_model",
    "method_to_api_mapping",
    "service_model",
    "events",
    "upload_file",
    "download_file",
    "upload_fileobj",
    "copy",
    "meta.service_model",
    "describe_tasks.__self__",
    "describe_tasks()",
    "describe_tasks;",
    "DescribeTasks/../StopTask",
    "DescribeTasks%00",
    "DescribeTasks\x00",
    "DescribeTasks\n",
    "DescribeTasks\u200b",
    "\uff24escribeTasks",
    "DescribeTa\u017fks",
    "D\u0435scribeTasks",
    "describe__tasks",
    "describe--tasks",
    "-describe-tasks",
    "describe_tasks_",
    "_describe_tasks",
    "DescribeTasksStopTask",
    "endpoint_url",
    "endpoint-url",
    "config",
)


@pytest.fixture(scope="module")
def table() -> Allowed:
    return allowed.table()


@pytest.fixture(scope="module")
def ecs(table: Allowed) -> Service:
    return table.service("ecs")


@pytest.mark.parametrize(
    "said", ["DescribeTasks", "describe_tasks", "describe-tasks", "describetasks"]
)
def test_an_operation_is_known_by_each_of_its_names(
    table: Allowed, ecs: Service, said: str
) -> None:
    assert table.operation(ecs, said) == "DescribeTasks"


@pytest.mark.parametrize("said", ATTRIBUTES)
def test_attributes_of_a_client_and_lookalikes_are_no_operations(
    table: Allowed, ecs: Service, said: str
) -> None:
    for service in (ecs, table.service("s3"), table.service("ec2")):
        with pytest.raises(BadInput):
            table.operation(service, said)


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_any_text_is_an_allowed_operation_or_refused(said: str) -> None:
    table = allowed.table()
    service = table.service("ecs")
    with suppress(BadInput):
        assert table.operation(service, said) in service.allowed
        assert said.isascii()


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_a_letter_more_or_less_makes_no_other_operation(data: st.DataObject) -> None:
    table = allowed.table()
    service = table.service(data.draw(st.sampled_from(["ecs", "iam", "s3", "lambda", "ssm"])))
    name = data.draw(st.sampled_from(sorted(service.allowed)))
    at = data.draw(st.integers(0, len(name)))
    letter = data.draw(st.characters(codec="utf-8"))
    said = data.draw(st.sampled_from([name[:at] + letter + name[at:], name[:at] + name[at + 1 :]]))
    with suppress(BadInput):
        found = table.operation(service, said)
        assert found in service.allowed
        assert said.replace("-", "").replace("_", "").lower() == found.lower()


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_service_of_the_table_or_refused(said: str) -> None:
    table = allowed.table()
    with suppress(BadInput):
        assert table.service(said).name
        assert said.isascii()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("ecs", "ecs"),
        ("states", "stepfunctions"),
        ("step-functions", "stepfunctions"),
        ("monitoring", "cloudwatch"),
        ("CloudWatch", "cloudwatch"),
        ("elasticloadbalancing", ""),
        ("elb", "elb"),
        ("tagging", "resourcegroupstaggingapi"),
        ("bedrock", "bedrock"),
        ("../../x", ""),
        ("s3\x00", ""),
        ("", ""),
        ("eecs", ""),
    ],
)
def test_a_service_is_known_by_its_other_names_where_they_are_its_own(
    table: Allowed, said: str, name: str
) -> None:
    if name:
        assert table.service(said).name == name
        return
    with pytest.raises(BadInput) as caught:
        table.service(said)
    assert caught.value.do


def test_a_refusal_says_what_is_near(table: Allowed, ecs: Service) -> None:
    with pytest.raises(Unlisted, match="no operation of this name") as caught:
        table.operation(ecs, "DescribeTask")
    assert "DescribeTasks" in caught.value.do
    with pytest.raises(BadInput, match="returns credentials or secrets") as refused:
        table.operation(table.service("secretsmanager"), "get-secret-value")
    assert "DescribeSecret" in refused.value.do


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        ("?", True),
        ("DescribeTasks?", True),
        ("? tasks", True),
        ("tasks of a service", True),
        ("DescribeTasks", False),
        ("describe-tasks", False),
    ],
)
def test_words_and_a_mark_ask_what_there_is(said: str, asks: bool) -> None:
    assert call_list.asked_for(said) is asks
