"""A policy that was written, told statement by statement, and kept as it was written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from trail_accounts import account, event, find

from kurosai.aws.changes import policy_words
from kurosai.vocabulary import Row

OWN = "111122223333"
DAY = {"since": "2026-11-12T00:00:00Z", "until": "2026-11-12T02:40:00Z"}
ADMIN = f"arn:aws:iam::{OWN}:role/search-admin"
ALLOW = {
    "Effect": "Allow",
    "Principal": {"AWS": [ADMIN, "arn:aws:iam::444455556666:role/b"]},
    "Action": "s3:*",
    "Resource": ["arn:aws:s3:::search-dumps", "arn:aws:s3:::search-dumps/*"],
}
ONLY = {
    "Sid": "OnlySearch",
    "Effect": "Deny",
    "NotPrincipal": {"AWS": ADMIN},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::search-dumps/*",
    "Condition": {"StringNotEquals": {"aws:SourceVpce": "vpce-0a1"}},
}


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def quoted(document: dict[str, Any]) -> str:
    """As a request carries it that has JSON in a text."""
    return json.dumps(json.dumps(document))


def put(at: str, document: dict[str, Any], day: str = "2026-11-12") -> str:
    request = f"bucketName: search-dumps, bucketPolicy: {json.dumps(document)}"
    told = event(at, "PutBucketPolicy", "user: a", request, source="s3")
    return told.replace("2026-11-12T", f"{day}T")


def changed(tmp_path: Path, resource: str, *events: str) -> Row:
    with account(tmp_path, *events) as (trail, _):
        return [row for row in find(trail, resource, **DAY).rows if row.mark == ">"][-1]


def test_a_policy_is_told_by_its_statements(tmp_path: Path) -> None:
    row = changed(tmp_path, "search-dumps", put("01:00:00", policy(ALLOW, ONLY)))
    assert (
        "bucketPolicy: Allow role/search-admin, 444455556666:role/b: s3:* on search-dumps, "
        "search-dumps/*; Deny NotPrincipal role/search-admin: s3:GetObject on search-dumps/* if "
        "StringNotEquals aws:SourceVpce vpce-0a1 (Sid OnlySearch) · user a"
    ) in row.brief


def test_what_is_recorded_is_the_policy_as_it_was_written(tmp_path: Path) -> None:
    many = [{**ALLOW, "Sid": f"S{n}"} for n in range(40)]
    row = changed(tmp_path, "search-dumps", put("01:00:00", policy(*many)))
    assert json.dumps(policy(*many), separators=(",", ":")) in row.text
    assert "and 34 more statements" in row.brief
    assert len(row.brief) < 2_000


def test_what_was_added_and_removed_is_told_by_statement(tmp_path: Path) -> None:
    other = {**ONLY, "Action": ["s3:GetObject", "s3:PutObject"]}
    read = {**ALLOW, "Action": "s3:GetObject"}
    row = changed(
        tmp_path,
        "search-dumps",
        put("09:00:00", policy(ALLOW, ONLY), "2026-11-02"),
        put("01:00:00", policy(read, other)),
    )
    assert row.brief.rpartition(" · ")[2] == (
        "before: bucketPolicy [OnlySearch] Action +s3:PutObject; "
        "removed: Allow role/search-admin, "
        "444455556666:role/b: s3:* on search-dumps, search-dumps/*; "
        "added: Allow role/search-admin, "
        "444455556666:role/b: s3:GetObject on search-dumps, search-dumps/* "
        "(written 2026-11-02T09:00:00Z)"
    )


def test_of_a_policy_that_was_deleted_it_is_told_what_it_said(tmp_path: Path) -> None:
    mount = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["elasticfilesystem:ClientMount"],
    }
    written = event(
        "00:10:00",
        "PutFileSystemPolicy",
        "user: a",
        f"fileSystemId: fs-0123456789abcdef0, policy: {quoted(policy(mount))}",
        source="elasticfilesystem",
    )
    gone = event(
        "01:00:00",
        "DeleteFileSystemPolicy",
        "user: b",
        "fileSystemId: fs-0123456789abcdef0",
        source="elasticfilesystem",
    )
    row = changed(tmp_path, "fs-0123456789abcdef0", written, gone)
    assert row.brief.endswith(
        "before: policy removed: Allow *: elasticfilesystem:ClientMount "
        "(written 2026-11-12T00:10:00Z)"
    )


def test_the_rules_of_a_registry_are_told_like_statements(tmp_path: Path) -> None:
    rule = {
        "rulePriority": 1,
        "selection": {
            "tagStatus": "any",
            "countType": "sinceImagePushed",
            "countUnit": "days",
            "countNumber": 14,
        },
        "action": {"type": "expire"},
    }
    text = quoted({"rules": [rule]})
    request = f"repositoryName: reserve-dump/pg-dump, lifecyclePolicyText: {text}"
    name = "PutLifecyclePolicy"
    row = changed(tmp_path, "pg-dump", event("01:00:00", name, "user: a", request, source="ecr"))
    assert "lifecyclePolicyText: expire any: sinceImagePushed 14 days (rule 1) · " in row.brief


def test_two_topics_attributes_are_two_settings(tmp_path: Path) -> None:
    def attribute(at: str, name: str, value: str) -> str:
        topic = "topicArn: arn:aws:sns:ap-northeast-1:111122223333:jobs"
        request = f"{topic}, attributeName: {name}, attributeValue: {value}"
        return event(at, "SetTopicAttributes", "user: a", request, source="sns")

    row = changed(
        tmp_path,
        "jobs",
        attribute("00:10:00", "DisplayName", "Jobs"),
        attribute("01:00:00", "Policy", quoted(policy({"Effect": "Deny", "Action": "sns:*"}))),
    )
    assert "attributeValue: Deny sns:* · user a" in row.brief
    assert row.brief.endswith("no earlier write in 90 days")


def test_a_condition_that_may_hold_a_secret_is_shown_nowhere(tmp_path: Path) -> None:
    secret = {**ONLY, "Condition": {"StringEquals": {"aws:RequestTag/api_key": "s3cret"}}}
    row = changed(
        tmp_path,
        "search-dumps",
        put("09:00:00", policy(ONLY), "2026-11-02"),
        put("01:00:00", policy(secret)),
    )
    assert "s3cret" not in row.text + row.brief
    assert "if StringEquals aws:RequestTag/api_key (not shown)" in row.brief
    assert '"aws:RequestTag/api_key":"(not shown)"' in row.text


@pytest.mark.parametrize(
    "value",
    [
        "",
        "{",
        "[1]",
        '{"Statement": "x"}',
        '{"Statement": [1]}',
        '{"rules": []}',
        {"rules": [{"id": 1}]},
        {"a": 1},
        7,
        None,
    ],
)
def test_what_is_no_policy_is_left_as_it_is(value: object) -> None:
    found = policy_words.of(value)
    assert found is None or not found.statements


def test_an_account_and_its_root_are_told_alike() -> None:
    told = policy_words.of(
        policy(
            {
                "Effect": "Allow",
                "Principal": {"AWS": ["444455556666", "arn:aws:iam::444455556666:root"]},
                "Action": "kms:*",
                "Resource": "*",
            }
        ),
        OWN,
    )
    assert told is not None
    assert told.told() == "Allow account 444455556666, account 444455556666: kms:*"
