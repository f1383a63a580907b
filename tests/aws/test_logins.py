"""Whose credentials sign, in which account they may, and what is said when they do not work."""

from __future__ import annotations

import json
import os
import re
import socket
import threading
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import sha1
from pathlib import Path

import pytest
from aws_doors import error, places, world
from loopback import Reply
from signed_aws import Asked, SignedAws, assumed, desktop, identity, refusal, signed_aws

from kurosai.aws.places import AwsPlaces
from kurosai.aws.wire import relogin
from kurosai.aws.wire.place import Place
from kurosai.aws.wire.session import AwsSession
from kurosai.environment import Environment
from kurosai.errors import Fault, LoginFailed, NotConfigured, Unavailable

CONFIG = """
[profile sso]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
sso_account_id = 111122223333
sso_role_name = reads
[profile chained]
role_arn = arn:aws:iam::444455556666:role/theirs
source_profile = base
role_session_name = as-the-profile-says
[profile code]
role_arn = arn:aws:iam::444455556666:role/theirs
source_profile = base
mfa_serial = arn:aws:iam::111122223333:mfa/me
[profile nothing]
region = us-east-1
[profile broken]
role_arn = arn:aws:iam::444455556666:role/theirs
"""
CREDENTIALS = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret-of-base\n"
PLACES = """
prod: {account: 111122223333, profile: base, regions: [ap-northeast-1, us-east-1]}
dev:
  account: 444455556666
  profile: base
  role: arn:aws:iam::444455556666:role/kurosai
  external_id_from: DEV_ID
  minutes: 90
  regions: [ap-northeast-1, eu-south-2]
chained: {account: 444455556666, profile: chained, regions: [ap-northeast-1]}
sso: {account: 111122223333, profile: sso, regions: [ap-northeast-1]}
code: {account: 444455556666, profile: code, regions: [ap-northeast-1]}
nothing: {account: 111122223333, profile: nothing, regions: [ap-northeast-1]}
broken: {account: 111122223333, profile: broken, regions: [ap-northeast-1]}
missing: {account: 111122223333, profile: no-such-profile, regions: [ap-northeast-1]}
"""
EVENTS = Reply.json({"events": []})
Answer = Callable[[Asked], Reply]


def usual(asked: Asked) -> Reply:
    if asked.operation == "AssumeRole":
        return assumed("ASIADEV", "444455556666")
    if asked.operation == "GetCallerIdentity":
        return identity("444455556666" if asked.key.startswith("ASIA") else "111122223333")
    return EVENTS


@contextmanager
def asking(
    tmp_path: Path, answer: Answer = usual, listed: str = PLACES
) -> Generator[tuple[AwsPlaces[AwsSession], SignedAws]]:
    with signed_aws(answer) as aws:
        files = desktop(tmp_path, CONFIG, CREDENTIALS, listed)
        environment = world(
            tmp_path, aws.url, DEV_ID="between-us", KUROSAI_OPERATOR="hanako", **files
        )
        with closing(places(environment)) as opened:
            yield opened, aws


def ask(session: AwsSession) -> None:
    session.call("logs", "filter_log_events", {"logGroupName": "/g"}, doing="searching /g")


def refused(tmp_path: Path, answer: Answer, where: str) -> Fault:
    with asking(tmp_path, answer) as (opened, _), pytest.raises(Fault) as caught:
        ask(opened(where))
    return caught.value


def test_a_role_is_assumed_once_for_all_regions_and_says_who_asks(tmp_path: Path) -> None:
    with asking(tmp_path) as (opened, aws):
        ask(opened("dev"))
        ask(opened("dev/eu-south-2"))
        (role,) = aws.of("AssumeRole")
        # Keys that last, and a role that is assumed anew with them: nobody needs to know an end.
        assert opened.until() is None
        assert opened("dev").login.until() is None
    assert (role.key, role.region) == ("AKIABASE", "ap-northeast-1")
    assert role.fields["RoleArn"] == "arn:aws:iam::444455556666:role/kurosai"
    assert role.fields["ExternalId"] == "between-us"
    assert role.fields["RoleSessionName"] == "kurosai-hanako"
    assert role.fields["DurationSeconds"] == "5400"
    assert [(one.key, one.region) for one in aws.of("FilterLogEvents")] == [
        ("ASIADEV", "ap-northeast-1"),
        ("ASIADEV", "eu-south-2"),
    ]
    assert aws.keys("GetCallerIdentity") == ["ASIADEV"]


