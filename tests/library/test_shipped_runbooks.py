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
from kurosai.library import chart_faults, places, search
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
        *("changes/lambda-settings", "changes/message-validation"),
        *("gke-health-checker", "001", "002", "003", "004", "005", "006", "007"),
        *("requests/open-egress", "requests/project-access"),
    ]
    assert "EventBridge Scheduler" in LIBRARY.entry("gke-health-checker").text


PLAIN = [entry for entry in LIBRARY.entries if entry.is_page and "/" in entry.path]
"""Pages that no alert leads to: routine requests and small changes."""


@pytest.mark.parametrize("entry", PLAIN, ids=lambda entry: entry.slug)
def test_a_page_for_requests_says_who_does_what_and_how_to_take_it_back(entry: Entry) -> None:
    # What it says of checking and taking back counts as steps, too, but has no numbers.
    steps = [step.text for step in entry.steps if step.number]
    assert len(steps) >= 4
    assert all(step.startswith(("担当: ", "承認: ")) for step in steps)
    assert any(step.startswith("承認: ") for step in steps)
    for heading in ("## 手順", "## 確認方法", "## 戻し方"):
        assert f"\n{heading}\n" in entry.text
    # No error line may lead to them, and nobody walks them.
    assert not entry.samples
    assert entry.chart is None


@pytest.mark.parametrize(
    ("asked", "page"),
    [
        ("ad-deliveryから api.example.com:443 に通信できるようにしてください", "open-egress"),
        ("社外のAPIへの穴あけをお願いします", "open-egress"),
        ("h-sato さんを dining-demand に追加してください", "project-access"),
        ("新人に権限を付けてほしい", "project-access"),
        ("core-v2-log-forwarder のメモリを1024MBに増やしたい", "lambda-settings"),
        ("Lambdaのタイムアウトを延ばす", "lambda-settings"),
        ("メッセージに job_id が空のときのチェックを入れたい", "message-validation"),
        ("add a validation for empty job ids", "message-validation"),
    ],
)
def test_a_request_in_plain_words_finds_its_page(asked: str, page: str) -> None:
    assert search.search(LIBRARY, asked)[0].card.id.endswith(f"/{page}")


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
