"""What a result says of itself, held against the world."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kurosai.bench import truth
from kurosai.rehearsal.answers import Answer
from kurosai.sandbox.scenario import bundled, load
from kurosai.sandbox.world import World, build

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
GROUP = "/aws/lambda/core-v2-crois-gke-health-checker"
TEXT = "[healthcheck] error: started_at has no value"


def answer(head: str, *, tool: str = "find_logs", body: str = "") -> Answer:
    return Answer("aws", tool, {"group": GROUP, "text": TEXT}, f"{head}\n{body}", False, 1)


def head(window: str, count: str, coverage: str) -> str:
    return f"5SFQMGMH · aws 111122223333 x · {GROUP} · {window} · {count} · {coverage}"


def test_a_header_is_read() -> None:
    said = truth.claims(answer(head("2025-11-04 17:59:00Z-18:29:00Z", "1 of 3 hits", "truncated")))
    assert said.start == datetime(2025, 11, 4, 17, 59, tzinfo=UTC)
    assert said.end == datetime(2025, 11, 4, 18, 29, tzinfo=UTC)
    assert (said.shown, said.total, said.coverage) == (1, 3, "truncated")


def test_a_window_over_midnight_is_read() -> None:
    said = truth.claims(
        answer(head("2025-11-03 23:59:00Z-2025-11-04T18:29:00Z", "0 of ? hits", "partial"))
    )
    assert said.end == datetime(2025, 11, 4, 18, 29, tzinfo=UTC)
    assert said.total is None


@pytest.mark.parametrize(
    ("window", "count", "coverage", "why"),
    [
        ("2025-11-04 20:59:00Z-21:00:01Z", "1 of 1 hit", "complete", "after now"),
        ("2025-11-04 20:59:00Z-20:58:00Z", "1 of 1 hit", "complete", "before it starts"),
        ("2025-11-04 20:00:00Z-21:00:00Z", "1 of 2 hits", "complete", "not all is shown"),
        ("2025-11-04 20:00:00Z-21:00:00Z", "0 of 2 hits", "empty", "something was found"),
        ("2025-11-04 20:00:00Z-21:00:00Z", "2 of 2 hits", "truncated", "all is shown"),
    ],
)
def test_words_that_cannot_be_true(window: str, count: str, coverage: str, why: str) -> None:
    (fault,) = truth.false_words(answer(head(window, count, coverage)), NOW)
    assert why in fault


def test_true_words_pass() -> None:
    good = answer(head("2025-11-04 20:00:00Z-21:00:00Z", "0 of 0 hits", "empty"))
    assert list(truth.false_words(good, NOW)) == []
    assert list(truth.false_words(answer("case 2Q07F8EM · alert"), NOW)) == []


@pytest.fixture(scope="module")
def world() -> World:
    return build(load(bundled("s01-started-at-missing")))


def test_hits_are_counted_in_the_world(world: World) -> None:
    window = "2025-11-04 17:59:00Z-18:29:00Z"
    assert list(truth.false_counts(answer(head(window, "1 of 1 hit", "complete")), world)) == []
    (fault,) = truth.false_counts(answer(head(window, "2 of 2 hits", "complete")), world)
    assert "the world has 1" in fault
    (fault,) = truth.false_counts(answer(head(window, "0 of 0 hits", "empty")), world)
    assert "the world has 1" in fault


def test_what_nobody_may_see_is_found() -> None:
    scenario = load(bundled("s01-started-at-missing"))
    secrets = {"CROIS_API_TOKEN": "0123456789abcdef", "AWS_REGION": "ap-northeast-1"}
    clean = answer(head("2025-11-04 20:00:00Z-21:00:00Z", "0 of 0 hits", "empty"))
    assert list(truth.leaks(clean, scenario, secrets)) == []
    leaking = answer("x", body="Token 0123456789abcdef in ap-northeast-1")
    assert list(truth.leaks(leaking, scenario, secrets)) == ["find_logs shows CROIS_API_TOKEN"]
    telling = answer("x", body=f"it is {scenario.key.cause_code}.")
    assert len(list(truth.leaks(telling, scenario, secrets))) == 1


def test_a_secret_of_the_world_is_found() -> None:
    scenario = load(bundled("s01-started-at-missing"))
    key = scenario.key.model_copy(update={"secrets": ("hunter2-prd",)})
    hidden = scenario.model_copy(update={"key": key})
    (leak,) = truth.leaks(answer("x", body="password=hunter2-prd"), hidden, {})
    assert "hunt..." in leak
    assert "hunter2-prd" not in leak


def test_more_than_three_next_calls_are_no_judgement() -> None:
    good = head("2025-11-04 20:00:00Z-21:00:00Z", "1 of 1 hit", "complete")
    lines = "\n".join(f'next: crois.describe_job {{"job_id":"{n}"}}' for n in range(4))
    (fault,) = truth.false_words(answer(good, body=lines), NOW)
    assert "4 next calls" in fault
