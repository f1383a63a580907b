"""The door to GitHub over real PyGithub: what is no answer is never taken for one."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from loopback import Loopback, Reply, serving
from repositories import TOKEN, door, error

from kurosai import deadline
from kurosai.environment import Environment
from kurosai.errors import BadInput, LoginFailed, NotConfigured, Unavailable
from kurosai.github.wire import transport
from kurosai.github.wire.door import Door
from kurosai.github.wire.objects import Denied, Missing, NoCommits
from kurosai.vocabulary import moment

SHA = "3f9a1c2b7d" + "0" * 30
TREE = "8c1f2e33aa" + "0" * 30
CORE = "crois/core-v2"
NOW = moment("2025-11-04T17:30:00Z")


def asked(tmp_path: Path, fake: Loopback, path: str = "/user", **more: str) -> Any:
    with door(tmp_path, fake.url, **more) as opened:
        return opened.get(path)


def test_the_token_goes_along_and_to_the_path_of_the_api(tmp_path: Path) -> None:
    with serving(Reply.json({"login": "x"})) as fake:
        asked(tmp_path, fake)
    ((path, headers),) = fake.seen
    assert path == "/api/v3/user"
    assert headers["Authorization"] == f"token {TOKEN}"
    assert headers["User-Agent"] == "kurosai"


@pytest.mark.parametrize(
    ("reply", "kind", "said"),
    [
        (error(401, "Bad credentials"), LoginFailed, "refuses this server's token"),
        (error(403, "Resource not accessible by personal access token"), Denied, "not accessible"),
        (error(451, "Repository access blocked"), Denied, "blocked"),
        (error(404, "Not Found"), Missing, "Not Found"),
        (error(409, "Git Repository is empty."), NoCommits, "empty"),
        (error(422, "Validation Failed"), BadInput, "Validation Failed"),
        (error(500, "Server Error"), Unavailable, "answers 500"),
        (error(502, "Bad Gateway"), Unavailable, "answers 502"),
        (
            error(403, "API rate limit exceeded", X_RateLimit_Reset="1762274000"),
            Unavailable,
            "after 2025-11-04T16:33:20Z",
        ),
        (
            error(403, "Forbidden", X_RateLimit_Remaining="0", X_RateLimit_Reset="1762274000"),
            Unavailable,
            "after 2025-11-04T16:33:20Z",
        ),
        (
            error(403, "You have exceeded a secondary rate limit", Retry_After="60"),
            Unavailable,
            "again in 60 s",
        ),
        (error(429, "Too many requests"), Unavailable, "rate limit"),
        (Reply(202, b"{}"), Unavailable, "still preparing"),
        (Reply(200, b""), Unavailable, "its body is empty (0 bytes"),
        (Reply(200, b"<html>log in"), Unavailable, "without JSON"),
        (Reply(200, b'{"login": "x'), Unavailable, "its body is cut off"),
        (Reply(200, b"[]"), Unavailable, "no GitHub answer"),
        (Reply(500, b"<html>"), Unavailable, "answers 500"),
        (Reply(200, b'{"login": "x"}', cut=40), Unavailable, "broke off"),
    ],
    ids=lambda value: str(getattr(value, "status", "")) or None,
)
def test_what_is_no_answer_is_told_as_what_it_is(
    tmp_path: Path, reply: Reply, kind: type[Exception], said: str
) -> None:
    with serving(reply) as fake, pytest.raises(kind) as caught:
        asked(tmp_path, fake)
    assert said in str(caught.value)
    assert TOKEN not in str(caught.value)
    assert len(fake.seen) == 1


def test_nobody_there_says_where_was_asked(tmp_path: Path) -> None:
    with (
        pytest.raises(Unavailable, match=r"does not answer.*GITHUB_API_URL"),
        door(tmp_path, "http://127.0.0.1:9") as opened,
    ):
        opened.get("/user")


@pytest.mark.parametrize("reply", [Reply(hang=5), Reply(body=b" " * 50 + b"{}", drip=0.2)])
def test_the_deadline_bounds_silence_and_drips(tmp_path: Path, reply: Reply) -> None:
    begun = time.monotonic()
    with serving(reply) as fake, deadline.running(deadline.Deadline(0.5)):
        with pytest.raises(Unavailable):
            asked(tmp_path, fake)
        assert time.monotonic() - begun < 3


def test_an_answer_without_end_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MOST_BYTES", 1_000)
    much = Reply(body=b'{"a": "' + b"x" * 200_000 + b'"}')
    with serving(much) as fake, pytest.raises(Unavailable, match="more than"):
        asked(tmp_path, fake)


def test_a_renamed_repository_is_followed_with_its_query(tmp_path: Path) -> None:
    """PyGithub by itself follows to the path alone, and would list another ref and time."""
    target = "/api/v3/repositories/7/commits?sha=main&since=2025-11-03T00%3A00%3A00Z"
    moved = error(301, "Moved", Location=target)
    with serving(moved, Reply.json([])) as fake, door(tmp_path, fake.url) as opened:
        opened.pages("/repos/a/b/commits", {"sha": "main"}, most=10)
    assert fake.seen[1][0] == target
    assert fake.seen[1][1]["Authorization"] == f"token {TOKEN}"


def test_the_token_is_not_carried_to_another_host(tmp_path: Path) -> None:
    with (
        serving(Reply.json({})) as other,
        serving(error(302, "Found", Location=f"{other.url}/api/v3/user")) as fake,
    ):
        with pytest.raises(Unavailable, match="is not GITHUB_API_URL"):
            asked(tmp_path, fake)
        assert other.seen == []


def test_the_token_is_not_carried_to_another_port_of_the_host(tmp_path: Path) -> None:
    with (
        serving(error(302, "Found", Location="http://127.0.0.1/api/v3/user")) as fake,
        pytest.raises(Unavailable, match="is not GITHUB_API_URL"),
    ):
        asked(tmp_path, fake)


def test_a_circle_of_redirects_ends(tmp_path: Path) -> None:
    with serving(error(307, "Moved", Location="/api/v3/user")) as fake:
        with pytest.raises(Unavailable, match="in a circle"):
            asked(tmp_path, fake)
        assert len(fake.seen) == transport.MOST_REDIRECTS + 1


def test_pages_are_followed_until_the_last(tmp_path: Path) -> None:
    more = {"Link": '<http://elsewhere.example/x?page=2>; rel="next"'}
    with (
        serving(
            Reply(body=json.dumps([{"n": 1}]).encode(), headers=more), Reply.json([{"n": 2}])
        ) as fake,
        door(tmp_path, fake.url) as opened,
    ):
        items, complete = opened.pages("/x", {}, most=500)
    assert (items, complete) == ([{"n": 1}, {"n": 2}], True)
    assert "page=2" in fake.seen[1][0]


def test_pages_stop_at_the_limit_and_say_so(tmp_path: Path) -> None:
    more = {"Link": '<http://elsewhere.example/x?page=2>; rel="next"'}
    hundred = Reply(body=json.dumps([{"n": n} for n in range(100)]).encode(), headers=more)
    with serving(hundred) as fake, door(tmp_path, fake.url) as opened:
        items, complete = opened.pages("/x", {}, most=200)
    assert (len(items), complete) == (200, False)
    assert len(fake.seen) <= 3


ENDS = "github-authentication-token-expiration"


def test_a_login_tells_when_its_token_ends_if_the_api_does(tmp_path: Path) -> None:
    for said, end in (
        ("2026-12-31 12:00:00 UTC", datetime(2026, 12, 31, 12, tzinfo=UTC)),
        ("2026-12-31 12:00:00 -0500", datetime(2026, 12, 31, 17, tzinfo=UTC)),
        ("someday", None),
        ("2026-12-31 12:00:00", None),
    ):
        reply = Reply(body=b'{"login":"x"}', headers={ENDS: said})
        with serving(reply) as fake, door(tmp_path, fake.url) as opened:
            assert opened.until() is None
            opened.login()
            assert opened.until() == end
    with serving(Reply.json({"login": "x"})) as fake, door(tmp_path, fake.url) as opened:
        opened.login()
        assert opened.until() is None


def test_a_login_needs_a_token_that_is_taken(tmp_path: Path) -> None:
    with serving(Reply.json({"login": "x"})) as fake, door(tmp_path, fake.url) as opened:
        assert opened.login() == "github sandbox"
    app = error(403, "Resource not accessible by integration")
    with serving(app) as fake, door(tmp_path, fake.url) as opened:
        assert opened.login() == "github sandbox"
    with (
        serving(error(401, "Bad credentials")) as fake,
        door(tmp_path, fake.url) as opened,
        pytest.raises(LoginFailed),
    ):
        opened.login()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "GITHUB_API_URL is not set"),
        ({"GITHUB_API_URL": "ghe.example.co.jp"}, "is no http address"),
        ({"GITHUB_API_URL": "https://ghe.example.co.jp/api/v3"}, "GITHUB_TOKEN is not set"),
        (
            {"GITHUB_API_URL": "https://ghe.example.co.jp/api/v3", "GITHUB_TOKEN": "t"},
            "KUROSAI_GITHUB_REPOSITORIES is not set",
        ),
        (
            {
                "GITHUB_API_URL": "https://ghe.example.co.jp/api/v3",
                "GITHUB_TOKEN": "t",
                "KUROSAI_GITHUB_REPOSITORIES": " , ",
            },
            "KUROSAI_GITHUB_REPOSITORIES names no repository",
        ),
    ],
)
def test_a_missing_setting_is_named(settings: dict[str, str], said: str) -> None:
    with pytest.raises(NotConfigured, match=said):
        Door(Environment(settings)).settings()


def test_a_world_without_github_is_not_replaced_by_the_real_one(tmp_path: Path) -> None:
    with door(tmp_path, "http://127.0.0.1:9"):
        file = tmp_path / "worlds" / "sandbox.json"
        body = json.loads(file.read_text())
        body["environment"] = {}
        file.write_text(json.dumps(body))
    real = {"GITHUB_API_URL": "https://api.github.com", "GITHUB_TOKEN": "real"}
    chosen = {"KUROSAI_STATE_DIR": str(tmp_path), "KUROSAI_WORLD": "sandbox", **real}
    without = Door(Environment(chosen))
    with pytest.raises(NotConfigured, match="has no GitHub"):
        without.settings()
    assert without.absent
    with door(tmp_path, "http://127.0.0.1:9") as there:
        assert not there.absent
