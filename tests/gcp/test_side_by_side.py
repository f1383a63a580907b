"""Several questions of one call are asked side by side: each waits until the others are there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, Told, line, reader, refusal, served

from kurosai.gcp import find_entries, query_entries, slices, trace_pod
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked
from kurosai.sandbox.cloud_logging import messages
from kurosai.vocabulary import Coverage, Window

OTHERS = ("one-more", "and-another")
SECONDS = 10.0
"""How long one waits for the others: as long as it takes where nobody else comes."""


@dataclass
class Meeting:
    """Answers so many requests once all of them are there, and none if they never are."""

    several: int
    wanted: Callable[[str, tuple[str, ...]], bool]
    gate: threading.Barrier = field(init=False)
    met: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        self.gate = threading.Barrier(self.several, timeout=SECONDS)

    def answer(self, body: bytes) -> bytes:
        asked = messages.entries_asked(body)
        names = tuple(asked.resource_names)
        if self.wanted(asked.filter, names) and len(self.met) < self.several:
            try:
                self.gate.wait()
            except threading.BrokenBarrierError:
                raise refusal("INTERNAL", "nobody else came") from None
            self.met.append(f"{names[0]} {asked.filter}")
        return messages.entries_answer(PROJECT, (line(5, "disk full"),), "")


@contextmanager
def meeting(state: Path, several: Meeting, *projects: str) -> Generator[Logs]:
    allowed = " ".join([PROJECT, *projects])
    told = Told([several.answer])
    with served(told, state, NOW, KUROSAI_GCP_PROJECT=allowed) as chosen, reader(chosen) as logs:
        yield logs


def _hits(text: str, _names: tuple[str, ...]) -> bool:
    return "disk" in text


def test_projects_of_a_search(tmp_path: Path) -> None:
    several = Meeting(3, _hits)
    with meeting(tmp_path, several, *OTHERS) as logs:
        found = find_entries.find(logs, RESOURCES, NOW, Asked(text="disk", since="1h", project="*"))
    assert found.coverage is Coverage.COMPLETE
    assert {one.partition(" ")[0] for one in several.met} == {
        f"projects/{one}" for one in (PROJECT, *OTHERS)
    }


def test_projects_of_a_query(tmp_path: Path) -> None:
    several = Meeting(3, _hits)
    with meeting(tmp_path, several, *OTHERS) as logs:
        asked = query_entries.Asked('"disk"', since="1h", project="*")
        found = query_entries.query(logs, RESOURCES, NOW, asked)
    assert found.coverage is Coverage.COMPLETE
    assert len({one.partition(" ")[0] for one in several.met}) == 3


@pytest.mark.parametrize("days", [2, 5, 20])
def test_slices_of_a_window(tmp_path: Path, days: int) -> None:
    window = Window(NOW - timedelta(days=days), NOW)
    parts = slices.slices(window, 15)
    several = Meeting(len(parts), _hits)
    with meeting(tmp_path, several) as logs:
        counted = slices.read(logs, '"disk"', [window], PROJECT)
    assert counted.complete
    assert len(set(several.met)) == len(parts) > 1


def test_slices_of_several_windows(tmp_path: Path) -> None:
    """The baseline and what came then."""
    windows = [
        Window(NOW - timedelta(hours=25), NOW - timedelta(hours=1)),
        Window(NOW - timedelta(hours=1), NOW),
    ]
    several = Meeting(2, _hits)
    with meeting(tmp_path, several) as logs:
        counted = slices.read(logs, '"disk"', windows, PROJECT)
    assert counted.complete
    assert len(set(several.met)) == 2


def test_before_and_after_a_hit(tmp_path: Path) -> None:
    several = Meeting(2, lambda text, _: text.count("pod_name") == 1 and "disk" not in text)
    with meeting(tmp_path, several) as logs:
        found = find_entries.find(logs, RESOURCES, NOW, Asked(text="disk", since="1h"))
    assert found.coverage is Coverage.COMPLETE
    assert len(set(several.met)) == 2


def test_sources_of_a_pod(tmp_path: Path) -> None:
    """The events and the lines; then the autoscaler and the audit log, when no node is known."""
    own = Meeting(2, lambda text, _: "job-1" in text and "cluster-autoscaler" not in text)
    others = Meeting(2, lambda text, _: "cluster-autoscaler" in text or "activity" in text)

    def answer(body: bytes) -> bytes:
        first = len(own.met) < 2
        return own.answer(body) if first else others.answer(body)

    told = Told([answer])
    with served(told, tmp_path, NOW) as chosen, reader(chosen) as logs:
        asked = trace_pod.Asked("job-1-train", "2026-02-05T02:00:00Z", "n", "c")
        trace_pod.trace(logs, RESOURCES, NOW, asked)
    assert len(set(own.met)) == 2
    assert len(set(others.met)) == 2
