"""Commands of a page: taken apart as a shell does, and nothing run."""

from __future__ import annotations

import pytest

from kurosai.library.commands import Command, read


def one(text: str) -> Command:
    (found,) = read(text)
    return found


def test_words_and_options_over_several_lines() -> None:
    found = one(
        "aws logs filter-log-events --log-group-name /aws/lambda/tick \\\n"
        '  --filter-pattern \'"[tick] error"\' --start-time "$(date -d -2hours +%s)" | jq .\n'
    )
    assert found.program == "aws"
    assert found.words == ("aws", "logs", "filter-log-events")
    assert found.option("--log-group-name") == "/aws/lambda/tick"
    assert found.option("--filter-pattern") == '"[tick] error"'
    assert set(found.options) == {"--log-group-name", "--filter-pattern", "--start-time"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("$ kubectl -n prod describe pod job-1-abc", ("kubectl", "describe", "pod", "job-1-abc")),
        ("kubectl describe pod <pod name>", ("kubectl", "describe", "pod", "{pod_name}")),
        ("kubectl logs job/<ジョブID> -n prod", ("kubectl", "logs", "job/{ジョブID}")),
        ("aws logs tail --follow /aws/lambda/x", ("aws", "logs", "tail", "/aws/lambda/x")),
        ("aws logs tail /x --since=1h && rm -rf /", ("aws", "logs", "tail", "/x")),
        ("/usr/bin/aws logs tail /x > lines.txt", ("/usr/bin/aws", "logs", "tail", "/x")),
        ('gcloud logging read "severity>=ERROR"', ("gcloud", "logging", "read", "severity>=ERROR")),
    ],
)
def test_what_is_a_word(line: str, words: tuple[str, ...]) -> None:
    assert one(line).words == words


@pytest.mark.parametrize("text", ["", "# only a comment", "it's open", "| jq .", "\n\n"])
def test_what_is_no_command(text: str) -> None:
    assert list(read(text)) == []


def test_of_many_the_first_are_read() -> None:
    assert len(list(read("aws s3 ls\n" * 500))) == 20


def test_a_value_may_follow_an_equals_sign_and_a_number_may_be_negative() -> None:
    found = one("gcloud logging read x --project=p --limit -1 --order=")
    assert (found.option("--project"), found.option("--limit"), found.option("--order")) == (
        *("p", "-1"),
        "",
    )
    assert found.option("--none", "--project") == "p"
