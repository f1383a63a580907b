"""A token that says itself when it ends; any other, and any nonsense, says nothing."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime

import pytest
from loopback import Reply, serving

from kurosai.crois.wire import token_end
from kurosai.crois.wire.api import CroisApi
from kurosai.environment import Environment


def jwt(claims: object) -> str:
    def part(value: object) -> str:
        return urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    return f"{part({'alg': 'RS256'})}.{part(claims)}.c2lnbmF0dXJl"


def test_the_end_of_a_jwt() -> None:
    assert token_end.of(jwt({"sub": "x", "exp": 1_798_718_400})) == datetime(
        2026, 12, 31, 12, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "token",
    [
        "a-token-of-tests",
        "",
        "a.b.c",
        "a.b",
        "...",
        "a.\u3042.c",
        jwt({}),
        jwt([]),
        jwt({"exp": "soon"}),
        jwt({"exp": True}),
        jwt({"exp": 1e300}),
        jwt({"exp": -1e18}),
        jwt({"exp": 1, "pad": "x" * 20_000}),
    ],
)
def test_no_other_token_has_one(token: str) -> None:
    assert token_end.of(token) is None


def test_the_door_tells_it() -> None:
    with serving(Reply.json({})) as fake:
        token = jwt({"exp": 1_798_718_400})
        settings = {"CROIS_API_URL": fake.url, "CROIS_API_TOKEN": token}
        crois = CroisApi(Environment(settings), pause=lambda _seconds: None)
        assert crois.until() == datetime(2026, 12, 31, 12, tzinfo=UTC)
        crois.close()
