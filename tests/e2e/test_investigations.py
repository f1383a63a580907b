"""The same operator in worlds that differ: what it concludes follows from what it can see."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from investigations import (
    Investigated,
    false_claims,
    investigate_in_process,
    investigate_scenario,
    missing_mentions,
)
from o200k import tokens

import kurosai.rehearsal
from kurosai.rehearsal.operator import Investigation
from kurosai.sandbox.child import booted
from kurosai.sandbox.scenario import bundled, load

MOST_CALLS = 6
MOST_TOKENS = 2_500
MOST_FIND_LOGS_TOKENS = 700

WORLDS = {
    # scenario: verdict, state, path
    "s01-started-at-missing": ("no_action", "closed", "E4>G4>H4=いいえ>J4=いいえ>I4"),
    "s01-value-set-later": ("no_action", "closed", "E4>G4>H4=はい>I4"),
    "s01-third-in-a-row": ("escalate", "closed", "E4>G4>H4=いいえ>J4=はい>K4"),
    "s01-three-minutes-after": ("no_action", "pending", "E4>G4>H4=いいえ>J4=いいえ>I4"),
    "s01-job-not-found": ("unknown", "closed", "E4>G4>H4"),
    "s01-no-job-id": ("unknown", "closed", "E4>G4>H4"),
    "s01-finished-at": ("escalate", "closed", ""),
}


@pytest.mark.parametrize("name", WORLDS)
def test_each_world_leads_to_its_own_conclusion(name: str, investigated: Investigated) -> None:
    done = investigated(name)
    assert (done.verdict, done.state, done.path) == WORLDS[name]
    key = load(bundled(name)).key
    assert done.verdict == key.verdict
    assert missing_mentions(key.must_mention, done.report) == []
    assert false_claims(key.must_not_claim, done.report) == []
    assert not any(answer.error for answer in done.answers)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_alert_004_is_answered_within_the_budget_in_both_protocols(
    investigated: Investigated, mode: str
) -> None:
    done = investigated("s01-started-at-missing", mode)
    assert len(done.answers) <= MOST_CALLS
    assert sum(tokens(answer.text) for answer in done.answers) <= MOST_TOKENS
    (logs,) = (answer for answer in done.answers if answer.tool == "find_logs")
    assert tokens(logs.text) <= MOST_FIND_LOGS_TOKENS
    for needed in ("2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97", "16852935", "18:14Z FAIL", "19:14Z"):
        assert needed in logs.text


def test_the_pending_case_says_when_and_how_to_look_again(investigated: Investigated) -> None:
    done = investigated("s01-three-minutes-after")
    recheck = re.search(r"2025-11-04T19:\d\d:00Z.*aws\.find_logs (\{.*\})", done.report)
    assert recheck is not None
    assert '"around":"2025-11-04T18:14:00Z"' in recheck.group(1)


def test_another_job_and_request_come_out_under_their_own_ids(tmp_path: Path) -> None:
    """Nothing of the article's world is written into the operator or the servers."""
    text = bundled("s01-started-at-missing").read_text("utf-8")
    renamed = text.replace("16852935", "17223344").replace("2291eeee-6a4e", "aaaa0123-7b5f")
    assert renamed != text
    scenario = tmp_path / "renamed.yaml"
    scenario.write_text(renamed, "utf-8")
    done = investigate_scenario(scenario, tmp_path / "state")
    assert done.verdict == "no_action"
    assert "17223344" in done.report
    assert "aaaa0123-7b5f" in done.report
    assert "16852935" not in done.report


def test_the_second_look_at_an_alert_meets_the_first(tmp_path: Path) -> None:
    scenario = bundled("s01-started-at-missing")
    alert = load(scenario).arrives.text
    with booted(scenario, state=tmp_path):
        first = investigate_in_process(tmp_path, alert)
        second = investigate_in_process(tmp_path, alert)
    assert f"{first.case} opened" in second.answers[0].text
    assert "closed no_action" in second.answers[0].text


def test_the_same_question_gives_the_same_bytes_but_for_ids(
    investigated: Investigated, tmp_path: Path
) -> None:
    name = "s01-started-at-missing"
    one, two = investigated(name), investigate_scenario(bundled(name), tmp_path)
    assert {answer.evidence for answer in one.answers}.isdisjoint(
        answer.evidence for answer in two.answers if answer.evidence
    )
    first, second = (
        [_without_ids(answer.text, done) for answer in done.answers] for done in (one, two)
    )
    assert first == second


def _without_ids(text: str, done: Investigation) -> str:
    ids = {answer.evidence for answer in done.answers} | {done.case}
    for one in sorted(ids - {""}):
        text = text.replace(one, "########")
    text = re.sub(r"(draft|report|as)(\W+)[0-9a-f]{12}", r"\1\2############", text)
    text = re.sub(r"\blogins: .*", "logins", text)
    return re.sub(r"<<data \w+|\w+>>", "<<>>", text)


def test_the_operator_reads_no_scenario_and_imports_no_server() -> None:
    folder = Path(kurosai.rehearsal.__path__[0])
    imported: set[str] = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module)
            elif isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
    own = {name for name in imported if name.startswith("kurosai")}
    allowed = ("kurosai.rehearsal", "kurosai.errors", "kurosai.rendering")
    assert all(name.startswith(allowed) for name in own), own
    assert "yaml" not in imported
