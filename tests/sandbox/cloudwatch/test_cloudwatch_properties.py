"""What must hold for any text: the two languages against a plain oracle, and under noise."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.sandbox.cloudwatch.faults import InvalidParameter, MalformedQuery
from kurosai.sandbox.cloudwatch.patterns import compile_pattern
from kurosai.sandbox.cloudwatch.insights import parse
from kurosai.sandbox.cloudwatch.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = ["a", "b", "ab", "ba", "A b", 'a"b', "a\\b", "aa bb", "深い a", "%_", "x\ny"]
PIECES = st.sampled_from(["a", "b", "ab", "A", "aa", " ", '"', "\\", "深", "%", "_", "\n", "bb"])
LITERALS = st.lists(PIECES, min_size=1, max_size=3).map("".join)
NOISE = st.text(
    st.sampled_from("@message fieltrsocudy\"'\\/|()[]{}#%?-=!~<>*,.1 \n深"), max_size=60
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = Store(account="1", now_ms=100)
    store.load("g", "s", [(at, message) for at, message in enumerate(MESSAGES)])
    yield store
    store.close()


def quoted(literal: str) -> str:
    return '"' + literal.replace("\\", "\\\\").replace('"', '\\"') + '"'


def has(message: str, literal: str) -> bool:
    return not literal.strip() or literal in message


@settings(max_examples=150, deadline=None)
@given(terms=st.lists(st.tuples(st.sampled_from(["", "-", "?"]), LITERALS), max_size=4))
def test_a_pattern_means_what_its_terms_mean(store: Store, terms: list[tuple[str, str]]) -> None:
    pattern = " ".join(sign + quoted(literal) for sign, literal in terms)
    required = [literal for sign, literal in terms if sign == ""]
    excluded = [literal for sign, literal in terms if sign == "-"]
    optional = [literal for sign, literal in terms if sign == "?"]
    expected = [
        message
        for message in MESSAGES
        if all(has(message, literal) for literal in required)
        and not any(has(message, literal) for literal in excluded)
        and (required or excluded or not optional or any(has(message, x) for x in optional))
    ]
    found = store.select(compile_pattern(pattern), limit=100)
    assert [event.message for event in found] == expected


@settings(max_examples=150, deadline=None)
@given(literal=LITERALS, quote=st.sampled_from("\"'"), negated=st.booleans())
def test_like_means_contains(store: Store, literal: str, quote: str, negated: bool) -> None:
    escaped = literal.replace("\\", "\\\\").replace(quote, "\\" + quote)
    text = f"filter @message {'not ' if negated else ''}like {quote}{escaped}{quote}"
    found = store.select(parse(text).where, limit=100)
    assert [event.message for event in found] == [
        message for message in MESSAGES if (literal in message) is not negated
    ]


@settings(max_examples=250, deadline=None)
@given(noise=NOISE)
def test_noise_is_understood_or_refused_and_never_breaks(store: Store, noise: str) -> None:
    with suppress(InvalidParameter):
        store.select(compile_pattern(noise), limit=100)
    for text in (noise, f"filter @message {noise}", f"fields @message | {noise}"):
        with suppress(MalformedQuery):
            store.select(parse(text).where, limit=100)
