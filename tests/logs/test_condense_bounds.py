"""Lines that nobody would write on purpose, and more of them than fit: bounded time and memory."""

from __future__ import annotations

import string
import time
import tracemalloc
from collections.abc import Iterator
from random import Random

import pytest

from kurosai.logs import gathering, intake
from kurosai.logs.condense import condense, groups
from kurosai.logs.condensed_rows import rows

_PIECES = (
    *("Jan 1 ", "Mon, ", "1:", "0-", "a-1", "ERROR ", "[ERROR] ", 'msg="', 'msg="\\', "1 MB "),
    *("s3", "404 ", "status ", "<n>", "::", "「", '"GET ', "{", "[1,", "a=", "a,", "1,", "\t"),
    *("(", '"', "'", "\n", "\tat x\n", '  File "a"\n', "Traceback ", "\0", "\ud800", "é", "1 a "),
)


def _word(rng: Random) -> str:
    return "".join(rng.choices(string.ascii_lowercase, k=8))


@pytest.mark.parametrize("piece", _PIECES)
def test_a_line_that_invites_backtracking_comes_to_an_end(piece: str) -> None:
    """A megabyte each: with one quadratic pattern this would take hours."""
    texts = [piece * (1_000_000 // len(piece)), piece * 400 + "x", "{" + piece * 400]
    assert sum(one.count for one in condense((None, text) for text in texts).patterns) == 3


def test_long_lines_cost_in_proportion_to_what_is_read_of_them() -> None:
    rng = Random(1)
    texts = ["".join(rng.choices("1,:=-. aZ", k=4_000)) for _ in range(40)]

    def cost(some: list[str]) -> float:
        began = time.process_time()
        condense((None, text) for text in some)
        return time.process_time() - began

    halves = min(cost([text[:2_000] for text in texts]) for _ in range(3))
    assert min(cost(texts) for _ in range(3)) < 6 * halves + 0.05


def test_what_is_behind_the_limit_does_not_count() -> None:
    start = "x " * (intake.MAX_LENGTH // 2)
    (one,) = condense([(None, start + "a"), (None, start + "b")]).patterns
    assert (one.count, len(one.sample)) == (2, intake.MAX_LENGTH)


def test_any_number_of_different_words_are_one_pattern() -> None:
    rng = Random(2)
    count = 2 * intake.MOST_FORMS + 7
    lines = ((None, f"hello there {_word(rng)} it is you") for _ in range(count))
    found = condense(lines)
    assert [(one.template, one.count) for one in found.patterns] == [
        ("hello there <*> it is you", count)
    ]


def test_lines_of_no_pattern_at_all_are_bounded_and_counted() -> None:
    rng = Random(3)

    def lines(count: int) -> Iterator[tuple[None, str]]:
        for at in range(count):
            yield None, f"{_word(rng)} {_word(rng)}"
            if at % 1_000 == 0:
                yield None, "ERROR disk is full"

    count = intake.MOST_FORMS + 2_000
    failed = count // 1_000
    tracemalloc.start()
    try:
        found = condense(lines(count))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 120_000_000
    assert len(found.patterns) <= gathering.MOST_STATEMENTS
    assert sum(one.count for one in found.patterns) == found.lines == count + failed
    # What failed is not among those that were too many to keep apart.
    assert (found.patterns[0].template, found.patterns[0].count) == ("disk is full", failed)
    assert any("too many to keep apart" in one.template for one in found.patterns)
    assert len(rows(found)) == 51


def test_memory_does_not_grow_with_the_number_of_lines() -> None:
    def most(count: int) -> int:
        tracemalloc.start()
        try:
            condense((None, f"job {at} read {at * 7} rows of {at:x}f") for at in range(count))
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert most(60_000) < 1.5 * most(15_000)


def test_names_found_in_one_fold_take_in_the_names_after_it() -> None:
    """Lines that come when forms were folded already are of the same pattern as those before."""
    rng = Random(4)
    texts = [f"workflow {_word(rng)} is late" for _ in range(intake.MOST_FORMS + 500)]
    found = condense((None, text) for text in texts)
    assert [one.template for one in found.patterns] == ["workflow <*> is late"]
    assert set(groups(texts)) == {0}


def test_binary_is_read_as_any_text() -> None:
    rng = Random(5)
    texts = ["".join(map(chr, rng.choices(range(0x250), k=300))) for _ in range(300)]
    assert condense((None, text) for text in texts).lines == 300
