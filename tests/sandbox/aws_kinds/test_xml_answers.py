"""Every answer in XML has only members of AWS's service models, of their kinds.

boto3 drops what it does not know, so a wrong name would look like a missing value.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from aws_worlds import Served, served, small
from every_kind import WORLD
from xml_answers import faults, name

POLICY = "arn:aws:iam::111122223333:policy/crois-read"
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("iam", "get_role", {"RoleName": "crois-task"}),
    ("iam", "list_roles", {"MaxItems": 1}),
    ("iam", "get_role_policy", {"RoleName": "crois-task", "PolicyName": "own"}),
    ("iam", "list_role_policies", {"RoleName": "crois-task"}),
    ("iam", "list_attached_role_policies", {"RoleName": "crois-task"}),
    ("iam", "get_policy", {"PolicyArn": POLICY}),
    ("iam", "get_policy_version", {"PolicyArn": POLICY, "VersionId": "v1"}),
    ("iam", "list_policy_versions", {"PolicyArn": POLICY}),
    ("iam", "list_policies", {}),
    ("ec2", "describe_subnets", {}),
    ("ec2", "describe_security_groups", {}),
    ("ec2", "describe_network_interfaces", {}),
    ("ec2", "describe_network_interfaces", {"MaxResults": 5}),
]


@pytest.fixture(scope="module")
def world() -> Iterator[Served]:
    with served(small(WORLD)) as one:
        yield one


@pytest.mark.parametrize(("service", "call", "asked"), CALLS, ids=[one for _, one, _ in CALLS])
def test_an_answer_is_as_the_service_model_says(
    world: Served, service: str, call: str, asked: dict[str, Any]
) -> None:
    client = world.client(service)
    bodies: list[bytes] = []

    def heard(response_dict: Mapping[str, Any], **_: Any) -> None:
        bodies.append(response_dict["body"])

    client.meta.events.register("before-parse", heard)
    try:
        getattr(client, call)(**asked)
    finally:
        client.meta.events.unregister("before-parse", heard)
    model = client.meta.service_model.operation_model(client.meta.method_to_api_mapping[call])
    root = fromstring(bodies[0])
    if service == "iam":
        root = next(one for one in root if name(one).endswith("Result"))
    else:
        (number,) = [one for one in root if name(one) == "requestId"]
        root.remove(number)
    assert len(root)
    assert list(faults(model.output_shape, root)) == []


def test_the_check_of_answers_finds_what_is_wrong(world: Served) -> None:
    model = world.client("iam").meta.service_model
    shape = model.operation_model("ListRoles").output_shape
    wrong: Element = fromstring(
        "<A><Roles><item><Path>/</Path><Nope/><MaxSessionDuration>x</MaxSessionDuration></item>"
        "</Roles><IsTruncated>yes</IsTruncated></A>"
    )
    told = "\n".join(faults(shape, wrong))
    for one in ("item for member", "Nope: no such", "'x' is no number", "Arn: missing", "'yes'"):
        assert one in told
