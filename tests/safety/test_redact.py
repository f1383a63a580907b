from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kurosai.safety.redact import (
    _RULES,  # pyright: ignore[reportPrivateUsage]
    find_secrets,
    redact,
)

SECRETS = [
    ("AKIAIOSFODNN7EXAMPLE", "aws access key"),
    ("ghp_" + "a1B2" * 10, "github token"),
    ("xoxb-123456789012-abcdefGHIJKL", "slack token"),
    ("AIza" + "b" * 35, "google api key"),
    ("eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "jwt"),
    ("Authorization: Token 0123456789abcdef", "authorization"),
    ("authorization='Bearer abc.def.ghi'", "authorization"),
    ("postgres://crois:s3cr3t-pw@db:5432/x", "url password"),
    ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG", "secret"),
    ('"DB_PASSWORD": "hunter22"', "secret"),
    ('{"message":"{\\"password\\":\\"hunter2222\\"}"}', "secret"),
    ("DB_PASS=hunter22", "secret"),
    (r'''"{\\\"api_key\\\": \\\"0123456789ab\\\"}"''', "secret"),
    ('"routing_key": "0123456789abcdef0123456789abcdef"', "pagerduty key"),
    ('"name": "DB_PASSWORD", "value": "not-a-real-one"', "secret"),
    ('\\"name\\":\\"CROIS_TOKEN\\",\\"value\\":\\"not-a-real-one\\"', "secret"),
    ("Authorization: GenieKey 12345678-aaaa-bbbb-cccc-1234567890ab", "authorization"),
    ("xapp-1-A0123-4567-abcdef0123456789", "slack token"),
    ("https://hooks.slack.com/services/T00000000/B00000000/abcdefghijklmnop", "webhook url"),
    ("https://example.com/x?a=1&access_token=0123456789ab", "url token"),
    ("webhook_secret: 0123456789", "secret"),
    ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----", "private key"),
    ("https://b.s3/x?X-Amz-Signature=0123456789abcdef0123", "signed url"),
    ("https://chat.example.com/hooks/T1/B2/a1B2c3D4e5F6g7H8", "webhook url"),
    ("Cookie: theme=dark; sessionid=0123456789abcdef0123456789abcdef", "session cookie"),
    ("its session cookie (session=0123456789abcdef0123456789abcdef)", "session cookie"),
    ("`curl -sS -u deploy:9x-Tq!7 https://api.example.com/v1/`", "curl password"),
    ("basic auth Y3JvaXM6c3VwZXItMTIz is accepted", "authorization"),
    ("export CROIS_API_TOKEN=crois_pat_0123456789ab", "secret"),
    ("管理画面(ID: ops / パスワード: Sakura2026!)", "secret"),
    ("パスフレーズ「yama-kawa-4821」で復号した", "secret"),
    ("user admin, password Spring-2026-x, page", "secret"),
    ('use the passphrase "blue-river-5520" for the vault', "secret"),
    ("client_secret 0a3b-77cd-RtYu-9", "secret"),
    ("the parameter, decrypted: w0rd-prd-1182 (SSM)", "secret"),
    ("復号すると k@gi-5528-Abc になる", "secret"),
]

EVIDENCE = [
    "published to exchange=jobs routing_key=job.status.updated",
    "Received task with routing_key='celery'",
    "service_key=crois-api",
    '{"name": "MAX_TOKENS", "value": "4096"}',
    "https://api.example.com/x?token_type=bearer&expires_in=3600",
    "GET /v1/items?pageToken=abc123def456ghi789",
    "account 111122223333 in ap-northeast-1",
    "10.0.12.7:8443 refused",
    "commit 9fceb02d0ae598e95dc970b74767f19372d61af8",
    "request 2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97",
    "arn:aws:states:ap-northeast-1:111122223333:execution:crois-v2-prd-job-runner:job-16852935-1",
    "[healthcheck] error: started_at has no value tasks:normal-1",
    "token: <Crois APIトークン>",
    'CROIS_API_TOKEN="<token>"',
    "CROIS_API_TOKEN=${CROIS_API_TOKEN}",
    "NEXT_TOKEN=none",
    "https://api.example.com/hooks/registered/twice",
    "set-cookie: theme=dark; path=/; session=none",
    "curl -u $USER:$PASS https://api.example.com",
    "basic authentication is configured for 2 hosts",
    "パスワードは`DB_PASSWORD_2`で設定する",
    "password rotated, password 2025-11-04T18:00:00Z, password authentication failed for ops1",
    "the passphrase was changed on 2025-11-04; decrypted 3 parameters",
    "パスワード: 16文字以上、90日ごとに変更",
    "アクセストークンの期限は2025-11-05T00:00:00Z",
    "password: ${DB_PASSWORD}",
    "DB_PASSWORD=secret:SALES_DB_PASSWORD, A=b",
    "set `DB_PASSWORD=secret:SALES_DB_PASSWORD` in the workflow",
    "`export PGPASSWORD=...` in its script",
    "the secret is missing",
    "Secret: crois/prd/db not found",
    "secretsmanager get-secret-value: crois/prd/db",
    "-H 'Authorization: Token '${CROIS_API_TOKEN}",
]


@pytest.mark.parametrize(("text", "kind"), SECRETS)
def test_a_secret_is_masked_and_named(text: str, kind: str) -> None:
    masked, count = redact(f"before {text} after")
    assert count == 1
    assert f"[redacted: {kind}]" in masked
    assert masked.startswith("before ")
    assert masked.endswith(" after")
    assert find_secrets(text) == (kind,)
    assert redact(masked) == (masked, 0)


@pytest.mark.parametrize(("text", "kind"), SECRETS)
def test_a_secret_beside_japanese_text_is_still_one(text: str, kind: str) -> None:
    masked, count = redact(f"鍵は{text} のまま")
    assert count == 1
    assert f"[redacted: {kind}]" in masked
    if kind == "aws access key":
        assert redact(f"{text}のキー")[1] == 1


@pytest.mark.parametrize("text", EVIDENCE)
def test_evidence_stays(text: str) -> None:
    assert redact(text) == (text, 0)


def test_own_credentials_go_by_their_exact_value_wherever_they_stand() -> None:
    own = frozenset({"correct-horse-battery", "short"})
    assert redact("x=correct-horse-battery; short", own) == (
        "x=[redacted: own credential]; short",
        1,
    )


@pytest.mark.parametrize("piece", ["a.", "a", "a+", "api_key_", "a://", "eyJ", "password=", "_"])
def test_a_line_that_invites_backtracking_comes_to_an_end(piece: str) -> None:
    """A quadratic rule would take minutes; benchmarks/linear.py shows the ratio."""
    redact(piece * (256_000 // len(piece)))


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule[0])
@given(data=st.data())
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
def test_what_a_rule_finds_always_holds_what_it_is_looked_for_by(
    rule: tuple[str, tuple[str, ...], re.Pattern[str]], data: st.DataObject
) -> None:
    """A rule is tried only where one of a few words stands: it must not find anything else."""
    _, needs, form = rule
    found = data.draw(st.from_regex(form))
    assert any(need in found.lower() for need in needs)
