"""A pod of which no end was seen in the window: what came after is looked at, and what is not known
is said."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from cloud_logging import RESOURCES, reading
from pod_worlds import JOB, NODE, POD, event

from kurosai import calls
from kurosai.errors import Unavailable
from kurosai.gcp import trace_pod
from kurosai.gcp.trace_pod import Asked
from kurosai.gcp.wire.entries import CloudLogging, Found
from kurosai.vocabulary import Coverage, Reading, Window, moment

START = "2026-02-05T00:44:30Z"
LAST = moment("2026-02-05T01:15:49Z")
NEVER = "nothing that was read says that it ended: no end of it was seen up to "


def traced(state: Path, now: str, *events: str, around: str = START) -> Reading:
    told = "".join(f"\n      - {one}" for one in events) or " []"
    gcp = f"    audit: []\n    autoscaler: []\n    lines: []\n    events:{told}\n"
    with reading(state, f"now: {now}\nworld:\n  gcp:\n{gcp}") as logs:
        return trace_pod.trace(logs, RESOURCES, moment(now), Asked(JOB, around))


def test_what_came_after_the_window_is_looked_at(tmp_path: Path) -> None:
    ends = f"at: 2026-02-05T03:20:00Z, pod: {POD}, reason: Evicted, message: The node was low"
    found = traced(tmp_path, "2026-02-05T06:00:00Z", f"{{ {ends} on resource. }}")
    assert "03:20:00Z its node evicted it" in found.lead[0]
    assert found.window is not None
    assert found.window.end == moment("2026-02-05T06:00:00Z")
    assert not any("no end of it" in one for one in found.lead)


def test_one_that_goes_on_says_how_long_it_has_been_silent(tmp_path: Path) -> None:
    found = traced(tmp_path, "2026-02-05T06:00:00Z")
    assert found.lead[0] == (
        f"decides: {NEVER}2026-02-05T06:00:00Z; its last sign is of 2026-02-05T01:15:49Z, silent "
        "since then for 4h44m11s"
    )
    assert found.coverage is Coverage.COMPLETE
    assert found.next == (
        calls.read_task_log("16990412", "train"),
        calls.describe_job("16990412"),
    )


def test_far_later_is_asked_for_by_another_call(tmp_path: Path) -> None:
    found = traced(tmp_path, "2026-02-08T06:00:00Z")
    assert f"{NEVER}2026-02-06T01:44:30Z; " in found.lead[0]
    assert found.next[0] == calls.trace_pod(JOB)
    # That call finds its last sign, and that nothing came after it: it does not offer itself.
    again = traced(tmp_path, "2026-02-08T06:00:00Z", around="")
    assert again.lead[0].startswith("nothing of it in 2026-02-07 06:00:00Z-")
    assert f"{NEVER}2026-02-08T05:55:00Z; " in again.lead[1]
    assert again.next[0] == calls.read_task_log("16990412", "train")


def test_of_one_that_is_silent_for_long_only_the_last_minutes_are_not_known(tmp_path: Path) -> None:
    now = "2026-02-05T06:00:00Z"
    found = traced(tmp_path, now, around=now)
    assert found.window is not None
    assert found.window.end == moment("2026-02-05T05:55:00Z")
    assert found.coverage is Coverage.COMPLETE
    assert all(one.coverage.proves_absence for one in found.looks)
    assert f"{NEVER}2026-02-05T05:55:00Z; " in found.lead[0]
    # What may be of the last minutes is one line.
    assert found.again is not None
    assert found.tail[-1].startswith("not final: entries of the last minutes may still be")


def test_what_is_shown_of_hours_ago_is_not_late(tmp_path: Path) -> None:
    now = "2026-02-05T09:00:00Z"
    found = traced(tmp_path, now, around=now)
    assert found.lead[0].startswith("nothing of it in 2026-02-05 03:00:00Z-")
    assert found.coverage is Coverage.COMPLETE
    assert f"{NEVER}2026-02-05T08:55:00Z; " in found.lead[1]
    assert found.again is not None


def test_its_node_is_asked_about_where_it_says_something(tmp_path: Path) -> None:
    ready = event("02:00:00", f"node: {NODE}", "NodeHasSufficientMemory")
    found = traced(tmp_path, "2026-02-05T06:00:00Z", ready)
    assert calls.find_entries(text=NODE, around=LAST) in found.next


def test_an_error_that_it_wrote_is_not_said_to_be_its_end(tmp_path: Path) -> None:
    error = f"{{ at: {START}, pod: {POD}, stream: stderr, severity: ERROR, text: boom 7 }}"
    overlay = (
        f"now: 2026-02-05T06:00:00Z\nworld: {{gcp: {{audit: [], events: [], lines: [{error}]}}}}"
    )
    with reading(tmp_path, overlay) as logs:
        now = moment("2026-02-05T06:00:00Z")
        found = trace_pod.trace(logs, RESOURCES, now, Asked(JOB, START))
    assert "[own-error]" in found.lead[0]
    assert found.lead[1].startswith("no end of it was seen up to 2026-02-05T06:00:00Z; ")


class Fails:
    """The real client, to which what lies behind a window is not to be had."""

    def __init__(self, logs: CloudLogging, after: Window) -> None:
        self.identity, self.project, self.logs = logs.identity, logs.project, logs.logs
        self.projects, self.places = logs.projects, logs.places
        self.left, self.buckets = logs.left, logs.buckets
        self._entries, self._after = logs.entries, after

    def entries(self, condition: str, window: Window, **more: Any) -> Found:
        if window.end > self._after.end:
            raise Unavailable("Cloud Logging does not answer.", "Ask again.")
        return self._entries(condition, window, **more)


def test_where_what_came_after_cannot_be_read_the_window_stands(tmp_path: Path) -> None:
    now, start = moment("2026-02-05T06:00:00Z"), moment(START)
    window = Window(start - timedelta(hours=6), start + timedelta(hours=1))
    overlay = "now: 2026-02-05T06:00:00Z\nworld: {gcp: {audit: [], events: [], lines: []}}"
    with reading(tmp_path, overlay) as logs:
        found = trace_pod.trace(Fails(logs, window), RESOURCES, now, Asked(JOB, START))
    assert found.window == window
    assert found.lead[0].startswith("what came after 2026-02-05T01:44:30Z could not be read: ")
    assert f"{NEVER}2026-02-05T01:44:30Z; " in found.lead[1]
