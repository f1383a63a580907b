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
        ("Jun 14 15:16:01 combo sshd[19]: bye", "Jul  1 01:00:00 db-2 sshd[7]: bye"),
        ("[04/Nov/2025:18:14:12 +0900] x", "[05/Dec/2024:01:00:00 +0000] x"),
        ("seen Sun Jul 17 06:14:36 2005 x", "seen Wed Jun  1 16:00:00 2011 x"),
        ("seen Mon Jul 18 06:14:36 2005 x", "seen Tue May  7 16:00:00 2013 x"),
        ("INFO [main] org.example.App: up", "INFO [pool-1 worker] org.example.App: up"),
        ("block rdd_2_3 of blk_-160899", "block rdd_42_10 of blk_7128370"),
        ("task_2008_m_0001 in R02-M1", "task_2009_m_0318 in R77-M0"),
        ("pod api-6b8f5d7c9z-xkqzp gone", "pod api-7d4b9c8f6d-x2x7k gone"),
        ("id 01ARZ3NDEKTSV4RRFFQ69G5FAV", "id 01BX5ZZKBKACTAV9WEVGEMMVS0"),
        (
            "open /x/b562ef10-ba2d-48ae-bf4a-18666cba4a51_del",
            f"open /x/{'0a' * 4}-{'1b' * 2}-{'2c' * 2}-{'3d' * 2}-{'4e' * 6}_del",
        ),
        ("mask=ffffffff", "mask=0a00bb00"),
        ("used 5.8 KB of 20 MB", "used 930.0 B of 1 GB"),
        ("temp=-5 diff -12", "temp=31 diff 4"),
        ("Failed password for invalid user bob from", "Failed password for invalid user al from"),
        ("cannot reach db-1.prod.internal:5432", "cannot reach api.example.com"),
        ("rhost=a.example.nl user=root", "rhost=b.example.nl user=al"),
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
        ("ORA-00942: x", "ORA-00955: x"),
        ("E11000 duplicate key", "E11600 duplicate key"),
        ("SQLSTATE[42P01]", "SQLSTATE[42P07]"),
        ("SQLSTATE: 23505", "SQLSTATE: 23503"),
        ("ERROR 1045 (28000)", "ERROR 1044 (28000)"),
        ("errno=111", "errno=113"),
        ("exitCode: -1", "exitCode: -2"),
        ("killed by signal 9", "killed by signal 15"),
        ("failed with error 0x80070005", "failed with error 0x80070002"),
        ("server returned 503 again", "server returned 404 again"),
        ("4xx from gateway", "5xx from gateway"),
        ("TLSv1.2 refused", "TLSv1.3 refused"),
        ("ipv4 pool", "ipv6 pool"),
        ("api v1 gone", "api v2 gone"),
        ("sha1 sum", "sha256 sum"),
        # A particle of Japanese follows without a space, and is no part of the number.
        ("exited with code 137で落ちた", "exited with code 1で落ちた"),
        ("status 503が返りました", "status 429が返りました"),
        ("ジョブのstatus=3です", "ジョブのstatus=4です"),
        ("終了コード 137で落ちた", "終了コード 1で落ちた"),
        ("終了コードは137です", "終了コードは1です"),
        ("終了コード：１３７で終了", "終了コード：１で終了"),
        ("返却コード(8)で異常終了しました", "返却コード(12)で異常終了しました"),
        ("HTTPステータス 502が返った", "HTTPステータス 404が返った"),
        ("シグナル9で停止", "シグナル15で停止"),
        ("戻り値=-1で失敗", "戻り値=-2で失敗"),
        ("APIが503を返しました", "APIが404を返しました"),
        ("HTTP 502エラー", "HTTP 404エラー"),
    ],
)
def test_codes_stay(one: str, other: str) -> None:
    assert signature(one) != signature(other)
    assert any(char.isdigit() for char in signature(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("node=down", "node=up"),
        ("job: failed", "job: done"),
        ("https://sqs.eu-west-1.amazonaws.com/", "https://sns.eu-west-1.amazonaws.com/"),
        ("java.net.ConnectException: x", "java.net.BindException: x"),
        ("check pass; user unknown", "check pass; user known"),
    ],
)
def test_what_tells_stays(one: str, other: str) -> None:
    assert signature(one) != signature(other)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("error: 5 tasks of 1,204 late", "error: <n> tasks of <n> late"),
        ("status 502ms exit 1", "status <n> exit 1"),
        ("logname= uid=0 ruser= rhost=x1", "logname= uid=<n> ruser= rhost=<name>"),
        ("utf-8 to utf-16", "utf-8 to utf-<n>"),
        ("received 404 bytes", "received <n>"),
        ("ステータス 3件、コード120 行", "ステータス <n>件、コード<n> 行"),
        ("3回目で120秒かかった", "<n>回目で<n>秒かかった"),
        ("620を返しました", "<n>を返しました"),
        ("status 503msで", "status <n>で"),
    ],
)
def test_what_a_signature_looks_like(line: str, mark: str) -> None:
    assert signature(line) == mark


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
    [
        *("a", "1.", "a:", "tasks:a, ", "-", "a@", "tasks: ", "0a", "[ERROR] ", "1:", "a.", "=1"),
        *(
            "a-",
            "_",
            "a=",
            "user ",
            "a.com",
            "Mon, ",
            "-a1b2c",
            "status ",
            "://",
            "ORA-1",
            "Jan 1 ",
        ),
    ],
)
def test_a_line_that_invites_backtracking_comes_to_an_end(piece: str) -> None:
    """With one quadratic pattern this would take hours; benchmarks/linear.py shows the ratio."""
    assert signature(piece * (1_000_000 // len(piece))) is not None


def test_what_is_behind_the_limit_does_not_count() -> None:
    assert signature("x" * MAX_LENGTH + "a") == signature("x" * MAX_LENGTH + "b")
