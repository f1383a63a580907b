"""The door to AWS over real boto3: what is no answer is never taken for one."""

from __future__ import annotations

import json
import socket
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import boto3
import pytest
from aws_doors import WHO, error, places, serving, session, world
from loopback import Loopback, Reply
from loopback import serving as plainly_serving

from kurosai import deadline
from kurosai.aws.wire.errors import Denied, Missing, translated
from kurosai.aws.wire.logs import EARLY_PAGES, MOST_PAGES, CloudWatchLogs, Found
from kurosai.aws.wire.quota import Quotas
from kurosai.aws.wire.secret_names import plain
from kurosai.environment import Environment
from kurosai.errors import BadInput, LoginFailed, NotConfigured, Refused, Unavailable
from kurosai.version import VERSION
from kurosai.vocabulary import Window

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)


def events(*texts: str, token: str = "") -> Reply:
    found = [
        {"eventId": text, "timestamp": 1762289680914 + n, "message": text, "logStreamName": "s"}
        for n, text in enumerate(texts)
    ]
    return Reply.json({"events": found, **({"nextToken": token} if token else {})})


def filtered(tmp_path: Path, fake: Loopback, most: int = 10) -> Found:
    with session(tmp_path, fake.url) as opened:
        return CloudWatchLogs(opened, Quotas(1_000)).filter("/g", "", WINDOW, most=most)


def test_pages_are_followed_and_empty_ones_do_not_end_the_search(tmp_path: Path) -> None:
    with serving(events("a", token="1"), events(token="2"), events("b")) as fake:
        found = filtered(tmp_path, fake)
    assert [event.message for event in found.events] == ["a", "b"]
    assert found.complete
    assert found.events[0].at == datetime(2025, 11, 4, 20, 54, 40, 914_000, tzinfo=UTC)


def test_every_request_says_first_that_it_is_ours(tmp_path: Path) -> None:
    with serving(events("a")) as fake:
        filtered(tmp_path, fake)
    agents = {headers["User-Agent"] for _, headers in fake.seen}
    assert agents
    assert all(agent.startswith(f"kurosai/{VERSION} Botocore/") for agent in agents), agents


def test_one_more_than_wanted_proves_that_there_are_more(tmp_path: Path) -> None:
    with serving(events("a", "b", "c")) as fake:
        found = filtered(tmp_path, fake, most=2)
    assert len(found.events) == 2
    assert not found.complete
    assert json.loads(fake.bodies[0])["limit"] == 3


def test_pages_without_end_are_given_up_and_said(tmp_path: Path) -> None:
    with serving(events(token="again")) as fake:
        found = filtered(tmp_path, fake)
    assert not found.complete
    assert 60 < len(fake.seen) <= EARLY_PAGES + MOST_PAGES


@pytest.mark.parametrize(
    "reply",
    [
        Reply(body=b""),
        Reply(body=b"<html><body>Sign in</body></html>", headers={"Content-Type": "text/html"}),
        Reply(body=b'{"events": [{"eventId"'),
        Reply(body=b'{"events": []}', cut=400),
        Reply(body=b"null"),
        Reply(body=b"[]"),
        Reply(body=b"\xff\xfe"),
    ],
)
def test_a_body_that_is_no_answer_is_not_success_without_data(tmp_path: Path, reply: Reply) -> None:
    with serving(reply) as fake, pytest.raises(Unavailable) as caught:
        filtered(tmp_path, fake)
    assert caught.value.do


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("UnrecognizedClientException", LoginFailed),
        ("InvalidSignatureException", LoginFailed),
        ("ExpiredTokenException", LoginFailed),
        ("AccessDeniedException", Denied),
        ("ResourceNotFoundException", Missing),
        ("ThrottlingException", Unavailable),
        ("InvalidParameterException", BadInput),
        ("ServiceUnavailableException", Unavailable),
    ],
)
def test_each_refusal_has_its_own_meaning(tmp_path: Path, code: str, kind: type[Exception]) -> None:
    with serving(error(code)) as fake, pytest.raises(kind):
        filtered(tmp_path, fake)


def test_an_expired_login_is_tried_once_more_with_a_new_session(tmp_path: Path) -> None:
    with serving(error("ExpiredTokenException"), events("a")) as fake:
        found = filtered(tmp_path, fake)
    assert [event.message for event in found.events] == ["a"]
    assert len(fake.seen) == 2


