"""Many hits as patterns: what is shown of them says of all what is true of all, and no more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from kurosai.aws.logs.lines import many
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Window

AT = datetime(2026, 1, 1, 3, 40, tzinfo=UTC)
WINDOW = Window(AT, AT + timedelta(hours=1))
REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"


def shown(said: Iterable[str], level: str = "INFO") -> list[str]:
    """What stands in the place of each pattern's line; the last hit is the one that is meant."""
    hits = [
        LogEvent(
            str(n), AT + timedelta(minutes=n), f"[{level}]\t{AT:%FT%TZ}\t{REQUEST}\t{text}", ""
        )
        for n, text in enumerate(said)
    ]
    patterns = many.of(hits, WINDOW, hits[-1])
    assert patterns is not None
    return list(patterns.instead.values())


def test_a_version_that_came_later_is_not_said_of_the_lines_before_it() -> None:
    versions = ["3.17.4"] * 5 + ["3.18.0"] * 10
    (told,) = shown(f"[dispatch] dispatcher {one} received 1 message" for one in versions)
    own, _, alike = told.partition(" · x15 since 03:40:00Z ")
    assert own == "[INFO] [dispatch] dispatcher 3.18.0 received 1 message"
    assert alike == "[INFO] [dispatch] dispatcher <n: 3.17.4, 3.18.0> received 1 message"


def test_how_many_values_there_are_is_said_with_the_ends_of_numbers() -> None:
    jobs = [163, 134, *range(150, 160), 762]
    (told,) = shown(f"[usage] {one} jobs finished" for one in jobs)
    assert told.endswith(" [INFO] [usage] <n: 163, 134; 13 values, 134 to 762> jobs finished")


def test_words_that_differ_are_not_said_to_be_the_same() -> None:
    (told,) = shown(
        (
            f"cannot render job_id={16401000 + n} variable={'MAIL_BODY' if n % 2 else 'PUSH_TEXT'}"
            for n in range(14)
        ),
        "ERROR",
    )
    assert "variable=<*: PUSH_TEXT, MAIL_BODY>" in told


def test_lines_that_are_the_same_are_one_with_their_number() -> None:
    (told,) = shown(["[forward] the index is behind"] * 14)
    assert told == "x14 since 03:40:00Z [INFO] [forward] the index is behind"
