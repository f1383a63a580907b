"""When else the same was written: the signature counted, new or not; many hits as patterns."""

from __future__ import annotations

import itertools
import time
from collections.abc import Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, Told, line, reader, reading, refusal, served

from kurosai import deadline
from kurosai.errors import BadInput, Unavailable
from kurosai.gcp import alike, find_entries, hits, slices
from kurosai.gcp.question import Asked
from kurosai.sandbox.cloud_logging import messages
from kurosai.sandbox.cloud_logging.api import LoggingApi
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.projects import Project, Projects
from kurosai.sandbox.cloud_logging.store import Store
from kurosai.vocabulary import Coverage, Reading, Window

if TYPE_CHECKING:
    from collections.abc import Generator

    from kurosai.gcp.wire.entries import CloudLogging

HIT = "worker 7: lease 4711 of shard 12 lost after 31 s"


def api(entries: Sequence[Entry], reads: int | None = None) -> LoggingApi:
    store = Store(PROJECT, lambda: entries, now=NOW, kept=timedelta(days=30))
    return LoggingApi(Projects([Project(store, 30)], reads))


@contextmanager
def over(
    state: Path, entries: Sequence[Entry], reads: int | None = None, **more: str
) -> Generator[CloudLogging]:
    with served(api(entries, reads), state, NOW, **more) as chosen, reader(chosen) as logs:
        yield logs


def find(logs: CloudLogging, **asked: Any) -> Reading:
    return find_entries.find(logs, RESOURCES, NOW, Asked(**asked))


def hours(*several: float, text: str = HIT) -> list[Entry]:
    """One line so many hours before now, each with other numbers."""
    made: list[Entry] = []
    for number, one in enumerate(several):
        entry = line(int(one * 3600), text.replace("4711", str(8000 + number)))
        entry.insert_id = f"{text[:6]}{number}"
        made.append(entry)
    return made


def told(reading: Reading) -> str:
    return next(one for one in reading.lead if one.startswith("same signature"))


def test_a_line_of_before_makes_it_not_new(tmp_path: Path) -> None:
    with over(tmp_path, hours(0.5, 3, 20, 21, 22)) as logs:
        found = find(logs, text="lease 8000", since="1h")
    assert found.found == 1
    assert told(found) == (
        "same signature 2026-02-04 01:10:00Z-2026-02-05T02:10:00Z: 5 "
        "·█▄·······▄▄ (2.08 h each), first 2026-02-04T04:10:00Z, last 2026-02-05T01:40:00Z; "
        "not new: 4 in the 24 h before the window"
    )
    assert found.facts["same signature"].startswith("5 (")


def test_without_one_before_it_is_new(tmp_path: Path) -> None:
    other = hours(5, 24.9, text="worker 7: lease 4711 of shard 12 won after 31 s")
    # It holds every word of the line, and is another one.
    longer = hours(7, 8, text=f"{HIT} and was found again")
    with over(tmp_path, [*hours(0.2, 0.4, 0.5), *other, *longer]) as logs:
        found = find(logs, text="lost after", since="1h")
    assert "Z: 3 ···········█ (" in told(found)
    assert told(found).endswith("new: none in the 24 h before the window")


def test_of_a_place_that_wrote_nothing_before_nobody_knows_what_is_new(tmp_path: Path) -> None:
    elsewhere = hours(20, text="another container was here")
    elsewhere[0].resource_labels = {**elsewhere[0].resource_labels, "namespace_name": "other"}
    with over(tmp_path, [*hours(0.2), *elsewhere]) as logs:
        found = find(logs, text="lost after", since="1h")
    assert told(found).endswith(
        "Z: 1; whether it is new is not known: its place (k8s_container c n) has no entry at all "
        "in the 24 h before the window"
    )


def test_what_is_new_is_new_as_far_back_as_there_are_entries(tmp_path: Path) -> None:
    with over(tmp_path, [*hours(0.2), *hours(3, 8, text="all is well")]) as logs:
        found = find(logs, text="lost after", since="1h")
    assert told(found).endswith(
        "new: none in the 7 h before the window; earlier, back to 24 h, its place (k8s_container "
        "c n) has no entry at all"
    )


def test_a_baseline_that_cannot_be_looked_at_is_said_to_be_so(tmp_path: Path) -> None:
    one = messages.entries_answer(PROJECT, tuple(hours(0.2)), "")
    none = messages.entries_answer(PROJECT, (), "")

    def answer(body: bytes) -> bytes:
        asked = messages.entries_asked(body)
        if asked.page_size == slices.PAGE:
            return one if asked.filter.startswith('timestamp>="2026-02-05T01:10') else none
        if asked.page_size == 2:
            raise refusal("UNAVAILABLE")
        return one

    with served(Told([answer]), tmp_path, NOW) as chosen, reader(chosen) as logs:
        found = find(logs, text="lost after", since="1h")
    assert told(found).endswith(
        "; none in the 24 h before the window; whether anything was written there then was not "
        "looked at"
    )


