"""Headings by role: shipped phrases, and those that a library adds."""

from __future__ import annotations

import pytest

from kurosai.library import page_parser, sections
from kurosai.library.sections import Role


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("3. 対応手順（夜間）", Role.STEPS),
        ("エラーログのサンプル", Role.SAMPLES),
        ("アラート文", Role.SAMPLES),
        ("Error message", Role.SAMPLES),
        ("Example log", Role.SAMPLES),
        ("Sample alert:", Role.SAMPLES),
        ("Samples", Role.SAMPLES),
        ("Samples of configurations:", None),
        ("Capture a larger sample", None),
        ("Symptoms", Role.BACKGROUND),
        ("Possible checks", Role.STEPS),
        ("What to do?", Role.STEPS),
        ("How to check the cluster logs", Role.STEPS),
        ("Configuration issues resolution", Role.STEPS),
        ("Stepsister", None),
        ("一次対応", Role.STEPS),
        ("判定基準", Role.JUDGEMENT),
        ("PromQL queries used to troubleshoot", Role.COMMANDS),
        ("Logging", None),
        ("", None),
        ("x" * 500 + " steps", None),
    ],
)
def test_roles(heading: str, role: Role | None) -> None:
    assert sections.shipped().role(heading) is role


def test_a_library_adds_phrases_and_its_word_counts() -> None:
    found, fault = sections.for_library("steps: [片付け, =Run]\njudgement: [resolution]\n")
    assert fault is None
    assert found.role("片付け") is Role.STEPS
    assert found.role("Run") is Role.STEPS
    assert found.role("Run the job") is None
    assert found.role("Resolution") is Role.JUDGEMENT
    assert found.role("対応手順") is Role.STEPS
    assert found.digest != sections.shipped().digest
    same, _ = sections.for_library("judgement: [Resolution]\nsteps: ['=run', 片付け]\n")
    assert same.digest == found.digest
    page = "## 01:a\n### 片付け\n1. x\n### その他\n2. y\n".encode()
    assert len(page_parser.parse("p.md", page).entries[0].steps) == 2
    assert [step.text for step in page_parser.parse("p.md", page, found).entries[0].steps] == ["x"]


def test_a_whole_heading_of_a_library_goes_before_a_shipped_phrase() -> None:
    found, _ = sections.for_library("steps: ['=impact']\n")
    assert found.role("Impact") is Role.STEPS


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("steps: [a\n", 2, ""),
        ("steps: [a]\nstep: [b]\n", 2, "there is no role 'step'"),
        ("steps: a\n", 1, "steps needs a list"),
        ("steps:\n  - a\n  - ''\n", 3, "a phrase must be a text"),
        ("steps:\n  - a\n  - [b]\n", 3, "a phrase must be a text"),
        ("steps: [a]\nsamples: [b, Ａ]\n", 2, "'a' stands for steps and samples"),
        ("- a\n", 1, "it is not a mapping"),
        ("", 1, "the file is empty"),
        ("a: &x [b]\n", 1, "anchors"),
    ],
)
def test_a_broken_file_is_a_fault_and_the_shipped_ones_stay(
    text: str, line: int, what: str
) -> None:
    found, fault = sections.for_library(text)
    assert found is sections.shipped()
    assert fault is not None
    assert (fault.rule, fault.path, fault.line) == ("sections", "sections.yaml", line)
    assert what in fault.what