def test_a_backend_that_is_down_is_said_in_bounded_time(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    started = time.monotonic()
    with session(tmp_path, f"http://127.0.0.1:{port}") as opened, pytest.raises(Unavailable):
        CloudWatchLogs(opened).filter("/g", "", WINDOW, most=1)
    assert time.monotonic() - started < 15


def test_the_identity_is_what_sts_says(tmp_path: Path) -> None:
    with (
        plainly_serving(WHO) as fake,
        session(tmp_path, fake.url) as opened,
    ):
        assert opened.identity() == "aws 111122223333 ap-northeast-1"
        opened.identity()
    assert len(fake.seen) == 1


def test_an_error_page_in_place_of_an_answer_is_no_defect(tmp_path: Path) -> None:
    broken = Reply(500, b"Internal Server Error", {"Content-Type": "text/plain"})
    with (
        plainly_serving(broken) as fake,
        session(tmp_path, fake.url) as opened,
        pytest.raises(Unavailable, match="asking who we are"),
    ):
        opened.identity()


def test_an_account_that_is_not_allowed_is_refused(tmp_path: Path) -> None:
    with (
        plainly_serving(WHO) as fake,
        session(tmp_path, fake.url, KUROSAI_AWS_ACCOUNT="444455556666") as opened,
        pytest.raises(NotConfigured, match="account 111122223333, not 444455556666"),
    ):
        opened.identity()


def test_every_request_is_signed_with_the_keys_of_the_world(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFTHEDESKTOP0000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
    monkeypatch.setenv("AWS_PROFILE", "of-the-desktop")
    with serving(events("a")) as fake:
        filtered(tmp_path, fake)
    assert "Credential=AKIAIOSFODNN7EXAMPLE/" in fake.seen[0][1]["Authorization"]


def test_what_botocore_would_send_besides_is_not_sent(tmp_path: Path) -> None:
    with serving(Reply.json({})) as fake, session(tmp_path, fake.url) as opened:
        with pytest.raises(Refused, match="CreateSession"):
            opened.call("s3", "list_objects_v2", {"Bucket": "b--use1-az4--x-s3"}, doing="listing")
        # Only who we are was asked, and that is not kept.
        assert fake.bodies == []
        assert [path for path, _ in fake.seen if "session" in path] == []
    mapping: dict[str, str] = {}
    for service in ("ec2", "s3", "storagegateway", "mturk", "dynamodb", "iot", "sagemaker", "ce"):
        mapping |= (
            cast("Any", boto3).client(service, region_name="us-east-1").meta.method_to_api_mapping
        )
    assert len(mapping) > 1_500
    assert all(plain(method) == plain(operation) for method, operation in mapping.items())


def test_an_endpoint_variable_does_not_redirect_a_real_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(events("a")) as fake:
        monkeypatch.setenv("AWS_ENDPOINT_URL", fake.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFTHEDESKTOP0000")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
        environment = Environment({"AWS_REGION": "ap-northeast-1", "AWS_ENDPOINT_URL": fake.url})
        with closing(places(environment)) as opened:
            core: Any = opened("").login.core()
            client = core.create_client("logs", region_name="ap-northeast-1")
            assert client.meta.endpoint_url == "https://logs.ap-northeast-1.amazonaws.com"
    assert fake.seen == []


def test_without_a_region_it_says_which_variable_to_set(tmp_path: Path) -> None:
    with (
        closing(places(Environment({"KUROSAI_STATE_DIR": str(tmp_path)}))) as opened,
        pytest.raises(NotConfigured, match="AWS_REGION"),
    ):
        opened.identity()


def test_the_servers_own_secret_is_known_to_the_scrub(tmp_path: Path) -> None:
    with closing(places(world(tmp_path, "http://127.0.0.1:9"))) as opened:
        assert opened.secrets() == {"a-secret-key-of-tests"}


def test_an_account_that_is_not_allowed_is_asked_for_nothing(tmp_path: Path) -> None:
    with (
        serving(events("a")) as fake,
        session(tmp_path, fake.url, KUROSAI_AWS_ACCOUNT="444455556666") as opened,
        pytest.raises(NotConfigured, match="not 444455556666"),
    ):
        CloudWatchLogs(opened).filter("/g", "", WINDOW, most=1)
    assert fake.seen == []


def test_an_answer_that_dripped_in_too_late_is_none(tmp_path: Path) -> None:
    late = events("a")
    late.drip = 0.02
    with (
        serving(late) as fake,
        session(tmp_path, fake.url) as opened,
        deadline.running(deadline.Deadline(1.0)),
        pytest.raises(Unavailable, match="No answer within 1 s"),
    ):
        CloudWatchLogs(opened).filter("/g", "", WINDOW, most=1)


@pytest.mark.parametrize("name", ["UnauthorizedSSOTokenError", "CredentialRetrievalError"])
def test_a_login_that_has_ended_says_how_to_log_in(name: str) -> None:
    from botocore import exceptions

    kind = getattr(exceptions, name)
    raised = kind(provider="sso", error_msg="expired")
    with pytest.raises(LoginFailed, match="aws sso login"), translated("reading"):
        raise raised
