"""Lines folded by their signature, and which of them speak of trouble."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.logs import patterns


def test_lines_that_differ_in_numbers_are_one_pattern() -> None:
    found = patterns.of(["read 10 rows", "start", "read 999 rows", "read 7 rows"])
    assert [(one.first, one.last, one.count) for one in found] == [(0, 3, 3), (1, 1, 1)]


@given(st.lists(st.text(alphabet="ab 01:", max_size=8), max_size=40))
def test_every_line_is_of_exactly_one_pattern(lines: list[str]) -> None:
    found = patterns.of(lines)
    assert sum(one.count for one in found) == len(lines)
    assert len({one.mark for one in found}) == len(found)


@pytest.mark.parametrize(
    "line",
    [
        "ERROR could not connect",
        "Traceback (most recent call last):",
        "java.lang.OutOfMemoryError: heap",
        "exit: Killed",
        "AccessDenied",
        "3 errors, 0 warnings",
        "write failed: No space left on device",
        "request timed out",
    ],
)
def test_lines_that_speak_of_trouble(line: str) -> None:
    assert patterns.speaks_of_trouble(line)


@pytest.mark.parametrize(
    "line",
    [
        "loaded 500 rows",
        "done: 0 errors",
        "errors=0 skipped=4",
        "finished without errors",
        "error_rate 0.01",
        '{"failed": 0, "ok": 12}',
        "run --fail-fast=true --timeout=30",
    ],
)
def test_lines_that_do_not(line: str) -> None:
    assert not patterns.speaks_of_trouble(line)
