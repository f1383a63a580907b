"""Filter patterns of terms: what each matches of one small log, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from kurosai.sandbox.cloudwatch.faults import InvalidParameter
from kurosai.sandbox.cloudwatch.patterns import compile_pattern
from kurosai.sandbox.cloudwatch.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

LINES = {
    "start": "START RequestId: 2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97 Version: $LATEST",
    "job": "[INFO]\t[healthcheck] start job workflow=13723 job_id=16852935",
    "retry": "[WARN] retrying Crois API (502)",
    "fault": "[ERROR]\t[healthcheck] error: started_at has no value tasks:normal-1",
    "alike": "[ERROR]\t[healthcheck] error: finished_at has no value tasks:normal-1",
    "trace": '[ERROR] AssertionError: started_at\nTraceback:\n  File "/var/task/main.py", line 300',
    "code": "Exiting with ERRORCODE: -1",
    "quote": 'payload {"level": "error", "path": "C:\\temp"} 100%',
    "jp": "ジョブ16852935が失敗しました",
}
ALL = set(LINES)
ERRORS = {"fault", "alike", "trace", "code"}


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = Store(account="1", now_ms=1_000)
    store.load("g", "s", [(at, message) for at, message in enumerate(LINES.values())])
    yield store
    store.close()


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        # everything
        ("", ALL),
        ("   ", ALL),
        ('" "', ALL),
        # one term: a case-sensitive substring, not a word
        ("ERROR", ERRORS),
        ("error", {"fault", "alike", "quote"}),
        ("Error", {"trace"}),
        ("ERRORCODE", {"code"}),
        ("RROR", ERRORS),
        ("started_at", {"fault", "trace"}),
        ("_at", {"fault", "alike", "trace"}),
        ("16852935", {"job", "jp"}),
        ("502", {"retry"}),
        ("nowhere", set[str]()),
        ("  ERROR  ", ERRORS),
        # several terms: all of them, in any order
        ("ERROR started_at", {"fault", "trace"}),
        ("started_at ERROR", {"fault", "trace"}),
        ("ERROR\tstarted_at\nvalue", {"fault"}),
        ("ERROR ERROR", ERRORS),
        ("ERROR WARN", set[str]()),
        # phrases: the text between the quotes as it is
        ('"started_at has no value"', {"fault"}),
        ('"has no value"', {"fault", "alike"}),
        ('"no value has"', set[str]()),
        ('"normal-1"', {"fault", "alike"}),
        ('"[ERROR]"', {"fault", "alike", "trace"}),
        ('"[ERROR]" "[healthcheck]"', {"fault", "alike"}),
        ('"2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"', {"start"}),
        ('"2291EEEE-6a4e-4d2f-ac8b-1d6437bc4b97"', set[str]()),
        ('"%"', {"quote"}),
        ('"$LATEST"', {"start"}),
        ('"ジョブ"', {"jp"}),
        ('"started_at\nTraceback"', {"trace"}),
        (r'"\"level\""', {"quote"}),
        (r'"C:\\temp"', {"quote"}),
        ('"ERROR" started_at', {"fault", "trace"}),
        ('"\' OR 1=1 --"', set[str]()),
        # exclusion
        ("-ERROR", ALL - ERRORS),
        ("ERROR -Exiting", ERRORS - {"code"}),
        ("-Exiting ERROR", ERRORS - {"code"}),
        ('ERROR -"[healthcheck]"', {"trace", "code"}),
        ("ERROR -started_at -finished_at", {"code"}),
        ("ERROR -ERROR", set[str]()),
        ('-" "', set[str]()),
        # options: one is enough
        ("?WARN", {"retry"}),
        ("?WARN ?started_at", {"retry", "fault", "trace"}),
        ('?"finished_at has" ?WARN', {"retry", "alike"}),
        ("?nowhere ?neither", set[str]()),
        # options beside any other term have no effect
        ("?WARN ERROR", ERRORS),
        ("ERROR ?WARN ?nowhere", ERRORS),
        ("?WARN -ERROR", ALL - ERRORS),
        ("?WARN ERROR -Exiting", ERRORS - {"code"}),
    ],
)
def test_pattern_matches_exactly(store: Store, pattern: str, expected: set[str]) -> None:
    events = store.select(compile_pattern(pattern), limit=100)
    names = {message: name for name, message in LINES.items()}
    assert {names[event.message] for event in events} == expected


@pytest.mark.parametrize(
    ("pattern", "term"),
    [
        ("normal-1", "normal-1"),
        ("job_id=1", "job_id=1"),
        ("ERROR tasks:normal", "tasks:normal"),
        ("ジョブ", "ジョブ"),
        ("ERROR - Exiting", "-"),
        ("?", "?"),
        ("--ERROR", "--ERROR"),
        ("-?ERROR", "-?ERROR"),
        ('ERROR"x"', 'ERROR"x"'),
        ('"ERROR"x', '"ERROR"x'),
        ('""', '""'),
        ('ERROR "no end', '"no'),
        ("'ERROR'", "'ERROR'"),
        ("ERROR && WARN", "&&"),
        ("(ERROR)", "(ERROR)"),
        ("ERR*", "ERR*"),
        ("ERROR]", "ERROR]"),
    ],
)
def test_a_term_that_needs_quotes_is_refused_by_name(pattern: str, term: str) -> None:
    with pytest.raises(InvalidParameter, match=re.escape(f"Invalid character(s) in term '{term}'")):
        compile_pattern(pattern)


@pytest.mark.parametrize("pattern", ["ERROR %started_.t%", "-%x%", "?%x%"])
def test_a_regular_expression_among_terms_is_refused_not_ignored(pattern: str) -> None:
    with pytest.raises(InvalidParameter, match=r"regular expression .* is beside other terms"):
        compile_pattern(pattern)


def test_the_longest_pattern_that_aws_takes_runs(store: Store) -> None:
    pattern = " ".join(["E"] * 512)
    assert store.select(compile_pattern(pattern), limit=100)
