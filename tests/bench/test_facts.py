"""Whether a result shows a fact."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from kurosai.bench import facts
from kurosai.bench.plain import Seen
from kurosai.sandbox.schema_key import Fact

LOOK = {"crois": "/v1/health/"}


def fact(**told: Any) -> Fact:
    return Fact.model_validate({"sources": ["aws"], "what": "x", "looks": [LOOK], **told})


def test_every_pattern_has_to_fit_one_result() -> None:
    both = fact(shows=["16852935", "no value"])
    assert facts.in_result(both, "aws", "job 16852935\nstarted_at has no value")
    assert not facts.in_result(both, "aws", "job 16852935")


def test_another_server_does_not_see_it() -> None:
    assert not facts.in_result(fact(shows=["a"]), "crois", "a")


def test_nothing_is_seen_where_the_place_and_the_word_stand_together() -> None:
    nothing = fact(shows=["/ecs/tutorial"], nothing=True)
    assert facts.in_result(nothing, "aws", "looked /ecs/tutorial empty: no stream")
    assert facts.in_result(nothing, "aws", "Q · aws · /ecs/tutorial · 0 of 0 hits · empty")
    assert not facts.in_result(nothing, "aws", "looked /ecs/tutorial complete\nlooked /x empty")
    assert not facts.in_result(nothing, "aws", "/ecs/tutorial is emptyish")


def test_a_count_is_told() -> None:
    once = fact(shows=["no value"], times=1, told=["occurred: 1\\b"])
    assert not facts.in_result(once, "aws", "no value")
    assert facts.in_result(once, "aws", "occurred: 1")
    assert not facts.in_result(once, "aws", "occurred: 12")


def test_a_plain_read_is_counted() -> None:
    once = fact(shows=["no value"], times=1, told=["1"])
    assert facts.in_plain(once, Seen("aws", "look", "no value", empty=False))
    assert not facts.in_plain(once, Seen("aws", "look", "no value, no value", empty=False))
    assert not facts.in_plain(once, Seen("aws", "look", "", empty=True))


def test_a_plain_read_of_nothing_names_its_place() -> None:
    nothing = fact(shows=["/ecs/tutorial"], nothing=True)
    assert facts.in_plain(nothing, Seen("aws", "logs /ecs/tutorial", '{"events": []}', empty=True))
    assert not facts.in_plain(nothing, Seen("aws", "logs /ecs/tutorial", "{}", empty=False))
    assert not facts.in_plain(nothing, Seen("aws", "logs /other", "{}", empty=True))


def test_a_count_without_a_way_to_tell_it_is_refused() -> None:
    with pytest.raises(ValidationError, match="a count is told"):
        fact(shows=["a"], times=1)
