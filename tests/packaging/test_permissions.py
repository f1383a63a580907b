"""The policy that the documentation gives is what the doors ask for: no more, and no less."""

from __future__ import annotations

import ast
import json
import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from aws_models import levels

from kurosai.aws.any_call import allowed

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


def statement(number: int, effect: str) -> set[str]:
    """The actions of one of the policies that the page gives."""
    text = (ROOT / "docs" / "permissions.md").read_text("utf-8")
    policy = json.loads(re.findall(r"```json\n(.*?)```", text, re.DOTALL)[number])
    (found,) = policy["Statement"]
    assert found["Effect"] == effect
    assert found["Action"] == sorted(found["Action"])
    return set(found["Action"])


def granted() -> set[str]:
    return statement(0, "Allow")


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


def test_what_is_denied_beside_it_takes_no_allowed_read_away() -> None:
    denied = {one.lower() for one in statement(1, "Deny")}
    lost: set[str] = set()
    table = allowed.table()
    for name in table.services():
        service = table.service(name)
        for operation in service.allowed:
            action = f"{service.iam}:{operation}".lower()
            if any(fnmatchcase(action, one) for one in denied):
                lost.add(f"{name} {operation}")
    assert lost == set()
    assert granted().isdisjoint(statement(1, "Deny"))


def test_each_action_that_is_denied_exists() -> None:
    known = {f"{service}:{action}" for service, actions in levels().items() for action in actions}
    for one in statement(1, "Deny"):
        assert any(fnmatchcase(action, one.lower()) for action in known), one
