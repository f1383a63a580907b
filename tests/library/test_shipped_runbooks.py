"""The runbooks that come with the product: whole, without faults, every end within reach."""

from __future__ import annotations

import re
import shutil
import sys
from collections import deque
from pathlib import Path

import pytest

from kurosai import resource_map
from kurosai.errors import NotConfigured
from kurosai.library import chart_faults, places
from kurosai.library.flowchart import NodeKind
from kurosai.library.page import Entry
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.library.walk import Answer, walk
from kurosai.vocabulary import Verdict

LIBRARY = Library.load(default_runbooks())
NUMBERED = [entry for entry in LIBRARY.entries if entry.number]


def test_they_are_read_without_a_fault() -> None:
    assert LIBRARY.faults == ()
    assert [entry.slug for entry in LIBRARY.entries] == [
        *("gke-health-checker", "001", "002", "003", "004", "005", "006", "007"),
    ]
    assert "EventBridge Scheduler" in LIBRARY.entries[0].text


@pytest.mark.parametrize("entry", NUMBERED, ids=lambda entry: entry.number)
def test_every_entry_is_whole_and_every_end_can_be_reached(entry: Entry) -> None:
    assert entry.summary
    assert entry.background
    assert entry.steps
    assert entry.resources
    assert entry.samples
    assert entry.chart is not None
    assert chart_faults.find(entry.chart) == ()
    ends = {node.id for node in entry.chart.nodes if node.kind is NodeKind.END}
    reached: set[str] = set()
    open_answers: deque[tuple[Answer, ...]] = deque([()])
    while open_answers:
        answers = open_answers.popleft()
        found = walk(entry.chart, answers)
        if found.ended:
            reached.add(found.at.id)
        open_answers.extend((*answers, Answer(found.at.id, name)) for name in found.choices)
    assert reached == ends


def test_entry_004_is_the_articles() -> None:
    entry = LIBRARY.entry("004")
    assert entry.heading == "004:Crois Jobは正常終了したがstarted_atの値が入っていない"
    assert entry.chart is not None
    found = walk(entry.chart, [Answer("H4", "いいえ"), Answer("J4", "いいえ")])
    assert found.path_text == "E4>G4>H4=いいえ>J4=いいえ>I4"
    assert (found.verdict, found.condition) == (Verdict.NO_ACTION, "次回正常なら")
    assert walk(entry.chart, [Answer("H4", "no"), Answer("J4", "yes")]).verdict is Verdict.ESCALATE
    first, second = entry.steps
    assert [step.text.split("(")[0] for step in first.steps] == ["手順A", "手順B"]
    assert "started_at" in first.steps[1].code[0].text
    assert [len(step.steps) for step in second.steps] == [1, 2]
    assert entry.samples[0].log[0].endswith("started_at has no value tasks:normal-4")


def test_no_entry_shows_the_look_alike_and_no_host_is_real() -> None:
    for entry in LIBRARY.entries:
        assert not any("finished_at" in line for sample in entry.samples for line in sample.log)
        hosts = re.findall(r"https://([\w.${}-]+)", entry.text)
        assert all(host.endswith(".crois.example") for host in hosts)


def test_the_map_is_valid() -> None:
    assert resource_map.load(default_runbooks() / "resource-map.yaml").templates


def test_the_folder_is_found_in_a_wheel_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "kurosai"
    shutil.copytree(Path(places.__file__).parent, package / "library")
    monkeypatch.setattr(places, "__file__", str(package / "library" / "places.py"))
    with pytest.raises(NotConfigured, match="missing from this installation"):
        default_runbooks()
    (package / "_data" / "runbooks").mkdir(parents=True)
    assert default_runbooks() == package / "_data" / "runbooks"
    assert "kurosai" in sys.modules
