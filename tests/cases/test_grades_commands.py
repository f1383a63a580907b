"""`kurosai grades` and `kurosai coverage` as a person and a program run them."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import many_cases
import pytest

from kurosai.cli.main import main
from kurosai.evidence.ledger import Ledger
from kurosai.library.shelf import Library
from kurosai.vocabulary import moment

RUNBOOKS = Path(__file__).resolve().parents[2] / "runbooks"
FIRST, LAST = moment("2025-08-01T00:00:00Z"), moment("2025-11-24T00:00:00Z")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KUROSAI_WORLD", raising=False)
    monkeypatch.setenv("KUROSAI_STATE_DIR", str(tmp_path))
    monkeypatch.setenv("KUROSAI_LEDGER", str(tmp_path / "cases.sqlite3"))
    monkeypatch.setenv("KUROSAI_RUNBOOKS", str(RUNBOOKS))
    monkeypatch.setenv("COLUMNS", "140")
    return tmp_path


@pytest.fixture
def ledger(home: Path) -> Path:
    path = home / "cases.sqlite3"
    made = Ledger(path, operator="operator", clock=lambda: LAST)
    made.append("-", "login", {})
    many_cases.write(made, many_cases.cases(Library.load(RUNBOOKS), 200, FIRST, LAST))
    made.close()
    return path


def test_tables_for_a_person(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grades"]) == 0
    said = capsys.readouterr()
    assert said.err == ""
    for words in ("Alerts: ", "Inquiries: ", "by week", "by entry", "by branch", "█"):
        assert words in said.out
    assert "gke-health-checker#001 · C1=はい > D1=はい > E1" in said.out.replace("\n", " ")


def test_one_way_shows_all_of_it(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grades", "--by", "week"]) == 0
    said = capsys.readouterr().out
    assert "2025-07-28" in said
    assert "by entry" not in said
    assert "--by week" not in said


def test_json_for_a_program(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grades", "--json", "--since", "2025-09-01", "--entry", "002"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["entry"] == "gke-health-checker#002"
    assert found["since"] == "2025-08-31T15:00:00Z"
    alerts = found["kinds"]["alert"]
    assert sum(alerts["axes"]["whole"]["grades"].values()) == alerts["graded"] > 0
    assert {one["entry"] for one in alerts["by"]["branch"]} == {"gke-health-checker#002"}
    assert all(one["entry"] == "gke-health-checker#002" for one in found["low"])


def test_a_picture_in_a_file(ledger: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["grades", "--svg", str(home / "grades.svg")]) == 0
    root = ET.fromstring((home / "grades.svg").read_text("utf-8"))
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    capsys.readouterr()
    assert main(["grades", "--svg", str(home)]) == 2
    assert "cannot be written" in capsys.readouterr().err


def test_coverage_for_a_person_and_for_a_program(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["coverage"]) == 0
    said = capsys.readouterr().out
    assert "/write-runbook" in said
    assert "gke-health-checker#007" in said
    assert main(["coverage", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [one["entry"] for one in found["unused"]] == ["gke-health-checker#007"]
    assert found["alerts"] + found["inquiries"] == 200
    assert sum(one["cases"] for one in found["left"]) > 0
    assert found["graded_low"][0]["low"] > 0


def test_without_a_ledger_it_says_what_is_missing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("grades", "coverage"):
        assert main([command]) == 2
        said = capsys.readouterr()
        assert "There is no case in the ledger yet." in said.err
        assert "KUROSAI_LEDGER" in said.err
        assert said.out == ""


def test_a_period_without_cases_is_a_count_of_none(
    ledger: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("grades", "coverage"):
        assert main([command, "--json", "--until", "2020-01-01"]) == 0
    assert main(["grades", "--until", "2020-01-01"]) == 0
    assert "0 of 0 concluded cases are graded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (
            ["--entry", "payments#001"],
            "No concluded case of all time follows an entry payments#001",
        ),
        (["--since", "yesterday"], "is not a time"),
        (["--since", "2025-11-02", "--until", "2025-11-01"], "is before"),
    ],
)
def test_what_cannot_be_asked(
    ledger: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], why: str
) -> None:
    assert main(["grades", *arguments]) == 2
    assert why in capsys.readouterr().err


def test_many_cases_show_how_far_it_is(
    ledger: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kurosai.cli.case_desk._SLOW", 100)
    assert main(["grades", "--json"]) == 0
    # A file gets no bar.
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert main(["grades", "--json"]) == 0
    said = capsys.readouterr()
    assert "reading cases" in said.err
    assert "200/200" in said.err
    json.loads(said.out)
