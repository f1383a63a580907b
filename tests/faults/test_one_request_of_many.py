"""A tool asks several things: whichever of them breaks, the result is no whole answer.

A world answers all requests well but one. Each in turn is that one.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import repositories
from accepting import running
from aws_worlds import KEY
from fault_doors import Anywhere, Opened, opened
from fault_server import Asked, FaultServer, Play, Wire
from fault_table import told
from fault_worlds import FUNCTION, JOB, KILLED, NO_ADDRESS, WAITING, worlds

MOST = 9
"""Requests of a tool that are broken one by one: later ones are more of the same."""

DAY = "2026-11-10T08:00:00Z"
SETTLED = {"since": DAY, "until": "2026-11-11T00:30:00Z"}
"""Long enough ago for CloudTrail to be final."""

GROUP = "/crois/v2/prd/ecs/crois-ops"
QUEUE_AGE = "AWS/SQS ApproximateAgeOfOldestMessage QueueName=crois-v2-prd-job-queue Maximum"
SAID = (
    *("not compared: ", "looked ", "next: aws.find_changes "),
    "When it was last written could not be seen: ",
)
"""Lines that say of a part what became of it, in a result whose main part is whole, or that ask for
it by itself."""
WHOLE = re.compile(r"looked .* (?:complete|empty): ")
"""A look that saw all there was is the same whichever other request is broken."""

CORE = "crois/core-v2"
TOOLS: tuple[tuple[str, str, Mapping[str, Any]], ...] = (
    ("AWS", "trace_job", {"job_id": JOB}),
    ("AWS", "trace_job", {"job_id": NO_ADDRESS}),
    ("AWS", "trace_job", {"job_id": WAITING}),
    ("AWS", "trace_job", {"job_id": KILLED}),
    ("AWS", "find_logs", {"group": GROUP, "text": "exit"}),
    ("AWS", "query_logs", {"query": "fields @timestamp, @message", "groups": GROUP, "since": DAY}),
    ("AWS", "find_changes", {"resource": f"lambda:{FUNCTION}", **SETTLED}),
    ("AWS", "find_changes", {"by": "nobody", **SETTLED}),
    ("AWS", "find_alarms", {}),
    ("AWS", "find_alarms", {"about": "core-v2-queue-age"}),
    ("AWS", "read_metrics", {"metrics": [QUEUE_AGE]}),
    ("AWS", "read_metrics", {"metrics": [QUEUE_AGE], "around": "2026-11-10T12:00:00Z"}),
    ("AWS", "call_aws", {"service": "sqs", "operation": "ListQueues"}),
    ("AWS", "call_aws", {"service": "ec2", "operation": "DescribeSubnets"}),
    ("Crois", "describe_job", {"job_id": JOB}),
    ("Crois", "find_jobs", {}),
    ("Crois", "describe_workflow", {"workflow_id": "15102"}),
    ("Crois", "read_task_log", {"job_id": JOB}),
    ("Crois", "call_operation", {"operation": "list_jobs"}),
    ("GitHub", "find_commits", {"repository": CORE}),
    ("GitHub", "find_commits", {}),
    ("GitHub", "describe_change", {"repository": CORE, "change": "#412"}),
    ("GitHub", "read_file", {"repository": "crois/odd", "path": "src/Handler.py"}),
    ("GitHub", "search_code", {"words": "handler"}),
)


def _page(wire: Wire) -> None:
    wire.answer("404 Not Found", b"<html>blocked</html>", kind="text/html")


def _nothing(wire: Wire) -> None:
    wire.answer("200 OK", b"{}")


def _cut(wire: Wire) -> None:
    wire.answer("200 OK", wire.good.body[: len(wire.good.body) // 2])


@pytest.fixture(scope="module")
def sites(
    tmp_path_factory: pytest.TempPathFactory,
) -> Generator[Mapping[str, tuple[FaultServer, Opened]]]:
    with ExitStack() as stack:
        found: dict[str, tuple[FaultServer, Opened]] = {}
        for kind, now in stack.enter_context(worlds()):
            server = stack.enter_context(running(FaultServer(kind.good, lambda _: True)))
            state: Path = tmp_path_factory.mktemp(kind.name)
            variables = {**kind.variables(server.url), "KUROSAI_NOW": now, "AWS_ACCESS_KEY_ID": KEY}
            chosen = Anywhere(state, variables)
            found[kind.name] = (
                server,
                stack.enter_context(opened(kind, state, server.url, chosen)),
            )
        yield found


def kind_of(asked: Asked) -> tuple[str, str]:
    """What a request asks for: several go at once, so that their order is another each time."""
    action = parse_qs(asked.body.decode("latin-1")).get("Action", [""])[0]
    return asked.headers.get("x-amz-target", action), asked.target


def only(kind: tuple[str, str], number: int, play: Play) -> Play:
    """Breaks one of the requests of a kind, from 0; all others are answered well."""
    lock = threading.Lock()
    seen = 0

    def one(wire: Wire) -> None:
        nonlocal seen
        at = -1
        if kind_of(wire.asked) == kind:
            with lock:
                at, seen = seen, seen + 1
        if at == number:
            play(wire)
        else:
            wire.well()

    return one


@pytest.mark.parametrize("play", [_page, _nothing, _cut])
@pytest.mark.parametrize(("vendor", "tool", "arguments"), TOOLS)
def test_a_result_is_whole_only_when_every_part_is(
    sites: Mapping[str, tuple[FaultServer, Opened]],
    vendor: str,
    tool: str,
    arguments: Mapping[str, Any],
    play: Callable[[Wire], None],
) -> None:
    server, one = sites[vendor]
    one.server.serving.seconds = 30
    with server.playing(lambda wire: wire.well()):
        # Who asks is asked once, in the first call of all.
        one.tool(tool, arguments)
    with server.playing(lambda wire: wire.well()):
        good = one.tool(tool, arguments)
        kinds = [kind_of(asked) for asked in server.asked]
    assert not good.error, good.text
    assert kinds
    for at, kind in enumerate(kinds[:MOST]):
        number = kinds[:at].count(kind)
        with server.playing(only(kind, number, play)):
            read = one.tool(tool, arguments)
            assert [kind_of(asked) for asked in server.asked].count(kind) > number
        assert not read.text.startswith("defect"), (kind, read.text)
        assert repositories.TOKEN not in read.text
        header = read.text.partition("\n")[0]
        if read.error or not header.endswith((" · complete", " · empty")):
            continue
        known = told(good.text).splitlines()
        more = [line for line in told(read.text).splitlines() if line not in known]
        # Where a job was left out of a comparison, and that is said, the comparison is another one.
        compared = any(line.startswith("not compared: ") for line in more)
        assert compared or all(line.startswith(SAID) for line in more), (kind, read.text)
        assert not any(WHOLE.match(line) for line in more), (kind, read.text)


def test_a_trail_that_hangs_keeps_a_trace_waiting_for_its_own_time_only(
    sites: Mapping[str, tuple[FaultServer, Opened]],
) -> None:
    server, one = sites["AWS"]
    trail = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents"
    # The first call of all loads the vendor's library, which is not what is asked here.
    one.server.serving.seconds = 30
    with server.playing(lambda wire: wire.well()):
        one.tool("trace_job", {"job_id": KILLED})
    # Of these, what CloudTrail takes leaves three to all that follows it.
    one.server.serving.seconds = 7
    with server.playing(only((trail, "/"), 0, lambda wire: wire.hang())):
        begun = time.monotonic()
        read = one.tool("trace_job", {"job_id": KILLED})
        took = time.monotonic() - begun
    assert not read.error, read.text
    assert took < 6
    assert read.text.partition("\n")[0].endswith(" · complete")
    (said,) = (line for line in read.text.splitlines() if line.startswith("looked cloudtrail "))
    assert re.search(r" partial: No answer within (?:4|3\.\d) s \(while reading CloudTrail", said)
    assert "cause out-of-memory: " in read.text
