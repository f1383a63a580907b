"""A user's question without a runbook, in worlds that differ: each has its own answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from investigations import (
    Investigated,
    false_claims,
    investigate_scenario,
    missing_mentions,
)
from o200k import tokens

from kurosai.rehearsal.answers import Answer
from kurosai.rehearsal.operator import Investigation
from kurosai.sandbox.scenario import bundled, load

MOST_CALLS = 6
MOST_TOKENS = 3_000
MOST_TRACE_BYTES = 8 * 1024

WORLDS = {
    # scenario: state, coverage of the trace, what the answer says, what it must not say
    "s03-no-manifest": ("complete", "--platform linux/amd64", "確認できていないこと"),
    "s03-tag-missing": ("complete", "指定されたタグ latest がない", "buildx"),
    "s03-registry-refuses": ("complete", "リポジトリポリシー", "buildx"),
    "s03-still-in-ecs": ("complete", "--platform linux/amd64", "確認できていないこと"),
    "s03-still-running": ("complete", "まだ実行中", "TIMED_OUT"),
    "s03-ecr-denied": ("partial", "読めず(denied)", "タグはレジストリに存在する"),
}


@pytest.mark.parametrize("name", WORLDS)
def test_each_world_has_its_own_answer(name: str, investigated: Investigated) -> None:
    coverage, said, unsaid = WORLDS[name]
    done = investigated(name)
    key = load(bundled(name)).key
    assert (done.verdict, done.state, done.path) == (key.verdict, "closed", "")
    for text in (done.report, done.short):
        assert missing_mentions(key.must_mention, text) == []
        assert false_claims(key.must_not_claim, text) == []
    assert said in done.short
    assert unsaid not in done.short
    assert _trace(done).coverage == coverage
    assert not any(answer.error for answer in done.answers)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_question_is_answered_by_following_what_is_offered(
    investigated: Investigated, mode: str
) -> None:
    done = investigated("s03-no-manifest", mode)
    assert [answer.tool for answer in done.answers] == [
        "open_case",
        "describe_job",
        "trace_job",
        "find_runbook",
        "close_case",
        "close_case",
    ]
    assert len(done.answers) <= MOST_CALLS
    assert sum(tokens(answer.text) for answer in done.answers) <= MOST_TOKENS
    described = done.answers[1].text.split("\n")
    assert described[-1] == 'next: aws.trace_job {"job_id":"16902244"}'
    trace = _trace(done)
    assert len(trace.text.encode()) <= MOST_TRACE_BYTES
    for place in ("history of", "ecs crois-v2-prd-worker", "/crois/v2/prd/ecs/tutorial", "image "):
        assert f"\nlooked {place}" in trace.text


def test_while_nothing_is_decided_the_answer_waits_and_says_for_what(tmp_path: Path) -> None:
    """Half a minute after the start: the container waits for its image, and no reason exists."""
    scenario = tmp_path / "early.yaml"
    scenario.write_text(
        f"extends: {bundled('s03-no-manifest')}\n"
        "now: 2026-11-10T08:32:40Z\n"
        "arrives: { at: 2026-11-10T08:32:35Z }\n",
        "utf-8",
    )
    done = investigate_scenario(scenario, tmp_path / "state")
    assert (done.verdict, done.state) == ("unknown", "pending")
    assert "no reason given yet" in _trace(done).text
    assert '2026-11-10T08:37:40Z (2026-11-10 17:37:40 JST) aws.trace_job {"job_id"' in done.report
    assert "linux/amd64" not in done.short


def test_nothing_pretends_that_there_is_a_runbook(investigated: Investigated) -> None:
    done = investigated("s03-no-manifest")
    opened, found = done.answers[0].text, done.answers[3].text
    assert "runbook: none fits" in opened
    assert "No runbook is known for it here" in found
    for text in (done.report, done.short):
        assert "ランブック" not in text
        assert "gke-health-checker" not in text


def test_the_asker_reads_no_internal_name(investigated: Investigated) -> None:
    done = investigated("s03-registry-refuses")
    for internal in ("crois-v2-prd", "/crois/", "111122223333", _trace(done).evidence):
        assert internal not in done.short
    assert "444455556666.dkr.ecr.ap-northeast-1.amazonaws.com" in done.short


def test_another_job_and_module_come_out_under_their_own_names(tmp_path: Path) -> None:
    """Nothing of the article's inquiry is written into the operator or the servers."""
    text = bundled("s03-no-manifest").read_text("utf-8")
    renamed = text.replace("16902244", "17223344").replace("tutorial_20260910", "my_first_module")
    assert renamed.replace("linux/arm64", "linux/riscv64") != text
    scenario = tmp_path / "renamed.yaml"
    scenario.write_text(renamed.replace("[linux/arm64]", "[linux/riscv64]"), "utf-8")
    done = investigate_scenario(scenario, tmp_path / "state")
    assert done.verdict == "user_fix"
    assert "linux/riscv64 向けにだけ" in done.short
    assert "amazonaws.com/my_first_module:latest --push ." in done.short
    assert "16902244" not in done.report


def _trace(done: Investigation) -> Answer:
    (trace,) = (answer for answer in done.answers if answer.tool == "trace_job")
    return trace
