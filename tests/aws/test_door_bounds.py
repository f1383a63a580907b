"""What no setting, redirect or slow program can make the door to AWS do."""

from __future__ import annotations

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from aws_doors import places, world
from loopback import Reply
from signed_aws import Asked, assumed, desktop, identity, signed_aws

from kurosai import deadline
from kurosai.aws.wire import signature
from kurosai.aws.wire.core import Core
from kurosai.aws.wire.place import Ground, Place
from kurosai.deadline import Deadline
from kurosai.environment import Environment
from kurosai.errors import LoginFailed, Refused, Unavailable

EVENTS = Reply.json({"events": []})
ROLE = "arn:aws:iam::111122223333:role/reads"
MFA = "arn:aws:iam::111122223333:mfa/me"


def usual(asked: Asked) -> Reply:
    known = {"GetCallerIdentity": identity("111122223333")}
    return known.get(asked.operation, EVENTS)


def found(place: Place) -> Any:
    kept: list[str] = []
    core: Any = Core(place, Ground(), kept.append)
    return core.get_credentials()


def test_botocores_own_data_is_read_once_for_all_logins() -> None:
    kept: list[str] = []
    one, other = (Core(Place("", ("us-east-1",)), Ground(), kept.append) for _ in range(2))
    assert one.get_data("endpoints") is other.get_data("endpoints")


def test_variables_and_profiles_redirect_no_client_of_botocores_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile x]\nendpoint_url = http://127.0.0.1:9\nregion = us-west-2\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:9")
    core: Any = Core(Place("p", ("ap-northeast-1",), profile="x"), Ground(), lambda _: None)
    for service in ("sts", "sso", "sso-oidc"):
        with closing(core.create_client(service, aws_access_key_id="a", aws_secret_access_key="b")):
            client = core.create_client(service, aws_access_key_id="a", aws_secret_access_key="b")
        assert client.meta.endpoint_url.endswith("ap-northeast-1.amazonaws.com"), service
        assert client.meta.config.read_timeout == 12


def test_a_profile_without_credentials_does_not_sign_with_those_of_the_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    config.write_text("[profile nothing]\nregion = us-east-1\n")
    keys = {"AccessKeyId": "AKIAMACHINE", "SecretAccessKey": "x", "Token": "x"}
    with signed_aws(lambda _: Reply.json({**keys, "Expiration": "2099-01-01T00:00:00Z"})) as other:
        monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
        monkeypatch.setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", f"{other.url}/keys")
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", other.url)
        monkeypatch.delenv("AWS_ACCESS_KEY_ID", raising=False)
        monkeypatch.delenv("AWS_PROFILE", raising=False)
        assert found(Place("", ("us-east-1",))).access_key == "AKIAMACHINE"
        other.seen.clear()
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAOFTHEDESKTOP0000")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x" * 40)
        assert found(Place("p", ("us-east-1",), profile="nothing")) is None
        assert other.seen == []


