"""Whatever a host prints, its run is judged or failed, and the others go on."""

from __future__ import annotations

import json

import pytest

from kurosai.bench.agent import printed


@pytest.mark.parametrize("output", ["[" * 200_000, '{"a":' * 200_000, "\x00", "{"])
def test_what_is_no_json_is_the_answer_itself(output: str) -> None:
    assert printed.answer(output, "") == output
    assert printed.usage(output) == {}


def test_half_a_character_can_be_kept() -> None:
    output = json.dumps({"result": "so \ud800 it is"})
    assert printed.answer(output, "").encode("utf-8") == b"so ? it is"
