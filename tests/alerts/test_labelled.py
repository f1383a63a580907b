"""The labels of a team's own bot in an alert: the alarm, when it began, the value then."""

from __future__ import annotations

import pytest

from kurosai import alerts
from kurosai.alerts import labelled
from kurosai.vocabulary import Window, moment

NOW = moment("2026-09-17T05:12:00Z")
HEADER = ":rotating_light: crois-v2:prd:sqs crois-v2-prd-job-queue-dlq\n"
DEAD_LETTERS = (
    "ApproximateNumberOfMessagesVisible >= 1 が3分継続 (現在値: 1)\n"
    "発生: 2026-09-17 13:30 JST  アラーム: core-v2-job-queue-dlq-visible"
)
OLD_MESSAGES = (
    "age > 900 for 5 min (current value: 1,140 s)\n"
    "Alarm: core-v2-status-queue-age\nFired at: 2026-09-17T04:30:00Z"
)
CHAT = (
    "🚨 [crois-v2:prd] ECSタスクの失敗が続いています\n"
    "プロジェクト: route-price\n"
    "CloudWatch Alarm: crois-v2-prd-failed-tasks  OK -> ALARM  2026-07-15 10:34:20 JST\n"
)


@pytest.mark.parametrize(
    ("below", "alarm", "at", "lines"),
    [
        (
            DEAD_LETTERS,
            "core-v2-job-queue-dlq-visible",
            "2026-09-17T04:30:00Z",
            ("ApproximateNumberOfMessagesVisible >= 1 が3分継続",),
        ),
        (
            OLD_MESSAGES,
            "core-v2-status-queue-age",
            "2026-09-17T04:30:00Z",
            ("age > 900 for 5 min",),
        ),
        (
            "[sync] error: alarm: the disk is full",
            "",
            "",
            ("[sync] error: alarm: the disk is full",),
        ),
    ],
)
def test_below_the_platforms_header(
    below: str, alarm: str, at: str, lines: tuple[str, ...]
) -> None:
    found = alerts.read(HEADER + below, NOW)
    assert found is not None
    assert (found.form, found.title, found.lines) == ("slack_header", alarm, lines)
    assert (found.period.start if found.period else None) == (moment(at) if at else None)


def test_a_message_that_names_an_alarm_and_which_way_it_went_is_an_alert() -> None:
    found = alerts.read(CHAT, NOW)
    assert found is not None
    assert (found.form, found.title, found.state) == (
        "labelled_text",
        "crois-v2-prd-failed-tasks",
        "firing",
    )
    assert found.period is not None
    assert found.period.start == moment("2026-07-15T01:34:20Z")
    assert "プロジェクト: route-price" in found.lines


def test_an_alarm_at_the_end_of_its_line_needs_no_colon() -> None:
    found = alerts.read(
        ":rotating_light: CloudWatch Alarm  crois-v2-prd-log-queue-age\n"
        "OK -> ALARM (2026-07-15 00:47:20 JST)\nage > 600 が3分続いています\n",
        NOW,
    )
    assert found is not None
    assert (found.title, found.state) == ("crois-v2-prd-log-queue-age", "firing")
    assert found.period is not None
    assert found.period.start == moment("2026-07-14T15:47:20Z")


@pytest.mark.parametrize(
    "text",
    [
        "CloudWatch Alarm crois-v2-prd-log-queue-age は OK -> ALARM になりましたか?",
        "アラーム: という言葉はどこに出ますか? job 16852935 のことです。",
        "Is the alarm: crois-v2-prd-failed-tasks ours?",
        "昨日 10:34 に OK -> ALARM になったのはなぜですか?",
    ],
)
def test_a_question_is_none(text: str) -> None:
    assert labelled.marks(text.split("\n")) == 0


def test_the_value_at_the_time_is_no_part_of_what_the_alert_is_known_by() -> None:
    said = [f"{HEADER}x >= 1 が3分継続 (現在値: {n})" for n in (1, 27)]
    assert len({alerts.error_lines(one) for one in said}) == 1


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("お疲れさまです。\nこちら確認をお願いします。\n\n", ""),
        ("", "\n\nよろしくお願いします。"),
        ("Hi all!\n\nCould you have a look?\n\n", "\n\nThanks.\n"),
    ],
)
def test_what_a_person_wrote_around_it_is_no_line_of_it(above: str, below: str) -> None:
    assert alerts.error_lines(above + CHAT + below) == alerts.error_lines(CHAT)


def test_a_headline_that_stands_alone_is_its_own() -> None:
    headline, rest = CHAT.split("\n", 1)
    for one in (headline.removeprefix("🚨 "), "ECSタスクの失敗が続いています", "[prd] tasks fail."):
        assert one in alerts.error_lines(f"{one}\n\n{rest}")


def test_a_label_with_a_full_stop_is_an_alert_still() -> None:
    found = alerts.read("Alarm: crois-v2-prd-failed-tasks OK -> ALARM.", NOW)
    assert found is not None
    assert found.title == "crois-v2-prd-failed-tasks"


@pytest.mark.parametrize("mark", ["🚨", "⚠", "⚠️", "👨‍🚒", "🔥🔥", ":rotating_light:", "> 🚨", ""])
def test_emoji_are_the_same_as_characters_and_by_name(mark: str) -> None:
    below = "crois-v2:prd:lambda core-v2-tick\nErrors >= 1\n[tick] error: 42 ✔ of 43"
    found = alerts.read(f"{mark} {below}", NOW)
    assert found is not None
    assert (found.form, found.name) == ("slack_header", "core-v2-tick")
    assert found.lines[-1] == "[tick] error: 42 ✔ of 43"


@pytest.mark.parametrize(
    ("line", "hour"),
    [
        ("25.9 TiB  2026-09-17 02:00 - 03:00 JST", True),
        ("25.9 TiB (2026-09-16T17:00:00Z ~ 2026-09-16T18:00:00Z)", True),
        ("25.9 TiB  2026-09-17 02:00 JST", False),
        ("[cost] error: not read 2026-09-17 02:00 - 03:00 JST", False),
    ],
)
def test_an_hour_that_was_counted_stands_behind_its_value(line: str, hour: bool) -> None:
    found = alerts.read(f"💰 crois-v2:prd:gcp cost\nbilled >= 20 TiB / 1h (prd)\n{line}", NOW)
    assert found is not None
    told = Window(moment("2026-09-16T17:00:00Z"), moment("2026-09-16T18:00:00Z"))
    assert found.period == (told if hour else None)
