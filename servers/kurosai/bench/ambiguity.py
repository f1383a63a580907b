"""Whether something else than what a fact means fits its patterns: a distractor, or the noise.

A key whose decisive facts fit more than they mean counts what misleads as found.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from kurosai import environment
from kurosai.bench.findings import Finding, warning
from kurosai.bench.plain import short
from kurosai.sandbox.background import building
from kurosai.sandbox.background.scale import scale_of
from kurosai.sandbox.world import build

if TYPE_CHECKING:
    from kurosai.bench.plain import Seen
    from kurosai.sandbox.background.scale import Scale
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.schema_key import Fact, Key
    from kurosai.vocabulary import Json

HOURS = timedelta(hours=1)
"""How far around what arrives the platform at large is looked at."""


def mixed_up(key: Key, seen: Mapping[str, Seen | None]) -> Iterator[Finding]:
    """Whether the patterns of a decisive fact fit what misleads as well.

    `seen` is what the last look of each distractor showed, by its name.
    """
    for name, fact in key.decisive.items():
        # What is counted is bounded by its look.
        if fact.nothing or fact.times is not None:
            continue
        for other, distractor in key.distractors.items():
            look = seen.get(other)
            texts = [] if look is None else [t for t in leaves(look.text) if fits(distractor, t)]
            if any(fits(fact, text) for text in texts):
                yield warning(f"key.decisive.{name}", f"It fits the distractor {other!r} as well.")


def noisy(key: Key, noise: Sequence[str]) -> Iterator[Finding]:
    """Whether what only happens besides fits a decisive fact; `noise` as `noise_of` gives it."""
    for name, fact in key.decisive.items():
        found = [] if fact.nothing else [text for text in noise if fits(fact, text)]
        if found:
            some = f"{len(found):,} of the noise fit as well, like {short(found[0])}"
            yield warning(f"key.decisive.{name}", some)


def fits(fact: Fact, text: str) -> bool:
    """Whether a text fits every pattern of a fact."""
    return all(re.search(pattern, text, re.M) for pattern in fact.shows)


def noise_of(scenario: Scenario, scale: str = "") -> Sequence[str]:
    """What one can read that is noise: log event by log event, and job by job.

    Of the platform at large, that of the hours around what arrives: millions are made of the same
    words. Raises BadInput for a scenario of which no world can be built.
    """
    size = scale_of(scale)
    large = [] if size is None else _at_large(scenario, size)
    return [*_own_noise(scenario), *large]


def _at_large(scenario: Scenario, size: Scale) -> list[str]:
    world = build(scenario, building.files(size, environment.of_process().state, lambda _: None))
    week = world.week
    assert week is not None
    around = scenario.arrives.at
    jobs = [week.whole(row) for row in week.going_on(around - HOURS, around + HOURS)]
    ran = (repr(job).replace("'", '"').replace("None", "null") for job in jobs)
    return [*week.said(around - HOURS, around + HOURS), *ran]


def _own_noise(scenario: Scenario) -> Sequence[str]:
    if scenario.noise is None:
        return ()
    world, quiet = build(scenario), build(scenario.model_copy(update={"noise": None}))
    told = {event.message for stream in quiet.log_streams for event in stream.events}
    said = (event.message for stream in world.log_streams for event in stream.events)
    # Near enough to what the API says, at a fifth of the time that its JSON takes.
    ran = (
        repr(world.jobs[number]).replace("'", '"').replace("None", "null")
        for number in world.jobs.keys() - quiet.jobs.keys()
    )
    return [*(text for text in said if text not in told), *ran]


def leaves(text: str) -> Iterator[str]:
    """What is inside a JSON text, object by object; a text that is no JSON as it is."""
    try:
        body = cast("Json", json.loads(text))
    except ValueError:
        yield text
        return
    yield from _leaves(body)


def _leaves(body: Json) -> Iterator[str]:
    if isinstance(body, dict):
        plain_ones = {k: v for k, v in body.items() if not isinstance(v, dict | list)}
        if plain_ones:
            yield json.dumps(plain_ones, ensure_ascii=False)
        for value in body.values():
            yield from _leaves(value)
    elif isinstance(body, list):
        for value in body:
            yield from _leaves(value)
    else:
        yield str(body)
