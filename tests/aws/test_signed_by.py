"""Every tool, in every place: each request is signed by the identity and for the region chosen.

The world behind it is a real one, so tools come as far as they do elsewhere. In each place the
first thing that is asked is throttled, so that it is asked again, and every search for log events
begins with an empty page. A tool that is new is found here by itself; an argument that it needs
and that has no value below fails the test.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aws_doors import world
from aws_worlds import KEY, small
from fastmcp import Client
from loopback import Reply
from mcp_types import TextContent
from signed_aws import Asked, SignedAws, assumed, desktop, identity, signed_aws

from kurosai.cli.serve import build
from kurosai.sandbox import aws_api
from kurosai.sandbox.moto_backend import HttpRequest
from kurosai.vocabulary import stamp

GROUP = "/crois/v2/prd/events/ecs-task-state-change"
VALUES: dict[str, Any] = {
    "group": GROUP,
    "groups": GROUP,
    "query": "fields @message | limit 5",
    "job_id": "16902244",
    "around": "2026-11-10T08:30:00Z",
    "metrics": ["lambda:core-v2-job-dispatcher errors"],
    "service": "logs",
    "operation": "DescribeLogGroups",
}
"""What is given for an argument of that name, wherever a tool takes one."""

CONFIG = ""
CREDENTIALS = """
[production]
aws_access_key_id = AKIAPRODUCTION
aws_secret_access_key = secret-of-production
[base]
aws_access_key_id = AKIABASE
aws_secret_access_key = secret-of-base
"""
PLACES = """
prod: {account: 111122223333, profile: production, regions: [ap-northeast-1, us-east-1]}
dev:
  account: 444455556666
  profile: base
  role: arn:aws:iam::444455556666:role/kurosai
  regions: [ap-northeast-1]
"""
SIGNED = {
    "": ("AKIAPRODUCTION", "ap-northeast-1"),
    "prod/us-east-1": ("AKIAPRODUCTION", "us-east-1"),
    "dev": ("ASIADEV", "ap-northeast-1"),
}
OF_STS = {"AKIAPRODUCTION": "GetCallerIdentity", "ASIADEV": "GetCallerIdentity"}


@dataclass
class Behind:
    """A world's AWS that answers whoever signs, in its own account."""

    aws: aws_api.Aws
    throttled: set[tuple[str, str]] = field(default_factory=set[tuple[str, str]])

    def answer(self, asked: Asked) -> Reply:
        if asked.operation == "AssumeRole":
            return assumed("ASIADEV", "444455556666")
        if asked.operation == "GetCallerIdentity":
            return identity("444455556666" if asked.key == "ASIADEV" else "111122223333")
        if (asked.key, asked.region) not in self.throttled:
            self.throttled.add((asked.key, asked.region))
            return Reply.json({"__type": "ThrottlingException", "message": "slowly"}, 400)
        body = asked.body
        if asked.operation == "FilterLogEvents":
            arguments = json.loads(body)
            if "nextToken" not in arguments:
                return Reply.json({"events": [], "nextToken": "the-second-page"})
            if arguments["nextToken"] == "the-second-page":
                del arguments["nextToken"]
                body = json.dumps(arguments)
        signed = f"{asked.key}/", f"/{asked.region}/"
        header = asked.headers["authorization"]
        header = header.replace(signed[0], f"{KEY}/").replace(signed[1], "/ap-northeast-1/")
        request = HttpRequest(
            asked.method, asked.path, {**asked.headers, "authorization": header}, body.encode()
        )
        status, told, content = self.aws.answer(request)
        return Reply(status, content, dict(told))


@pytest.fixture
def behind() -> Generator[Behind]:
    loaded = aws_api.loaded(small(""), KEY)
    yield Behind(loaded)
    loaded.logs.close()


