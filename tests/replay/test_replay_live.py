"""Recorded cases repeated over stdio: in the same world, a changed one, a later one, exported."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest
import yaml
from recorded_cases import HEALTH, Entered, Recorded, Worlds

from kurosai import clock
from kurosai.cli.main import main
from kurosai.evidence.ledger import Ledger
from kurosai.replay import case as cases

CHANGED = """
now: 2025-11-04T23:30:00Z
world:
  crois:
    series:
      gke-normal:
        changes:
          2025-11-04T18:00:35Z: { tasks: { normal-1: { started: 9s } } }
"""
NAMES = ("111122223333", "crois-ops", "GKEヘルスチェック")


def replayed(
    recorded: Recorded, case: str, capsys: pytest.CaptureFixture[str], *more: str
) -> tuple[int, dict[str, Any]]:
    servers = ["--servers", str(recorded.servers)]
    status = main(["replay", case, "--ledger", str(recorded.ledger), "--json", *servers, *more])
    return status, json.loads(capsys.readouterr().out)


def opened(recorded: Recorded) -> Ledger:
    return Ledger(recorded.ledger, operator="", clock=clock.now)


def test_in_the_same_world_everything_reads_the_same(
    recorded: Recorded, worlds: Worlds, entered: Entered, capsys: pytest.CaptureFixture[str]
) -> None:
    with entered(worlds.folder / "then.yaml") as state:
        # As an IDE would start them: six processes, of the committed configuration.
        ledger = ["--ledger", str(recorded.ledger)]
        assert main(["replay", recorded.alert, *ledger]) == 0
        told = capsys.readouterr().out
        status, document = replayed(recorded, recorded.inquiry, capsys)
        written = Ledger(state / "worlds" / "sandbox.ledger.sqlite3", operator="x", clock=clock.now)
        read = written.get([one["now"] for one in document["calls"]])
        assert not written.events(recorded.inquiry)
    assert "all 2 cited readings read the same" in told
    assert status == 0, document
    coverages = [one["coverage"] for one in document["calls"]]
    assert coverages == [[word] * 2 for word in ("complete", "denied", "complete", "truncated")]
    # "3h", and "since" without an end, are asked for as they were meant then.
    assert len(document["notes"]) == 2
    assert all("until 2025-11-04T21:00:00Z" in note for note in document["notes"])
    # A replay reads, and is recorded; a case that is open does not adopt what it read.
    assert len(read) == 4
    assert {one.operator.endswith(" (replay)") for one in read.values()} == {True}


def test_a_changed_line_and_a_later_clock_are_all_that_differs(
    recorded: Recorded, worlds: Worlds, entered: Entered, capsys: pytest.CaptureFixture[str]
) -> None:
    with entered(worlds.written("changed", CHANGED)):
        status, document = replayed(recorded, recorded.alert, capsys)
        inquiry, asked = replayed(recorded, recorded.inquiry, capsys)
    assert status == 1
    logs, job = document["calls"]
    # The line that was changed, and what the platform makes of it.
    assert job["outcome"] == "differs"
    (changed,) = job["changed"]
    assert changed["what"] == "task normal-1: started_at: null -> 2025-11-04T18:00:44Z"
    assert changed["decisive"]
    assert (job["gone"], job["new"], job["since"], job["places"]) == ([], [], [], [])
    # The runs of the hours since, and nothing else.
    assert logs["outcome"] == "since"
    assert [one["at"][:13] for one in logs["since"]] == [
        f"2025-11-04T{hour}" for hour in (21, 22, 23)
    ]
    assert (logs["gone"], logs["new"], logs["changed"], logs["places"]) == ([], [], [], [])
    assert [one["what"].partition(":")[0] for one in logs["facts"]] == ["runs"]
    head, *cited = document["cited"]
    assert head == "0 of 2 cited readings read the same"
    assert cited[0].endswith("its decisive rows are all there")
    assert cited[1].endswith("its decisive rows are not all there (0 of 1)")
    # "3h" is the three hours of then: the runs since are beside it, not in it. The pod of normal-1
    # began a second earlier, which its events tell.
    assert inquiry == 1
    assert [one["outcome"] for one in asked["calls"]] == ["differs", "same", "since", "differs"]
    assert asked["calls"][2]["asked"]["until"] == "2025-11-04T21:00:00Z"


def test_an_exported_case_reads_the_same_in_its_own_world(
    recorded: Recorded, tmp_path: Path, entered: Entered, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "exported.yaml"
    ledger = ["--ledger", str(recorded.ledger), "--servers", str(recorded.servers)]
    # 0: the check of scenarios found every fact of its key in its world.
    assert main(["export", recorded.alert, "-o", str(path), *ledger]) == 0
    said = capsys.readouterr().out
    assert main(["export", recorded.alert, "-o", str(path), *ledger]) == 2
    text = path.read_text("utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [name for name in NAMES if name in text] == []
    listed = [line.removeprefix("# - ") for line in text.split("\n") if line.startswith("# - ")]
    assert len(listed) >= 4
    assert [line for line in listed if line not in said] == []
    body = yaml.safe_load(text)
    assert body["key"]["path"] == "E4>G4>H4=いいえ>J4=いいえ>I4"
    assert HEALTH in body["world"]["aws"]["log_groups"]
    with entered(path):
        _, document = replayed(recorded, recorded.alert, capsys, "--as-exported")
    logs, job = document["calls"]
    assert job["outcome"] == "same"
    # All rows and facts; only what nobody read, the week before, is not there to be told of.
    assert (logs["changed"], logs["gone"], logs["new"], logs["facts"]) == ([], [], [], [])
    assert len(logs["said"]) == 1


def test_a_case_that_is_not_there_is_no_result(
    recorded: Recorded, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = ["--ledger", str(recorded.ledger)]
    assert main(["replay", "00000000", *ledger]) == 2
    assert main(["export", "00000000", "-o", str(tmp_path / "x"), *ledger]) == 2
    assert capsys.readouterr().err.count("There is no case 00000000") == 2
    assert not (tmp_path / "x").exists()


def test_a_closed_case_is_read_with_what_it_cites(recorded: Recorded) -> None:
    case = cases.load(opened(recorded), recorded.alert)
    assert case.end
    assert case.end.verdict == "no_action"
    assert [one.tool for one in case.readings] == ["find_logs", "describe_job"]
    assert case.cited == {one.id for one in case.readings}
    assert case.pin
    assert case.pin.entry == "gke-health-checker#004"
    other = cases.load(opened(recorded), recorded.inquiry)
    assert (other.end, other.cited, other.pin) == (None, frozenset(), None)
    assert len(other.readings) == 4
