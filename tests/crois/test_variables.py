"""Secrets in a task's environment: nowhere in what is shown or recorded, wherever it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from crois_world import NOW, crois, failed, job, numbered, world

from kurosai.crois import attributes, contrast, find_jobs, jobs, operations, variables
from kurosai.crois.job_search import Asked
from kurosai.openapi import document
from kurosai.safety.scrub import Scrub
from kurosai.vocabulary import Json, Reading, moment

OLD = {
    "DB_PASSWORD": "oldhunter2x",
    "SLACK_TOKEN": "tok-old-1111",
    "DATABASE_URL": f"postgres://app:{'S3cretPassw0rd' * 9}@db.example.com/x",
    "TARGET": "stg",
}
NEW = {
    "DB_PASSWORD": "newhunter3y",
    "SLACK_TOKEN": "tok-new-2222",
    "DATABASE_URL": f"postgres://app:{'N3wSecretPass1' * 9}@db.example.com/x",
    "TARGET": "prd",
}
NEVER = ("hunter", "tok-", "S3cret", "N3wSecret")


def everything(reading: Reading) -> str:
    """Whatever of a reading is shown or recorded, as it leaves the one door."""
    return repr(Scrub().reading(reading))


def holds_none(reading: Reading) -> None:
    told = everything(reading)
    assert [one for one in NEVER if one in told] == []


def world_of(bad: int, good: int) -> dict[str, Any]:
    several = [
        job(15201, f"2026-11-10T08:{m:02}:00Z", task={"environment": OLD}) for m in range(good)
    ]
    several += [
        failed(15201, f"2026-11-10T09:{m:02}:00Z", "login failed", task={"environment": NEW})
        for m in range(bad)
    ]
    return {"jobs": numbered(several)}


def found(told: Mapping[str, Any]) -> Reading:
    with crois(world(told)) as api:
        return find_jobs.find(api, moment(NOW), Asked(workflow_id="15201"))


def test_a_pair_says_that_a_secret_differs_and_not_its_values() -> None:
    reading = found(world_of(1, 1))
    holds_none(reading)
    told = next(row.text for row in reading.rows if row.text.startswith("unlike"))
    assert "env DB_PASSWORD differs (hidden)" in told
    assert "env DATABASE_URL differs (hidden)" in told
    assert "env TARGET prd (was stg)" in told


def test_a_contrast_names_the_variable_and_not_its_value() -> None:
    reading = found(world_of(9, 30))
    holds_none(reading)
    first = reading.rows[0].text
    assert first.startswith("all 9 failures, 0 of 30 successes: env DATABASE_URL (hidden)")
    assert "cannot be told apart here: env DB_PASSWORD (hidden), env SLACK_TOKEN (hidden)" in first
    assert reading.facts["contrast"] == first


def test_a_job_tells_and_records_no_secret_of_its_tasks() -> None:
    with crois(world(world_of(1, 0))) as api:
        reading = jobs.describe(api, "17000001")
    holds_none(reading)
    told = next(row for row in reading.rows if "environment:" in row.brief)
    assert "DB_PASSWORD=(hidden)" in told.brief
    assert "DATABASE_URL=postgres://app:[redacted: url password]@db.example.com/x" in told.brief
    assert '"SLACK_TOKEN":"(hidden)"' in told.text
    assert '"TARGET":"prd"' in told.text


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("secret:SALES_DB_PASSWORD", True),
        ("arn:aws:secretsmanager:ap-northeast-1:111122223333:secret:shop/db-Yk3vQe", True),
        ("projects/shop-prd/secrets/db/versions/3", True),
        ("secret:hunter2", False),
        ("hunter2 secret:SALES_DB_PASSWORD", False),
        ("projects/shop", False),
    ],
)
def test_which_secret_is_meant_is_told_and_no_secret_is(value: str, *, told: bool) -> None:
    assert variables.shown("DB_PASSWORD", value) == (value if told else "(hidden)")
    body = {"environment": {"DB_PASSWORD": value}}
    assert variables.without_secrets(body) == (
        body if told else {"environment": {"DB_PASSWORD": "(hidden)"}}
    )
    assert ("(hidden)" in variables.mark("DB_PASSWORD", value)) is not told


def test_any_other_read_hides_them_too() -> None:
    with crois(world(world_of(1, 0))) as api:
        reading = operations.call(api, document.crois(), "get_job", {"job_id": 17000001})
    holds_none(reading)
    assert "SLACK_TOKEN=(hidden)" in everything(reading)


def test_values_under_one_mark_are_told_apart_and_alike() -> None:
    one, same, other = (variables.mark("TOKEN", value) for value in ("a", "a", "b"))
    assert one == same != other
    split = contrast.Split(f"{attributes.ENVIRONMENT}TOKEN", one, 3, 3, 0, 5, 0.1)
    assert split.named == "env TOKEN (hidden)"


@pytest.mark.parametrize(
    "name",
    [
        *("DB_PASSWORD", "passwd", "PWD", "API_SECRET", "githubToken", "KEY", "S3_ACCESS_KEY_ID"),
        *("apiKey", "APIKEYS", "GOOGLE_CREDENTIALS", "OAUTH", "AUTHORIZATION", "SENTRY_DSN"),
        *("CONNECTION_STRING", "connStr", "PRIVATE", "DB_PASS", "DB_PASSWORD_OLD"),
    ],
)
def test_names_of_secrets(name: str) -> None:
    assert variables.secret(name)


@pytest.mark.parametrize(
    "name", ["TARGET", "AUTHOR", "KEYSPACE", "BYPASS", "COMPASS_ZONE", "DATABASE_URL", "REGION"]
)
def test_names_of_no_secret(name: str) -> None:
    assert not variables.secret(name)


@pytest.mark.parametrize(
    ("body", "hidden"),
    [
        (
            {"env": [{"name": "TOKEN", "value": "x1"}]},
            {"env": [{"name": "TOKEN", "value": "(hidden)"}]},
        ),
        ({"environment": {"TOKEN": "", "KEY": None}}, {"environment": {"TOKEN": "", "KEY": None}}),
        (
            {"key": "kept", "tasks": [{"env": {"A": 1}}]},
            {"key": "kept", "tasks": [{"env": {"A": 1}}]},
        ),
    ],
)
def test_environments_anywhere_in_a_body(body: Json, hidden: Json) -> None:
    assert variables.without_secrets(body) == hidden
