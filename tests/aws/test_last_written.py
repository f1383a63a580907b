"""Of a line that is not there: when it was last written, whether it came since, and how sure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from recorded_logs import ALERT, GROUP, NOW, Recorded, found, run

from kurosai import calls
from kurosai.aws.logs import last_written
from kurosai.aws.logs.occurrences.sought import Sought
from kurosai.aws.wire.errors import Denied
from kurosai.aws.wire.insights import QueryAnswer
from kurosai.aws.wire.logs import Found, LogEvent, LogGroup
from kurosai.vocabulary import Coverage, Reading, Window

WAITED_FOR = "[forward] backlog="
DAY = timedelta(days=1)


def line(at: datetime, text: str = WAITED_FOR) -> LogEvent:
    return LogEvent(f"e{at.timestamp()}", at, f"[INFO] {text}0", "s")


def every(step: timedelta, since: datetime, until: datetime) -> list[LogEvent]:
    count = int((until - since) / step)
    return [line(since + step * n) for n in range(count + 1)]


def asked(events: list[LogEvent], *, now: datetime = NOW) -> Reading:
    here = run(ALERT - timedelta(minutes=1))
    return found([*here, *events], text=WAITED_FOR, now=now)


def test_a_line_that_used_to_come_and_ended_leads_to_the_changes_of_then() -> None:
    ended = ALERT - 14 * DAY
    reading = asked(every(timedelta(minutes=30), ended - 3 * DAY, ended))
    assert reading.coverage is Coverage.EMPTY
    assert reading.lead[1] == (
        "Last written 2025-10-21 18:14:00Z, 14 d before this, until then at most 30 min apart."
    )
    assert reading.lead[2] == "Nor after this, until 2025-11-04T21:00:00Z."
    assert reading.next[0] == calls.find_logs(GROUP, WAITED_FOR, around=ended)
    assert reading.next[1] == calls.find_commits("", around=ended + DAY, hours=48)
    assert reading.facts["last written before"] == "2025-10-21T18:14:00Z"
    assert reading.facts["not written"] == "2025-10-21 18:14:00Z-2025-11-04T21:00:00Z"
    # What to try of a wrong text is no matter where the text is right.
    assert not any("shorter part" in one for one in reading.lead)


@pytest.mark.parametrize(
    "times",
    [
        # Too few to say how often they come.
        [ALERT - 9 * DAY, ALERT - 8 * DAY],
        # Silent for no longer than usual.
        [ALERT - n * DAY for n in (17, 13, 9, 5)],
    ],
)
def test_a_rare_line_has_not_ended(times: list[datetime]) -> None:
    reading = asked([line(at) for at in times])
    assert reading.lead[1].startswith("Last written ")
    assert [call.tool for call in reading.next] == ["find_logs", "find_logs"]


def test_what_came_after_the_window_is_offered() -> None:
    later = ALERT + timedelta(hours=1)
    reading = asked([*every(timedelta(hours=1), ALERT - 9 * DAY, ALERT - 5 * DAY), line(later)])
    assert "After this first written 2025-11-04 19:14:00Z." in reading.lead
    assert reading.next[0] == calls.find_logs(GROUP, WAITED_FOR, around=later)
    assert "find_commits" not in [call.tool for call in reading.next]


def test_never_written_is_said_of_no_longer_than_there_is_a_log() -> None:
    reading = asked([line(ALERT - 5 * DAY, "else")])
    assert "Nor in 5 d before, where the log begins." in reading.lead
    assert any("shorter part" in one for one in reading.lead)
    assert "Nor in 30 d before." in asked([line(ALERT - 30 * DAY, "else")]).lead


def test_the_last_of_very_many_is_found() -> None:
    """AWS gives the oldest first, and no search brings them all."""
    ended = ALERT - 5 * DAY
    step = timedelta(minutes=2)
    reading = asked(every(step, ended - 20 * DAY, ended))
    assert (
        "Last written 2025-10-30 18:14:00Z, 5 d before this, until then at most 2 min"
        in (reading.lead[1])
    )


def test_a_window_that_ends_now_has_no_after() -> None:
    reading = asked([line(ALERT - DAY)], now=ALERT + timedelta(minutes=1))
    assert not any(one.startswith(("Nor after", "After")) for one in reading.lead)


class _Stopping(Recorded):
    """CloudWatch that stops at once in every search outside of the window of the question."""

    def filter(
        self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
    ) -> Found:
        if window.end < ALERT - timedelta(minutes=15):
            return Found((), complete=False)
        return super().filter(group, pattern, window, most=most, stream=stream)


def test_a_search_that_stopped_proves_nothing_of_before() -> None:
    logs = _Stopping(run(ALERT - timedelta(minutes=1)))
    reading = found([], text=WAITED_FOR, logs=logs)
    assert "When it was last written is not known: the search stopped early." in reading.lead
    assert not any("before" in one for one in reading.lead)


def test_a_look_that_fails_takes_nothing_from_the_answer() -> None:
    class Refusing(Recorded):
        def filter(
            self, group: str, pattern: str, window: Window, *, most: int, stream: str = ""
        ) -> Found:
            if window.end < ALERT - timedelta(minutes=15):
                raise Denied("logs:FilterLogEvents")
            return super().filter(group, pattern, window, most=most, stream=stream)

    reading = found([], text=WAITED_FOR, logs=Refusing(run(ALERT - timedelta(minutes=1))))
    assert reading.coverage is Coverage.EMPTY
    assert "There are lines in this window" in reading.lead[0]
    assert any("could not be seen" in one for one in reading.lead)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        # As results show a line of JSON.
        ("StopCode=TaskFailedToStart", '{"StopCode":"TaskFailedToStart","id":"x"}'),
        ("stopCode=TaskFailedToStart", '{"detail":{"stopCode":"TaskFailedToStart"}}'),
        # The same statement with another number.
        ("[forward] handed 11 batches over", "[INFO] [forward] handed 205 batches over"),
        ("handed over", "all of it handed over at once"),
    ],
)
def test_in_whatever_form_it_was_asked_for_it_is_not_denied(text: str, written: str) -> None:
    at = ALERT - 3 * DAY
    events = [*run(ALERT - timedelta(minutes=1)), LogEvent("e", at, written, "s")]
    reading = found(events, text=text)
    assert reading.coverage is Coverage.EMPTY
    assert any("Last written 2025-11-01 18:14:00Z" in one for one in reading.lead)


class _Large(Recorded):
    """A group of half a gigabyte a month: too much to be searched for what nobody asked for."""

    def prefixed(self, prefix: str, *, most: int = 200) -> tuple[LogGroup, ...]:
        return (LogGroup(GROUP, 30, created=NOW - 30 * DAY, stored_bytes=500_000_000),)


class _Insights:
    """Logs Insights that counted three such lines, the last four days before the alert."""

    def run(
        self,
        query: str,
        groups: Sequence[str],
        window: Window,
        *,
        most: int,
        seconds: float | None = None,
    ) -> QueryAnswer:
        ended = f"{ALERT - 4 * DAY:%Y-%m-%d %H:%M:%S}.000"
        return QueryAnswer("Complete", ((("b", ended), ("n", "3"), ("a", ended), ("z", ended)),))

    def message(self, pointer: str) -> str:
        raise NotImplementedError(pointer)


def test_of_a_large_log_a_query_tells_and_not_of_every_form() -> None:
    window = Window(ALERT - timedelta(minutes=15), ALERT)
    sought, logs = Sought(WAITED_FOR), _Large([])
    seen = last_written.of(logs, _Insights(), GROUP, sought, window, NOW)
    assert seen.told(window) == ("Last written 2025-10-31 18:14:00Z or later, 4 d before this.",)
    # Since then it may have come in another form: that time is no absence.
    assert seen.facts(window) == {"not written": str(window)}
    unknown = last_written.of(logs, None, GROUP, sought, window, NOW)
    assert "is not known: about" in unknown.told(window)[0]


def test_a_line_like_another_is_one_of_its_signature() -> None:
    window = Window(ALERT - timedelta(minutes=15), ALERT)
    ours, other = "check job job_id=16852935 took 3 s", "check job done, took long: job_id=x"
    events = [line(ALERT - 2 * DAY, ours), line(ALERT - DAY, other)]
    sought = Sought(like="check job job_id=99999999 took 12 s0")
    seen = last_written.of(Recorded(events), None, GROUP, sought, window, NOW)
    assert seen.last == ALERT - 2 * DAY
