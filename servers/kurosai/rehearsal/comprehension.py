"""What the scripted operator understands: a few questions, answered from texts he has read.

A host's model understands anything; a script needs its questions spelled out. These are the
ones that runbooks of health checkers ask. Whatever it does not understand it leaves open, and
the conclusion says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kurosai.rehearsal.answers import Answer

_DECISION = re.compile(r"^\s+(\w+) (.+?): (\S.*>\S+(?: \| .*)?)$", re.MULTILINE)
_END = re.compile(r"^\s+(\w+) (.+?) = (\w+)(?:, once .*)?$", re.MULTILINE)
_CONSECUTIVE = re.compile(r"consecutive (?:FAIL|WARN): (\d+)")
_RUNS = re.compile(r"^runs (.+?)(?:, every|; consecutive)", re.MULTILINE)
_FIELD_MISSING = re.compile(r"\b(\w+_at) has no value tasks?:\s*([\w-]+)")


@dataclass(frozen=True, slots=True)
class Decided:
    """An answer to a node of the flowchart: yes or no, and the evidence that shows it."""

    node: str
    yes: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The flowchart as open_case prints it: decisions and ends, by node id."""

    decisions: dict[str, str]
    ends: dict[str, str]


def chart_of(opened: Answer) -> Chart:
    """Decisions (`H4 text: a>X | b>Y`) and ends (`I4 text = verdict`) of an opening result."""
    return Chart(
        {node: text for node, text, _ in _DECISION.findall(opened.text)},
        {node: text for node, text, _ in _END.findall(opened.text)},
    )


def missing_field(text: str) -> tuple[str, str]:
    """Field and task of "started_at has no value tasks:normal-1"; both "" where none is named."""
    match = _FIELD_MISSING.search(text)
    return (match.group(1), match.group(2)) if match else ("", "")


def decide(node: str, question: str, alert: str, read: Sequence[Answer]) -> Decided | None:
    """The answer that the readings give to one question; None while they do not tell."""
    if re.search(r"値が(設定|入)", question):
        return _value_is_set(node, alert, read)
    if re.search(r"連続", question):
        return _consecutive(node, read)
    if re.search(r"次回.*(正常|成功)", question):
        return _next_run_was_fine(node, read)
    return None


def _value_is_set(node: str, alert: str, read: Sequence[Answer]) -> Decided | None:
    field, task = missing_field(alert)
    for one in read:
        if one.tool != "describe_job" or one.coverage != "complete":
            continue
        line = re.search(rf"^{re.escape(task)} .*?\b{field}=(\S+)", one.text, re.MULTILINE)
        if line:
            return Decided(node, line.group(1) != "null", one.evidence)
    return None


def _consecutive(node: str, read: Sequence[Answer]) -> Decided | None:
    for one in read:
        match = _CONSECUTIVE.search(one.text)
        if match and one.evidence:
            return Decided(node, int(match.group(1)) >= 2, one.evidence)
    return None


def _next_run_was_fine(node: str, read: Sequence[Answer]) -> Decided | None:
    """Yes or no by the runs after the last failure; None while there is none."""
    for one in read:
        match = _RUNS.search(one.text)
        if not match or not one.evidence:
            continue
        after = re.split("FAIL|WARN", match.group(1))[-1]
        if "ok" not in after and "ERROR" not in after:
            return None
        return Decided(node, "ERROR" not in after.split("|")[1], one.evidence)
    return None
