"""What is a claim: sentences of which half were written before the rules, and are not changed."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict

import pytest
import yaml

from kurosai.bench.agent import saying
from kurosai.bench.agent.saying import Said

HERE = Path(__file__).parent


class Sentence(TypedDict):
    pattern: str
    text: str
    claimed: bool | str


def sentences(name: str) -> list[Sentence]:
    found: list[Sentence] = yaml.safe_load((HERE / f"sentences_{name}.yaml").read_text("utf-8"))
    return found


def right(one: Sentence, said: Said) -> bool:
    if one["claimed"] == "unsure":
        return said is Said.UNSURE
    return said is Said.CLAIMED if one["claimed"] else said in (Said.DENIED, Said.QUOTED)


@pytest.mark.parametrize("one", sentences("first"), ids=lambda one: one["text"])
def test_sentences_written_before_the_rules(one: Sentence) -> None:
    assert right(one, saying.of(one["pattern"], one["text"]).said)


@pytest.mark.parametrize("one", sentences("then"), ids=lambda one: one["text"])
def test_sentences_written_after_them(one: Sentence) -> None:
    assert right(one, saying.of(one["pattern"], one["text"]).said)


@pytest.mark.parametrize("one", sentences("held_out"), ids=lambda one: one["text"])
def test_sentences_held_out(one: Sentence) -> None:
    assert right(one, saying.of(one["pattern"], one["text"]).said)


def test_of_several_sentences_the_claim_counts() -> None:
    text = "タイムアウトが根本原因ではない。いや、タイムアウトが根本原因である。"
    found = saying.of("タイムアウトが根本原因", text)
    assert (found.said, found.sentence) == (Said.CLAIMED, "いや、タイムアウトが根本原因である。")
    assert saying.of("別のもの", text).said is Said.ABSENT
