"""The policy that the documentation gives is what the doors ask for: no more, and no less."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any, cast

import boto3
import pytest

ROOT = Path(__file__).parents[2]
DOORS = ROOT / "servers" / "kurosai" / "aws" / "wire"
PREFIXES = {"stepfunctions": "states"}
"""Where IAM calls a service otherwise than boto3."""


GOOGLE = {
    "list_log_entries": "logging.logEntries.list",
    "list_logs": "logging.logs.list",
    "get_bucket": "logging.buckets.get",
}
"""What Google's documentation says that each method takes."""


def granted() -> set[str]:
    text = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    policy = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[0])
    (statement,) = policy["Statement"]
    assert statement["Effect"] == "Allow"
    return set(statement["Action"])


def asked(doors: Path) -> set[tuple[str, str]]:
    """(service, method) of every call that stands in the doors."""
    found: set[tuple[str, str]] = set()
    for path in doors.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant)]
                if node.func.attr == "call" and len(texts) == 2:
                    found.add((str(texts[0]), str(texts[1])))
    return found


def test_it_grants_each_call_that_is_made_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    actions: set[str] = set()
    for service, method in asked(DOORS) | {("sts", "get_caller_identity")}:
        operations = cast("Any", boto3).client(service).meta.method_to_api_mapping
        actions.add(f"{PREFIXES.get(service, service)}:{operations[method]}")
    assert len(actions) >= 10
    assert actions == granted()


def test_so_does_the_role_at_google() -> None:
    text = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    section = text.partition("## crois-gcp\n")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `(logging\.[\w.]+)` \|", section, re.MULTILINE))
    methods = asked(ROOT / "servers" / "kurosai" / "gcp" / "wire")
    assert {service for service, _ in methods} == {"logging", "config"}
    assert told == {GOOGLE[method] for _, method in methods}
