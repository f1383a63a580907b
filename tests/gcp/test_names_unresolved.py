"""A pod that could not resolve a name: the line says so whatever severity it was written with."""
# ruff: noqa: E501 - lines of programs, each a line

from __future__ import annotations

from pathlib import Path

import pytest
from pod_worlds import ERROR, POD, decides, end, traced

from kurosai import calls
from kurosai.gcp.decoder import hosts
from kurosai.vocabulary import moment

AT = moment("2026-02-05T01:17:02Z")
HOST = "warehouse.example.internal"
URLLIB = (
    f"HTTPSConnectionPool(host='{HOST}', port=443): Max retries exceeded "
    f"(Caused by NameResolutionError(: Failed to resolve '{HOST}' ([Errno -2] Name or service not known)))"
)


def line(text: str, at: str = "01:17:02") -> str:
    quoted = text.replace("'", "''")
    return (
        f"{{ at: 2026-02-05T{at}Z, pod: {POD}, stream: stdout, severity: INFO, text: '{quoted}' }}"
    )


@pytest.mark.parametrize(
    ("said", "host"),
    [
        (URLLIB, HOST),
        ("java.net.UnknownHostException: db-1: Name or service not known", "db-1"),
        ("dial tcp: lookup db.example on 10.0.0.10:53: no such host", "db.example"),
        ("Error: getaddrinfo ENOTFOUND api.example.com", "api.example.com"),
        ("curl: (6) Could not resolve host: files.example.com", "files.example.com"),
        ('could not translate host name "pg-main" to address: Name or service not known', "pg-main"),
        ("socket.gaierror: [Errno -3] Temporary failure in name resolution", ""),
        ("ssh: bastion.example: Name or service not known", "bastion.example"),
        ("no such file: /etc/hosts", None),
        ("connection to db.example refused", None),
    ],
)  # fmt: skip
def test_the_name_is_read_from_the_words_of_each_client(said: str, host: str | None) -> None:
    assert hosts.unresolved(said) == host


def test_a_line_without_severity_decides_and_its_name_is_looked_for(tmp_path: Path) -> None:
    after = [line(f"closing {number}", f"01:17:03.{number}") for number in range(8)]
    found = traced(
        tmp_path, lines=[line("begins", "01:17:01"), line(URLLIB), *after], exits=[end(1)]
    )
    assert decides(found).startswith(
        "nothing seen from outside ended it; exit code 1; 01:17:02Z it wrote itself that it could not"
    )
    assert "[name-not-resolved]" in decides(found)
    # Behind it more was written than the end that is shown.
    (row,) = [row for row in found.rows if (row.brief or "").startswith("DECIDES ")]
    assert row.mark == ">"
    assert found.next == (
        calls.find_entries(text=HOST, resource="dns_query", around=AT),
        calls.find_entries(text=HOST, around=AT),
        calls.describe_job("16990412"),
    )


def test_without_an_exit_code_it_decides_too(tmp_path: Path) -> None:
    assert "[name-not-resolved]" in decides(traced(tmp_path, lines=[line(URLLIB)]))


def test_what_ended_well_was_not_ended_by_it(tmp_path: Path) -> None:
    found = traced(tmp_path, lines=[line(URLLIB)], exits=[end(0)])
    assert "name-not-resolved" not in decides(found)


def test_an_error_that_it_called_one_goes_before(tmp_path: Path) -> None:
    found = traced(tmp_path, lines=[line(URLLIB), ERROR], exits=[end(1)])
    assert "[own-error]" in decides(found)


def test_a_line_that_names_nothing_asks_when_else(tmp_path: Path) -> None:
    said = "socket.gaierror: [Errno -3] Temporary failure in name resolution"
    found = traced(tmp_path, lines=[line(said)], exits=[end(1)])
    assert found.next[0] == calls.find_entries(like=said, around=AT)
