"""What people and programs do to an alert on its way here changes nothing of what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kurosai import alerts
from kurosai.alerts import Alert
from kurosai.vocabulary import moment

NOW = moment("2026-11-25T12:00:00Z")
SAMPLES = Path(__file__).parent / "samples"
TEXTS = {file.stem: file.read_text("utf-8") for file in sorted(SAMPLES.rglob("*.txt"))}


def read(text: str) -> Alert:
    alert = alerts.read(text, NOW)
    assert alert is not None
    return alert


def parsed(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return None


OBJECTS = {name: text for name, text in TEXTS.items() if isinstance(parsed(text), dict)}


@pytest.mark.parametrize("name", TEXTS)
def test_line_ends_of_windows(name: str) -> None:
    assert read(TEXTS[name].replace("\n", "\r\n")) == read(TEXTS[name])


@pytest.mark.parametrize("name", TEXTS)
def test_a_quotation_in_a_thread(name: str) -> None:
    quoted = "\n".join(f"> {line}" for line in TEXTS[name].splitlines())
    assert read(quoted) == read(TEXTS[name])


@pytest.mark.parametrize("name", [name for name in TEXTS if not name.startswith("plain-")])
def test_words_of_a_person_around_it(name: str) -> None:
    said = read(f"お疲れさまです。確認をお願いします。\n\n{TEXTS[name]}\n")
    assert said == read(TEXTS[name])


@pytest.mark.parametrize("name", OBJECTS)
@pytest.mark.parametrize("indent", [None, 4])
def test_json_however_it_is_laid_out_and_fenced(name: str, indent: int | None) -> None:
    laid = json.dumps(json.loads(OBJECTS[name]), indent=indent, ensure_ascii=indent is None)
    assert read(laid) == read(OBJECTS[name])
    assert read(f"見てください\n```json\n{laid}\n```\nよろしく") == read(OBJECTS[name])


@pytest.mark.parametrize("name", OBJECTS)
def test_a_relay_that_wraps_it(name: str) -> None:
    alert = read(OBJECTS[name])
    assert read(json.dumps({"headers": {"a": "b"}, "body": OBJECTS[name]})) == alert
    assert read(json.dumps({"payload": {"body": json.loads(OBJECTS[name])}})) == alert


@pytest.mark.parametrize("name", OBJECTS)
def test_html_escapes_of_a_chat(name: str) -> None:
    escaped = OBJECTS[name].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert read(escaped) == read(OBJECTS[name])


@pytest.mark.parametrize("name", OBJECTS)
def test_wherever_it_is_cut_nothing_is_made_up(name: str) -> None:
    text = OBJECTS[name].rstrip()
    whole = read(text)
    fields = ("form", "title", "account", "region", "severity", "name", "lines")
    for end in range(len(text) // 4, len(text) - 1, 41):
        cut = alerts.read(text[:end], NOW)
        if cut is None or cut.form != whole.form:
            continue
        if cut.state != whole.state and whole.others:
            continue  # the alert that goes on was cut away, and another one of its group is left
        assert any("ends in the middle" in note for note in cut.notes)
        for field in fields:
            told, full = getattr(cut, field), getattr(whole, field)
            if field == "lines":
                assert all(any(line in other for other in full) for line in told), (end, told)
            elif field == "name":
                assert told in ("", *(one.name for one in whole.resources))
            elif field in ("account", "region"):
                # The display name stands before the ARN that says it as a code.
                assert told in ("", full)
            else:
                assert told in ("", full), (end, field)


def test_a_cut_alert_keeps_what_stands_before() -> None:
    text = OBJECTS["cloudwatch-sns-composite"]
    cut = read(text[: text.index("AlarmRule")])
    whole = read(text)
    assert (cut.title, cut.account, cut.region, cut.state) == (
        whole.title,
        whole.account,
        whole.region,
        "firing",
    )
    assert (cut.condition, cut.resources) == ("", ())


def test_the_same_key_twice_counts_as_json_counts_it() -> None:
    text = OBJECTS["cloudwatch-sns-composite"].rstrip()
    twice = text[:-1] + ',"AlarmName":"other"}'
    assert read(twice).title == json.loads(twice)["AlarmName"] == "other"
