"""Payloads that were made to hurt: any shape is read as far as it makes sense, in bounded time."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai import alerts
from kurosai.alerts import Alert
from kurosai.errors import BadInput
from kurosai.vocabulary import moment

NOW = moment("2026-11-25T12:00:00Z")
SAMPLES = Path(__file__).parent / "samples"
TEXTS = [file.read_text("utf-8") for file in sorted(SAMPLES.rglob("*.txt"))]


def objects() -> list[Any]:
    found: list[Any] = []
    for text in TEXTS:
        try:
            found.append(json.loads(text))
        except ValueError:
            continue
    return found


OBJECTS = objects()
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=20)
    | st.sampled_from(["arn:aws:sqs:::", "2026-99-99T99:99:99Z", "9" * 5_000, "\ud800", "{", "[{"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)


def harmless(text: str) -> Alert | None:
    """Read in every way; only BadInput may come, and only from a time in the future."""
    try:
        alert = alerts.read(text, NOW)
    except BadInput:
        # A time in the future, which test_what_is_refused holds.
        alert = None
    for line in alerts.error_lines(text):
        line.encode("utf-8")
    if alert is not None:
        repr(alert).encode("utf-8")
        assert all(type(one.name) is str for one in alert.resources)
        assert len(alert.lines) <= 20
        assert type(alert.title) is type(alert.condition) is type(alert.severity) is str
    return alert


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    if isinstance(value, dict):
        pairs: list[tuple[Any, Any]] = list(cast("dict[str, Any]", value).items())
    else:
        pairs = list(enumerate(cast("list[Any]", value))) if isinstance(value, list) else []
    for key, inner in pairs:
        found += places(inner, (*path, key))
    return found


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_any_value_in_any_place_of_a_payload(data: st.DataObject) -> None:
    payload = json.loads(json.dumps(data.draw(st.sampled_from(OBJECTS))))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(places(payload)))
        value = data.draw(JSON)
        if not path:
            continue
        holder = payload
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = value
    harmless(json.dumps(payload))
    harmless(json.dumps(payload, ensure_ascii=False))


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_damage_to_a_text(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS))
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 30)))
        text = text[:start] + data.draw(st.text(max_size=12)) + text[end:]
    harmless(text)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from('{}[]":,\\“”\n aA0-.e>*#|<&;'), max_size=300))
def test_any_soup_of_marks(text: str) -> None:
    harmless(text)


DEEP = 100_000


@pytest.mark.parametrize(
    "text",
    [
        "{" * DEEP,
        '{"a":' * DEEP,
        "[{" * DEEP,
        '{"a":[' * DEEP + "]}" * DEEP,
        '{"' * DEEP,
        '{"a":"' + "\\" * DEEP,
        '{"AlarmName":"x","NewStateValue":"ALARM","Trigger":' + '{"Metrics":[' * DEEP,
        '{"alerts":[' + '{"labels":{"alertname":"a"}},' * DEEP + "]}",
        json.dumps({"Type": "Notification", "TopicArn": "a", "Message": "{" * DEEP}),
        '{"AlarmName":"' + "x" * 5_000_000 + '","NewStateValue":"ALARM"}',
        '{"AlarmName":"a","NewStateValue":"ALARM","StateChangeTime":NaN,"Trigger":{"Threshold":Infinity}}',
        '{"AlarmName":"a","NewStateValue":"ALARM","Trigger":{"Threshold":' + "9" * 5_000 + "}}",
        "a:b:c d\n" * DEEP,
        "* *" * DEEP,
        "[FIRING:1] " + "(" * DEEP,
        "CloudWatch Alarm | " + "| " * DEEP,
        "CloudWatch Alarm |" + " " * DEEP,
        "Triggered #1: " + "x " * DEEP,
        ">" * DEEP,
        "- k" + " " * DEEP,
        "&quot;" * DEEP,
        '{"a":"<https://' + "<https://" * DEEP + '"}',
    ],
    ids=lambda text: text[:24],
)
def test_size_and_depth_cost_little(text: str) -> None:
    start = time.process_time()
    harmless(text)
    assert time.process_time() - start < 10


def nested(message: str, times: int) -> str:
    for _ in range(times):
        message = json.dumps({"Type": "Notification", "TopicArn": "arn", "Message": message})
    return message


def test_envelopes_in_envelopes_end() -> None:
    inner = json.dumps({"AlarmName": "a", "NewStateValue": "ALARM"})
    alert = harmless(nested(inner, 2))
    assert alert is not None
    assert alert.title == "a"
    harmless(nested(inner, 9))


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", '{"a": 1}', "job 16902244 が失敗しました", '{"level":"error","msg":"x"}'],
)
def test_what_is_no_alert_is_none(text: str) -> None:
    assert alerts.read(text, NOW) is None


def test_what_is_refused() -> None:
    text = json.dumps(
        {"AlarmName": "a", "NewStateValue": "ALARM", "StateChangeTime": "2026-12-01T00:00:00Z"}
    )
    with pytest.raises(BadInput, match="in the future"):
        alerts.read(text, NOW)
    assert alerts.error_lines(text) == ("a",)
