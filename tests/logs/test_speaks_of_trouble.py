"""Which lines speak of trouble."""

from __future__ import annotations

import pytest

from kurosai.logs.trouble import speaks_of_trouble


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
    assert speaks_of_trouble(line)


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
    assert not speaks_of_trouble(line)
