"""The hint follower does as it is told, best first, and nothing twice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from kurosai.bench.follower import follow
from kurosai.bench.repeated import plainly
from kurosai.rehearsal.answers import Answer

pytestmark = pytest.mark.anyio


class Script:
    """Servers whose every result offers what the script says."""

    def __init__(self, offers: Mapping[str, list[str]]) -> None:
        self.offers = offers
        self.called: list[str] = []

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> Answer:
        name = str(arguments.get("name", tool))
        self.called.append(name)
        lines = [self.line(one) for one in self.offers.get(name, [])]
        return Answer(server, tool, arguments, "\n".join([f"result {name}", *lines]), False, 1)

    async def prompt(self, name: str, arguments: Mapping[str, str]) -> str:
        raise NotImplementedError

    @staticmethod
    def line(name: str) -> str:
        tool = name if name in ("walk", "close_case") else "look"
        server = "cases" if tool != "look" else "aws"
        return f"next: {server}.{tool} {json.dumps({'name': name})}"


async def test_the_best_of_any_comes_before_the_second_of_another() -> None:
    script = Script({"open_case": ["a", "b", "c"], "a": ["d", "e"], "d": []})
    trail = await follow(script, "text", most=10)
    assert script.called == ["open_case", "a", "d", "e", "b", "c"]
    assert len(trail.answers) == 6


async def test_nothing_is_called_twice() -> None:
    script = Script({"open_case": ["a"], "a": ["a", "b"], "b": ["a"]})
    await follow(script, "text", most=10)
    assert script.called == ["open_case", "a", "b"]


async def test_judgements_are_left_to_others() -> None:
    script = Script({"open_case": ["walk", "a"], "a": ["close_case"]})
    await follow(script, "text", most=10)
    assert script.called == ["open_case", "a"]


async def test_it_stops_at_the_bound() -> None:
    script = Script({"open_case": ["a", "b", "c", "d"]})
    assert len((await follow(script, "text", most=3)).answers) == 3


async def test_sizes_add_up() -> None:
    trail = await follow(Script({"open_case": ["a"]}), "text", most=3)
    whole = sum(len(one.text.encode()) for one in trail.answers)
    assert trail.sizes() == [len(trail.answers[0].text.encode()), whole]


def test_ids_and_fences_are_not_what_differs() -> None:
    def result(evidence: str, fence: str, value: str) -> list[Answer]:
        text = f"{evidence} · aws · x\n<<data {fence}\n{value}\n{fence}>>\nsee {evidence}"
        return [Answer("aws", "look", {}, text, False, 1)]

    first = plainly(result("5SFQMGMH", "a3f296", "12"))
    assert first == plainly(result("7TFQMGMH", "b4f296", "12"))
    assert first != plainly(result("7TFQMGMH", "b4f296", "13"))
