"""Which account and region `where` names, and what the file of places may say."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from aws_doors import places, serving, world
from loopback import Reply
from signed_aws import desktop

from kurosai.aws.places import MOST_KEPT, AwsPlaces
from kurosai.aws.wire.session import AwsSession
from kurosai.environment import Environment
from kurosai.errors import BadInput, NotConfigured

FILE = """
prod:
  account: 111122223333
  profile: crois-prd
  regions: [ap-northeast-1, us-east-1]
dev:
  account: 444455556666
  role: arn:aws:iam::444455556666:role/team/kurosai
  regions: [ap-northeast-1]
"""


@contextmanager
def configured(tmp_path: Path, text: str = FILE, **more: str) -> Generator[AwsPlaces[AwsSession]]:
    file = tmp_path / "places.yaml"
    file.write_text(text)
    with closing(places(Environment({"KUROSAI_AWS_PLACES": str(file), **more}))) as opened:
        yield opened


def test_one_account_needs_no_file() -> None:
    with closing(places(Environment({"AWS_REGION": "eu-west-1", "AWS_PROFILE": "x"}))) as opened:
        place = opened("").login.place
        assert (place.name, place.profile, place.regions) == ("", "x", ("eu-west-1", "us-east-1"))
        assert opened("eu-west-1") is opened("")
        with pytest.raises(
            BadInput, match=r"Configured: the default \(eu-west-1, us-east-1\); leave `where`"
        ):
            opened("prod")


def test_what_belongs_to_no_region_can_be_asked_for_without_a_file() -> None:
    with closing(places(Environment({"AWS_REGION": "eu-west-1"}))) as opened:
        there = opened("us-east-1")
        assert (there.region, there.login) == ("us-east-1", opened("").login)
        with pytest.raises(BadInput, match="no place 'us-west-2'"):
            opened("us-west-2")


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "us-gov-west-1"])
def test_elsewhere_one_region_is_all(region: str) -> None:
    with closing(places(Environment({"AWS_REGION": region}))) as opened:
        assert opened("").login.place.regions == (region,)


@pytest.mark.parametrize(
    ("where", "name", "region"),
    [
        ("", "prod", "ap-northeast-1"),
        ("prod", "prod", "ap-northeast-1"),
        ("PROD", "prod", "ap-northeast-1"),
        ("prod/us-east-1", "prod", "us-east-1"),
        ("us-east-1", "prod", "us-east-1"),
        ("dev", "dev", "ap-northeast-1"),
        ("dev/ap-northeast-1", "dev", "ap-northeast-1"),
        ("/prod/", "prod", "ap-northeast-1"),
    ],
)
def test_a_place_is_named(tmp_path: Path, where: str, name: str, region: str) -> None:
    with configured(tmp_path) as opened:
        found = opened(where)
        assert (found.login.place.name, found.region) == (name, region)
        assert opened(where) is found


@pytest.mark.parametrize(
    "where",
    ["stg", "prod/eu-west-1", "dev/us-east-1", "eu-west-1", "999988887777", "prod/us-east-1/x"],
)
def test_what_is_not_configured_is_refused_with_what_is(tmp_path: Path, where: str) -> None:
    with configured(tmp_path) as opened, pytest.raises(BadInput) as caught:
        opened(where)
    assert "prod (111122223333: ap-northeast-1, us-east-1), dev (444455556666: ap" in str(
        caught.value
    )


def test_the_regions_of_a_place_share_one_login(tmp_path: Path) -> None:
    with configured(tmp_path) as opened:
        assert opened("prod").login is opened("us-east-1").login
        assert opened("prod").login is not opened("dev").login


def test_an_account_id_names_its_place_when_it_is_its_account(tmp_path: Path) -> None:
    with (
        serving(Reply.json({})) as fake,
        closing(places(world(tmp_path, fake.url))) as opened,
    ):
        assert opened("111122223333/ap-northeast-1") is opened("")
        with pytest.raises(BadInput, match="444455556666 is none of the accounts"):
            opened("444455556666")


def test_an_account_of_several_places_asks_which_is_meant(tmp_path: Path) -> None:
    text = f"{FILE}admin:\n  account: 444455556666\n  profile: y\n  regions: [us-west-2]\n"
    with configured(tmp_path, text) as opened, pytest.raises(BadInput, match="dev, admin"):
        opened("444455556666")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("prod: {regions: [ap-northeast-1]}", "does not say its account"),
        ("prod: {account: 1111, regions: [ap-northeast-1]}", "12 digits"),
        ("prod: {account: 111122223333}", "needs `regions`"),
        ("prod: {account: 111122223333, regions: ap-northeast-1}", "needs `regions`"),
        ("prod: {account: 111122223333, regions: [tokyo]}", "like ap-northeast-1"),
        ("prod: {account: 111122223333, regions: [us-east-1, us-east-1]}", "twice"),
        ("prod: {account: 111122223333, regions: [us-east-1], profil: x}", "unknown setting 'prof"),
        ("prod: {account: 111122223333, regions: [us-east-1], minutes: 60}", "without a `role`"),
        ("us-east-1: {account: 111122223333, regions: [us-east-1]}", "no name for a place"),
        ("Prod: {account: 111122223333, regions: [us-east-1]}", "no name for a place"),
        ("prod: x", "has no settings"),
        ("[]", "here begin the places"),
        ("", "the file is empty"),
        (FILE.replace("4444", "5555", 1), "not one of account"),
        (FILE.replace("arn:aws:iam::", "arn:aws:sts::"), "the ARN of a role"),
        (FILE.replace("  role", "  minutes: 15\n  role"), "30 to 720"),
        (FILE.replace("  role", "  external_id_from: lower\n  role"), "a variable's name"),
        (FILE.replace("  role", "  external_id_from: NOT_SET\n  role"), "NOT_SET.*is not set"),
        (f"{FILE}prod: x", "stands here twice"),
    ],
)
def test_a_mistake_in_the_file_is_said_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with (
        configured(tmp_path, text) as opened,
        pytest.raises(NotConfigured, match=rf"places\.yaml, line \d+: .*{said}"),
    ):
        opened("")


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    chosen = str(tmp_path / "nowhere.yaml")
    with (
        closing(places(Environment({"KUROSAI_AWS_PLACES": chosen}))) as opened,
        pytest.raises(NotConfigured, match="cannot be read"),
    ):
        opened("")


def test_the_file_is_read_again_when_it_has_changed(tmp_path: Path) -> None:
    with configured(tmp_path) as opened:
        first = opened("")
        (tmp_path / "places.yaml").write_text(FILE.replace("crois-prd", "another"))
        assert opened("").login.place.profile == "another"
        assert opened("") is not first


def test_an_account_that_the_variable_does_not_allow_is_not_asked(tmp_path: Path) -> None:
    with (
        configured(tmp_path, KUROSAI_AWS_ACCOUNT="111122223333") as opened,
        pytest.raises(NotConfigured, match="does not allow the account of dev"),
    ):
        opened("prod")


def test_the_external_id_comes_from_the_environment_and_is_not_shown(tmp_path: Path) -> None:
    text = FILE.replace("  role", "  external_id_from: DEV_ID\n  role")
    with configured(tmp_path, text, DEV_ID="between-us") as opened:
        place = opened("dev").login.place
    assert place.external_id == "between-us"
    assert "between-us" not in repr(place) + str(place)


def test_the_places_of_the_desktop_are_none_of_a_world(tmp_path: Path) -> None:
    file = tmp_path / "places.yaml"
    file.write_text(FILE)
    world(tmp_path, "http://127.0.0.1:9")
    variables = {
        "KUROSAI_STATE_DIR": str(tmp_path),
        "KUROSAI_WORLD": "sandbox",
        "KUROSAI_AWS_PLACES": str(file),
        "AWS_PROFILE": "of-the-desktop",
    }
    with closing(places(Environment(variables))) as opened:
        assert opened("").login.place.name == ""
        assert opened("").login.place.profile == ""


def test_what_is_kept_is_bounded(tmp_path: Path) -> None:
    regions = [
        f"{a}-{b}-{n}" for a in ("us", "eu", "ap") for b in ("west", "east") for n in range(9)
    ]
    text = "".join(
        f"p{n}: {{account: 111122223333, profile: x, regions: [{', '.join(regions)}]}}\n"
        for n in range(2)
    )
    with configured(tmp_path, text) as opened:
        first = opened("p0/us-west-0")
        for n in range(2):
            for region in regions:
                opened(f"p{n}/{region}")
        assert len(opened._sessions) == MOST_KEPT  # pyright: ignore[reportPrivateUsage]
        assert opened("p0/us-west-0") is not first


def test_the_session_of_a_role_says_who_asks(tmp_path: Path) -> None:
    with configured(tmp_path, KUROSAI_OPERATOR="山田 hanako@example.co.jp") as opened:
        assert opened("dev").login.place.session == "kurosai-hanako@example.co.jp"


def test_the_login_at_the_start_names_the_default_place(tmp_path: Path) -> None:
    keys = "[crois-prd]\naws_access_key_id = AKIAX\naws_secret_access_key = secret\n"
    with serving(Reply.json({})) as fake:
        files = desktop(tmp_path, "", keys, FILE)
        with closing(places(world(tmp_path, fake.url, **files))) as opened:
            assert opened.identity() == "aws 111122223333 ap-northeast-1 (prod)"
            assert opened("").identity() == "aws 111122223333 ap-northeast-1"
        with closing(places(world(tmp_path, fake.url))) as opened:
            assert opened.identity() == "aws 111122223333 ap-northeast-1"


def test_the_instructions_name_the_places(tmp_path: Path) -> None:
    with configured(tmp_path) as opened:
        assert opened.told().startswith("`where`: prod (111122223333: ap-northeast-1, us-east-1), ")
    with closing(places(Environment({"AWS_REGION": "eu-west-1"}))) as opened:
        assert opened.told() == ""
    with configured(tmp_path, "prod: x") as opened:
        assert opened.told() == ""