def test_a_profile_that_assumes_a_role_works_as_it_does_elsewhere(tmp_path: Path) -> None:
    with asking(tmp_path) as (opened, aws):
        ask(opened("chained"))
        (role,) = aws.of("AssumeRole")
    assert role.fields["RoleSessionName"] == "as-the-profile-says"
    assert "ExternalId" not in role.fields
    assert aws.keys("FilterLogEvents") == ["ASIADEV"]


def test_secrets_of_every_place_are_known_to_the_scrub(tmp_path: Path) -> None:
    with asking(tmp_path) as (opened, _):
        ask(opened("prod"))
        ask(opened("dev"))
        known = opened.secrets()
    assert {"secret-of-base", "secret-of-ASIADEV", "token-of-ASIADEV"} <= known


def test_a_place_is_checked_once_however_many_ask_at_the_same_time(tmp_path: Path) -> None:
    def slowly(asked: Asked) -> Reply:
        if asked.operation == "GetCallerIdentity":
            threading.Event().wait(0.2)
        return usual(asked)

    with asking(tmp_path, slowly) as (opened, aws), ThreadPoolExecutor(16) as pool:
        for one in [pool.submit(ask, opened("dev")) for _ in range(16)]:
            one.result()
    assert len(aws.of("GetCallerIdentity")) == 1
    assert len(aws.of("AssumeRole")) == 1
    assert len(aws.of("FilterLogEvents")) == 16
    first = [one.operation for one in aws.seen].index("FilterLogEvents")
    assert aws.seen[first - 1].operation == "GetCallerIdentity"


def test_a_wrong_account_gets_not_one_request_but_those_to_sts(tmp_path: Path) -> None:
    def wrong(asked: Asked) -> Reply:
        return identity("999988887777") if asked.operation == "GetCallerIdentity" else usual(asked)

    with asking(tmp_path, wrong) as (opened, aws), ThreadPoolExecutor(8) as pool:
        said = [pool.submit(ask, opened("dev")).exception() for _ in range(8)]
    assert {type(one) for one in said} == {NotConfigured}
    assert "account 999988887777, not 444455556666" in str(said[0])
    assert {one.service for one in aws.seen} == {"sts"}


def test_the_right_login_is_seen_after_the_wrong_one(tmp_path: Path) -> None:
    def by_key(asked: Asked) -> Reply:
        wrong = asked.operation == "GetCallerIdentity" and asked.key == "AKIABASE"
        return identity("999988887777") if wrong else usual(asked)

    with asking(tmp_path, by_key) as (opened, _):
        with pytest.raises(NotConfigured):
            ask(opened(""))
        other = CREDENTIALS.replace("AKIABASE", "AKIARIGHT")
        (tmp_path / "AWS_SHARED_CREDENTIALS_FILE").write_text(other)
        ask(opened(""))


@pytest.mark.parametrize("where", ["prod", "dev"])
def test_an_expired_login_is_renewed_once(tmp_path: Path, where: str) -> None:
    roles = iter(["ASIAFIRST", "ASIASECOND"])

    def old(asked: Asked) -> Reply:
        if asked.operation == "AssumeRole":
            return assumed(next(roles), "444455556666")
        late = len(aws.of("FilterLogEvents")) == 1
        if asked.operation == "FilterLogEvents" and late:
            return error("ExpiredTokenException")
        return usual(asked)

    with asking(tmp_path, old) as (opened, aws):
        ask(opened(where))
        keys = aws.keys("FilterLogEvents")
    assert keys == {"prod": ["AKIABASE"] * 2, "dev": ["ASIAFIRST", "ASIASECOND"]}[where]


