"""A case there and back: what its calls read in the world of its own export."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from round_trips import Call, Returned, decides_the_same, quiet, round_trip

from kurosai.replay import told
from kurosai.sandbox.scenario import bundled

SECRET = "hunter2-prd-batch"
ORDERS = """
extends: BASE
noise: { jobs: 60, log_events: 600 }
world:
  aws:
    log_groups:
      /acme/orders/api:
        streams:
          api/one: [{ at: 2026-11-10T08:30:00Z, message: "order 71 took 4100 ms ERROR timeout" }]
          api/two: [{ at: 2026-11-10T08:31:00Z, message: "order 72 took 4200 ms ERROR timeout" }]
      /acme/orders/worker:
        streams:
          worker/one:
            - { at: 2026-11-10T08:30:30Z, message: "order 71 gone ERROR timeout", delay: 3m }
      /acme/orders/mailer: {}
    denied: ["cloudwatch:DescribeAlarms"]
    metrics:
      errors:
        namespace: AWS/Lambda
        name: Errors
        dimensions: { FunctionName: orders-forwarder }
        values: { 2026-11-10T08:11:00Z: 7, 2026-11-10T08:13:00Z: 1, 2026-11-10T08:14:00Z: 5 }
    trail:
      - at: 2026-11-09T22:00:00Z
        source: lambda.amazonaws.com
        name: UpdateFunctionConfiguration20150331v2
        who: { role: platform/deployer, session: k-ito }
        resources: [{ type: "AWS::Lambda::Function", name: orders-forwarder }]
        request: { functionName: orders-forwarder, memorySize: 1024 }
      - at: 2026-11-10T08:10:05Z
        source: lambda.amazonaws.com
        name: UpdateFunctionConfiguration20150331v2
        who: { user: t-yamada }
        agent: console.amazonaws.com
        resources: [{ type: "AWS::Lambda::Function", name: orders-forwarder }]
        request:
          functionName: orders-forwarder
          memorySize: 512
          environment: { variables: { LEVEL: info, DB_PASSWORD: SECRET } }
"""
AT = "2026-11-10T08:30:00Z"
GROUPS = "/acme/orders/api,/acme/orders/worker,/acme/orders/mailer"
ASKED: tuple[Call, ...] = (
    ("crois", "describe_job", {"job_id": "16902244"}),
    ("aws", "trace_job", {"job_id": "16902244"}),
    ("aws", "find_logs", {"group": GROUPS, "text": "timeout", "around": AT}),
    ("aws", "find_logs", {"group": "/acme/orders/mailer", "text": "timeout", "around": AT}),
    ("aws", "find_changes", {"resource": "lambda:orders-forwarder", "around": AT}),
    ("aws", "find_changes", {"by": "t-yamada", "around": AT}),
    ("aws", "read_metrics", {"metrics": ["lambda:orders-forwarder errors 60s"], "around": AT}),
    ("aws", "find_alarms", {"around": AT}),
)


def others(done: Returned) -> list[str]:
    """The calls that decide otherwise, for a reader of a failure."""
    return [
        "\n".join([f"{told.name(one)}: {told.headline(one)}", *told.details(one)])
        for one in done.calls
        if not decides_the_same(one)
    ]


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Returned:
    folder = tmp_path_factory.mktemp("orders")
    text = ORDERS.replace("BASE", str(bundled("s03-no-manifest"))).replace("SECRET", SECRET)
    (folder / "orders.yaml").write_text(text, "utf-8")
    return round_trip(folder / "orders.yaml", folder, ASKED)


def test_changes_streams_and_attempts_come_back(orders: Returned) -> None:
    assert others(orders) == []
    assert orders.share() == (len(ASKED), len(ASKED))
    world = yaml.safe_load(orders.file.read_text("utf-8"))["world"]["aws"]
    assert {name: [*group.get("streams", {})] for name, group in world["log_groups"].items()} == {
        "/acme/orders/api": ["api/one", "api/two"],
        "/acme/orders/worker": ["worker/one"],
        "/acme/orders/mailer": [],
    }
    (late,) = world["log_groups"]["/acme/orders/worker"]["streams"]["worker/one"]
    assert late["delay"] == "180s"
    # The change that was found, and the one that told what was set before it.
    assert [one["request"]["memorySize"] for one in world["trail"]] == [1024, 512]


@pytest.mark.parametrize("name", ["h01-merged-change", "h02-innocent-change"])
def test_code_comes_back(name: str, tmp_path: Path) -> None:
    done = round_trip(quiet(bundled(name), tmp_path), tmp_path)
    assert others(done) == []
    same, of = done.share("github")
    assert same == of >= 8


def test_a_value_that_is_never_shown_is_not_kept_either(orders: Returned) -> None:
    kept = "\n".join(row.text for one in orders.calls for row in one.recorded.kept)
    assert "DB_PASSWORD" in kept
    assert SECRET not in kept + orders.exported.text
