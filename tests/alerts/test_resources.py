"""Names of resources, from the ways in which platforms write them."""

from __future__ import annotations

import pytest

from kurosai.alerts import resources

PLACE = "ap-northeast-1:111122223333"


@pytest.mark.parametrize(
    ("arn", "found"),
    [
        (f"arn:aws:lambda:{PLACE}:function:core-v2-x:live", [("lambda", "core-v2-x")]),
        (f"arn:aws:logs:{PLACE}:log-group:/aws/lambda/x:*", [("log_group", "/aws/lambda/x")]),
        (f"arn:aws:ecs:{PLACE}:service/c/s", [("ecs_service", "s"), ("ecs_cluster", "c")]),
        (f"arn:aws:ecs:{PLACE}:task/0f3c", [("ecs_task", "0f3c")]),
        ("arn:aws:s3:::bucket", [("s3", "bucket")]),
        (f"arn:aws:unknown:{PLACE}:thing/x", []),
        ("arn:aws:lambda", []),
        ("x" * 1000, []),
    ],
)
def test_arns(arn: str, found: list[tuple[str, str]]) -> None:
    assert [(one.kind, one.name) for one in resources.of_arn(arn)] == found


def test_dimensions_as_exporters_write_them() -> None:
    for labels in ({"function_name": "f"}, {"dimension_FunctionName": "f"}):
        assert [one.kind for one in resources.of_labels(labels)] == ["lambda"]
    both = resources.of_dimensions({"LoadBalancer": "net/a/1", "DBInstanceIdentifier": "d"})
    assert [(one.kind, one.name) for one in both] == [("rds", "d"), ("nlb", "net/a/1")]
    assert resources.of_labels({"job": "prometheus", "instance": "10.0.0.1:80"}) == ()