def test_a_renewed_login_of_another_account_is_asked_for_nothing(tmp_path: Path) -> None:
    def moved(asked: Asked) -> Reply:
        if asked.operation == "FilterLogEvents":
            (tmp_path / "AWS_SHARED_CREDENTIALS_FILE").write_text(
                CREDENTIALS.replace("AKIABASE", "AKIAOTHER")
            )
            return error("ExpiredTokenException")
        other = asked.operation == "GetCallerIdentity" and asked.key == "AKIAOTHER"
        return identity("999988887777") if other else usual(asked)

    with asking(tmp_path, moved) as (opened, aws), pytest.raises(NotConfigured, match="99998888"):
        ask(opened(""))
    assert aws.keys("FilterLogEvents") == ["AKIABASE"]


def test_credentials_that_renew_themselves_are_checked_again(tmp_path: Path) -> None:
    roles = iter(["ASIAFIRST", "ASIASECOND", "ASIATHIRD"])
    soon = f"{datetime.now(UTC) + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"

    def brief(asked: Asked) -> Reply:
        if asked.operation == "AssumeRole":
            return assumed(next(roles), "444455556666", soon)
        if asked.operation == "GetCallerIdentity" and asked.key == "ASIASECOND":
            return identity("999988887777")
        return usual(asked)

    with asking(tmp_path, brief) as (opened, aws):
        opened("dev").identity()
        # botocore renews what ends within ten minutes whenever something is to be signed.
        with pytest.raises(NotConfigured, match="account 999988887777"):
            ask(opened("dev"))
    assert {one.service for one in aws.seen} == {"sts"}


def test_a_key_that_comes_between_the_check_and_the_request_is_not_used(tmp_path: Path) -> None:
    roles = (f"ASIA{number}" for number in range(20))
    soon = f"{datetime.now(UTC) + timedelta(minutes=5):%Y-%m-%dT%H:%M:%SZ}"

    def brief(asked: Asked) -> Reply:
        if asked.operation == "AssumeRole":
            return assumed(next(roles), "444455556666", soon)
        return usual(asked)

    # Renewed whenever something is signed: what was checked is never what signs.
    with asking(tmp_path, brief) as (opened, aws):
        with pytest.raises(Unavailable, match="changed during the request"):
            ask(opened("dev"))
        assert {one.service for one in aws.seen} == {"sts"}


def test_many_that_meet_the_end_of_a_login_renew_it_once(tmp_path: Path) -> None:
    roles = iter(["ASIAFIRST", "ASIASECOND", "ASIATHIRD"])
    met = threading.Barrier(6, timeout=5)

    def old(asked: Asked) -> Reply:
        if asked.operation == "AssumeRole":
            return assumed(next(roles), "444455556666")
        if asked.operation == "FilterLogEvents" and asked.key == "ASIAFIRST":
            met.wait()
            return error("ExpiredTokenException")
        return usual(asked)

    with asking(tmp_path, old) as (opened, aws), ThreadPoolExecutor(6) as pool:
        for one in [pool.submit(ask, opened("dev")) for _ in range(6)]:
            one.result()
    assert len(aws.of("AssumeRole")) == 2


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("prod", r"AWS profile base has expired .*Put new keys for profile base"),
        ("dev", r"AWS profile base has expired .*Put new keys for profile base"),
        ("sso", r"AWS profile sso has ended\. Log in again: aws sso login --profile sso\."),
        ("code", r"profile code wants an MFA code.* get-caller-identity --profile code"),
        ("nothing", r"AWS profile nothing has no credentials\."),
        ("broken", r"source_profile or credential_source"),
        ("missing", r"no AWS profile no-such-profile .*`profile` of missing in KUROSAI_AWS_PLACES"),
    ],
)
def test_what_to_do_is_said_for_exactly_this_profile(
    tmp_path: Path, where: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from botocore.credentials import SSOProvider

    monkeypatch.setattr(SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(tmp_path / "none"))

    def old(asked: Asked) -> Reply:
        return refusal("ExpiredToken", "old") if asked.operation == "AssumeRole" else late(asked)

    def late(asked: Asked) -> Reply:
        return error("ExpiredTokenException") if asked.service == "logs" else usual(asked)

    fault = refused(tmp_path, old, where)
    assert isinstance(fault, (LoginFailed, NotConfigured))
    assert re.search(said, str(fault)), str(fault)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("UnrecognizedClientException", "is refused by AWS (UnrecognizedClientException)"),
        ("ExpiredTokenException", "has expired (ExpiredTokenException)"),
    ],
)
def test_of_the_keys_of_a_world_its_environment_is_told_and_no_profile(
    tmp_path: Path, code: str, said: str
) -> None:
    def old(asked: Asked) -> Reply:
        return error(code) if asked.service == "logs" else usual(asked)

    with (
        signed_aws(old) as aws,
        closing(places(world(tmp_path, aws.url))) as opened,
        pytest.raises(LoginFailed) as caught,
    ):
        ask(opened(""))
    assert caught.value.what == f"The access key of the local world sandbox {said}."
    assert "AWS_ACCESS_KEY_ID and its secret are in the environment" in caught.value.do
    assert "(kurosai sandbox)" in caught.value.do
    assert "sso" not in caught.value.do
    assert "profile" not in caught.value.do


