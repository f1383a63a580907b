"""Stopped tasks to causes: AWS's words, its stop codes, memory, exit codes; and what stays open."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from stop_texts import WRITTEN_WITH

from kurosai.aws.stop import advice, wordings
from kurosai.aws.stop.causes import Cause
from kurosai.aws.stop.decode import MOST_READ, Decoded, decode
from kurosai.aws.stop.facts import Facts, Memory

FAILED = "TaskFailedToStart"
EXITED = "EssentialContainerExited"
BY_ITSELF = Facts(EXITED, "Essential container in task exited")
FULL = Memory(used=4051, limit=4096)


def code_of(text: str) -> Cause:
    return decode(Facts(FAILED, text)).cause


@pytest.mark.parametrize(("text", "meant", "source"), WRITTEN_WITH)
def test_what_aws_writes_is_the_cause_that_it_means(text: str, meant: Cause, source: str) -> None:
    assert code_of(text) is meant, source
    assert decode(Facts(FAILED, "Task failed to start", (text,))).said == text
    assert decode(Facts(error="ECS.AmazonECSException", cause=text)).cause is meant


def test_many_texts_of_each_stage_are_tried() -> None:
    texts = {text for text, _, _ in WRITTEN_WITH}
    assert len(texts) == len(WRITTEN_WITH) >= 40
    assert len(Counter(meant for _, meant, _ in WRITTEN_WITH)) >= 18