def test_a_desktop_does_not_wait_two_seconds_for_a_machine_in_ec2(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def hangs(_asked: Asked) -> Reply:
        time.sleep(2.5)
        return EVENTS

    for name in ("AWS_ACCESS_KEY_ID", "AWS_PROFILE", "AWS_METADATA_SERVICE_TIMEOUT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    with signed_aws(hangs) as silent:
        monkeypatch.setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", silent.url)
        begun = time.monotonic()
        assert found(Place("", ("us-east-1",))) is None
        assert time.monotonic() - begun < 1.8
    assert silent.seen != []


def test_a_bucket_of_another_region_is_not_followed_there(tmp_path: Path) -> None:
    moved = Reply(
        301,
        b"<Error><Code>PermanentRedirect</Code><Message>elsewhere</Message></Error>",
        {"Content-Type": "application/xml", "x-amz-bucket-region": "us-west-1"},
    )

    def answer(asked: Asked) -> Reply:
        return moved if asked.service == "s3" else usual(asked)

    with signed_aws(answer) as aws, closing(places(world(tmp_path, aws.url))) as opened:
        with pytest.raises(Refused, match="us-west-1, not of ap-northeast-1"):
            opened("").call("s3", "list_objects_v2", {"Bucket": "b"}, doing="listing")
        assert {one.region for one in aws.seen} == {"ap-northeast-1"}


def test_what_is_not_signed_with_our_keys_is_not_sent(tmp_path: Path) -> None:
    with signed_aws(usual) as aws, closing(places(world(tmp_path, aws.url))) as opened:
        with pytest.raises(Refused, match="not signed with this place's keys"):
            opened("").call("cognito-identity", "get_id", {"IdentityPoolId": "a:b"}, doing="asking")
        assert {one.service for one in aws.seen} == {"sts"}


@pytest.mark.parametrize(
    ("service", "operation", "made_for", "passes"),
    [
        ("logs", "describe_log_groups", "ap-northeast-1", True),
        ("organizations", "describe_organization", "ap-northeast-1", True),
        ("networkmanager", "describe_global_networks", "ap-northeast-1", True),
        ("organizations", "describe_organization", "cn-north-1", False),
        ("logs", "describe_log_groups", "eu-west-1", False),
        ("s3", "list_buckets", "us-east-1", False),
    ],
)
def test_another_region_passes_only_for_what_belongs_to_none(
    service: str, operation: str, made_for: str, passes: bool
) -> None:
    # As they are signed for real endpoints, and never sent: the hook stops them.
    signed: list[Any] = []

    def stop(request: Any, **_others: object) -> Any:
        signed.append(request)
        raise Unavailable("not sent")

    place = Place("", ("ap-northeast-1",))
    core: Any = Core(place, Ground("w", "", "AKIAX", "secret"), lambda _: None)
    client = core.create_client(service, region_name=made_for)
    # With an address of a world everything is signed for the region of the client.
    assert client.meta.endpoint_url.startswith("https://")
    client.meta.events.register_first("before-send", stop)
    with pytest.raises(Unavailable, match="not sent"):
        getattr(client, operation)()
    if passes:
        assert signature.check(signed[0], "ap-northeast-1", "before-send.x.Y") == "AKIAX"
    else:
        with pytest.raises(Refused, match="not of ap-northeast-1"):
            signature.check(signed[0], "ap-northeast-1", "before-send.x.Y")


def test_calls_at_the_same_time_keep_their_connections(tmp_path: Path) -> None:
    many = 24
    together = threading.Barrier(many, timeout=20)

    def answer(asked: Asked) -> Reply:
        if asked.service == "logs":
            together.wait()
        return usual(asked)

    def ask(_: int) -> None:
        opened("").call("logs", "filter_log_events", {"logGroupName": "g"}, doing="searching")

    with (
        signed_aws(answer) as aws,
        closing(places(world(tmp_path, aws.url))) as opened,
        ThreadPoolExecutor(many) as pool,
    ):
        list(pool.map(ask, range(many)))
        first = {asked.port for asked in aws.of("FilterLogEvents")}
        assert len(first) == many
        list(pool.map(ask, range(many)))
        assert {asked.port for asked in aws.of("FilterLogEvents")} == first


def test_no_retry_is_sent_after_the_deadline(tmp_path: Path) -> None:
    def slow(asked: Asked) -> Reply:
        if len(aws.of("FilterLogEvents")) < 2:
            return usual(asked)
        time.sleep(2.5)
        return Reply(500, b"{}")

    def ask() -> None:
        opened("").call("logs", "filter_log_events", {"logGroupName": "g"}, doing="searching")

    with signed_aws(slow) as aws, closing(places(world(tmp_path, aws.url))) as opened:
        ask()  # so that the second time nothing is left to be loaded
        with deadline.running(Deadline(2)), pytest.raises(Unavailable, match="within 2 s"):
            ask()
        assert len(aws.of("FilterLogEvents")) == 2


def test_a_program_for_keys_that_hangs_holds_nobody_beyond_the_deadline(tmp_path: Path) -> None:
    listed = "p: {account: 111122223333, profile: slow, regions: [us-east-1]}"
    config = "[profile slow]\ncredential_process = sleep 3\n"

    def ask() -> float:
        begun = time.monotonic()
        with deadline.running(Deadline(0.5)), pytest.raises((Unavailable, LoginFailed)):
            opened("").identity()
        return time.monotonic() - begun

    with (
        signed_aws(usual) as aws,
        closing(
            places(world(tmp_path, aws.url, **desktop(tmp_path, config, "", listed)))
        ) as opened,
        ThreadPoolExecutor(3) as pool,
    ):
        took = sorted(one.result() for one in [pool.submit(ask) for _ in range(3)])
    # One of them started the program; `serving` gives that one up at its deadline.
    assert took[1] < 1.5
    assert took[2] < 5


@pytest.mark.parametrize("program", ["echo no JSON", "no-such-program"])
def test_a_program_for_keys_that_fails_is_a_login_that_failed(tmp_path: Path, program: str) -> None:
    listed = "p: {account: 111122223333, profile: odd, regions: [us-east-1]}"
    files = desktop(tmp_path, f"[profile odd]\ncredential_process = {program}\n", "", listed)
    with (
        signed_aws(usual) as aws,
        closing(places(world(tmp_path, aws.url, **files))) as opened,
        pytest.raises(LoginFailed, match="with the program that profile odd runs"),
    ):
        opened("").identity()


def test_a_role_that_the_aws_command_assumed_with_a_code_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = f"[profile code]\nrole_arn = {ROLE}\nsource_profile = base\nmfa_serial = {MFA}\n"
    keys = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret-of-base\n"
    listed = "p: {account: 111122223333, profile: code, regions: [us-east-1]}"
    monkeypatch.setenv("HOME", str(tmp_path))
    cache = tmp_path / ".aws" / "cli" / "cache"
    cache.mkdir(parents=True)
    name = sha1(json.dumps({"RoleArn": ROLE, "SerialNumber": MFA}, sort_keys=True).encode())
    kept = {"AccessKeyId": "ASIACLI", "SecretAccessKey": "secret-of-cli", "SessionToken": "t" * 9}
    body = {"Credentials": {**kept, "Expiration": "2099-01-01T00:00:00Z"}}
    (cache / f"{name.hexdigest()}.json").write_text(json.dumps(body))
    files = desktop(tmp_path, config, keys, listed)
    with signed_aws(usual) as aws, closing(places(world(tmp_path, aws.url, **files))) as opened:
        assert opened("").identity() == "aws 111122223333 us-east-1"
        assert aws.keys("GetCallerIdentity") == ["ASIACLI"]
    assert [one.name for one in cache.iterdir()] == [f"{name.hexdigest()}.json"]


def test_a_code_is_never_asked_for_on_a_terminal(tmp_path: Path) -> None:
    config = f"[profile code]\nrole_arn = {ROLE}\nsource_profile = base\nmfa_serial = {MFA}\n"
    keys = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret-of-base\n"
    listed = "p: {account: 111122223333, profile: code, regions: [us-east-1]}"

    def answer(asked: Asked) -> Reply:
        return assumed("ASIAX", "111122223333") if asked.operation == "AssumeRole" else usual(asked)

    files = desktop(tmp_path, config, keys, listed)
    with signed_aws(answer) as aws, closing(places(world(tmp_path, aws.url, **files))) as opened:
        with pytest.raises(LoginFailed, match="wants an MFA code"):
            opened("").identity()
        assert aws.seen == []


def test_a_service_that_is_not_in_a_region_is_told_from_a_network_that_is_down(
    tmp_path: Path,
) -> None:
    from kurosai.errors import NotConfigured

    listed = "p: {account: 111122223333, profile: base, regions: [us-east-1, ap-northeast-9]}"
    keys = "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = secret-of-base\n"
    files = desktop(tmp_path, "", keys, listed)
    with signed_aws(usual) as aws, closing(places(world(tmp_path, aws.url, **files))) as opened:
        opened("").identity()
    # Nobody listens there any more, as if the name did not exist.
    with pytest.raises(NotConfigured, match="no logs in ap-northeast-9"):
        opened("ap-northeast-9").call("logs", "describe_log_groups", {}, doing="looking")
    with pytest.raises(Unavailable, match="does not answer"):
        opened("us-east-1").call("logs", "describe_log_groups", {}, doing="looking")
    opened.close()


def test_environment_of_the_real_world_needs_no_endpoint() -> None:
    with closing(places(Environment({"AWS_REGION": "ap-northeast-1"}))) as opened:
        assert opened("").login._ground == Ground()  # pyright: ignore[reportPrivateUsage]