def test_how_another_world_is_started_again_names_it() -> None:
    only = Place("", ("ap-northeast-1",))
    assert "(kurosai sandbox --name night)" in relogin.advice(only, {}, "night")
    named = Place("prod", ("ap-northeast-1",), profile="base")
    assert "kurosai sandbox" not in relogin.advice(named, {}, "night")
    assert relogin.whose(named, "night") == "AWS profile base"


def test_of_keys_in_the_environment_that_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    only = Place("", ("ap-northeast-1",))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOWN")
    assert relogin.whose(only) == "the access key in this server's environment"
    told = relogin.advice(only, {})
    assert told.startswith("AWS_ACCESS_KEY_ID and its secret are in this server's environment")
    assert "sso" not in told
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    assert relogin.whose(only) == "this server's AWS login"
    assert relogin.advice(only, {}).startswith("Log in (aws sso login --profile default)")


def test_a_role_that_may_not_be_assumed_names_both_policies(tmp_path: Path) -> None:
    told = "User: arn:aws:iam::111122223333:user/x is not authorized to perform: sts:AssumeRole"

    def denied(asked: Asked) -> Reply:
        return refusal("AccessDenied", told) if asked.operation == "AssumeRole" else usual(asked)

    fault = refused(tmp_path, denied, "dev")
    assert isinstance(fault, LoginFailed)
    assert f"role/kurosai may not be assumed by AWS profile base: {told}" in fault.what
    assert "trust policy has to name who asks with the external id" in fault.do
    assert "sts:AssumeRole on that role" in fault.do
    assert "between-us" not in str(fault)


def test_a_network_that_is_down_is_no_login_that_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{unused.getsockname()[1]}"
    file = tmp_path / "places.yaml"
    role = "role: arn:aws:iam::444455556666:role/kurosai"
    file.write_text(f"dev: {{account: 444455556666, {role}, regions: [ap-northeast-1]}}")
    for name in ("https_proxy", "no_proxy", "NO_PROXY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", nowhere)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFTHEDESKTOP0000")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
    with (
        closing(places(Environment({"KUROSAI_AWS_PLACES": str(file)}))) as opened,
        pytest.raises(Unavailable, match="while asking who we are"),
    ):
        opened("dev").identity()
    # Standard error is for lines of the audit; botocore would put its trace there.
    assert caplog.text == ""


def test_who_may_not_even_ask_who_he_is_has_no_login(tmp_path: Path) -> None:
    def closed(asked: Asked) -> Reply:
        odd = asked.operation == "GetCallerIdentity"
        return refusal("AccessDenied", "explicit deny in a VPC endpoint policy") if odd else EVENTS

    fault = refused(tmp_path, closed, "")
    assert isinstance(fault, LoginFailed)
    assert "sts:GetCallerIdentity" in fault.do


def test_sso_without_the_role_is_told_from_a_login_that_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged_in(tmp_path, monkeypatch, hours=8)

    def portal(asked: Asked) -> Reply:
        if asked.path.startswith("/federation/credentials"):
            told = json.dumps({"message": "No access"}).encode()
            return Reply(403, told, {"x-amzn-ErrorType": "ForbiddenException"})
        return usual(asked)

    fault = refused(tmp_path, portal, "sso")
    assert isinstance(fault, LoginFailed)
    assert "SSO has no credentials for AWS profile sso (ForbiddenException" in fault.what


