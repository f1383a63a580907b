"""The door to the Crois API: every way it can fail is bounded and says what to do."""

from __future__ import annotations

import gzip
import socket
import time
from collections.abc import Generator
from contextlib import closing, contextmanager

import pytest
from loopback import Loopback, Reply, serving

from kurosai import deadline
from kurosai.crois.wire.api import Answer, CroisApi
from kurosai.deadline import Deadline
from kurosai.environment import Environment
from kurosai.errors import Fault, LoginFailed, NotConfigured, Unavailable


@contextmanager
def api(url: str, token: str = "a-token-of-tests") -> Generator[CroisApi]:
    settings = {"CROIS_API_URL": url, "CROIS_API_TOKEN": token}
    crois = CroisApi(Environment(settings), pause=lambda _seconds: None)
    with closing(crois):
        yield crois


def asked(url: str, query: tuple[tuple[str, str], ...] = ()) -> Answer:
    with api(url) as crois:
        return crois.get("/v1/jobs/1/", query)


def fails(fake: Loopback, kind: type[Fault], seconds: float = 2.0) -> str:
    started = time.monotonic()
    with deadline.running(Deadline(seconds)), pytest.raises(kind) as caught:
        asked(fake.url)
    assert time.monotonic() - started < seconds + 1.5
    assert caught.value.do
    return str(caught.value)


def test_an_answer_brings_status_and_body_and_the_token_went_along() -> None:
    with serving(Reply.json({"id": 1})) as fake:
        answer = asked(fake.url, (("a", "x y"), ("a", "&")))
    assert (answer.status, answer.body) == (200, {"id": 1})
    path, headers = fake.seen[0]
    assert path == "/v1/jobs/1/?a=x+y&a=%26"
    assert headers["Authorization"] == "Token a-token-of-tests"


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_statuses_that_are_answers(status: int) -> None:
    with serving(Reply.json({"detail": "so"}, status)) as fake:
        assert asked(fake.url).status == status


def test_a_wrong_token_says_which_setting_to_change() -> None:
    with serving(Reply.json({"detail": "Invalid token."}, 401)) as fake:
        assert "CROIS_API_TOKEN" in fails(fake, LoginFailed)


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_passing_failure_is_asked_again(status: int) -> None:
    with serving(Reply(status), Reply.json({"id": 1})) as fake:
        assert asked(fake.url).body == {"id": 1}
    assert len(fake.seen) == 2


@pytest.mark.parametrize("status", [429, 500, 502, 504])
def test_a_lasting_failure_is_said_and_not_asked_for_ever(status: int) -> None:
    with serving(Reply(status)) as fake:
        assert f"answers {status}" in fails(fake, Unavailable)
    assert len(fake.seen) <= 3


def test_a_backend_that_is_down() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(Unavailable, match="no connection"):
        asked(f"http://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (Reply(body=b"<html>login</html>"), "without JSON"),
        (Reply(body=b""), "0 bytes"),
        (Reply(body=b'{"id": 1'), "without JSON"),
        (Reply(body=b"\xff\xfe{}"), "without JSON"),
        (Reply(body=b"[" * 100_000), "without JSON"),
        (Reply(body=b'{"id": 1}', cut=50), "broke off"),
        (Reply(302, headers={"Location": "http://127.0.0.1:9/"}), "answers 302"),
        (Reply(body=b"not gzip", headers={"Content-Encoding": "gzip"}), "says that its answer is"),
        (
            Reply(body=gzip.compress(b" " * 64_000_000), headers={"Content-Encoding": "gzip"}),
            "more than 8 MiB",
        ),
        (Reply(body=b" " * 9_000_000), "more than 8 MiB"),
        (Reply(hang=5), "no answer within"),
        (Reply(body=b" " * 500, drip=0.02), "No answer within"),
    ],
)
def test_what_is_no_answer_is_never_taken_for_one(reply: Reply, says: str) -> None:
    with serving(reply) as fake:
        assert says.lower() in fails(fake, Unavailable, seconds=2.5).lower()


def test_a_redirect_does_not_carry_the_token_away() -> None:
    with serving(Reply.json({"id": 1})) as elsewhere:
        away = Reply(302, headers={"Location": f"{elsewhere.url}/v1/"})
        with serving(away) as fake:
            fails(fake, Unavailable)
    assert elsewhere.seen == []


def test_settings_are_read_for_each_call() -> None:
    settings = {"CROIS_API_TOKEN": "t" * 20}
    environment = Environment(settings)
    crois = CroisApi(environment, pause=lambda _seconds: None)
    with pytest.raises(NotConfigured, match="CROIS_API_URL is not set"):
        crois.get("/v1/health/")


@pytest.mark.parametrize("url", ["api.v2.crois.example", "ftp://x", "http://"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(NotConfigured, match="no http address"):
        asked(url)