def arguments(schema: dict[str, Any], where: str) -> dict[str, Any]:
    """Values for a tool's arguments by their names; an unknown one that is needed is missing."""
    taken = {name: VALUES[name] for name in schema["properties"] if name in VALUES}
    lacking = set(schema.get("required", ())) - set(taken)
    assert not lacking, f"give {lacking} a value in VALUES"
    assert "where" in schema["properties"], "every tool of aws says which place it asks"
    return {**taken, "where": where}


async def asked_everywhere(state: Path, aws: SignedAws) -> dict[tuple[str, str], list[Asked]]:
    """What each tool asked in each place, one call after the other."""
    files = desktop(state, CONFIG, CREDENTIALS, PLACES)
    now = stamp(small("").now)
    environment = world(state, aws.url, KUROSAI_NOW=now, **files)
    found: dict[tuple[str, str], list[Asked]] = {}
    async with Client(build("aws", environment).mcp) as client:
        tools = await client.list_tools()
        for where in SIGNED:
            for tool in tools:
                before = len(aws.seen)
                result = await client.call_tool(
                    tool.name, arguments(tool.input_schema, where), raise_on_error=False
                )
                found[tool.name, where] = aws.seen[before:]
                told = "".join(one.text for one in result.content if isinstance(one, TextContent))
                _offers_the_same_place(told, where)
    return found


def _offers_the_same_place(told: str, where: str) -> None:
    for line in told.splitlines():
        if where and line.startswith("next: aws."):
            assert json.loads(line.partition(" {")[2].join(["{", ""]))["where"] == where


def test_each_request_of_each_tool_is_signed_for_its_place(tmp_path: Path, behind: Behind) -> None:
    with signed_aws(behind.answer) as aws:
        found = asyncio.run(asked_everywhere(tmp_path, aws))
    assert {where for _, where in found} == set(SIGNED)
    for (tool, where), seen in found.items():
        backend = [asked for asked in seen if asked.service != "sts"]
        assert backend, f"{tool} asked nothing in {where!r}: give it values that make it look"
        for asked in backend:
            assert (asked.key, asked.region) == SIGNED[where], f"{tool} in {where!r}: {asked}"
    # The login of a role is asked for with its source, and of nothing else is that seen.
    assert {asked.operation for asked in aws.seen if asked.key == "AKIABASE"} == {"AssumeRole"}
    assert {asked.key for asked in aws.seen} == {"AKIAPRODUCTION", "AKIABASE", "ASIADEV"}
    for key, region in SIGNED.values():
        first = next(n for n, one in enumerate(aws.seen) if (one.key, one.region) == (key, region))
        again = [one for one in aws.seen if (one.key, one.region) == (key, region)]
        repeated = [one for one in again if one.service != "sts"][:2]
        assert repeated[0].body == repeated[1].body, "the throttled request was made again"
        assert any(
            one.operation == OF_STS[key] and one.key == key for one in aws.seen[: first + 1]
        ), f"{key} was checked before {region} was asked"


def test_calls_in_several_places_at_once_do_not_mix(tmp_path: Path, behind: Behind) -> None:
    marks = {where: f"mark-{n}" for n, where in enumerate(SIGNED)}

    async def ask(environment: Any) -> None:
        async with Client(build("aws", environment).mcp) as client:
            await asyncio.gather(
                *(
                    client.call_tool(
                        "find_logs",
                        {
                            "group": GROUP,
                            "text": f"{mark}-{n}",
                            "around": VALUES["around"],
                            "where": where,
                        },
                        raise_on_error=False,
                    )
                    for n in range(4)
                    for where, mark in marks.items()
                )
            )

    with signed_aws(behind.answer) as aws:
        files = desktop(tmp_path, CONFIG, CREDENTIALS, PLACES)
        asyncio.run(ask(world(tmp_path, aws.url, KUROSAI_NOW=stamp(small("").now), **files)))
    for where, mark in marks.items():
        marked = [asked for asked in aws.seen if mark in asked.body]
        assert len(marked) >= 8
        assert {(asked.key, asked.region) for asked in marked} == {SIGNED[where]}
    assert len([one for one in aws.seen if one.operation == "GetCallerIdentity"]) == 2