def test_a_session_longer_than_the_role_allows_is_a_setting(tmp_path: Path) -> None:
    told = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."

    def long(asked: Asked) -> Reply:
        odd = asked.operation == "AssumeRole"
        return refusal("ValidationError", told, 400) if odd else usual(asked)

    fault = refused(tmp_path, long, "dev")
    assert isinstance(fault, NotConfigured)
    assert "`minutes`" in fault.do


@pytest.mark.parametrize(
    "code", ["UnrecognizedClientException", "InvalidClientTokenId", "AuthFailure"]
)
def test_a_region_that_is_not_enabled_is_not_a_refused_login(tmp_path: Path, code: str) -> None:
    def there(asked: Asked) -> Reply:
        return error(code) if asked.region == "eu-south-2" else usual(asked)

    fault = refused(tmp_path, there, "dev/eu-south-2")
    assert isinstance(fault, NotConfigured)
    assert "not in eu-south-2" in fault.what
    assert "not enabled for the account" in fault.what
    home = refused(tmp_path, lambda one: error(code) if one.service == "logs" else usual(one), "")
    assert isinstance(home, LoginFailed)


@pytest.mark.parametrize(
    ("code", "message", "hours"),
    [
        ("RequestTimeTooSkewed", "The difference between the times is too large.", 1),
        ("InvalidSignatureException", "Signature expired: 1 is now earlier than 2", -1),
        ("SignatureDoesNotMatch", "Signature not yet current: 2 is still later than 1", 1),
        ("RequestExpired", "Request has expired.", -1),
    ],
)
def test_a_wrong_clock_is_named_with_its_error(
    tmp_path: Path, code: str, message: str, hours: int
) -> None:
    def late(asked: Asked) -> Reply:
        if asked.service != "logs":
            return usual(asked)
        theirs = datetime.now(UTC) - timedelta(hours=hours)
        reply = error(code, message)
        return Reply(400, reply.body, {"Date": format_datetime(theirs, usegmt=True)})

    fault = refused(tmp_path, late, "")
    assert isinstance(fault, Unavailable)
    assert re.search(r"clock differs from that of AWS by 3(599|60\d) s", fault.what)
    assert ("ahead" if hours > 0 else "behind") in fault.what


def test_a_wrong_secret_is_no_wrong_clock(tmp_path: Path) -> None:
    fault = refused(
        tmp_path,
        lambda one: (
            error("InvalidSignatureException", "The request signature we calculated ...")
            if one.service == "logs"
            else usual(one)
        ),
        "",
    )
    assert isinstance(fault, LoginFailed)


def logged_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, hours: int) -> None:
    """A token of SSO where the AWS command keeps it, good for so long."""
    from botocore.credentials import SSOProvider

    cache = tmp_path / "cache"
    cache.mkdir(exist_ok=True)
    monkeypatch.setattr(SSOProvider, "_SSO_TOKEN_CACHE_DIR", str(cache))
    until = f"{datetime.now(UTC) + timedelta(hours=hours):%Y-%m-%dT%H:%M:%SZ}"
    name = sha1(b"https://example.awsapps.com/start").hexdigest()
    body = {"accessToken": "token-of-sso", "expiresAt": until}
    (cache / f"{name}.json").write_text(json.dumps(body))


def test_a_login_of_sso_signs_and_its_token_is_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def portal(asked: Asked) -> Reply:
        if asked.path.startswith("/federation/credentials"):
            keys = {"accessKeyId": "AKIASSO", "secretAccessKey": "secret-of-sso"}
            more = {"sessionToken": "s" * 20, "expiration": 4070908800000}
            return Reply.json({"roleCredentials": {**keys, **more}})
        return usual(asked)

    with asking(tmp_path, portal) as (opened, aws):
        logged_in(tmp_path, monkeypatch, hours=-1)
        with pytest.raises(LoginFailed, match="aws sso login --profile sso"):
            ask(opened("sso"))
        logged_in(tmp_path, monkeypatch, hours=8)
        ask(opened("sso"))
        assert aws.keys("FilterLogEvents") == ["AKIASSO"]
        assert {"token-of-sso", "secret-of-sso", "s" * 20} <= opened.secrets()
        # Only a person renews it, so a case says until when it is good.
        assert opened("sso").login.until() == datetime(2099, 1, 1, tzinfo=UTC)