def test_what_is_not_kept_is_no_baseline(tmp_path: Path) -> None:
    with over(tmp_path, hours(0.2)) as logs:
        found = find(logs, text="lost", since="31d", until="6h")
        assert found.coverage is Coverage.PARTIAL
        edge = find(logs, text="lost", since="30d")
    assert told(edge).endswith("whether it is new cannot be told: nothing is kept from before")


def test_more_than_can_be_read_is_at_least_so_many(tmp_path: Path) -> None:
    many = hours(*(10 + number / 1000 for number in range(slices.MOST + 20)))
    with over(tmp_path, [*hours(0.2, text="x " + HIT), *hours(0.3), *many]) as logs:
        found = find(logs, text=HIT.replace("4711", "8000"), around="2026-02-05T01:52:00Z")
    assert f"at least {slices.MOST + 1} " in told(found)
    assert told(found).endswith(
        f" of those read; not new: {slices.MOST} in the 24 h before the window"
    )


def test_a_line_finds_those_of_its_signature(tmp_path: Path) -> None:
    other = hours(0.3, 0.4, text="worker 7: lease 4711 of shard 12 lost after a fight")
    with over(tmp_path, [*hours(0.1, 0.2), *other]) as logs:
        found = find(logs, like="worker 1: lease 99 of shard 3 lost after 5 s", since="1h")
        shown = find(logs, like=f"[p stdout] {HIT}", since="1h")
    assert (found.found, found.total, found.coverage) == (2, 2, Coverage.COMPLETE)
    assert shown.found == 2


def test_an_event_as_we_show_it_finds_those_like_it(tmp_path: Path) -> None:
    with reading(tmp_path) as logs:
        found = find(
            logs,
            like="[Node gke-crois-v2-prd-gke-x-0001-aaaa] Shutdown: "
            "Shutdown manager detected shutdown event",
            since="3h",
        )
    assert found.found == 1


def test_candidates_that_were_not_all_read_are_truncated(tmp_path: Path) -> None:
    noise = hours(
        # Newer than the one that is meant: of too many the newest are read.
        *(0.05 + number / 4000 for number in range(hits.MOST_ALIKE)),
        text="worker 7: lease 4711 of shard 12 lost after much",
    )
    with over(tmp_path, [*noise, *hours(0.9)]) as logs:
        found = find(logs, like=HIT, since="1h")
    assert found.coverage is Coverage.PARTIAL
    assert found.found == 0
    assert any("stopped at its limit" in one for one in found.lead)


def test_nothing_but_numbers_is_no_line() -> None:
    with pytest.raises(BadInput, match="nothing but numbers"):
        alike.of("12345 2025-11-04T18:00:00Z 77")


def test_many_hits_come_as_patterns_and_the_nearest(tmp_path: Path) -> None:
    many = hours(*(0.2 + number / 1000 for number in range(80)))
    other = hours(*(0.25 + number / 1000 for number in range(30)), text="shard 4711 lost its way")
    with over(tmp_path, [*many, *other]) as logs:
        found = find(logs, text="lost", since="1h")
    assert (found.coverage, found.found) == (Coverage.TRUNCATED, 50)
    assert "all hits of the window: 110 in 2 patterns" in found.tail
    patterns = [row.text for row in found.rows if row.at is None]
    assert [one.partition(" ")[0] for one in sorted(patterns)] == ["x30", "x80"]
    assert sum(row.mark == ">" for row in found.rows if row.at) < 15
    assert len([row for row in found.rows if row.at]) >= 50


def test_the_numbers_of_a_pattern_are_told_from_the_lowest_to_the_highest(tmp_path: Path) -> None:
    many = [
        entry
        for number in range(80)
        for entry in hours(0.2 + number / 1000, text=f"lost its lease after {number + 17} ms")
    ]
    with over(tmp_path, many) as logs:
        found = find(logs, text="lost its lease", since="1h")
    (pattern,) = (row.text for row in found.rows if row.at is None)
    assert "80 values, 17 to 96>" in pattern


def test_patterns_of_a_signature_are_of_it_alone(tmp_path: Path) -> None:
    many = hours(*(0.2 + number / 1000 for number in range(310)))
    longer = hours(*(0.6 + number / 1000 for number in range(9)), text=f"{HIT} and was found again")
    with over(tmp_path, [*many, *longer]) as logs:
        found = find(logs, like=HIT, since="1h")
    assert found.coverage is Coverage.TRUNCATED
    assert found.tail[0] == "all hits of the window: 310 in 1 pattern"


def test_of_many_patterns_those_that_are_shown_are_counted(tmp_path: Path) -> None:
    words = [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "sigma",
        "omega",
        "kappa",
        "lambda",
        "theta",
        "zeta",
        "iota",
        "rho",
        "chi",
    ]
    many = [
        entry
        for place, word in enumerate(words)
        for entry in hours(
            *(0.2 + place / 100 + number / 10000 for number in range(5)),
            text=f"{word} is what was lost by {word}",
        )
    ]
    with over(tmp_path, many) as logs:
        found = find(logs, text="was lost", since="1h")
    assert found.tail[0] == "all hits of the window: 65 in 13 patterns, the 10 most telling"


