"""Of entries that are not there: when the last were written, whether some came since."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from cloud_logging import NOW, PROJECT, RESOURCES, Told, line, reader, refusal, served

from kurosai import calls
from kurosai.gcp import find_entries
from kurosai.gcp.question import Asked
from kurosai.sandbox.cloud_logging import messages
from kurosai.sandbox.cloud_logging.api import LoggingApi
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.projects import Project, Projects
from kurosai.sandbox.cloud_logging.store import Store
from kurosai.vocabulary import Coverage, Reading, stamp

WORDS = "handed over to the loader"
HOUR = 3_600
AROUND = NOW - timedelta(hours=2)


def asked(state: Path, entries: Sequence[Entry], around: datetime = AROUND) -> Reading:
    here = line(2 * HOUR + 60, "something else")
    store = Store(PROJECT, lambda: [here, *entries], now=NOW, kept=timedelta(days=30))
    with (
        served(LoggingApi(Projects([Project(store, 30)])), state) as chosen,
        reader(chosen) as logs,
    ):
        return find_entries.find(logs, RESOURCES, NOW, Asked(text=WORDS, around=stamp(around)))


def test_what_used_to_come_and_ended_leads_to_the_changes_of_then(tmp_path: Path) -> None:
    entries = [line(n * HOUR, WORDS) for n in range(240, 280)]
    reading = asked(tmp_path, entries)
    assert reading.coverage is Coverage.EMPTY
    ended = NOW - timedelta(hours=240)
    assert (
        "Last written 2026-01-26 02:10:00Z, 10 d before this, until then at most 60 min apart."
        in reading.lead
    )
    assert reading.next[0] == calls.find_entries(text=WORDS, around=ended)
    assert reading.next[1] == calls.find_commits("", around=ended + timedelta(days=1), hours=48)
    assert reading.facts["last written before"] == "2026-01-26T02:10:00Z"


def test_a_rare_one_has_not_ended_and_what_came_later_is_offered(tmp_path: Path) -> None:
    reading = asked(tmp_path, [line(90 * HOUR, WORDS), line(HOUR, WORDS)])
    assert "After this first written 2026-02-05 01:10:00Z." in reading.lead
    assert reading.next[0] == calls.find_entries(text=WORDS, around=NOW - timedelta(hours=1))
    assert "find_commits" not in [call.tool for call in reading.next]


def test_never_is_said_of_no_longer_than_there_are_entries(tmp_path: Path) -> None:
    reading = asked(tmp_path, [line(72 * HOUR, "first of all")])
    assert "Nor in 3 d before, where the log begins." in reading.lead
    assert reading.facts["not written"].startswith("2026-02-02 02:10:00Z-")


def test_a_look_that_fails_takes_nothing_from_the_answer(tmp_path: Path) -> None:
    def answer(body: bytes) -> bytes:
        wanted = messages.entries_asked(body).filter
        if WORDS not in wanted:
            return messages.entries_answer(PROJECT, (line(2 * HOUR + 60, "else"),), "")
        if f'>="{AROUND - timedelta(minutes=15):%Y-%m-%dT%H:%M}' not in wanted:
            raise refusal("PERMISSION_DENIED", "no")
        return messages.entries_answer(PROJECT, (), "")

    told = Told([answer])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        question = Asked(text=WORDS, around=stamp(AROUND))
        reading = find_entries.find(logs, RESOURCES, NOW, question)
    assert reading.coverage is Coverage.EMPTY
    assert any("could not be seen" in one for one in reading.lead)
