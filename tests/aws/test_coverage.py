"""What was not seen is said: searches that stop, and windows older than what is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from recorded_logs import ALERT, GROUP, NOW, RESOURCES, Recorded, found, hourly

from kurosai.aws.logs import find_logs
from kurosai.aws.logs.occurrences.patterns import alike, has_statement
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.logs import Found
from kurosai.errors import BadInput
from kurosai.vocabulary import Coverage, Window


class BlindToListings(Recorded):
    """A group so large that a search for any line stops before it has seen one."""

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        if not pattern:
            return Found((), complete=False)
        return super().filter(group, pattern, window, most=most, stream=stream)


@pytest.mark.parametrize("text", ["started_at has no value tasks:normal-1", ""])
def test_a_search_that_stopped_before_it_saw_anything_is_not_empty(text: str) -> None:
    logs = Recorded([])
    logs.blind = True
    reading = found([], logs=logs, text=text)
    assert reading.coverage is Coverage.PARTIAL
    assert reading.lead[0] == "The search stopped at its limit before it had seen the whole window."
    assert reading.total is None


def test_nor_is_nothing_said_to_have_run_when_that_was_not_seen() -> None:
    reading = found([], logs=BlindToListings([]))
    assert reading.coverage is Coverage.PARTIAL
    assert "nothing ran" not in " ".join(reading.lead)


def test_a_window_that_begins_before_what_is_kept_is_partial() -> None:
    logs = Recorded([])
    logs.retention = 1
    now = ALERT + timedelta(days=1)
    reading = found([], logs=logs, now=now)
    assert reading.coverage is Coverage.PARTIAL
    told = "The group keeps 1 days: what was before 2025-11-04T18:14:00Z is gone."
    assert told.casefold() in " ".join(reading.lead).casefold()


def test_so_is_one_with_hits_and_the_runs_are_those_that_are_kept() -> None:
    events = hourly(failing=[18], hours=range(6, 21))
    now = ALERT + timedelta(days=1)
    logs = Recorded([event for event in events if event.at >= ALERT])
    logs.retention = 1
    reading = found([], logs=logs, now=now)
    assert reading.coverage is Coverage.PARTIAL
    assert sum("is gone" in line for line in reading.tail) == 1
    assert "same signature 2025-11-04 18:14:00Z-" in reading.tail[0]


def test_runs_that_are_gone_do_not_make_the_hits_partial() -> None:
    events = hourly(failing=[18], hours=range(13, 21))
    logs = Recorded(events)
    logs.retention = 1
    reading = found([], logs=logs, now=ALERT + timedelta(hours=20))
    assert reading.coverage is Coverage.COMPLETE
    assert reading.tail[1] == "the group keeps 1 days: what was before 2025-11-04T14:14:00Z is gone"
    assert "runs 14:14Z-17:14Z ok x4 | 18:14Z FAIL" in reading.tail[2]


def test_who_may_not_ask_how_long_lines_are_kept_cannot_prove_absence() -> None:
    logs = Recorded([])
    logs.refuse_groups = Denied("no")
    reading = found([], logs=logs, now=NOW + timedelta(days=3))
    assert reading.coverage is Coverage.PARTIAL
    assert "not known" in reading.lead[-1]


@pytest.mark.parametrize(
    "around", ["0001-01-01T00:00:00Z", "0001-01-01T12:00:00Z", "1969-12-31T23:00:00Z"]
)
def test_a_time_before_all_logs_is_a_wrong_question(around: str) -> None:
    with pytest.raises(BadInput, match="before any log"):
        find_logs.find(
            Recorded([]),
            RESOURCES,
            NOW,
            group=GROUP,
            text="",
            around=around,
            since="",
            until="",
            minutes=15,
        )


def test_a_text_of_nothing_constant_is_counted_as_a_text() -> None:
    events = hourly(failing=[18], hours=range(6, 21), error="err 42 x7")
    reading = found(events, text="err 42")
    assert reading.tail[0].startswith("same text 2025-11-04 ")
    assert "same text" in reading.facts
    assert "same signature" not in reading.facts


def test_two_short_parts_are_a_statement() -> None:
    assert alike("disk 12 full") == '"disk" "full"'
    assert alike("job 12") == '"job 12"'
    assert has_statement("disk 12 full")
    assert not has_statement("job 12")