def test_the_same_of_many_pods_is_folded(tmp_path: Path) -> None:
    several = [line(number + 5, "disk is full") for number in range(6)]
    for entry, name in zip(several, ("load", "sync", "train", "check", "fetch", "x"), strict=True):
        entry.resource_labels = {**entry.resource_labels, "pod_name": f"{name}-bcdfg"}
    with over(tmp_path, several) as logs:
        found = find(logs, text="disk is full", since="1h")
    assert sum(row.mark == ">" for row in found.rows) == 2
    assert "[and 5 alike" in found.rows[0].brief


def test_late_entries_are_found_by_when_they_came(tmp_path: Path) -> None:
    late = line(7200, "came late")
    late.received = NOW - timedelta(minutes=10)
    with over(tmp_path, [late, line(60, "came at once")]) as logs:
        by_time = find(logs, text="came", since="1h")
        by_arrival = find(logs, text="came", since="1h", received=True)
        before = find(logs, text="came", since="3h", until="1h", received=True)
    assert by_time.found == 1
    assert by_arrival.found == 2
    assert by_arrival.rows[0].brief.endswith("[came 2026-02-05T02:00:00Z]")
    assert by_arrival.lead[0].startswith("the window is of when entries could be read")
    assert before.coverage is Coverage.EMPTY


def test_severity_is_at_least(tmp_path: Path) -> None:
    several = [line(5, "a"), line(6, "b"), line(7, "c")]
    for entry, severity in zip(several, (200, 400, 600), strict=True):
        entry.severity = severity
    with over(tmp_path, several) as logs:
        assert find(logs, severity="WARNING").found == 2
        assert find(logs, severity="CRITICAL").found == 1


def test_an_operation_holds_its_entries_together(tmp_path: Path) -> None:
    several = [line(5, "begun"), line(20, "other"), line(40, "ended")]
    for entry in (several[0], several[2]):
        entry.operation = ("op-1", "p")
    with over(tmp_path, several) as logs:
        found = find(logs, text="ended")
    assert "operation op-1, 1 other entry nearest to it" in found.lead[0]


def test_what_surrounds_a_job_is_its_own_and_not_all_of_the_cluster(tmp_path: Path) -> None:
    with reading(tmp_path) as logs:
        found = find(logs, text="BackoffLimitExceeded", since="3h")
    assert found.lead[0].startswith(
        "around the hit of 2026-02-05T01:17:26Z: Job job-16990412-train and its pods, "
    )
    names = {row.brief.partition("]")[0].rpartition(" ")[2] for row in found.rows}
    assert all(name.startswith("job-16990412-train") for name in names)


def test_few_reads_left_are_kept(tmp_path: Path) -> None:
    with over(tmp_path, hours(0.2), KUROSAI_GCP_READS="12") as logs:
        found = find(logs, text="lost", since="1h")
        assert "not counted (the reads of this minute are kept" in told(found)
        for _ in range(12 - 3):
            logs.entries("x", Window(NOW, NOW), most=1)
        with pytest.raises(Unavailable, match=r"12 times within a minute.*Ask again in \d+ s"):
            find(logs, text="lost", since="1h")


def test_the_quota_of_the_service_is_said_as_what_it_is(tmp_path: Path) -> None:
    with (
        over(tmp_path, hours(0.2), reads=0) as logs,
        pytest.raises(Unavailable, match="quota for reading logs is used up"),
    ):
        find(logs, text="lost")


@pytest.mark.parametrize("seconds", [5.6, 4.5])
def test_what_was_found_is_not_lost_over_counting(tmp_path: Path, seconds: float) -> None:
    (entry,) = hours(0.2)
    page = messages.entries_answer(PROJECT, (entry,), "")

    def answer(body: bytes) -> bytes:
        if messages.entries_asked(body).page_size == slices.PAGE:
            time.sleep(2)
        return page

    with (
        served(Told([answer]), tmp_path, NOW) as chosen,
        reader(chosen) as logs,
        deadline.running(deadline.Deadline(seconds)),
    ):
        found = find(logs, text="lost", since="1h")
    assert (found.found, found.coverage) == (1, Coverage.COMPLETE)
    assert told(found).startswith("same signature elsewhere: not counted (")


@pytest.mark.parametrize(
    ("length", "left", "count"),
    [(1, 60, 1), (25, 60, 2), (73, 60, 4), (700, 60, 6), (700, 3, 3), (700, 0, 1)],
)
def test_slices_cover_the_window_without_a_gap(length: int, left: int, count: int) -> None:
    window = Window(NOW - timedelta(hours=length), NOW)
    found = slices.slices(window, left)
    assert len(found) == count
    assert (found[0].start, found[-1].end) == (window.start, window.end)
    assert all(a.end == b.start for a, b in itertools.pairwise(found))
