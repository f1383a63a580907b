"""`kurosai ledger` as a person runs it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledgers import Place, ledger, record

from kurosai.cli.main import main

OLD = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def kept(place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A ledger with two readings from January and one event, named by the environment."""
    before = ledger(place.at, at=OLD)
    record(before, "AAAAAAAA")
    record(before, "BBBBBBBB")
    before.append("CASE0001", "closed", {"judgement": {"evidence": ["AAAAAAAA"]}})
    monkeypatch.setenv("KUROSAI_LEDGER", str(place.at))
    monkeypatch.setenv("KUROSAI_OPERATOR", "keeper")
    monkeypatch.delenv("KUROSAI_WORLD", raising=False)
    return place


def test_verify_says_whole_and_a_head_that_can_be_held_against_it_later(
    kept: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", "verify"]) == 0
    said = capsys.readouterr().out
    assert "is whole" in said
    assert said.splitlines()[0].split() == ["evidence", "events", "cases", "pruned", "head"]
    *counted, head = said.splitlines()[1].split()
    assert counted == ["2", "1", "1", "0"]
    assert main(["ledger", "verify", "--head", head]) == 0
    assert main(["ledger", "verify", "--head", f"2:{head.split(':')[1]}"]) == 1
    assert "NOT WHOLE: 1 fault." in capsys.readouterr().out


def test_verify_ends_with_1_and_names_what_is_wrong(
    kept: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    kept.unguarded("DELETE FROM evidence WHERE id = 'AAAAAAAA'")
    assert main(["ledger", "verify"]) == 1
    said = capsys.readouterr().out
    assert "fault: evidence 1 is gone, and no prune says so\n" in said
    assert "fault: case CASE0001 cites evidence AAAAAAAA, which is not there\n" in said
    assert "NOT WHOLE: 2 faults." in said
    assert "s3cret" not in said


def test_export_writes_a_file_that_verify_takes_and_overwrites_none(
    kept: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "all.jsonl"
    assert main(["ledger", "export", "--to", str(file)]) == 0
    assert capsys.readouterr().err == f"2 of evidence and 1 event in {file}\n"
    assert file.stat().st_mode & 0o077 == 0
    assert main(["ledger", "verify", str(file)]) == 0
    before = file.read_bytes()
    assert main(["ledger", "export", "--to", str(file), "--case", "CASE0001"]) == 2
    assert "is there already. Name another file, or say --force." in capsys.readouterr().err
    assert file.read_bytes() == before
    assert main(["ledger", "export", "--to", str(file), "--case", "CASE0009", "--force"]) == 2
    assert file.read_bytes() == before
    assert main(["ledger", "export", "--to", str(file), "--case", "CASE0001", "--force"]) == 0
    assert capsys.readouterr().err.endswith(f"1 of evidence and 1 event in {file}\n")
    assert list(tmp_path.glob("*.part")) == []


def test_export_to_standard_output_is_only_the_export(
    kept: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", "export"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 5
    assert lines[-1]["evidence"] == 2


def test_prune_says_first_and_does_only_when_told(
    kept: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ledger", "prune", "--before", "2025-06-01"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("would remove 1 of evidence from before 2025-06-01T00:00:00Z; 1 as old")
    assert "Nothing was changed." in said
    assert len(ledger(kept.at).get(["AAAAAAAA", "BBBBBBBB"])) == 2
    assert main(["ledger", "prune", "--before", "2025-06-01", "--yes"]) == 0
    assert capsys.readouterr().out.startswith("removed 1 of evidence from before")
    assert list(ledger(kept.at).get(["AAAAAAAA", "BBBBBBBB"])) == ["AAAAAAAA"]
    assert main(["ledger", "verify"]) == 0
    assert "note: keeper pruned at " in capsys.readouterr().out
    assert main(["ledger", "prune", "--before", "2025-06-01", "--yes", "--cases"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("removed 1 of evidence and 1 closed case (1 event) from before")
    assert main(["ledger", "verify"]) == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["prune", "--before", "soon"], "soon"),
        (["prune", "--before", "2999-01-01"], "in the future"),
        (["verify", "--head", "x"], "POSITION:DIGEST"),
        (["verify", "/nowhere/x.jsonl"], "could not be read: No such file"),
        (["verify", "--ledger", "/nowhere/x.sqlite3"], "There is no ledger at /nowhere/x.sqlite3."),
        (["export", "--ledger", "mysql://a"], "no ledger at mysql://"),
        (["export", "--to", "/nowhere/x.jsonl"], "could not be written: No such file"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    sqlite: Place,
    arguments: list[str],
    says: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ledger(sqlite.at).append("CASE0001", "opened", {})
    monkeypatch.setenv("KUROSAI_LEDGER", str(sqlite.at))
    monkeypatch.delenv("KUROSAI_WORLD", raising=False)
    assert main(["ledger", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err
    assert told.err.count("\n") == 1
