"""What one place offers next is asked of the same place."""

from __future__ import annotations

from datetime import UTC, datetime

from kurosai import calls
from kurosai.aws import same_place
from kurosai.vocabulary import Again, Call, Coverage, Reading

JOB = calls.trace_job("16852935")
OTHER = calls.describe_job("16852935")
TOLD = Call("aws", "trace_job", {"job_id": "1", "where": "dev"})
READING = Reading(
    "x",
    "aws 111122223333 us-east-1",
    Coverage.COMPLETE,
    next=(JOB, OTHER, TOLD),
    again=Again(datetime(2026, 1, 1, tzinfo=UTC), JOB, "later"),
)


def test_calls_of_this_server_are_of_the_place_that_was_asked() -> None:
    kept = same_place.kept({"where": "prod/us-east-1"}, READING)
    there = Call("aws", "trace_job", {"job_id": "16852935", "where": "prod/us-east-1"})
    assert kept.next == (there, OTHER, TOLD)
    assert kept.again
    assert kept.again.call == there


def test_where_nobody_named_a_place_nothing_is_added() -> None:
    assert same_place.kept({"where": ""}, READING) is READING
    assert same_place.kept({}, READING) is READING
