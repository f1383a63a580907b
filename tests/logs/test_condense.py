"""Many lines as few patterns: what is one pattern, what it shows, what comes first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from kurosai.logs.condense import condense, groups
from kurosai.logs.condensed import Pattern
from kurosai.vocabulary import Window

START = datetime(2025, 11, 4, 18, tzinfo=UTC)


def patterns(texts: Sequence[str]) -> tuple[Pattern, ...]:
    return condense((None, text) for text in texts).patterns


def templates(texts: Sequence[str]) -> list[str]:
    return [one.template for one in patterns(texts)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("job 16852935 done in 300 ms", "job 17 done in 12.5 s"),
        ("open /data/a/part-1.csv", "open /tmp/x"),
        ("at Sun Jul 17 06:14:36 2005 up", "at Wed Jun  1 16:00:00 2011 up"),
        (
            "lease 3f2a9c1d-aaaa-4bbb-8ccc-0123456789ab lost",
            "lease 00000000-aaaa-4bbb-8ccc-abcdefabcdef lost",
        ),
        ('{"level":"info","msg":"read 5 rows","t":1}', '{"level":"info","msg":"read 7 rows"}'),
        ('ts=1 level=info msg="read 5 rows" a=b', 'ts=2 level=info msg="read 6 rows" c=d'),
        ("blocks 1, 2, 3 of [4, 5]", "blocks 1, 2, 3 of [6]"),
        ("user=suzuki from", "user=tanaka from"),
        ("login by rhost= user=a", "login by rhost=10.0.0.1 user=a"),
        ("ready=true now", "ready=false now"),
        ("ジョブ16852935が終了しません", "ジョブ17000121が終了しません"),
        ("読込「売上」完了", "読込「在庫」完了"),
        ("proxy.example.com:80 close", "other.example.org:443 close"),
        ("session for user bob", "session for user al"),
    ],
)
def test_lines_of_one_statement(one: str, other: str) -> None:
    # Several of each: from the third on, lines are known by their shape and not read.
    assert groups([*[one] * 3, *[other] * 3, one]) == (0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("error: started_at has no value", "error: finished_at has no value"),
        ("container exited with exit code 1", "container exited with exit code 137"),
        ("GET /a status=200 in 5 ms", "GET /a status=502 in 5 ms"),
        ("wrote 5 rows to s3", "wrote 5 rows to ec2"),
        ("lease acquired by 5", "lease released by 5"),
        ("[INFO] slow", "[ERROR] slow"),
        ('{"level":30,"msg":"slow"}', '{"level":50,"msg":"slow"}'),
        ("java.net.ConnectException: x 1", "java.net.BindException: x 1"),
        ("failed\nTraceback (most recent call last):\nKeyError", "failed\nMemoryError"),
        ('{"msg":"\\u3042 1"}', '{"msg":"\\u3044 1"}'),
        ('"GET /a HTTP/1.1" 200', '"POST /a HTTP/1.1" 200'),
        ("承認待ち 1", "承認済み 1"),
        ("failed with code 12345678", "failed with code 404"),
        ("failed: took-7", "failed: ORA-00942"),
        ("failed: x1", "failed: s3"),
    ],
)
def test_lines_of_two_statements(one: str, other: str) -> None:
    assert groups([*[one] * 3, *[other] * 3, one]) == (0, 0, 0, 1, 1, 1, 0)


def test_a_stack_of_any_depth_is_of_one_pattern() -> None:
    frames = ["\tat com.example.A.run(A.java:12)", "\tat com.example.B.go(B.java:7)"]
    head = "ERROR could not write\njava.io.IOException: Broken pipe"
    texts = ["\n".join([head, *frames[:count], "\t... 3 more"]) for count in range(3)]
    assert templates(texts) == ["could not write\njava.io.IOException: Broken pipe"]


def test_what_is_the_same_stays_and_what_differs_is_a_place_with_examples() -> None:
    texts = [f"tasks:normal-{at} of job 16852935 late by {at * 7} ms" for at in range(9)]
    (one,) = patterns(texts)
    assert one.template == "tasks:normal-<n> of job 16852935 late by <n> ms"
    assert one.varied == (("0", "1", "2"), ("0", "7", "14"))
    assert [one.template[end] for end in one.ends] == [">", ">"]


def test_a_value_that_differs_in_the_last_line_only_differs() -> None:
    (one,) = patterns([*["read 5 rows of part 7"] * 10_000, "read 5 rows of part 8"])
    assert one.template == "read 5 rows of part <n>"
    assert one.varied == (("7", "8"),)


def test_each_place_is_looked_at_until_it_differs() -> None:
    values = [(1, 7), (2, 7), (3, 7), (3, 8)]
    texts = [f"read {rows} rows of part {part}" for rows, part in values for _ in range(3)]
    assert templates(texts) == ["read <n> rows of part <n>"]
    assert templates(texts[:9]) == ["read <n> rows of part 7"]


def test_what_varies_within_an_id_is_not_taken_for_its_beginning() -> None:
    texts = [f"pod job-{at}-normal-1-x7k2p gone" for at in (10, 11, 12, 13, 29)]
    assert templates(texts) == ["pod job-<*> gone"]


def test_names_are_found_when_there_are_enough_of_them() -> None:
    names = ("orders", "bills", "crawl", "audit", "ranks", "coupon")
    texts = [f"workflow {name} late" for name in names]
    assert len(patterns(texts[:5])) == 5
    (one,) = patterns(texts)
    assert one.template == "workflow <*> late"


def test_a_line_of_one_word_is_no_name() -> None:
    words = ["orders", "bills", "crawl", "audit", "ranks", "coupon", "segments", "export"]
    assert len(patterns(words)) == len(words)
    assert len(patterns([f"{word} 5" for word in words])) == len(words)


def test_a_message_that_stands_twice_in_its_entry_is_looked_at_where_it_is() -> None:
    texts = [*['{"a":"read 5","msg":"read 5"}'] * 3, '{"a":"read 5","msg":"read 7"}']
    assert templates(texts) == ["read <n>"]


def test_words_for_what_happened_are_no_names() -> None:
    verbs = ("started", "stopped", "resumed", "paused", "deleted", "created", "running")
    assert len(patterns([f"machine 5 {verb} at last today" for verb in verbs])) == len(verbs)


def test_codes_tell_patterns_apart_and_not_statements() -> None:
    texts = [f"answered {code} in 5 ms" for code in (200, 502, 200)]
    found = patterns(texts)
    assert [(one.template, one.count) for one in found] == [
        ("answered 502 in 5 ms", 1),
        ("answered 200 in 5 ms", 2),
    ]
    assert found[0].statement == found[1].statement
    assert groups(texts) == (0, 1, 0)
    assert groups(texts, codes=False) == (0, 0, 0)


def test_so_many_codes_are_numbers() -> None:
    texts = [f"failed with code {code} now" for code in range(100, 109)]
    assert templates(texts[:8]) == texts[:8]
    assert templates(texts) == ["failed with code <n> now"]


def test_failures_come_first_and_then_what_is_rare() -> None:
    texts = [
        *["INFO heartbeat 1"] * 50,
        *["INFO leader changed 1"] * 2,
        *["WARN disk is filling 1"] * 9,
        *["ERROR disk is full"] * 3,
        "ERROR disk is gone",
        "FATAL no disk",
        "INFO read of disk failed",
    ]
    assert [one.template for one in patterns(texts)] == [
        *("no disk", "disk is full", "disk is gone", "disk is filling 1"),
        *("read of disk failed", "leader changed 1", "heartbeat 1"),
    ]
    assert [one.trouble for one in patterns(texts)] == [True] * 4 + [False] * 3


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("FATAL x", 4),
        ("ERROR x", 3),
        ("x failed", 3),
        ('"GET /a HTTP/1.1" 502 7', 3),
        ("INFO task stopped, exit code 137", 3),
        ("task stopped, exit code 0, no error", 0),
        ("WARN x", 2),
        ('"GET /a HTTP/1.1" 404 7', 2),
        ("INFO attempt 1 failed", 1),
        ('"GET /a HTTP/1.1" 200 7', 0),
        ("INFO x", 0),
    ],
)
def test_how_much_a_pattern_tells(text: str, weight: int) -> None:
    assert patterns([text])[0].weight == weight


def test_when_it_was() -> None:
    window = Window(START, START + timedelta(hours=12))
    ats = [START + timedelta(minutes=minutes) for minutes in (30, 90, 91, 719, 10)]
    found = condense(((at, "disk 5 gone") for at in ats), window)
    (one,) = found.patterns
    assert found.part == timedelta(hours=1)
    assert (one.first, one.last) == (ats[4], ats[3])
    assert one.spread == (2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)


def test_a_line_at_either_end_of_the_window_is_in_its_first_or_last_part() -> None:
    window = Window(START, START + timedelta(hours=12))
    found = condense([(window.start, "a"), (window.end, "a")], window)
    assert found.patterns[0].spread == (1, *[0] * 10, 1)


def test_without_a_window_the_span_is_that_of_the_lines() -> None:
    ats = [START + timedelta(seconds=at) for at in range(0, 100_000, 10)]
    found = condense((at, "disk gone") for at in reversed(ats))
    assert found.span == Window(ats[0], ats[-1])
    (one,) = found.patterns
    assert sum(one.spread) == len(ats)
    assert max(one.spread) < 1.2 * min(one.spread)


def test_lines_without_times_and_no_lines_at_all() -> None:
    assert condense([]).patterns == ()
    assert condense([]).span is None
    found = condense([(None, "a"), (START, "a")])
    assert (found.patterns[0].count, found.patterns[0].first) == (2, START)
    assert condense([(None, "a")]).patterns[0].spread == ()


def test_a_pattern_leads_back_to_its_lines() -> None:
    texts = ["a 1 x", "b 2 y", "a 3 x", "b 4 y", "c"]
    places = {one.sample: (one.first_place, one.last_place) for one in patterns(texts)}
    assert places == {"a 1 x": (0, 2), "b 2 y": (1, 3), "c": (4, 4)}


@pytest.mark.parametrize("other", ["abc1", "1_a", "12%", "a" * 30 + "1"])
def test_a_code_is_one_also_after_something_else_stood_in_its_place(other: str) -> None:
    lines = [f"INFO took 0 status {other} at /a/0", "INFO took 0 status 0 at /a/0"]
    assert groups(lines) == groups(lines[::-1]) == (0, 1)
