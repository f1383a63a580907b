"""Promises of condensing, for any lines: none is lost, none is in two patterns, and what a pattern
shows as the same is the same in every line of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from job_log_lines import Log, entries
from job_logs import TUNED

from kurosai.logs.condense import condense, groups
from kurosai.logs.condensed import Pattern
from kurosai.logs.message import said
from kurosai.vocabulary import Window

_START = datetime(2025, 11, 4, 18, tzinfo=UTC)
_SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _written(log: Log, count: int, seed: int) -> list[str]:
    return [one.text for one in entries(log, count, seed)]


# Lines as programs write them: a few statements of one program, many values.
_PROGRAM = st.builds(
    _written,
    st.sampled_from(TUNED),
    st.integers(1, 80),
    st.integers(0, 10_000),
)
# And lines that differ in little, where a careless look-up would confuse them.
_NUMBER = st.sampled_from(("0", "1", "7", "12", "404", "502", "137", "abc1", "1f", "12345678"))
_NEAR = st.lists(
    st.builds(
        "{level} {word}{between}{one} {key}{other} at {path}/{third}".format,
        level=st.sampled_from(("INFO", "ERROR", "")),
        word=st.sampled_from(("exit code", "took", "job", "from s", "status", "host-")),
        between=st.sampled_from((" ", "=", ":", ": ", "-")),
        one=_NUMBER,
        key=st.sampled_from(("status ", "rc=", "n=", "x")),
        other=_NUMBER,
        path=st.sampled_from(("/a", "/b/c", "v", "")),
        third=_NUMBER,
    ),
    max_size=40,
)
_ANYTHING = st.lists(st.text(max_size=60), max_size=30)
_LINES = st.one_of(_PROGRAM, _NEAR, _ANYTHING)


def _plain(text: str) -> str:
    return "".join(text.split()).replace("\0", "\ufffd")


def _constants(pattern: Pattern) -> list[str]:
    """What a template says is in each line, in order."""
    if pattern.template == "(empty)":
        return []
    parts: list[str] = []
    at = 0
    for end in pattern.ends:
        parts.append(pattern.template[at : pattern.template.rindex("<", 0, end)])
        at = end + 1
    return [_plain(part) for part in (*parts, pattern.template[at:])]


def _has_in_order(text: str, parts: Sequence[str]) -> bool:
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


@_SLOW
@given(_LINES)
def test_every_line_is_in_exactly_one_pattern(texts: list[str]) -> None:
    condensed = condense((None, text) for text in texts)
    numbers = groups(texts)
    assert condensed.lines == len(texts) == sum(one.count for one in condensed.patterns)
    counts = Counter(numbers)
    assert len(condensed.patterns) == len(counts)
    for one in condensed.patterns:
        assert one.count == counts[numbers[one.first_place]]
        places = [at for at, number in enumerate(numbers) if number == numbers[one.first_place]]
        assert (one.first_place, one.last_place) == (places[0], places[-1])
        assert one.sample == texts[places[0]].replace("\0", "\ufffd")


@_SLOW
@given(_LINES)
def test_what_a_template_says_is_in_each_of_its_lines(texts: list[str]) -> None:
    numbers = groups(texts)
    for one in condense((None, text) for text in texts).patterns:
        constants = _constants(one)
        for text, number in zip(texts, numbers, strict=True):
            if number == numbers[one.first_place]:
                message = _plain(said(text.replace("\0", "\ufffd")).message)
                assert _has_in_order(message, constants), (one.template, text)


@_SLOW
@given(_LINES)
def test_values_that_are_shown_were_there(texts: list[str]) -> None:
    everything = _plain("\n".join(said(text.replace("\0", "\ufffd")).message for text in texts))
    for one in condense((None, text) for text in texts).patterns:
        assert len(one.varied) == len(one.ends)
        for values in one.varied:
            assert 0 < len(set(values)) == len(values)
            assert all(_plain(value) in everything for value in values)


@_SLOW
@given(st.one_of(_PROGRAM, _NEAR), st.integers(0, 1_000))
def test_the_order_of_lines_does_not_matter(texts: list[str], seed: int) -> None:
    order = list(range(len(texts)))
    Random(seed).shuffle(order)
    shuffled = groups([texts[at] for at in order])
    straight = groups(texts)
    together = {tuple(sorted(at for at in order if straight[at] == one)) for one in straight}
    assert together == {
        tuple(sorted(order[at] for at in range(len(order)) if shuffled[at] == one))
        for one in shuffled
    }


@_SLOW
@given(
    _PROGRAM,
    st.lists(st.integers(0, 400_000), min_size=80, max_size=80),
    st.booleans(),
)
def test_times_and_parts_add_up(texts: list[str], seconds: list[int], window: bool) -> None:
    ats = [_START + timedelta(seconds=at) for at in seconds[: len(texts)]]
    span = Window(_START, _START + timedelta(seconds=400_000))
    condensed = condense(zip(ats, texts, strict=False), span if window else None)
    numbers = groups(texts)
    assert condensed.span == (span if window else Window(min(ats), max(ats)))
    for one in condensed.patterns:
        own = [
            at
            for at, number in zip(ats, numbers, strict=False)
            if number == numbers[one.first_place]
        ]
        assert (one.first, one.last) == (min(own), max(own))
        assert sum(one.spread) == one.count
        for at in own:
            if window:
                part = min((at - _START) // condensed.part, 11)
                assert one.spread[part] > 0


@_SLOW
@given(_LINES, st.integers(0, 30))
def test_lines_of_one_text_are_of_one_pattern(texts: list[str], times: int) -> None:
    doubled = [*texts, *texts[:times]]
    numbers = groups(doubled)
    assert numbers[len(texts) :] == numbers[: len(doubled) - len(texts)]
