"""The endpoint that stands where a host expects its model, and the proxy that leads nowhere."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
import outside
import pytest
import scripted_model
from scripted_model import ScriptedModel, Turn

USE: dict[str, Any] = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}
FAILED: dict[str, Any] = {
    "type": "tool_result",
    "tool_use_id": "toolu_1",
    "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
    "is_error": True,
}


def ask(
    model: ScriptedModel, body: dict[str, Any], answer: Callable[[Turn], Any]
) -> tuple[Turn, list[Any]]:
    """Post as a host does and let `answer` answer the turn: the turn, and the events."""
    found: list[httpx.Response] = []
    posted = threading.Thread(
        target=lambda: found.append(httpx.post(f"{model.url}/v1/messages?beta=true", json=body))
    )
    posted.start()
    turn = model.next()
    answer(turn)
    posted.join()
    assert found[0].headers["content-type"] == "text/event-stream"
    lines = found[0].text.split("\n")
    return turn, [json.loads(one.removeprefix("data: ")) for one in lines if one[:6] == "data: "]


def test_words_come_as_one_streamed_block() -> None:
    body: dict[str, Any] = {"stream": True, "messages": [{"role": "user", "content": "hello"}]}
    with scripted_model.serving() as model:
        turn, events = ask(model, body, lambda turn: turn.say("値なし"))
    assert turn.texts("user") == ["hello"]
    assert [one["type"] for one in events] == [
        "message_start",
        "content_block_start",
        "content_block_delta",
        "content_block_stop",
        "message_delta",
        "message_stop",
    ]
    assert events[2]["delta"] == {"type": "text_delta", "text": "値なし"}
    assert events[4]["delta"]["stop_reason"] == "end_turn"
    assert model.elsewhere == []


def test_a_tool_call_comes_with_its_arguments_and_its_result_is_found_again() -> None:
    content = [FAILED, {"type": "text", "text": "and more"}]
    messages = [{"role": "assistant", "content": [USE]}, {"role": "user", "content": content}]
    body: dict[str, Any] = {"stream": True, "messages": messages, "tools": [{"name": "look"}]}
    uses: list[str] = []
    with scripted_model.serving() as model:
        turn, events = ask(model, body, lambda turn: uses.append(turn.use("look", {"a": [1]})))
    assert events[1]["content_block"] == {**USE, "id": uses[0]}
    assert json.loads(events[2]["delta"]["partial_json"]) == {"a": [1]}
    assert events[4]["delta"]["stop_reason"] == "tool_use"
    assert turn.result("toolu_1") == scripted_model.Result("ab", True)
    assert turn.result(uses[0]) is None
    assert [tool["name"] for tool in turn.tools] == ["look"]


def test_every_other_request_is_refused_and_written_down() -> None:
    with scripted_model.serving() as model:
        assert httpx.get(f"{model.url}/v1/models").status_code == 404
        assert httpx.post(f"{model.url}/v1/messages", json={"messages": []}).status_code == 404
        assert httpx.post(f"{model.url}/api/event_logging", json={}).status_code == 404
    assert model.elsewhere == ["GET /v1/models", "POST /v1/messages", "POST /api/event_logging"]


def test_who_wants_to_leave_is_refused_and_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    with outside.watched() as away, scripted_model.serving() as model:
        for name, value in away.settings().items():
            monkeypatch.setenv(name, value)
        with pytest.raises(httpx.ProxyError):
            httpx.get("https://example.invalid/")
        assert httpx.get("http://example.invalid/x").status_code == 403
        assert httpx.get(f"{model.url}/x").status_code == 404
    first, second = away.wanted
    assert first.startswith("CONNECT example.invalid:443")
    assert second.startswith("GET http://example.invalid/x")
