"""What holds for matching whatever the text and the library."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from samples_in_memory import InMemory

from kurosai.library.match.bands import Band, Hit
from kurosai.library.match.matching import find
from kurosai.library.match.samples import records
from kurosai.library.match.telling import is_telling
from kurosai.library.page import Entry, Lines, Sample
from kurosai.logs.signature import tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Lines(1, 1)
WORDS = (
    "queue",
    "lost",
    "no",
    "disk",
    "full",
    "of",
    "started_at",
    "503",
    "ノード",
    "終了",
    "retry",
)
PAGES = (
    "disk quota of queue started_at exceeded",
    "retry budget lost for queue node=a1",
    "ノードの回収処理を終了 job 12",
    "status 503 from crois api retry stopped",
    "disk full no retry",
)
LINES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


def samples(pages: Sequence[str]) -> InMemory:
    return InMemory.of(
        records(Entry("a", "a.md", "0", "", "a", "a", HERE, "", samples=(Sample((page,), HERE),)))
        for page in pages
    )


def told(pages: Sequence[str], text: str) -> tuple[Band, list[tuple[str, float, tuple[str, ...]]]]:
    band, hits, _ = find(samples(pages), text)
    return band, sorted((hit.sample, hit.score, hit.differing) for hit in hits)


@settings(max_examples=150)
@given(st.text(max_size=400) | st.text("0123456789abcdef:.-=_/ <>\"'[]", max_size=300))
def test_any_text_is_answered_and_alike_each_time(text: str) -> None:
    assert told(PAGES, text) == told(PAGES, text)


def test_large_and_broken_texts_come_to_an_end() -> None:
    shelf = samples(PAGES)
    for piece in (
        "x",
        "a ",
        "0",
        "1.",
        "a=",
        "\0",
        "\ud800",
        "retry disk ",
        "-",
        "終了",
        "user ",
        ": ",
    ):
        for text in (piece * (100_000 // len(piece)), (piece * 50 + "\n") * 2_000):
            begun = time.process_time()
            find(shelf, text)
            assert time.process_time() - begun < 5


@settings(max_examples=100)
@given(LINES, st.permutations(PAGES))
def test_the_order_of_pages_decides_nothing(line: str, pages: list[str]) -> None:
    assert told(pages, line) == told(PAGES, line)


@settings(max_examples=100)
@given(
    st.sampled_from(PAGES),
    st.integers(0, 10**12),
    st.uuids(),
    st.datetimes(),
    st.ip_addresses(v=4),
)
def test_what_varies_changes_no_band(
    page: str, number: int, uuid: object, at: object, address: object
) -> None:
    first = told(PAGES, f"2024-01-01 00:00:00 {page} id 1 {uuid} from 10.0.0.1")
    other = told(PAGES, f"{at} {page} id {number} {uuid} from {address}")
    assert first == other


@settings(max_examples=150)
@given(LINES, LINES)
def test_an_unrelated_entry_never_makes_a_match(line: str, other: str) -> None:
    mine = {word.casefold() for word in tokens(line) if is_telling(word.casefold())}
    assume(not mine & {word.casefold() for word in tokens(other)})
    if find(samples(PAGES), line)[0] is Band.NONE:
        assert find(samples((*PAGES, other)), line)[0] is not Band.MATCHED


@settings(max_examples=100)
@given(LINES)
def test_hits_come_best_first_and_in_their_band(line: str) -> None:
    band, hits, why = find(samples(PAGES), line)
    scores = [hit.score for hit in hits]
    assert scores == sorted(scores, reverse=True)
    assert (band is Band.NONE) == (not hits)
    assert (band is Band.MATCHED) == (not why)
    if band is Band.MATCHED:
        assert hits[0] == Hit(
            hits[0].entry, hits[0].score, (), line, hits[0].sample, hits[0].shared
        )
