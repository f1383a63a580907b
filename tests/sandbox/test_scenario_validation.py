"""Every fault of a scenario file is told with its file and line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kurosai.errors import BadInput
from kurosai.sandbox.scenario import SCENARIOS, alter, bundled, load

S01 = bundled("s01-started-at-missing")


def refusal(path: Path) -> str:
    with pytest.raises(BadInput) as caught:
        load(path)
    return str(caught.value)


def spoiled(tmp_path: Path, old: str, new: str) -> tuple[str, int]:
    """S01 with one text replaced: what loading it says, and the line where the text was."""
    text = S01.read_text("utf-8")
    assert text.count(old) == 1, old
    path = tmp_path / "spoiled.yaml"
    path.write_text(text.replace(old, new), "utf-8")
    return refusal(path), text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("path", sorted(SCENARIOS.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_bundled_scenario_is_valid(path: Path) -> None:
    scenario = load(path)
    assert scenario.key.must_mention
    assert scenario.arrives.at <= scenario.now


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("title: started_at of", "titel: started_at of", "Extra inputs are not permitted"),
        ("verdict: no_action", "verdict: nothing", "no_action"),
        ("  seed: 20251104", "  seed: soon", "valid integer"),
        ("  error_rate: 0.02", "  error_rate: 2", "less than or equal to 1"),
        ("      duration: 2.61s", "      duration: 2.61", "a span is written like"),
        ("last: 2025-11-04T23:14:03.120Z", "last: 2025-11-04T23:14:03.120", "timezone"),
        ("  cause_code: STARTED", "  cause_code: started", "should match pattern"),
        ('must_not_claim: ["', 'must_not_claim: ["(", "', "not a regular expression"),
        ("workflow: 13740, cron", "workflow: 13741, cron", "there is no workflow 13741"),
        (
            "      job_of: gke-normal\n              changes",
            "      job_of: gke\n              changes",
            "no job series 'gke'",
        ),
        ("{ script: started-at-missing }", "{ script: started }", "no script 'started'"),
        ("2025-11-04T18:14:03.120Z:", "2025-11-04T18:14:03.121Z:", "no run at this time"),
        ("2025-10-30T07:00:35Z:", "2025-10-30T07:00:36Z:", "no job at this time"),
        ("    - /aws/lambda/core-v2-log-forwarder", "    - /aws/lambda/x", "no voice for it"),
        ("  at: 2025-11-04T18:15:10Z", "  at: 2025-11-04T21:00:01Z", "arrives after now"),
        ("crois-ops: { owner: crois-sre", "crois-ops: { owner: nobody", "no user 'nobody'"),
    ],
)
def test_a_fault_names_file_and_line(tmp_path: Path, old: str, new: str, why: str) -> None:
    told, line = spoiled(tmp_path, old, new)
    named = [one for one in told.splitlines() if f"spoiled.yaml:{line}:" in one]
    assert len(named) == 1, told
    assert re.search(why, named[0])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("scenario: 1\na: }", "scenario.yaml:2: not YAML"),
        ("scenario: 1\nid: A\nid: B\n", "scenario.yaml:3: 'id' occurs twice"),
        ("- 1\n", "scenario.yaml:1: this is not a mapping"),
        ("scenario: 1\nid: !!python/name:os.system x\n", "scenario.yaml:2: the tag"),
        ("a: &a {x: 1}\nb:\n  <<: *a\n", "scenario.yaml:3: only plain keys"),
        ("scenario: 1\nnow: !remove\n", "scenario.yaml:2: there is nothing here to remove"),
        ("extends: missing.yaml\n", "cannot be read"),
        ("extends: scenario.yaml\n", "in a circle"),
        ("extends: [a]\n", "scenario.yaml:1: `extends` names one file"),
    ],
)
def test_a_file_that_is_no_scenario_says_where(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(text, "utf-8")
    assert told in refusal(path)


def test_aliases_of_aliases_end(tmp_path: Path) -> None:
    rows = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    rows += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 8)]
    path = tmp_path / "bomb.yaml"
    path.write_text("\n".join(rows), "utf-8")
    assert "too deep or too large" in refusal(path)


def test_at_most_ten_faults_are_told(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text("scenario: 1\n" + "\n".join(f"x{n}: 1" for n in range(20)), "utf-8")
    told = refusal(path)
    assert told.count("scenario.yaml:") == 10
    assert "more" in told


def test_a_fault_of_an_overlay_is_told_where_the_overlay_is() -> None:
    with pytest.raises(BadInput, match=r"the overlay:2: key\.verdict"):
        alter(S01, "key:\n  verdict: perhaps\n")
    with pytest.raises(BadInput, match="the overlay:1: 'nothing' is not there to be removed"):
        alter(S01, "nothing: !remove\n")


def test_an_unknown_bundled_name_lists_the_known() -> None:
    with pytest.raises(BadInput, match="s01-third-in-a-row"):
        bundled("s99")
