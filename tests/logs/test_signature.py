"""Signatures: what one statement writes is one signature, what two write is two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.logs.signature import MAX_LENGTH, is_mask, signature, tokens

SAMPLE = (
    "[ERROR] 2025-06-18T02:34:38.052Z 39fad1bd-4d81-47e7-ad18-fbdb93b57860 "
    "[healthcheck] error: started_at has no value tasks:normal-4"
)
ALERT = "[healthcheck] error: started_at has no value tasks:normal-1"


def test_the_sample_and_the_alerts_line_are_one_signature() -> None:
    assert signature(SAMPLE) == signature(ALERT)
    assert signature(SAMPLE) == "[healthcheck] error: started_at has no value tasks:<name>"


def test_tabs_and_spaces_separate_alike() -> None:
    assert signature(SAMPLE.replace(" ", "\t", 3)) == signature(SAMPLE)


def test_several_tasks_are_as_one() -> None:
    assert signature(ALERT + ", normal-3, module-error-retry") == signature(ALERT)


@pytest.mark.parametrize(
    "other",
    [
        "[healthcheck] error: finished_at has no value tasks:normal-1",
        "[healthcheck] error: started_at has value tasks:normal-1",
        "AssertionError: started_at has no value tasks:normal-1",
        "[healthcheck] warning: started_at has no value tasks:normal-1",
    ],
)
def test_other_errors_stay_other(other: str) -> None:
    assert signature(other) != signature(ALERT)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("job 16852935 done in 300ms", "job 17000121 done in 12.5ms"),
        ("pod=job-16852935-normal-1-x7k2p gone", "pod=job-1-a-2-aa1bb gone"),
        ("see arn:aws:sqs:ap-northeast-1:111122223333:a", "see arn:aws:states:::x:y"),
        ("from 10.0.1.22:443", "from 192.168.0.1"),
        ("commit 3f2a9c1d by a.b@example.com", "commit 00ffab12 by c@example.org"),
        ('{"job_id": "16852935"} lost', '{"job_id": "1"} lost'),
        ("GET https://a.example/v1/jobs/1/", "GET https://b.example/v1/jobs/22/"),
        ("Jun  8 02:34:38 sshd[332]: bye", "Jul 18 12:34:38 sshd[4]: bye"),
        ("E0611 10:11:12.123456   12 foo.go:33] bad", "E0612 10:11:13.000001   9 foo.go:4] bad"),
        ("ジョブID:16852935が終了しません", "ジョブID:17000121が終了しません"),
        ("at 2025-11-04 18:14:40,914 +09:00 x", "at 2024-01-01T00:00:00Z x"),
    ],
)
def test_what_varies_is_masked(one: str, other: str) -> None:
    assert signature(one) == signature(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP 502 from API", "HTTP 404 from API"),
        ("status_code=503 path=/x", "status_code=401 path=/x"),
        ("exited with code 137", "exited with code 1"),
        ("exit status 1", "exit status 2"),
        ("502 Bad Gateway", "404 Not Found"),
        ("retrying Crois API (502)", "retrying Crois API (429)"),
    ],
)
def test_codes_stay(one: str, other: str) -> None:
    assert signature(one) != signature(other)
    assert any(char.isdigit() for char in signature(one))


def test_a_uuid_is_one_thing() -> None:
    assert signature("of abcdefab-cdef-abcd-efab-cdefabcdefab now") == "of <uuid> now"


def test_tokens_keep_identifiers_whole_and_split_japanese_by_script() -> None:
    assert tokens(ALERT) == (
        *("healthcheck", "error", "started_at", "has", "no", "value", "tasks"),
        "<name>",
    )
    assert tokens("ジョブが時間内に終了しませんでした") == (
        *("ジョブ", "が", "時間内", "に", "終了", "しませんでした"),
    )
    assert [is_mask(token) for token in ("<name>", "name")] == [True, False]


def test_a_line_of_nothing_but_prefix_stays() -> None:
    assert signature("[ERROR]") == "[ERROR]"
    assert signature("") == ""


@given(st.text(max_size=300))
def test_any_text_has_a_signature_without_runs_of_space(text: str) -> None:
    mark = signature(text)
    assert mark == " ".join(mark.split(" "))
    assert "\n" not in mark
    assert "\t" not in mark


_LINE = st.builds(
    "{level}{space}{time}{space}{request}{space}[healthcheck] error: job {job} took {ms} ms".format,
    level=st.sampled_from(["[ERROR]", "ERROR", "[WARN]"]),
    space=st.sampled_from([" ", "\t", "  "]),
    time=st.datetimes().map(lambda at: at.isoformat(timespec="milliseconds") + "Z"),
    request=st.uuids().map(str),
    job=st.integers(10_000_000, 99_999_999),
    ms=st.floats(0.1, 9_999).map(lambda value: f"{value:.2f}"),
)


@given(_LINE)
def test_every_run_of_one_statement_has_one_signature(line: str) -> None:
    assert signature(line) == "[healthcheck] error: job <n> took <n> ms"


@given(_LINE)
def test_a_signature_is_its_own(line: str) -> None:
    assert signature(signature(line)) == signature(line)


@pytest.mark.parametrize(
    "piece",
    ["a", "1.", "a:", "tasks:a, ", "-", "a@", "tasks: ", "0a", "[ERROR] ", "1:", "a.", "=1"],
)
def test_a_line_that_invites_backtracking_comes_to_an_end(piece: str) -> None:
    """With one quadratic pattern this would take hours; benchmarks/linear.py shows the ratio."""
    assert signature(piece * (1_000_000 // len(piece))) is not None


def test_what_is_behind_the_limit_does_not_count() -> None:
    assert signature("x" * MAX_LENGTH + "a") == signature("x" * MAX_LENGTH + "b")
