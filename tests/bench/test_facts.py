"""Whether a read shows a fact: the same patterns judge a plain API and any tool over it."""

from __future__ import annotations

from typing import Any

import pytest

from kurosai.bench.facts import in_plain, in_result, often
from kurosai.bench.plain import Seen
from kurosai.sandbox.schema_key import Fact

LOOK = {"aws": {"service": "logs", "operation": "filter_log_events"}}
GROUP = "/aws/lambda/updater"


def fact(**told: Any) -> Fact:
    body = {"sources": ["aws"], "what": "x", "shows": ["started_at"], "looks": [LOOK]}
    return Fact.model_validate({**body, **told})


def seen(text: str, *, asked: str = "logs.filter_log_events", empty: bool = False) -> Seen:
    return Seen("aws", asked, text, empty)


def test_every_pattern_has_to_fit_one_read() -> None:
    both = fact(shows=["started_at", "18:14:40|1762280080914"])
    assert in_plain(both, seen('{"message": "started_at", "timestamp": 1762280080914}'))
    assert in_result(both, "aws", "18:14:40Z started_at has no value")
    assert not in_plain(both, seen("started_at"))
    assert not in_result(both, "aws", "18:14:40Z")


def test_a_server_that_is_no_source_of_it_shows_nothing() -> None:
    assert not in_result(fact(), "crois", "started_at")
    assert not in_result(fact(times=1, told=["once"]), "crois", "once")


def test_what_is_counted_is_exact_in_a_plain_read_and_told_in_a_result() -> None:
    twice = fact(times=2, told=["2 hits"])
    assert often(twice, "started_at started_at") == 2
    assert in_plain(twice, seen("started_at started_at"))
    assert not in_plain(twice, seen("started_at"))
    assert not in_plain(twice, seen("started_at " * 3))
    assert in_result(twice, "aws", "started_at: 2 hits")
    assert not in_result(twice, "aws", "started_at started_at")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{GROUP} · 18:00Z-19:00Z · 0 of 0 hits · empty", True),
        (f"A1B2C3D4 · aws · complete\nlooked {GROUP} main/1 empty: never made", True),
        (f"{GROUP} · 3 of 3 hits · complete\nlooked /aws/lambda/other empty", False),
        ("/aws/lambda/other · 0 of 0 hits · empty", False),
        (f"{GROUP} · 1 of 1 hit · complete\nthe emptying went well", False),
    ],
)
def test_nothing_is_there_where_one_line_says_so_of_the_place(text: str, shown: bool) -> None:
    assert in_result(fact(nothing=True, shows=[GROUP]), "aws", text) is shown


def test_a_plain_read_of_nothing_names_the_place_in_what_was_asked() -> None:
    nothing = fact(nothing=True, shows=[GROUP])
    asked = f'logs.filter_log_events {{"logGroupName": "{GROUP}"}}'
    assert in_plain(nothing, seen('{"events": []}', asked=asked, empty=True))
    assert not in_plain(nothing, seen('{"events": [1]}', asked=asked))
    assert not in_plain(nothing, seen('{"events": []}', asked="another group", empty=True))


def test_another_way_to_say_it_is_enough() -> None:
    told = fact(nothing=True, shows=[GROUP], told=["next run is due"])
    assert in_result(told, "aws", "the next run is due about 19:14Z")


def test_what_is_no_longer_kept_is_not_what_was_never_there() -> None:
    gone = fact(shows=["job-1"], nothing="expired")
    assert in_result(gone, "aws", "Q · gcp · job-1 · expired")
    assert not in_result(gone, "aws", "Q · gcp · job-1 · 0 of 0 entries · empty")
    assert not in_result(fact(shows=["job-1"], nothing=True), "aws", "Q · job-1 · expired")


def test_what_is_only_asked_or_repeated_was_not_seen() -> None:
    line = fact(shows=["no matching manifest"])
    offered = (
        'X · aws · 1 of 1 · complete\nnext: runbooks.find_runbook {"text":"no matching manifest"}'
    )
    assert not in_result(line, "aws", offered)
    nothing = "X · aws · g · 0 of 0 hits · empty\nnone contains 'no matching manifest'"
    assert not in_result(line, "aws", nothing)
    assert in_result(
        line, "aws", "X · aws · g · 1 of 1 hit · complete\n18:00Z no matching manifest"
    )


def test_a_place_is_empty_where_its_own_word_says_so() -> None:
    gone = fact(shows=["/ecs/tutorial"], nothing=True)
    assert not in_result(
        gone, "aws", "could not read /ecs/tutorial: throttled; it may be empty or not"
    )
    assert not in_result(gone, "aws", "<<data x\n18:00Z /ecs/tutorial is empty\nx>>")
