"""What a key says of its twin, its entry and its path, checked without a world."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.bench import key_checks
from kurosai.bench.findings import Finding
from kurosai.library.places import default_runbooks
from kurosai.sandbox.scenario import alter, bundled
from kurosai.sandbox.schema import Scenario

S01 = bundled("s01-started-at-missing")


def told(findings: list[Finding]) -> list[tuple[str, str, str]]:
    return [(one.level, one.where, one.text) for one in findings]


def twin_of(changes: str) -> list[tuple[str, str, str]]:
    return told([*key_checks.twin(S01, alter(S01, changes))])


def entry_of(scenario: Scenario) -> list[tuple[str, str, str]]:
    return told([*key_checks.entry(scenario.key, default_runbooks())])


def test_a_twin_that_ends_otherwise_is_one() -> None:
    assert twin_of("key: { twin: s01-third-in-a-row }") == []
    assert twin_of("key: { twin: !remove }") == []


def test_a_twin_that_is_missing_is_a_fault() -> None:
    ((level, where, text),) = twin_of("key: { twin: s01-nowhere }")
    assert (level, where) == ("fault", "key.twin")
    assert "s01-nowhere" in text
    assert "cannot be read" in text


def test_a_twin_that_is_no_scenario_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("scenario: 1\n", "utf-8")
    scenario = alter(S01, "key: { twin: bad }")
    ((level, _, text),) = told([*key_checks.twin(tmp_path / "one.yaml", scenario)])
    assert level == "fault"
    assert "bad.yaml:1: " in text


def test_a_twin_that_ends_the_same_is_none() -> None:
    (same, alike) = twin_of("key: { twin: s01-started-at-missing }")
    assert same == (
        "fault",
        "key.twin",
        "s01-started-at-missing has the same verdict and cause: no twin.",
    )
    assert alike[2].startswith("Every decisive fact decides s01-started-at-missing too")


def test_a_twin_with_another_face_is_none() -> None:
    ((level, _, text),) = twin_of("key: { twin: s03-no-manifest }")
    assert level == "fault"
    assert text == "s03-no-manifest is an inquiry in ja: not the same face."
    ((_, _, text),) = twin_of("arrives: { language: en }\nkey: { twin: s01-third-in-a-row }")
    assert text == "s01-third-in-a-row is an alert in ja: not the same face."


def test_facts_that_hold_in_the_twin_as_well_do_not_tell_them_apart() -> None:
    changes = "key: { decisive: { only-once: !remove, next-runs: !remove } }"
    ((level, where, text),) = twin_of(changes)
    assert (level, where) == ("fault", "key.twin")
    assert text == ("Every decisive fact decides s01-third-in-a-row too: nothing tells them apart.")


@pytest.mark.parametrize(
    ("changes", "level", "where", "words"),
    [
        ("key: { entry: gke-health-checker#099 }", "fault", "key.entry", "099"),
        ("key: { path: E4>G4>X4 }", "fault", "key.path", "no node 'X4'"),
        ("key: { path: E4>G4>H4=たぶん>I4 }", "fault", "key.path", "たぶん"),
        ("key: { path: E4>H4 }", "fault", "key.path", "No arrow leads from E4 to H4"),
        ("key: { path: E4>G4 }", "warning", "key.path", "stops at G4, which is no end"),
        ("key: { path: '' }", "warning", "key.path", "has a flowchart: which way"),
        (
            "key: { entry: gke-health-checker, path: A1 }",
            "fault",
            "key.path",
            "gke-health-checker has no flowchart",
        ),
        (
            "key: { entry: gke-health-checker, path: '', left: it is stale }",
            "fault",
            "key.left",
            "gke-health-checker has no flowchart",
        ),
    ],
)
def test_an_entry_and_a_path_that_do_not_hold_are_told(
    changes: str, level: str, where: str, words: str
) -> None:
    ((level_told, where_told, text),) = entry_of(alter(S01, changes))
    assert (level_told, where_told) == (level, where)
    assert words in text


@pytest.mark.parametrize(
    "changes",
    ["key: { path: '', left: it is stale }", "key: { path: E4>G4, left: it is stale }"],
)
def test_a_flowchart_that_is_left_need_not_come_to_an_end(changes: str) -> None:
    assert entry_of(alter(S01, changes)) == []


def test_who_cannot_know_need_not_come_to_an_end() -> None:
    assert entry_of(alter(bundled("s01-job-not-found"), "key: { path: E4>G4 }")) == []
    assert entry_of(alter(S01, "key: { entry: '', path: '' }")) == []


def test_a_verdict_that_asks_for_something_says_for_what() -> None:
    scenario = alter(bundled("s01-third-in-a-row"), "key: { actions: [] }")
    ((level, where, _),) = told([*key_checks.actions(scenario.key)])
    assert (level, where) == ("warning", "key.actions")
    assert [*key_checks.actions(alter(S01, "key: {}").key)] == []
