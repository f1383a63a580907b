"""What an event in JSON says: its type, and why where it failed."""

from __future__ import annotations

import pytest

from kurosai.logs.condense import groups
from kurosai.logs.message import said


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (
            '{"type":"TaskFailed","details":{"error":"States.Timeout","cause":"no answer\\nx"}}',
            "TaskFailed: States.Timeout: no answer",
        ),
        ('{"type":"TaskFailed","cause":"out of memory"}', "TaskFailed: out of memory"),
        (
            '{"type":"TaskFailed","d":{"cause":"{\\"errorMessage\\":\\"no key\\",\\"a\\":1}"}}',
            "TaskFailed: no key",
        ),
        ('{"type":"TaskFailed","d":{"cause":"{\\"a\\":1}","error":5}}', "TaskFailed"),
        ('{"type":"TaskFailed","d":{"cause":"{no JSON"}}', "TaskFailed: {no JSON"),
        ('{"event":"TaskStarted","d":{"name":"load"}}', "TaskStarted"),
        ('{"message":"it failed","error":"no key"}', "it failed"),
    ],
)
def test_an_event_says_why(event: str, message: str) -> None:
    assert said(event).message == message


def test_events_with_different_causes_are_different() -> None:
    events = [
        f'{{"type":"TaskFailed","id":{at},"details":{{"cause":"{cause}"}}}}'
        for at in range(3)
        for cause in ("no answer in 5 s", "out of memory")
    ]
    assert groups(events) == (0, 1, 0, 1, 0, 1)
